import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

/** The left side on a narrow screen, over the page; Escape or a press beside it puts it away. */
export function Drawer(props: { label: string; onClose: () => void; children: ReactNode }): ReactNode {
  return (
    <ModalOverlay
      className="veil"
      isOpen
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      isDismissable
    >
      <Modal className="drawer">
        <Dialog className="dialog" aria-label={props.label}>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
