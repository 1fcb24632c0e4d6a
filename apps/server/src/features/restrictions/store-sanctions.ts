import type { RestrictionsSanctioned } from '@lapwing/protocol/features/restrictions/sanctioned.event.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** As many as a document takes. */
const MOST_KNOWN = 100;
/** A device whose clock is behind ends its sanction later than the server says. */
const GRACE_MS = 60 * 60_000;

/** Sanctions of these devices that the server knows and that can still go on there, by the device's id; the oldest first. */
export async function knownSanctions(
  tx: SchoolTx,
  deviceIds: readonly string[],
  now: Date,
): Promise<Map<string, string[]>> {
  const rows = await sql<{ device_id: string; ids: string[] }>`
    select device_id, array_agg(id order by until, id) as ids from restrictions_sanctions
    where school_id = lapwing_school() and device_id = any(${[...deviceIds]}::uuid[])
      and until > ${new Date(now.getTime() - GRACE_MS)}
    group by device_id`.execute(tx.kysely);
  return new Map(rows.rows.map((row) => [row.device_id, row.ids.slice(-MOST_KNOWN)]));
}

export interface NewSanction {
  readonly id: string;
  readonly deviceId: string;
  readonly captureId: string;
  readonly sessionId: string;
  readonly personId: string | null;
  readonly kind: RestrictionsSanctioned['kind'];
  readonly outcome: RestrictionsSanctioned['outcome'];
  readonly at: Date;
  readonly until: Date | null;
}

/** Keeps what a device did. @returns false where it is known already */
export async function insertSanction(tx: SchoolTx, made: NewSanction, now: Date): Promise<boolean> {
  const result = await sql`
    insert into restrictions_sanctions (school_id, id, device_id, capture_id, session_id, person_id, kind, outcome, at,
      until, received_at)
    values (lapwing_school(), ${made.id}, ${made.deviceId}, ${made.captureId}, ${made.sessionId}, ${made.personId}::uuid,
      ${made.kind}, ${made.outcome}, ${made.at}, ${made.until}::timestamptz, ${now})
    on conflict do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** The device that a sanction is of; null for none. */
export async function deviceOfSanction(tx: SchoolTx, id: string): Promise<string | null> {
  const rows = await sql<{ device_id: string }>`
    select device_id from restrictions_sanctions where school_id = lapwing_school() and id = ${id}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.device_id ?? null;
}

/** The captures that these sanctions are about, by the sanction's id; whoever may see them. */
export async function capturesOf(tx: SchoolTx, ids: readonly string[]): Promise<Map<string, string>> {
  return capturesSeen(tx, { kind: 'school' }, ids);
}

/** As {@link capturesOf}, of captures within reach. */
export async function capturesSeen(
  tx: SchoolTx,
  reach: Reach,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; capture_id: string }>`
    select s.id, s.capture_id from restrictions_sanctions s
    join captures c on c.school_id = s.school_id and c.id = s.capture_id
    where s.school_id = lapwing_school() and s.id = any(${[...ids]}::uuid[])
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`.execute(tx.kysely);
  return new Map(rows.rows.map((row) => [row.id, row.capture_id]));
}
