import { createHash } from 'node:crypto';
import {
  putEvidence,
  putEvidencePart,
  showEvidenceProgress,
  type EvidenceProgress,
} from '@lapwing/protocol/features/evidence/api.ts';
import { DEVICE_REQUEST_HEADER, EVIDENCE_PART_BYTES, MAX_SCREENSHOT_BYTES } from '@lapwing/protocol/wire.ts';
import type { FastifyRequest } from 'fastify';
import type { Routes } from '../../permissions/routes.ts';
import { done, notFound, refuse, type Outcome } from '../../platform/http/outcome.ts';
import type { VerifyDeviceRequest } from '../devices/index.ts';
import { createKeeper, RETRY_AFTER, type KeepDeps } from './keep.ts';
import { addPart, dropParts, partsOf } from './store-parts.ts';
import { findPromised, type PromisedEvidence } from './store.ts';

/** All devices of a school may come from one address; each has few pieces of evidence. */
const PER_MINUTE = 6000;

export interface ReceiveDeps extends KeepDeps {
  readonly routes: Routes;
  readonly verifyDeviceRequest: VerifyDeviceRequest;
}

/**
 * Takes the bytes that a device promised with a capture, at once or in parts. What has arrived once is answered as done
 * however often it comes; parts stay over a restart of the server, encrypted as everything else.
 */
export function addPutEvidence(deps: ReceiveDeps): void {
  const { db, blobs, log, routes } = deps;
  const keeper = createKeeper(deps);

  type Asked = { schoolId: string; deviceId: string; promised: PromisedEvidence };

  /** Which evidence the request is about, when its signature is that of the device that promised it. */
  async function askedFor(
    request: FastifyRequest,
    params: { captureId: string; id: string },
    sha256: string,
  ): Promise<Outcome<Asked>> {
    const header = request.headers[DEVICE_REQUEST_HEADER];
    const device = await deps.verifyDeviceRequest(header, request.method, request.url, sha256);
    if (!device.ok) return device;
    const { schoolId, deviceId } = device;
    const promised = await db.inSchool(schoolId, (tx) =>
      findPromised(tx, deviceId, params.captureId, params.id),
    );
    if (promised === null) return notFound();
    if (promised === 'not-told') {
      return refuse('conflict', 'not-told', 'It is not known yet what this recording is.', {
        remedy: 'Send evidence/recorded, and the bytes when it is acknowledged.',
      });
    }
    return done({ schoolId, deviceId, promised });
  }

  const lengthNeeded = (request: FastifyRequest): ReturnType<typeof refuse> | null =>
    request.headers['content-length'] === undefined
      ? refuse('bad-request', 'length-needed', 'Evidence is sent with its length.', {
          remedy: 'Send Content-Length.',
        })
      : null;

  routes.open(putEvidence, {
    access: 'device',
    audit: 'none',
    perMinute: PER_MINUTE,
    bodyLimit: MAX_SCREENSHOT_BYTES,
    async handle({ params, body, request }) {
      const refused = lengthNeeded(request);
      if (refused !== null) return refused;
      const sha256 = sha256Of(body);
      const asked = await askedFor(request, params, sha256);
      if (!asked.ok) return asked;
      const { schoolId, promised } = asked.reply;
      const asPromised = body.length === promised.bytes && sha256 === promised.sha256;
      if (promised.state === 'ready' && asPromised) return done({ done: true as const });
      if (!asPromised) return keeper.lose(schoolId, promised, 'not-as-promised');
      return keeper.keep<never>(schoolId, promised, async () => body);
    },
  });

  routes.open(putEvidencePart, {
    access: 'device',
    audit: 'none',
    perMinute: PER_MINUTE,
    bodyLimit: EVIDENCE_PART_BYTES,
    async handle({ params, body, request }) {
      const refused = lengthNeeded(request);
      if (refused !== null) return refused;
      const sha256 = sha256Of(body);
      const asked = await askedFor(request, params, sha256);
      if (!asked.ok) return asked;
      const { schoolId, promised } = asked.reply;
      if (promised.state === 'ready') return done({ have: promised.bytes, complete: true });
      if (promised.arrived !== params.offset) return otherOffset(promised.arrived);
      if (body.length === 0 || params.offset + body.length > promised.bytes) {
        return refuse('bad-request', 'other-length', 'This part is empty or goes beyond what was announced.');
      }
      // By its content too: of two that come at once neither writes over the other's.
      const blob = `${promised.id}.part-${params.offset}-${sha256.slice(0, 16)}`;
      const put = await blobs.put({ schoolId, id: blob }, body.length, [body]);
      if (!put.ok) {
        const answer = keeper.notKept(put);
        if (answer.ok) throw new Error('what was not kept is refused');
        return answer;
      }
      const part = { start: params.offset, bytes: body.length, blob };
      const added = await db.inSchool(schoolId, (tx) => addPart(tx, promised.id, part));
      if (!added.ok) {
        if (!added.known) await keeper.removeParts(schoolId, [part]);
        return otherOffset(added.arrived);
      }
      if (added.arrived < promised.bytes) return done({ have: added.arrived, complete: false });
      return putTogether(asked.reply);
    },
  });

  routes.open(showEvidenceProgress, {
    access: 'device',
    audit: 'none',
    perMinute: PER_MINUTE,
    async handle({ params, request }) {
      const asked = await askedFor(request, params, '-');
      if (!asked.ok) return asked;
      const { promised } = asked.reply;
      if (promised.state === 'ready') return done({ have: promised.bytes, complete: true });
      // All there and not put together: the server was stopped in between.
      if (promised.arrived === promised.bytes) return putTogether(asked.reply);
      return done({ have: promised.arrived, complete: false });
    },
  });

  /** The whole of its parts, if that is what was promised; `gone`: parts of it are not there any more. */
  async function wholeOf(
    schoolId: string,
    promised: PromisedEvidence,
  ): Promise<Uint8Array | 'storage' | 'gone' | 'other'> {
    const pieces: Uint8Array[] = [];
    for (const part of await db.inSchool(schoolId, (tx) => partsOf(tx, promised.id))) {
      const read = await blobs.read({ schoolId, id: part.blob });
      if (!read.ok) {
        const cause = read.code === 'failed' ? read.cause : undefined;
        log.error('evidence.part-unreadable', { schoolId, evidence: promised.id, reason: read.code }, cause);
        return read.code === 'failed' ? 'storage' : 'gone';
      }
      pieces.push(read.bytes);
    }
    const whole = Buffer.concat(pieces);
    if (whole.length !== promised.bytes) return 'gone';
    return sha256Of(whole) === promised.sha256 ? whole : 'other';
  }

  async function putTogether(asked: Asked): Promise<Outcome<EvidenceProgress>> {
    const { schoolId, deviceId, promised } = asked;
    const kept = await keeper.keep(schoolId, promised, () => wholeOf(schoolId, promised));
    if (kept === 'storage') {
      return refuse('unavailable', 'storage-failed', 'The server could not read what it has.', {
        retryAfter: RETRY_AFTER,
      });
    }
    if (kept === 'gone') {
      const now = await db.inSchool(schoolId, (tx) =>
        findPromised(tx, deviceId, promised.captureId, promised.id),
      );
      // Another request has put it together meanwhile.
      if (now !== null && now !== 'not-told' && now.state === 'ready') {
        return done({ have: promised.bytes, complete: true });
      }
      const parts = await db.inSchool(schoolId, (tx) => dropParts(tx, promised.id));
      await keeper.removeParts(schoolId, parts);
      return otherOffset(0);
    }
    const answer = kept === 'other' ? await keeper.lose(schoolId, promised, 'not-as-promised') : kept;
    return answer.ok ? done({ have: promised.bytes, complete: true }) : answer;
  }
}

function otherOffset(arrived: number): { ok: false; refused: ReturnType<typeof refuse>['refused'] } {
  return refuse('conflict', 'other-offset', `The evidence stands at byte ${arrived}.`, {
    remedy: `Go on from ${arrived}.`,
  });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
