import { type Message, type MessageBody, sendMessage } from '@lapwing/protocol/features/messages/api.ts';
import type { Target } from '@lapwing/protocol/features/restrictions/api.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Failure } from '../../api/failure.ts';
import { useFrames } from '../../api/live.tsx';
import { showToast } from '../../ui/toasts.ts';
import { messageQuery } from './queries.ts';
import { isSettled, resultLine } from './words.ts';

const TOAST = 'message-result';
/** Milliseconds in which many answers of devices lead to one question. */
const GATHERS = 600;

export interface Said {
  readonly id: string;
  readonly targets: readonly Target[];
  readonly what: MessageBody;
  readonly lessonId: string | null;
}

/** Says something to devices, and keeps telling what becomes of it until it is settled or something else was said. */
export function useSay() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const following = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      following.current = null;
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  function tell(message: Message): void {
    showToast({
      text: resultLine(message),
      tone: message.counts.failed > 0 ? 'plain' : 'good',
      key: TOAST,
    });
    if (isSettled(message, Date.now())) following.current = null;
  }
  useFrames((frame) => {
    if (frame.type !== 'messages/changed' || frame.messageId !== following.current) return;
    if (timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const id = following.current;
      if (id === null) return;
      void client.fetchQuery(messageQuery(id)).then(tell, () => undefined);
    }, GATHERS);
  });

  /** Null when it is said; otherwise why not. */
  async function say(said: Said): Promise<Failure | null> {
    setBusy(true);
    const outcome = await call(sendMessage, { body: { ...said, targets: [...said.targets] } });
    setBusy(false);
    if (!outcome.ok) return outcome.failure;
    following.current = outcome.value.id;
    tell(outcome.value);
    void client.invalidateQueries({ queryKey: ['messages', 'list'] });
    return null;
  }
  return { busy, say };
}
export type SayActs = ReturnType<typeof useSay>;
