import { z } from 'zod';
import { encodeFrames } from './features/evidence/encode.ts';
import { JobAsked, RECORDER_CHANNEL } from './features/evidence/messages.ts';

// The page out of sight that makes recordings; it is closed once it has answered.
z.config({ jitless: true });
const channel = new BroadcastChannel(RECORDER_CHANNEL);

async function onMessage(message: unknown): Promise<void> {
  const asked = JobAsked.safeParse(message);
  if (!asked.success) return;
  const { id, job } = asked.data;
  const recorded = await encodeFrames(job);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of one origin has no target
  channel.postMessage({ kind: 'recorded', id, recorded });
}

channel.addEventListener('message', (event: MessageEvent<unknown>) => void onMessage(event.data));
