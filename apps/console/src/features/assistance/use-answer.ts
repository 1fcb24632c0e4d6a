import { answerAssistance, type AssistanceRequest } from '@lapwing/protocol/features/assistance/api.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type RequestOf } from '../../api/client.ts';
import { sayFailure } from '../../api/failure.ts';
import { showToast } from '../../ui/toasts.ts';
import { sayState } from './words.ts';

export type Answer = RequestOf<typeof answerAssistance>['body'];

const TOAST = 'assistance-answer';

/** Answers pupils; the queue shows it at once, and a failure says so and leaves the request where it is. */
export function useAnswer() {
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  async function answer(request: AssistanceRequest, body: Answer): Promise<boolean> {
    setBusy(request.id);
    const outcome = await call(answerAssistance, { params: { id: request.id }, body });
    setBusy(null);
    void client.invalidateQueries({ queryKey: ['assistance'] });
    if (!outcome.ok) {
      const { title, text } = sayFailure(outcome.failure);
      showToast({ text: `Not answered. ${title}. ${text}`.trim(), tone: 'stop', key: TOAST });
      return false;
    }
    void client.invalidateQueries({ queryKey: ['restrictions', 'list'] });
    showToast({
      text: `${request.person.name}: ${sayState(outcome.value).toLowerCase()}.`,
      tone: 'good',
      key: TOAST,
    });
    return true;
  }
  return { busy, answer };
}
