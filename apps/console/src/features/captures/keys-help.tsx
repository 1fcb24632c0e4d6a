import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['J, K', 'Next and previous capture (also the arrow keys in the list)'],
  ['Enter', 'Go to the details'],
  ['V', 'Open or hide the evidence; your view is recorded'],
  ['T', 'Take it'],
  ['A', 'Give it to somebody'],
  ['E', 'Escalate'],
  ['F', 'False positive'],
  ['W', 'False positive, and let the like pass'],
  ['R', 'Resolve'],
  ['N', 'Write a note'],
  ['1 to 4', 'A usual reason, while a reason is asked for; then Enter saves it'],
  ['Ctrl Enter', 'Save what you are writing'],
  ['U', 'Take your last change back, within 10 minutes'],
  ['G', 'Open or close what is the same thing'],
  ['X', 'Choose, to deal with many at once'],
  ['Shift X', 'Choose all up to here (also a press with Shift)'],
  ['Esc', 'Stop writing; choose none; then close the details'],
  ['.', 'Show the captures that have just arrived'],
  ['/', 'Search'],
  ['Ctrl K', 'Search, and go anywhere'],
  ['?', 'This list'],
];

/** The list of keys. */
export function KeysHelp(props: { open: boolean; onClose: () => void }): ReactNode {
  return (
    <Window title="Keys" open={props.open} onClose={props.onClose} size="wide">
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
