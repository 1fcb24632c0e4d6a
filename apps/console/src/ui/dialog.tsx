import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Action } from './button.tsx';
import { Notice } from './states.tsx';

export interface WindowProps {
  title: string;
  open: boolean;
  /** Called by Escape, a press outside, or Cancel. */
  onClose: () => void;
  children: ReactNode;
  size?: 'usual' | 'wide' | 'full';
  /** Only a decision inside closes it. */
  insists?: boolean;
  alert?: boolean;
}

/** A modal window with a heading. What happens in it is said before it happens. */
export function Window(props: WindowProps): ReactNode {
  return (
    <ModalOverlay
      className="veil"
      isOpen={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      isDismissable={props.insists !== true}
      isKeyboardDismissDisabled={props.insists === true}
    >
      <Modal className="modal" data-size={props.size ?? 'usual'}>
        <Dialog className="dialog" role={props.alert === true ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
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
