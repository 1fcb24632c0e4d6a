import { sql, type RawBuilder } from 'kysely';
import type { Recording } from '@lapwing/protocol/features/screens/api.ts';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** One screenshot or recording by hand, as the presenter takes it. */
export interface RecordingRow {
  readonly id: string;
  readonly kind: Recording['kind'];
  readonly visibility: Recording['visibility'];
  readonly state: Recording['state'];
  readonly problem: string | null;
  readonly maker_id: string;
  readonly maker_name: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly started_at: Date;
  readonly seconds: number;
  readonly pictures: number;
  readonly media_type: string | null;
}

/** By whose eyes recordings are looked at. */
export interface RecordingViewer {
  readonly accountId: string;
  /** Of `screens.view`. */
  readonly reach: Reach;
}

const columns = sql`
  r.id, r.kind, r.visibility, r.state, r.problem, r.maker_id, r.maker_name, r.device_id, d.name as device_name,
  r.person_id, p.name as person_name, r.started_at, r.seconds, r.pictures, r.media_type`;
const named = sql`
  from screens_recordings r
  join devices d on d.school_id = lapwing_school() and d.id = r.device_id
  left join people p on p.school_id = lapwing_school() and p.id = r.person_id`;

/**
 * One's own; and what is public of those whom the reach covers now: the person where one is known, since who sees a
 * room may not see what its pupils did elsewhere, else the device.
 */
function visible(viewer: RecordingViewer): RawBuilder<boolean> {
  return sql<boolean>`(r.maker_id = ${viewer.accountId} or (r.visibility = 'public' and r.state = 'ready'
    and ${withinReach(viewer.reach, sql`coalesce(r.person_id, r.device_id)`)}))`;
}

export interface NewRecording {
  readonly kind: Recording['kind'];
  readonly visibility: Recording['visibility'];
  readonly maker: { readonly id: string; readonly name: string };
  readonly deviceId: string;
  readonly personId: string | null;
  readonly sessionId: string | null;
  /** Asked for. */
  readonly seconds: number;
}

/** @returns its id; null when the maker records that device already */
export async function insertRecording(tx: SchoolTx, made: NewRecording): Promise<string | null> {
  const rows = await sql<{ id: string }>`
    insert into screens_recordings
      (school_id, kind, visibility, maker_id, maker_name, device_id, person_id, session_id, seconds)
    values (lapwing_school(), ${made.kind}, ${made.visibility}, ${made.maker.id}, ${made.maker.name}, ${made.deviceId},
      ${made.personId}, ${made.sessionId}, ${made.seconds})
    on conflict do nothing returning id`.execute(tx.kysely);
  return rows.rows[0]?.id ?? null;
}

/** How many of the maker's run now. */
export async function countRunning(tx: SchoolTx, makerId: string): Promise<number> {
  const rows = await sql<{ running: number }>`
    select count(*)::int as running from screens_recordings
    where school_id = lapwing_school() and maker_id = ${makerId} and state = 'running'`.execute(tx.kysely);
  return rows.rows[0]?.running ?? 0;
}

/** Null where there is none that the viewer may see. */
export async function findRecording(
  tx: SchoolTx,
  viewer: RecordingViewer,
  id: string,
): Promise<RecordingRow | null> {
  const rows = await sql<RecordingRow>`
    select ${columns} ${named} where r.school_id = lapwing_school() and r.id = ${id} and ${visible(viewer)}`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

/** What the viewer may see, newest first. */
export async function listRecordingRows(
  tx: SchoolTx,
  viewer: RecordingViewer,
  filter: {
    personId: string | undefined;
    deviceId: string | undefined;
    during?: { from: Date; to: Date };
    limit: number;
  },
): Promise<RecordingRow[]> {
  const conditions = [sql`r.school_id = lapwing_school()`, visible(viewer)];
  if (filter.personId !== undefined) conditions.push(sql`r.person_id = ${filter.personId}`);
  if (filter.deviceId !== undefined) conditions.push(sql`r.device_id = ${filter.deviceId}`);
  if (filter.during !== undefined)
    conditions.push(sql`r.started_at between ${filter.during.from} and ${filter.during.to}`);
  const rows = await sql<RecordingRow>`
    select ${columns} ${named} where ${sql.join(conditions, sql` and `)}
    order by r.started_at desc, r.id desc limit ${filter.limit}`.execute(tx.kysely);
  return rows.rows;
}

/** Those that a server which was stopped by force left running. */
export async function listLeftRunning(tx: SchoolTx): Promise<RecordingRow[]> {
  const rows = await sql<RecordingRow>`
    select ${columns} ${named} where r.school_id = lapwing_school() and r.state = 'running'`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** One more picture is put away; for a server that is stopped by force. */
export async function markPicture(tx: SchoolTx, id: string, pictures: number): Promise<void> {
  await sql`
    update screens_recordings set pictures = ${pictures}
    where school_id = lapwing_school() and id = ${id} and state = 'running'`.execute(tx.kysely);
}

/** @returns false when it does not run any longer */
export async function markRecorded(
  tx: SchoolTx,
  id: string,
  made: { mediaType: string; bytes: number; sha256: string; pictures: number; seconds: number },
): Promise<boolean> {
  const result = await sql`
    update screens_recordings set state = 'ready', media_type = ${made.mediaType}, bytes = ${made.bytes},
      sha256 = ${made.sha256}, pictures = ${made.pictures}, seconds = ${made.seconds}
    where school_id = lapwing_school() and id = ${id} and state = 'running'`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** @param problem in words for staff */
export async function markFailed(tx: SchoolTx, id: string, problem: string): Promise<void> {
  await sql`
    update screens_recordings set state = 'failed', problem = ${problem}, seconds = 0
    where school_id = lapwing_school() and id = ${id} and state = 'running'`.execute(tx.kysely);
}

export async function setVisibility(
  tx: SchoolTx,
  id: string,
  visibility: Recording['visibility'],
): Promise<void> {
  await sql`
    update screens_recordings set visibility = ${visibility}
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

export async function removeRecording(tx: SchoolTx, id: string): Promise<void> {
  await sql`delete from screens_recordings where school_id = lapwing_school() and id = ${id}`.execute(
    tx.kysely,
  );
}
