import { type Source, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { Tick } from '../../ui/field.tsx';
import { inOrder, sameSources, SOURCE_NAMES, TYPED_SOURCES } from './words.ts';

const SOURCE_HINTS: Readonly<Partial<Record<Source, string>>> = Object.freeze({
  typed: 'typed text, wherever it is written',
  search: 'what is searched for',
  caption: 'the title of the window',
  page: 'the text of a page',
  html: 'the hidden code of a page',
});

/** Places to look in, ticked one by one or all that are typed with one press. */
export function SourcesField(props: {
  legend: string;
  value: readonly Source[];
  onChange: (sources: readonly Source[]) => void;
  error?: string | undefined;
}): ReactNode {
  const { value, onChange } = props;
  return (
    <fieldset className="sources-field" data-wrong={props.error !== undefined || undefined}>
      <legend className="field-label">{props.legend}</legend>
      <div className="row">
        <Action pressed={sameSources(value, TYPED_SOURCES)} onPress={() => onChange(TYPED_SOURCES)}>
          Only typed words
        </Action>
        <Action pressed={sameSources(value, SOURCES)} onPress={() => onChange(SOURCES)}>
          Everywhere
        </Action>
      </div>
      <div className="sources-ticks">
        {SOURCES.map((source) => (
          <Tick
            key={source}
            checked={value.includes(source)}
            onChange={(on) =>
              onChange(on ? inOrder([...value, source]) : value.filter((one) => one !== source))
            }
          >
            <span title={SOURCE_HINTS[source]}>{capital(SOURCE_NAMES[source])}</span>
          </Tick>
        ))}
      </div>
      {props.error === undefined ? null : <span className="field-error">{props.error}</span>}
    </fieldset>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
