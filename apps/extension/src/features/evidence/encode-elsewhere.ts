import type { Recorded, RecordingJob } from '@lapwing/agent-core/contracts/recorder.ts';
import type { BackgroundHost } from '../../platform/contract/host.ts';
import { JobDone, RECORDER_CHANNEL } from './messages.ts';

const PAGE = 'recorder.html';
/** Milliseconds: a page that takes longer is closed, whatever it does. */
const WITHIN_MS = 50_000;

/**
 * Makes recordings in a page out of sight, which is there only meanwhile: a worker has no video encoder, and its memory
 * is the device's all day. One at a time; rejects when the page cannot be opened or does not answer.
 */
export function createEncoder(parts: {
  readonly host: Pick<BackgroundHost, 'openUnseen' | 'closeUnseen'>;
  readonly newId: () => string;
}): (job: RecordingJob) => Promise<Recorded> {
  const { host, newId } = parts;
  return async function encode(job) {
    const channel = new BroadcastChannel(RECORDER_CHANNEL);
    const id = newId();
    const late = new AbortController();
    try {
      const answered = answerIn(channel, id, late.signal);
      await host.openUnseen(PAGE);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of one origin has no target
      channel.postMessage({ kind: 'job', id, job });
      return await answered;
    } finally {
      late.abort();
      channel.close();
      await host.closeUnseen();
    }
  };
}

function answerIn(channel: BroadcastChannel, id: string, over: AbortSignal): Promise<Recorded> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ ok: false, failed: 'failed' }), WITHIN_MS);
    over.addEventListener('abort', () => clearTimeout(timer));
    channel.addEventListener('message', (event: MessageEvent<unknown>) => {
      const done = JobDone.safeParse(event.data);
      if (done.success && done.data.id === id) resolve(done.data.recorded);
    });
  });
}
