import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

const SHOWN = 200;

export interface LimitedCodeRow {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly expired: boolean;
  readonly revoked: boolean;
  readonly devices_at_most: number;
  readonly enrolled: number;
}

/** Codes for a number of devices, newest first. @param id of the only one that is asked for, or null */
export async function limitedCodes(tx: SchoolTx, id: string | null): Promise<LimitedCodeRow[]> {
  const rows = await sql<LimitedCodeRow>`
    select c.id, c.title, c.code, c.created_at, c.expires_at, c.expires_at <= now() as expired,
      c.revoked_at is not null as revoked, c.devices_at_most,
      (select count(*) from devices d where d.school_id = lapwing_school() and d.code_id = c.id)::int as enrolled
    from devices_school_codes c
    where c.school_id = lapwing_school() and c.title is not null and (${id}::uuid is null or c.id = ${id}::uuid)
    order by c.created_at desc, c.id desc limit ${SHOWN}`.execute(tx.kysely);
  return rows.rows;
}

/** @returns its id */
export async function insertLimitedCode(
  tx: SchoolTx,
  code: string,
  told: { readonly title: string; readonly days: number; readonly devicesAtMost: number },
): Promise<string> {
  const rows = await sql<{ id: string }>`
    insert into devices_school_codes (school_id, code, title, devices_at_most, expires_at)
    values (lapwing_school(), ${code}, ${told.title}, ${told.devicesAtMost},
      now() + make_interval(days => ${told.days}::int))
    returning id`.execute(tx.kysely);
  const id = rows.rows[0]?.id;
  if (id === undefined) throw new Error('what is inserted has an id');
  return id;
}

/** @returns whether it was in force until now, or had run out */
export async function withdrawCode(tx: SchoolTx, id: string): Promise<boolean> {
  const result = await sql`
    update devices_school_codes set revoked_at = now()
    where school_id = lapwing_school() and id = ${id} and title is not null and revoked_at is null`.execute(
    tx.kysely,
  );
  return (result.numAffectedRows ?? 0n) > 0n;
}

/**
 * Whether a code lets one more device in. Others who come by the same code wait until this transaction is over, so that
 * none comes in too many.
 */
export async function hasPlace(tx: SchoolTx, codeId: string): Promise<boolean> {
  const rows = await sql<{ devices_at_most: number | null }>`
    select devices_at_most from devices_school_codes
    where school_id = lapwing_school() and id = ${codeId} and devices_at_most is not null
    for update`.execute(tx.kysely);
  const most = rows.rows[0]?.devices_at_most ?? null;
  if (most === null) return true;
  const counted = await sql<{ enrolled: number }>`
    select count(*)::int as enrolled from devices
    where school_id = lapwing_school() and code_id = ${codeId}`.execute(tx.kysely);
  return (counted.rows[0]?.enrolled ?? 0) < most;
}
