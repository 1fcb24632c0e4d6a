import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

export interface TermsRow {
  readonly version: number;
  readonly issued_at: Date;
  readonly applied_version: number | null;
  readonly applied_at: Date | null;
  readonly applied_problem: string | null;
}

/** What the device was told last and what it made of it; null while it was told nothing. */
export async function termsOf(tx: SchoolTx, deviceId: string): Promise<TermsRow | null> {
  const rows = await sql<TermsRow>`
    select version, issued_at, applied_version, applied_at, applied_problem from state_documents
    where school_id = lapwing_school() and device_id = ${deviceId}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** The address that the device connected from last. */
export async function addressOf(tx: SchoolTx, deviceId: string): Promise<string | null> {
  const rows = await sql<{ address: string | null }>`
    select address from devices where school_id = lapwing_school() and id = ${deviceId}`.execute(tx.kysely);
  return rows.rows[0]?.address ?? null;
}

const SESSIONS_SHOWN = 50;

export interface DeviceSessionRow {
  readonly id: string;
  readonly person_id: string | null;
  readonly name: string | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

/** Who sat at the device, newest first: people within reach, and everybody at a device that is within reach itself. */
export async function sessionsAt(
  tx: SchoolTx,
  people: Reach | null,
  deviceId: string,
): Promise<DeviceSessionRow[]> {
  if (people === null) return [];
  const rows = await sql<DeviceSessionRow>`
    select s.id, s.person_id, coalesce(p.name, s.account_name) as name, s.started_at, s.ended_at
    from sessions s left join people p on p.school_id = s.school_id and p.id = s.person_id
    where s.school_id = lapwing_school() and s.device_id = ${deviceId}
      and ${withinReach(people, sql.ref('s.person_id'), sql.ref('s.device_id'))}
    order by s.started_at desc, s.id desc limit ${SESSIONS_SHOWN}`.execute(tx.kysely);
  return rows.rows;
}
