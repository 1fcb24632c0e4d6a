import { type ReactNode, useRef } from 'react';
import { Action } from './button.tsx';

/** A button that opens the system's own window to choose a file, with the name of the one that was chosen. */
export function FileChoice(props: {
  /** For those who hear the page. */
  label: string;
  /** Endings and types, as the `accept` of an input. */
  accept: string;
  /** Null before one is chosen. */
  name: string | null;
  main: boolean;
  busy: boolean;
  onChoose: (file: File) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="row">
      <input
        ref={input}
        className="unseen"
        type="file"
        aria-label={props.label}
        tabIndex={-1}
        accept={props.accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) props.onChoose(file);
          // The same file again, put right meanwhile, is a choice too.
          event.target.value = '';
        }}
      />
      <Action
        {...(props.main ? { look: 'main' as const } : {})}
        busy={props.busy}
        onPress={() => input.current?.click()}
      >
        {props.name === null ? 'Choose a file' : 'Choose another file'}
      </Action>
      {props.name === null ? null : (
        <bdi className="cut" title={props.name}>
          {props.name}
        </bdi>
      )}
    </div>
  );
}

/** Tables as text, as spreadsheets save them. */
export const TEXT_TABLES = '.csv,.tsv,.txt,text/csv,text/plain';
