import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

export interface WindowProps {
  title: string;
  /** Called by Escape, a press outside, or Cancel. */
  onClose: () => void;
  children: ReactNode;
  size?: 'usual' | 'wide' | 'full';
  /** Only a decision inside closes it. */
  insists?: boolean;
  alert?: boolean;
}

/** The open window itself; mounted while it is open. */
export function WindowBody(props: WindowProps): ReactNode {
  return (
    <ModalOverlay
      className="veil"
      isOpen
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
