import { type ReactNode, Suspense, lazy } from 'react';
import { Action } from './button.tsx';
import { Notice } from './states.tsx';
import type { WindowProps } from './dialog-body.tsx';

// Trapping the focus and hiding the rest of the page is much script: fetched when a window first opens.
const WindowBody = lazy(async () => ({ default: (await import('./dialog-body.tsx')).WindowBody }));

/** A modal window with a heading. What happens in it is said before it happens. */
export function Window(props: WindowProps & { open: boolean }): ReactNode {
  const { open, ...window } = props;
  return open ? (
    <Suspense>
      <WindowBody {...window} />
    </Suspense>
  ) : null;
}

export interface ConfirmProps {
  title: string;
  open: boolean;
  /** What will happen, in full. */
  children: ReactNode;
  /** The verb of the button, for example `Shut out this device`. */
  verb: string;
  onConfirm: () => void;
  onClose: () => void;
  busy?: boolean;
  error?: string | undefined;
}

/** Asks before something is taken away, and names what happens. */
export function Confirm(props: ConfirmProps): ReactNode {
  return (
    <Window title={props.title} open={props.open} onClose={props.onClose} alert>
      <div className="stack">{props.children}</div>
      {props.error === undefined ? null : <Notice tone="stop">{props.error}</Notice>}
      <div className="dialog-foot">
        <Action onPress={props.onClose} autoFocus>
          Cancel
        </Action>
        <Action look="stop" onPress={props.onConfirm} busy={props.busy === true}>
          {props.verb}
        </Action>
      </div>
    </Window>
  );
}
