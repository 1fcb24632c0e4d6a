import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { putRight, type PromiseEvidence, type PromiseRecording } from '../captures/index.ts';
import { withinReach } from '../groups/index.ts';
import type { ImageMediaType, ImageProblem } from './image.ts';

/** Keeps what a capture announced. An id that is taken already stays what it was. */
export const promiseEvidence: PromiseEvidence = async (
  tx,
  { captureId, deviceId, clockOffsetMs, promise },
) => {
  await sql`
    insert into evidence (school_id, id, capture_id, device_id, kind, media_type, bytes, sha256, taken_at)
    values (lapwing_school(), ${promise.id}, ${captureId}, ${deviceId}, ${promise.kind}, ${promise.mediaType},
      ${promise.bytes}, ${promise.sha256}, ${putRight(Date.parse(promise.takenAt), clockOffsetMs)})
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
};

/**
 * Keeps that the device makes a recording, which is told of when it is done; or why it makes none, so that nobody waits
 * for one.
 */
export const promiseRecording: PromiseRecording = async (
  tx,
  { captureId, deviceId, clockOffsetMs, at, promise },
) => {
  const making = promise.state === 'making';
  await sql`
    insert into evidence (school_id, id, capture_id, device_id, kind, state, lost_reason, taken_at)
    values (lapwing_school(), ${making ? promise.id : sql`uuidv7()`}, ${captureId}, ${deviceId}, 'recording',
      ${making ? 'coming' : 'lost'}, ${making ? null : `recording-${promise.reason}`},
      ${putRight(Date.parse(at), clockOffsetMs)})
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
};

export interface PromisedEvidence {
  readonly id: string;
  readonly captureId: string;
  readonly state: 'coming' | 'ready' | 'lost';
  readonly mediaType: ImageMediaType;
  readonly bytes: number;
  readonly sha256: string;
}

/** The evidence of that capture if the device itself promised it. */
export async function findPromised(
  tx: SchoolTx,
  deviceId: string,
  captureId: string,
  id: string,
): Promise<PromisedEvidence | null> {
  const rows = await sql<{
    id: string;
    capture_id: string;
    state: PromisedEvidence['state'];
    media_type: ImageMediaType;
    bytes: number;
    sha256: string;
  }>`
    select id, capture_id, state, media_type, bytes, sha256 from evidence
    where school_id = lapwing_school() and id = ${id} and capture_id = ${captureId} and device_id = ${deviceId}`.execute(
    tx.kysely,
  );
  const row = rows.rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    captureId: row.capture_id,
    state: row.state,
    mediaType: row.media_type,
    bytes: row.bytes,
    sha256: row.sha256,
  };
}

/** @returns false when it was ready already */
export async function markReady(
  tx: SchoolTx,
  id: string,
  image: { width: number; height: number },
): Promise<boolean> {
  const result = await sql`
    update evidence set state = 'ready', arrived_at = now(), lost_reason = null, width = ${image.width},
      height = ${image.height}
    where school_id = lapwing_school() and id = ${id} and state <> 'ready'`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** @returns false when it was known to be lost, or is there after all */
export async function markLost(
  tx: SchoolTx,
  id: string,
  reason: ImageProblem | 'not-as-promised',
): Promise<boolean> {
  const result = await sql`
    update evidence set state = 'lost', lost_reason = ${reason}
    where school_id = lapwing_school() and id = ${id} and state = 'coming'`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** The evidence that is there to be looked at, of a capture within the reach. */
export async function findReady(
  tx: SchoolTx,
  reach: Reach,
  id: string,
): Promise<{ id: string; captureId: string; sealed: boolean } | null> {
  const rows = await sql<{ id: string; capture_id: string; sealed: boolean }>`
    select e.id, e.capture_id, c.sealed from evidence e
    join captures c on c.school_id = e.school_id and c.id = e.capture_id
    where e.school_id = lapwing_school() and e.id = ${id} and e.state = 'ready'
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`.execute(tx.kysely);
  const row = rows.rows[0];
  return row === undefined ? null : { id: row.id, captureId: row.capture_id, sealed: row.sealed };
}
