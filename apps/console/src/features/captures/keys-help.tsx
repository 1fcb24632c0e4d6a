import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['J, K', 'Next and previous capture (also the arrow keys in the list)'],
  ['Enter', 'Go to the details'],
  ['V', 'Open or hide the evidence; your view is recorded'],
  ['T', 'Take it'],
  ['E', 'Escalate'],
  ['F', 'False positive'],
  ['R', 'Resolve'],
  ['N', 'Write a note'],
  ['Ctrl Enter', 'Save what you are writing'],
  ['Esc', 'Stop writing; then close the details'],
  ['.', 'Show the captures that have just arrived'],
  ['/', 'Search'],
  ['Ctrl K', 'Search, and go anywhere'],
  ['?', 'This list'],
];

/** The list of keys. */
export function KeysHelp(props: { open: boolean; onClose: () => void }): ReactNode {
  return (
    <Window title="Keys" open={props.open} onClose={props.onClose}>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd className="key">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className="dialog-foot">
        <Action onPress={props.onClose} autoFocus>
          Close
        </Action>
      </div>
    </Window>
  );
}
