import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { holdEvidence, releaseEvidence } from '@lapwing/protocol/features/evidence/hold.api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Lock, LockOpen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { captureQuery } from './queries.ts';

/** Keeps a capture with its evidence beyond the usual time, or lets it go at that time again; with the reason. */
export function HoldAction(props: { capture: CaptureDetail }): ReactNode {
  const { capture } = props;
  const [asking, setAsking] = useState(false);
  if (!capture.may.hold.allowed) return null;
  return (
    <>
      <Action onPress={() => setAsking(true)}>
        {capture.held ? <LockOpen size={15} aria-hidden /> : <Lock size={15} aria-hidden />}
        {capture.held ? 'Release' : 'Hold'}
      </Action>
      {asking ? <HoldWindow capture={capture} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function HoldWindow(props: { capture: CaptureDetail; onClose: () => void }): ReactNode {
  const { capture, onClose } = props;
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const change = useMutation({
    mutationFn: () =>
      load(capture.held ? releaseEvidence : holdEvidence, {
        params: { captureId: capture.id },
        body: { reason: reason.trim() },
      }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: captureQuery(capture.id).queryKey });
      onClose();
    },
  });
  return (
    <Window title={capture.held ? 'Release this capture' : 'Hold this capture'} open onClose={onClose}>
      <Form
        busy={change.isPending}
        problem={change.error === null ? undefined : sayShortly(change.error)}
        onSubmit={() => {
          setMissing(reason.trim() === '');
          if (reason.trim() !== '') change.mutate();
        }}
      >
        <p>
          {capture.held
            ? 'It goes at its usual time again, with its evidence. Who released it and why stays in the history.'
            : 'It is kept with its evidence beyond its usual time, until somebody releases it: for the police, a court or an inquiry.'}
        </p>
        <TextInput
          label="Why"
          name="reason"
          rows={2}
          maxLength={1000}
          value={reason}
          onChange={setReason}
          error={missing ? 'Write in a sentence why.' : undefined}
          autoFocus
        />
        <FormFoot
          onCancel={onClose}
          submit={capture.held ? 'Release it' : 'Hold it'}
          busy={change.isPending}
        />
      </Form>
    </Window>
  );
}
