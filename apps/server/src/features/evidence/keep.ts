import type { Blobs, PutOutcome } from '../../platform/blobs/blobs.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { done, refuse, type Refused } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import { findSummary, insertHistory, type Announce, type PolicyWords } from '../captures/index.ts';
import { decodeImage } from './image.ts';
import { makePreview } from './preview.ts';
import { isRecording } from './recording.ts';
import { createSlots } from './slots.ts';
import { dropParts, type Part } from './store-parts.ts';
import { markLost, markReady, type LostReason, type PromisedEvidence } from './store.ts';
import { watermark, type WatermarkFacts } from './watermark.ts';

/** Images being unpacked at once: each may take a hundred megabytes for a moment. */
const AT_ONCE = 2;
/** Those that wait hold their bytes in memory; a device that is sent away comes again. */
const MOST_WAITING = 100;
/** Seconds after which a device may find room again. */
export const RETRY_AFTER = 60;

export interface KeepDeps {
  readonly db: Database;
  readonly blobs: Blobs;
  readonly announce: Announce;
  readonly words: Pick<PolicyWords, 'policyTitle'>;
  readonly log: Log;
  /** In which the watermark's moment is written. */
  readonly timeZone: string;
}

export type Kept = { ok: true; reply: { done: true } } | { ok: false; refused: Refused };

/** Names of the blobs of one piece of evidence; a recording has its original alone. */
export function blobIds(evidenceId: string): { original: string; shown: string; preview: string } {
  return {
    original: `${evidenceId}.original`,
    shown: `${evidenceId}.shown`,
    preview: `${evidenceId}.preview`,
  };
}

/** Puts away what has come whole and as it was promised. */
export interface Keeper {
  /**
   * Waits for its turn; the bytes are read only then, so that what waits takes no memory where it need not. A problem
   * with reading them is handed back.
   */
  keep<Problem extends string>(
    schoolId: string,
    promised: PromisedEvidence,
    read: () => Promise<Uint8Array | Problem>,
  ): Promise<Kept | Problem>;
  /** What came is not what was promised, and is forgotten. */
  lose(schoolId: string, promised: PromisedEvidence, reason: LostReason): Promise<Kept>;
  /** Removes parts from the blob store; what stays behind by a failure costs room and nothing else. */
  removeParts(schoolId: string, parts: readonly Part[]): Promise<void>;
  notKept(put: Extract<PutOutcome, { ok: false }>): Kept;
}

export function createKeeper(deps: KeepDeps): Keeper {
  const { db, blobs, log } = deps;
  const slots = createSlots(AT_ONCE);

  async function removeParts(schoolId: string, parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      const removed = await blobs.delete({ schoolId, id: part.blob });
      if (!removed.ok) log.error('evidence.part-not-removed', { schoolId, part: part.blob }, removed.cause);
    }
  }

  async function lose(schoolId: string, promised: PromisedEvidence, reason: LostReason): Promise<Kept> {
    const parts = await db.inSchool(schoolId, async (tx) => {
      if (await markLost(tx, promised.id, reason)) deps.announce(tx, 'captures/changed', promised.captureId);
      return dropParts(tx, promised.id);
    });
    await removeParts(schoolId, parts);
    log.warn('evidence.refused', { schoolId, evidence: promised.id, reason });
    return refuse('bad-request', reason, `This is not the ${promised.kind} that the capture announced.`);
  }

  function notKept(put: Extract<PutOutcome, { ok: false }>): Kept {
    log.error('evidence.not-kept', { reason: put.code }, put.code === 'failed' ? put.cause : undefined);
    const message =
      put.code === 'no-space' ? 'The disk of the server is full.' : 'The server could not keep it.';
    return refuse('unavailable', put.code === 'no-space' ? 'storage-full' : 'storage-failed', message, {
      retryAfter: RETRY_AFTER,
    });
  }

  async function putAll(
    schoolId: string,
    contents: ReadonlyArray<readonly [id: string, bytes: Uint8Array]>,
  ): Promise<Extract<PutOutcome, { ok: false }> | null> {
    for (const [id, content] of contents) {
      const put = await blobs.put({ schoolId, id }, content.length, [content]);
      if (!put.ok) return put;
    }
    return null;
  }

  async function ready(
    schoolId: string,
    promised: PromisedEvidence,
    image: { width: number; height: number } | null,
  ): Promise<Kept> {
    const parts = await db.inSchool(schoolId, async (tx) => {
      if (await markReady(tx, promised.id, image)) {
        await insertHistory(tx, promised.captureId, null, 'evidence-arrived', promised.kind);
        deps.announce(tx, 'captures/changed', promised.captureId);
      }
      return dropParts(tx, promised.id);
    });
    await removeParts(schoolId, parts);
    return done({ done: true as const });
  }

  async function keepScreenshot(
    schoolId: string,
    promised: Extract<PromisedEvidence, { kind: 'screenshot' }>,
    bytes: Uint8Array,
  ): Promise<Kept> {
    const decoded = await decodeImage(bytes, promised.mediaType);
    if (!decoded.ok) return lose(schoolId, promised, decoded.problem);
    const about = await db.inSchool(schoolId, (tx) => factsOf(tx, promised.captureId, deps.words));
    const marked = await watermark(decoded.image, about.facts, deps.timeZone);
    const ids = blobIds(promised.id);
    const problem = await putAll(schoolId, [
      [ids.original, bytes],
      [ids.shown, marked.bytes],
      // Of what is sealed there is nothing smaller to come upon.
      ...(about.sealed ? [] : [[ids.preview, await makePreview(decoded.image)] as const]),
    ]);
    return problem === null ? ready(schoolId, promised, marked) : notKept(problem);
  }

  async function keepRecording(
    schoolId: string,
    promised: Extract<PromisedEvidence, { kind: 'recording' }>,
    bytes: Uint8Array,
  ): Promise<Kept> {
    if (!isRecording(bytes, promised.mediaType)) return lose(schoolId, promised, 'not-a-recording');
    const problem = await putAll(schoolId, [[blobIds(promised.id).original, bytes]]);
    return problem === null ? ready(schoolId, promised, null) : notKept(problem);
  }

  return {
    lose,
    removeParts,
    notKept,
    async keep(schoolId, promised, read) {
      if (slots.waiting() >= MOST_WAITING) {
        return refuse('unavailable', 'busy', 'Much evidence is arriving at this moment.', {
          retryAfter: RETRY_AFTER,
        });
      }
      return slots.run(async () => {
        const bytes = await read();
        if (typeof bytes === 'string') return bytes;
        return promised.kind === 'screenshot'
          ? keepScreenshot(schoolId, promised, bytes)
          : keepRecording(schoolId, promised, bytes);
      });
    },
  };
}

async function factsOf(
  tx: SchoolTx,
  captureId: string,
  words: Pick<PolicyWords, 'policyTitle'>,
): Promise<{ facts: WatermarkFacts; sealed: boolean }> {
  const row = await findSummary(tx, { kind: 'school' }, captureId);
  if (row === null) throw new Error('evidence without its capture');
  const facts = {
    person:
      row.person_id === null ? null : { name: row.person_name ?? '', username: row.person_username ?? '' },
    accountName: row.account_name,
    what: `${words.policyTitle(row.policy)}, ${row.severity}`,
    happenedAt: row.happened_at,
    device: row.device_name,
    room: row.device_room,
    site: row.site,
  };
  return { facts, sealed: row.sealed };
}
