import { createHash } from 'node:crypto';
import { putEvidence } from '@lapwing/protocol/features/evidence/api.ts';
import { DEVICE_REQUEST_HEADER, MAX_SCREENSHOT_BYTES } from '@lapwing/protocol/wire.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Blobs, PutOutcome } from '../../platform/blobs/blobs.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { done, notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import { findSummary, insertHistory, type Announce, type PolicyWords } from '../captures/index.ts';
import type { VerifyDeviceRequest } from '../devices/index.ts';
import { decodeImage, type ImageProblem } from './image.ts';
import { createSlots } from './slots.ts';
import { findPromised, markLost, markReady, type PromisedEvidence } from './store.ts';
import { watermark, type WatermarkFacts } from './watermark.ts';

/** All devices of a school may come from one address; each has few screenshots. */
const PER_MINUTE = 6000;
/** Images being unpacked at once: each may take a hundred megabytes for a moment. */
const AT_ONCE = 2;
/** Those that wait hold their bytes in memory; a device that is sent away comes again. */
const MOST_WAITING = 100;
/** Seconds after which a device may find room again. */
const RETRY_AFTER = 60;

export interface ReceiveDeps {
  readonly routes: Routes;
  readonly db: Database;
  readonly blobs: Blobs;
  readonly verifyDeviceRequest: VerifyDeviceRequest;
  readonly announce: Announce;
  readonly words: Pick<PolicyWords, 'policyTitle'>;
  readonly log: Log;
  /** In which the watermark's moment is written. */
  readonly timeZone: string;
}

type Received = { ok: true; reply: { done: true } } | { ok: false; refused: Refused };

/** Names of the two blobs of one piece of evidence. */
export function blobIds(evidenceId: string): { original: string; shown: string } {
  return { original: `${evidenceId}.original`, shown: `${evidenceId}.shown` };
}

/** Takes the bytes that a device promised with a capture. What has arrived once is answered as done however often it comes. */
export function addPutEvidence(deps: ReceiveDeps): void {
  const { db, blobs, log } = deps;
  const slots = createSlots(AT_ONCE);

  async function lose(
    schoolId: string,
    promised: PromisedEvidence,
    reason: ImageProblem | 'not-as-promised',
  ): Promise<Received> {
    await db.inSchool(schoolId, async (tx) => {
      if (await markLost(tx, promised.id, reason)) deps.announce(tx, 'captures/changed', promised.captureId);
    });
    log.warn('evidence.refused', { schoolId, evidence: promised.id, reason });
    return refuse('bad-request', reason, 'This is not the screenshot that the capture announced.');
  }

  async function keep(schoolId: string, promised: PromisedEvidence, bytes: Uint8Array): Promise<Received> {
    const decoded = await decodeImage(bytes, promised.mediaType);
    if (!decoded.ok) return lose(schoolId, promised, decoded.problem);
    const facts = await db.inSchool(schoolId, (tx) => factsOf(tx, promised.captureId, deps.words));
    const marked = await watermark(decoded.image, facts, deps.timeZone);
    const ids = blobIds(promised.id);
    for (const [id, content] of [
      [ids.original, bytes],
      [ids.shown, marked.bytes],
    ] as const) {
      const put = await blobs.put({ schoolId, id }, content.length, [content]);
      if (!put.ok) return notKept(put);
    }
    await db.inSchool(schoolId, async (tx) => {
      if (!(await markReady(tx, promised.id, marked))) return;
      await insertHistory(tx, promised.captureId, null, 'evidence-arrived', null);
      deps.announce(tx, 'captures/changed', promised.captureId);
    });
    return done({ done: true as const });
  }

  function notKept(put: Extract<PutOutcome, { ok: false }>): Received {
    log.error('evidence.not-kept', { reason: put.code }, put.code === 'failed' ? put.cause : undefined);
    const message =
      put.code === 'no-space' ? 'The disk of the server is full.' : 'The server could not keep it.';
    return refuse('unavailable', put.code === 'no-space' ? 'storage-full' : 'storage-failed', message, {
      retryAfter: RETRY_AFTER,
    });
  }

  deps.routes.open(putEvidence, {
    access: 'device',
    audit: 'none',
    perMinute: PER_MINUTE,
    bodyLimit: MAX_SCREENSHOT_BYTES,
    async handle({ params, body, request }) {
      if (request.headers['content-length'] === undefined) {
        return refuse('bad-request', 'length-needed', 'Evidence is sent with its length.', {
          remedy: 'Send Content-Length.',
        });
      }
      const sha256 = createHash('sha256').update(body).digest('hex');
      const header = request.headers[DEVICE_REQUEST_HEADER];
      const device = await deps.verifyDeviceRequest(header, 'PUT', request.url, sha256);
      if (!device.ok) return device;
      const { schoolId, deviceId } = device;
      const promised = await db.inSchool(schoolId, (tx) =>
        findPromised(tx, deviceId, params.captureId, params.id),
      );
      if (promised === null) return notFound();
      const asPromised = body.length === promised.bytes && sha256 === promised.sha256;
      if (promised.state === 'ready' && asPromised) return done({ done: true as const });
      if (!asPromised) return lose(schoolId, promised, 'not-as-promised');
      if (slots.waiting() >= MOST_WAITING) {
        return refuse('unavailable', 'busy', 'Many screenshots are arriving at this moment.', {
          retryAfter: RETRY_AFTER,
        });
      }
      return slots.run(() => keep(schoolId, promised, body));
    },
  });
}

async function factsOf(
  tx: SchoolTx,
  captureId: string,
  words: Pick<PolicyWords, 'policyTitle'>,
): Promise<WatermarkFacts> {
  const row = await findSummary(tx, { kind: 'school' }, captureId);
  if (row === null) throw new Error('evidence without its capture');
  return {
    person:
      row.person_id === null ? null : { name: row.person_name ?? '', username: row.person_username ?? '' },
    accountName: row.account_name,
    what: `${words.policyTitle(row.policy)}, ${row.severity}`,
    happenedAt: row.happened_at,
    device: row.device_name,
    room: row.device_room,
    site: row.site,
  };
}
