import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { sayShortly } from '../../api/failure.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { refreshPolicies } from './queries.ts';

/** Fewer letters are no reason. */
const SHORTEST = 3;

/** Asks for the reason before something is changed at once; the reason is kept with the change. */
export function AskWhy<Reply>(props: {
  title: string;
  verb: string;
  /** What will happen, in full. */
  children: ReactNode;
  /** Does it; rejects with why it could not be done. */
  run: (reason: string) => Promise<Reply>;
  /** What has been done, for the person. */
  done: (reply: Reply) => string;
  onClose: () => void;
}): ReactNode {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const missing = reason.trim().length < SHORTEST;
  const run = useMutation({
    mutationFn: () => props.run(reason.trim()),
    onSuccess(reply) {
      refreshPolicies(client);
      showToast({ text: props.done(reply), tone: 'good' });
      props.onClose();
    },
  });
  return (
    <Confirm
      title={props.title}
      open
      verb={props.verb}
      busy={run.isPending}
      error={run.error === null ? undefined : sayShortly(run.error)}
      onClose={props.onClose}
      onConfirm={() => {
        setTried(true);
        if (!missing) run.mutate();
      }}
    >
      {props.children}
      <TextInput
        label="Why"
        name="reason"
        value={reason}
        maxLength={500}
        required
        error={tried && missing ? 'Say why in a few words; it is kept with the change.' : undefined}
        onChange={setReason}
      />
    </Confirm>
  );
}
