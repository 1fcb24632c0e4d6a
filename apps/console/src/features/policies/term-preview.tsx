import type { checkTerm } from '@lapwing/protocol/features/policies/api.ts';
import { type Source, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { FoundText } from './found-text.tsx';
import { SOURCE_NAMES } from './words.ts';

export type Checked = z.output<(typeof checkTerm)['reply']>;

/** A sentence of one's own beside the term that is being written: what is found in it, and why. */
export function TermPreview(props: {
  sample: string;
  onSample: (sample: string) => void;
  source: Source;
  onSource: (source: Source) => void;
  /** What the server made of it; undefined until it has. */
  checked: Checked | undefined;
  /** What was checked; what is typed since is on its way. */
  checkedSample: string;
  busy: boolean;
  problem: string | undefined;
}): ReactNode {
  const { sample, checked } = props;
  return (
    <section className="card term-preview" aria-labelledby="preview-heading">
      <h2 id="preview-heading">Try it</h2>
      <TextInput
        label="A sentence as a pupil would write it"
        name="sample"
        value={sample}
        onChange={props.onSample}
        rows={3}
        maxLength={5000}
        hint="Try five in which it should be found, and five harmless ones that look much the same."
      />
      <Choice
        label="As if it were"
        value={props.source}
        onChange={props.onSource}
        options={SOURCES.map((key) => ({ key, label: SOURCE_NAMES[key] }))}
      />
      {props.problem !== undefined ? (
        <Notice tone="warn">{props.problem}</Notice>
      ) : sample.trim() === '' ? null : checked === undefined || props.busy ? (
        <p className="quiet" role="status">
          Looking …
        </p>
      ) : (
        <FoundText
          label="What is found"
          text={props.checkedSample}
          found={checked.found}
          nothing="Nothing is found in it."
        />
      )}
    </section>
  );
}
