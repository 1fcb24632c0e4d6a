import {
  decideSealed,
  type SealedAsk,
  type SealedState,
} from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';

/** Somebody asks to open sealed evidence: the second person sees who and why, and agrees or refuses. */
export function SealedAnswer(props: { ask: SealedAsk; onAnswered: (state: SealedState) => void }): ReactNode {
  const { ask } = props;
  const [answer, setAnswer] = useState('');
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      load(decideSealed, {
        params: { id: ask.id },
        body: { approve, answer: answer.trim() === '' ? null : answer.trim() },
      }),
    onSuccess: props.onAnswered,
  });
  return (
    <div className="card stack" role="group" aria-label="Somebody asks to open it">
      <p>
        <strong>
          <Name>{ask.by}</Name> asks to open it
        </strong>{' '}
        <span className="quiet small">
          <When at={ask.askedAt} />
        </span>
      </p>
      <blockquote className="sealed-reason">{ask.reason}</blockquote>
      <TextInput
        label="Your answer in words (they see it)"
        name="answer"
        value={answer}
        onChange={setAnswer}
        maxLength={1000}
      />
      {decide.error === null ? null : <Notice tone="stop">{sayShortly(decide.error)}</Notice>}
      <div className="row">
        <Action onPress={() => decide.mutate(true)} busy={decide.isPending}>
          Agree: open it for 10 minutes
        </Action>
        <Action onPress={() => decide.mutate(false)} busy={decide.isPending}>
          Refuse
        </Action>
      </div>
    </div>
  );
}
