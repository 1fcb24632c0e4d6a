import { type AgreementDetail, askAgain } from '@lapwing/protocol/features/agreements/api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { showToast } from '../../ui/toasts.ts';
import { sayPeople } from './words.ts';

/** Who is to be asked again. */
export type Whom =
  | { readonly kind: 'everybody'; readonly people: number }
  | { readonly kind: 'one'; readonly id: string; readonly name: string };

/** Asks somebody, or everybody, anew for what they have answered; the reason stands in the audit. */
export function AskAgainWindow(props: {
  agreement: AgreementDetail;
  whom: Whom;
  onClose: () => void;
}): ReactNode {
  const { agreement, whom } = props;
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < 3;
  const ask = useMutation({
    mutationFn: () =>
      load(askAgain, {
        params: { id: agreement.id },
        body: { personIds: whom.kind === 'everybody' ? null : [whom.id], reason },
      }),
    onSuccess({ people }) {
      void client.invalidateQueries({ queryKey: ['agreements'] });
      showToast({ text: `${sayPeople(people)} will be asked again.`, tone: 'good', key: 'agreement-again' });
      props.onClose();
    },
  });
  return (
    <Window
      title={whom.kind === 'everybody' ? 'Ask everybody again?' : 'Ask again?'}
      open
      onClose={props.onClose}
    >
      <Form
        busy={ask.isPending}
        problem={formError(ask.error, ['reason'])}
        onSubmit={() => {
          setTried(true);
          if (!short) ask.mutate();
        }}
      >
        <p>
          {whom.kind === 'everybody' ? (
            <strong>{sayPeople(whom.people)}</strong>
          ) : (
            <strong>
              <Name>{whom.name}</Name>
            </strong>
          )}{' '}
          will be asked version {agreement.version} anew, within a moment or at the next log-on. What was
          answered before stays on record and does not count any longer.
        </p>
        <TextInput
          label="Why"
          name="reason"
          value={reason}
          maxLength={300}
          required
          autoFocus
          hint="For the audit; pupils do not read it."
          error={tried && short ? 'Say in a few words why.' : fieldError(ask.error, 'reason')}
          onChange={setReason}
        />
        <FormFoot onCancel={props.onClose} submit="Ask again" busy={ask.isPending} />
      </Form>
    </Window>
  );
}
