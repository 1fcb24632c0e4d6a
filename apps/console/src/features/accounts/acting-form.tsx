import { ACTING_MINUTES, startActing } from '@lapwing/protocol/features/accounts/acting.api.ts';
import type { StaffAccount } from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import './acting.css';

/** Asks why, and says what will happen, before the console is seen with another's rights. */
export function ActingForm(props: {
  staff: Pick<StaffAccount, 'id' | 'name'>;
  onClose: () => void;
}): ReactNode {
  const { id, name } = props.staff;
  const [reason, setReason] = useState('');
  const start = useMutation({
    mutationFn: () => load(startActing, { body: { accountId: id, reason } }),
    // A page that is loaded anew holds nothing of what the other may not see.
    onSuccess: () => window.location.assign(paths.home()),
  });
  return (
    <Window title={`See the console as ${name}`} open onClose={props.onClose}>
      <Form
        problem={formError(start.error, ['reason'])}
        busy={start.isPending}
        onSubmit={() => start.mutate()}
      >
        <ul className="acting-lines">
          <li>You see only what both of you may see.</li>
          <li>
            Everything you look at or change is recorded under your name, with a note that you acted as{' '}
            <Name>{name}</Name>, who can see on their own account that you did, when and why.
          </li>
          <li>It ends by itself after {ACTING_MINUTES} minutes, or when you press Stop.</li>
        </ul>
        <TextInput
          label="Reason"
          name="reason"
          value={reason}
          onChange={setReason}
          error={fieldError(start.error, 'reason')}
          hint="What they asked for help with. It stands in the audit: name no pupil."
          rows={2}
          maxLength={300}
          required
          autoFocus
        />
        <FormFoot onCancel={props.onClose} submit="See it" busy={start.isPending || start.isSuccess} />
      </Form>
    </Window>
  );
}
