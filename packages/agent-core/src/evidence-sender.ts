import { EvidenceProgress } from '@lapwing/protocol/features/evidence/api.ts';
import { EVIDENCE_PART_BYTES } from '@lapwing/protocol/wire.ts';
import { backoff } from './backoff.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { HttpOutcome } from './contracts/http.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { EvidenceItem, Outbox } from './outbox.ts';
import type { SignedRequest } from './signed-request.ts';
import { parseJson } from './stored-document.ts';
import { decodeUtf8 } from './utf8.ts';

const TIMEOUT_MS = 60_000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Answers after which the same request may succeed later; 401 because the device's idea of the time may be off. */
const WORTH_RETRYING: ReadonlySet<number> = new Set([401, 408, 425, 429]);
/** What a server says that knows no parts of evidence. */
const NO_SUCH_ROUTE: ReadonlySet<number> = new Set([404, 405]);

export interface EvidenceSender {
  /** Something may be ready, or the server is there again. */
  kick(): void;
  stop(): void;
}

/** What came of one request: all is there, there is more to do, or it did not go. */
type Step = 'done' | 'more' | { readonly status: number };

/** Sends evidence that the server knows to come, one request at a time: SPEC.md, OUT-7 and OUT-10. */
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
  /** Bytes that the server is known to have, by key; `whole` where it takes no parts. */
  const standing = new Map<string, number | 'whole'>();
  let busy = false;
  let stopped = false;
  let failures = 0;
  let cancelRetry: Cancel | null = null;

  async function put(path: string, body: Uint8Array, mediaType: string): Promise<HttpOutcome> {
    return request({ method: 'PUT', path, body, mediaType, timeoutMs: TIMEOUT_MS });
  }

  /** Asks how much the server has: after a restart and after anything that went wrong. */
  async function ask(key: string, path: string, size: number): Promise<Step> {
    const answer = await request({ method: 'GET', path, body: null, mediaType: null, timeoutMs: TIMEOUT_MS });
    if (answer.ok && NO_SUCH_ROUTE.has(answer.status)) {
      standing.set(key, 'whole');
      return 'more';
    }
    return progressed(key, answer, -1, size);
  }

  async function sendOne({ key, captureId, id, mediaType, size }: EvidenceItem): Promise<Step> {
    const path = `/agent/evidence/${captureId}/${id}`;
    const from = size <= EVIDENCE_PART_BYTES ? 'whole' : standing.get(key);
    if (from === undefined) return ask(key, path, size);
    const bytes = await outbox.readEvidence(key);
    if (bytes === null) {
      log('evidence.damaged');
      return 'done';
    }
    if (from === 'whole') {
      const answer = await put(path, bytes, mediaType);
      return wentWell(answer) ? 'done' : failed(answer);
    }
    const part = bytes.subarray(from, from + EVIDENCE_PART_BYTES);
    const answer = await put(`${path}/from/${String(from)}`, part, mediaType);
    const step = progressed(key, answer, from, size);
    if (typeof step === 'string') return step;
    // It stands elsewhere, or was interrupted: asked before it goes on.
    standing.delete(key);
    return step.status === 409 ? { status: 0 } : step;
  }

  /** What the answer says of how much has arrived; more than `before`, or it is no progress. */
  function progressed(key: string, answer: HttpOutcome, before: number, size: number): Step {
    if (!answer.ok || !wentWell(answer)) return failed(answer);
    const progress = parseJson(decodeUtf8(answer.body), EvidenceProgress);
    if (progress === null) return { status: 0 };
    if (progress.complete) return 'done';
    if (progress.have <= before || progress.have >= size) return { status: 0 };
    standing.set(key, progress.have);
    return 'more';
  }

  async function sendAll(): Promise<void> {
    for (
      let item = outbox.nextEvidence();
      item !== null && online() && !stopped;
      item = outbox.nextEvidence()
    ) {
      const step = await sendOne(item);
      if (stopped) return;
      if (step === 'more') {
        failures = 0;
        continue;
      }
      if (step === 'done' || isFinal(step.status)) {
        if (step === 'done') failures = 0;
        else log('evidence.refused', { status: step.status });
        standing.delete(item.key);
        await outbox.dropEvidence(item.key);
        continue;
      }
      outbox.evidenceFailed(item.key);
      waitAndRetry(step.status);
      return;
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

function wentWell(answer: HttpOutcome): boolean {
  return answer.ok && answer.status >= 200 && answer.status < 300;
}

function failed(answer: HttpOutcome): { readonly status: number } {
  return { status: answer.ok ? answer.status : 0 };
}

/** Refused for good: the same again would be refused again. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && !WORTH_RETRYING.has(status);
}
