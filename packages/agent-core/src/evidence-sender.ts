import { backoff } from './backoff.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { Outbox } from './outbox.ts';
import type { SignedRequest } from './signed-request.ts';

const PUT_TIMEOUT_MS = 60_000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Answers after which the same request may succeed later; 401 because the device's idea of the time may be off. */
const WORTH_RETRYING: ReadonlySet<number> = new Set([401, 408, 425, 429]);

export interface EvidenceSender {
  /** Something may be ready, or the server is there again. */
  kick(): void;
  stop(): void;
}

/** Sends screenshots whose captures the server has, one at a time: SPEC.md, OUT-7. */
export function createEvidenceSender(parts: {
  readonly outbox: Outbox;
  readonly request: SignedRequest;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Only while the socket is up is the server's time known, and somebody there. */
  readonly online: () => boolean;
}): EvidenceSender {
  const { outbox, request, clock, random, log, online } = parts;
  let busy = false;
  let stopped = false;
  let failures = 0;
  let cancelRetry: Cancel | null = null;

  async function sendAll(): Promise<void> {
    for (
      let item = outbox.nextEvidence();
      item !== null && online() && !stopped;
      item = outbox.nextEvidence()
    ) {
      const body = await outbox.readEvidence(item.key);
      if (body === null) {
        log('evidence.damaged');
        await outbox.dropEvidence(item.key);
        continue;
      }
      const path = `/agent/evidence/${item.captureId}/${item.id}`;
      const answer = await request({
        method: 'PUT',
        path,
        body,
        mediaType: item.mediaType,
        timeoutMs: PUT_TIMEOUT_MS,
      });
      if (stopped) return;
      const status = answer.ok ? answer.status : 0;
      if (status >= 200 && status < 300) {
        failures = 0;
        await outbox.dropEvidence(item.key);
      } else if (status >= 400 && status < 500 && !WORTH_RETRYING.has(status)) {
        log('evidence.refused', { status });
        await outbox.dropEvidence(item.key);
      } else {
        outbox.evidenceFailed(item.key);
        waitAndRetry(status);
        return;
      }
    }
  }

  function waitAndRetry(status: number): void {
    const wait = backoff(random, failures, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    failures += 1;
    log('evidence.waits', { status, waitMs: wait });
    cancelRetry = clock.setTimer(wait, () => {
      cancelRetry = null;
      kick();
    });
  }

  function kick(): void {
    if (busy || stopped || cancelRetry !== null || !online()) return;
    busy = true;
    void sendAll()
      .catch(() => waitAndRetry(-1))
      .finally(() => {
        busy = false;
        // Something may have become ready between the last look and now.
        if (cancelRetry === null && online() && outbox.nextEvidence() !== null) kick();
      });
  }

  return {
    kick,
    stop() {
      stopped = true;
      cancelRetry?.();
      cancelRetry = null;
    },
  };
}
