import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { putRight, type PromiseEvidence, type PromiseRecording } from '../captures/index.ts';
import { withinReach } from '../groups/index.ts';
import type { ImageMediaType, ImageProblem } from './image.ts';
import type { RecordingMediaType } from './recording.ts';
import { openTo } from './store-sealed.ts';

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

/** A recording as the device's own word about it finds it, held until the transaction ends. */
export interface AwaitedRecording {
  /** The item that told of it; null while nothing is told. */
  readonly itemId: string | null;
  readonly state: 'coming' | 'ready' | 'lost';
}

/** The recording that the capture promised; null when that device promised none of that id. */
export async function holdRecording(
  tx: SchoolTx,
  deviceId: string,
  captureId: string,
  evidenceId: string,
): Promise<AwaitedRecording | null> {
  const rows = await sql<{ item_id: string | null; state: AwaitedRecording['state'] }>`
    select item_id, state from evidence
    where school_id = lapwing_school() and id = ${evidenceId} and capture_id = ${captureId}
      and device_id = ${deviceId} and kind = 'recording' for update`.execute(tx.kysely);
  const row = rows.rows[0];
  return row === undefined ? null : { itemId: row.item_id, state: row.state };
}

/** Whether an item of a device has told of some evidence already. */
export async function isItemKnown(tx: SchoolTx, itemId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from evidence where school_id = lapwing_school() and item_id = ${itemId}`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** What became of a recording, by the device's own word. */
export async function tellRecording(
  tx: SchoolTx,
  frame: EvidenceRecorded,
  clockOffsetMs: number,
): Promise<void> {
  const { outcome } = frame;
  if (outcome.state === 'lost') {
    await sql`
      update evidence set state = 'lost', lost_reason = ${`recording-${outcome.reason}`}, item_id = ${frame.id}
      where school_id = lapwing_school() and id = ${frame.evidenceId} and state = 'coming'`.execute(
      tx.kysely,
    );
    return;
  }
  await sql`
    update evidence set state = 'coming', lost_reason = null, item_id = ${frame.id}, media_type = ${outcome.mediaType},
      bytes = ${outcome.bytes}, sha256 = ${outcome.sha256},
      taken_at = ${putRight(Date.parse(outcome.startedAt), clockOffsetMs)}, seconds = ${outcome.seconds},
      trigger_seconds = ${Math.min(outcome.triggerSeconds, outcome.seconds)}, width = ${outcome.width},
      height = ${outcome.height}
    where school_id = lapwing_school() and id = ${frame.evidenceId} and sha256 is null`.execute(tx.kysely);
}

interface Promised {
  readonly id: string;
  readonly captureId: string;
  readonly state: 'coming' | 'ready' | 'lost';
  readonly bytes: number;
  readonly sha256: string;
  /** How many bytes have come in parts. */
  readonly arrived: number;
}
export type PromisedEvidence =
  | (Promised & { readonly kind: 'screenshot'; readonly mediaType: ImageMediaType })
  | (Promised & { readonly kind: 'recording'; readonly mediaType: RecordingMediaType });

/**
 * The evidence of that capture if the device itself promised it; `not-told` for a recording of which the device has not
 * said yet what it is.
 */
export async function findPromised(
  tx: SchoolTx,
  deviceId: string,
  captureId: string,
  id: string,
): Promise<PromisedEvidence | 'not-told' | null> {
  const rows = await sql<{
    id: string;
    capture_id: string;
    kind: string;
    state: PromisedEvidence['state'];
    media_type: string | null;
    bytes: number | null;
    sha256: string | null;
    arrived_bytes: number;
  }>`
    select id, capture_id, kind, state, media_type, bytes, sha256, arrived_bytes from evidence
    where school_id = lapwing_school() and id = ${id} and capture_id = ${captureId} and device_id = ${deviceId}`.execute(
    tx.kysely,
  );
  const row = rows.rows[0];
  if (row === undefined) return null;
  const { media_type: mediaType, bytes, sha256 } = row;
  if (mediaType === null || bytes === null || sha256 === null) return 'not-told';
  const promised: Promised = {
    id: row.id,
    captureId: row.capture_id,
    state: row.state,
    bytes,
    sha256,
    arrived: row.arrived_bytes,
  };
  switch (mediaType) {
    case 'video/mp4':
    case 'video/webm':
      return { ...promised, kind: 'recording', mediaType };
    case 'image/jpeg':
    case 'image/png':
    case 'image/webp':
      return { ...promised, kind: 'screenshot', mediaType };
    default:
      throw new Error('evidence of a type that the table does not take');
  }
}

/**
 * @param image the size of a screenshot; that of a recording was told
 * @returns false when it was ready already
 */
export async function markReady(
  tx: SchoolTx,
  id: string,
  image: { width: number; height: number } | null,
): Promise<boolean> {
  const result = await sql`
    update evidence set state = 'ready', arrived_at = now(), lost_reason = null, arrived_bytes = bytes,
      width = coalesce(${image?.width ?? null}::int, width), height = coalesce(${image?.height ?? null}::int, height)
    where school_id = lapwing_school() and id = ${id} and state <> 'ready'`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

export type LostReason = ImageProblem | 'not-as-promised' | 'not-a-recording';

/** @returns false when it was known to be lost, or is there after all */
export async function markLost(tx: SchoolTx, id: string, reason: LostReason): Promise<boolean> {
  const result = await sql`
    update evidence set state = 'lost', lost_reason = ${reason}
    where school_id = lapwing_school() and id = ${id} and state = 'coming'`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Evidence that is there to be looked at. */
export interface ReadyEvidence {
  readonly id: string;
  readonly captureId: string;
  readonly kind: 'screenshot' | 'recording';
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly takenAt: Date;
  readonly sealed: boolean;
  /** Whether it is not sealed, or open to that person at this moment. */
  readonly open: boolean;
}

/**
 * The evidence that is there to be looked at, of a capture within the reach.
 * @param accountId by whose askings sealed evidence is open or not
 */
export async function findReady(
  tx: SchoolTx,
  reach: Reach,
  id: string,
  accountId: string,
): Promise<ReadyEvidence | null> {
  const rows = await sql<{
    id: string;
    capture_id: string;
    kind: ReadyEvidence['kind'];
    media_type: string;
    bytes: number;
    sha256: string;
    taken_at: Date;
    sealed: boolean;
    open: boolean;
  }>`
    select e.id, e.capture_id, e.kind, e.media_type, e.bytes, e.sha256, e.taken_at, c.sealed,
      not c.sealed or ${openTo(accountId)} as open
    from evidence e
    join captures c on c.school_id = e.school_id and c.id = e.capture_id
    where e.school_id = lapwing_school() and e.id = ${id} and e.state = 'ready'
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`.execute(tx.kysely);
  const row = rows.rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    captureId: row.capture_id,
    kind: row.kind,
    mediaType: row.media_type,
    bytes: row.bytes,
    sha256: row.sha256,
    takenAt: row.taken_at,
    sealed: row.sealed,
    open: row.open,
  };
}

/** The screenshot of a capture that may go into papers and mail: the newest that is there; none of a sealed capture. */
export async function findShownScreenshot(
  tx: SchoolTx,
  captureId: string,
): Promise<{ id: string; sha256: string; takenAt: Date } | null> {
  const rows = await sql<{ id: string; sha256: string; taken_at: Date }>`
    select e.id, e.sha256, e.taken_at from evidence e
    join captures c on c.school_id = e.school_id and c.id = e.capture_id
    where e.school_id = lapwing_school() and e.capture_id = ${captureId} and e.state = 'ready'
      and e.kind = 'screenshot' and not c.sealed
    order by e.taken_at desc, e.id desc limit 1`.execute(tx.kysely);
  const row = rows.rows[0];
  return row === undefined ? null : { id: row.id, sha256: row.sha256, takenAt: row.taken_at };
}

/**
 * Begins a sitting of that person with that evidence, if none was begun in the last minutes.
 * @returns whether it was begun now, so that it must be written down
 */
export async function beginSitting(
  tx: SchoolTx,
  looked: { evidenceId: string; accountId: string; signIn: string; minutes: number },
): Promise<boolean> {
  const { evidenceId, accountId, signIn } = looked;
  // A player asks for several parts at once: one after the other, or each would find that nobody looked before.
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`evidence ${evidenceId} ${signIn}`}, 0))`.execute(
    tx.kysely,
  );
  const begun = await sql`
    insert into evidence_views (school_id, evidence_id, account_id, sign_in)
    select lapwing_school(), ${evidenceId}, ${accountId}, ${signIn}
    where not exists (select from evidence_views v where v.school_id = lapwing_school()
      and v.evidence_id = ${evidenceId} and v.account_id = ${accountId} and v.sign_in = ${signIn}
      and v.at > clock_timestamp() - make_interval(mins => ${looked.minutes}::int))`.execute(tx.kysely);
  return (begun.numAffectedRows ?? 0n) > 0n;
}
