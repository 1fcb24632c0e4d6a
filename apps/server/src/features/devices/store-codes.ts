import { sql } from 'kysely';
import type { Database, SchoolTx } from '../../platform/db/database.ts';

/** A school code with whose it is; found by whoever knows the code, before a school is known. */
export interface FoundCode {
  readonly id: string;
  readonly schoolId: string;
  /** What it is for; null of the school's own. */
  readonly title: string | null;
  readonly expired: boolean;
  readonly revoked: boolean;
}

export async function findCode(db: Database, code: string): Promise<FoundCode | null> {
  return db.unbound({ 'lapwing.school_code': code }, async (tx) => {
    const rows = await sql<{
      id: string;
      school_id: string;
      title: string | null;
      expired: boolean;
      revoked: boolean;
    }>`
      select id, school_id, title, coalesce(expires_at <= now(), false) as expired, revoked_at is not null as revoked
      from devices_school_codes where code = ${code}`.execute(tx);
    const row = rows.rows[0];
    if (row === undefined) return null;
    return {
      id: row.id,
      schoolId: row.school_id,
      title: row.title,
      expired: row.expired,
      revoked: row.revoked,
    };
  });
}

/** The code that is not withdrawn, even when its time is over, and how many devices it has let in. */
export interface CurrentCode {
  readonly code: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly expired: boolean;
  readonly enrolled: number;
}

export async function currentCode(tx: SchoolTx): Promise<CurrentCode | null> {
  const rows = await sql<{
    code: string;
    created_at: Date;
    expires_at: Date | null;
    expired: boolean;
    enrolled: number;
  }>`
    select code, created_at, expires_at, coalesce(expires_at <= now(), false) as expired,
      (select count(*) from devices
        where devices.school_id = lapwing_school() and devices.code_id = devices_school_codes.id) as enrolled
    from devices_school_codes where school_id = lapwing_school() and title is null and revoked_at is null`.execute(
    tx.kysely,
  );
  const row = rows.rows[0];
  if (row === undefined) return null;
  return {
    code: row.code,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    expired: row.expired,
    enrolled: row.enrolled,
  };
}

/** @returns whether there was one to withdraw */
export async function revokeCodes(tx: SchoolTx): Promise<boolean> {
  const result = await sql`
    update devices_school_codes set revoked_at = now()
    where school_id = lapwing_school() and title is null and revoked_at is null`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** @param days that it is good for; null for no end */
export async function insertCode(tx: SchoolTx, code: string, days: number | null): Promise<void> {
  await sql`
    insert into devices_school_codes (school_id, code, expires_at)
    values (lapwing_school(), ${code}, now() + make_interval(days => ${days}::int))`.execute(tx.kysely);
}
