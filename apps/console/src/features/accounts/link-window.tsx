import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { CopyBox } from '../../ui/copy.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';

export interface ShownLink {
  url: string;
  expiresAt: string;
  name: string;
  email: string;
}

/** Shows a one-time link, the only time that it can be seen. */
export function LinkWindow(props: { link: ShownLink; onClose: () => void }): ReactNode {
  const { link } = props;
  return (
    <Window title="The one-time link" open onClose={props.onClose} insists>
      <p>
        Pass this link on to <Name>{link.name}</Name> (<Name>{link.email}</Name>). With it they set their
        password and are signed in.
      </p>
      <CopyBox title="One-time link" text={link.url} />
      <Notice tone="warn">
        It is shown only now, works once, and runs out on <When at={link.expiresAt} show="moment" />. Whoever
        has it can take the account: do not post it where others read.
      </Notice>
      <div className="dialog-foot">
        <Action look="main" onPress={props.onClose}>
          Done
        </Action>
      </div>
    </Window>
  );
}
