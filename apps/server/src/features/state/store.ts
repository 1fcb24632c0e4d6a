import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

export interface IssuedDocument {
  readonly version: number;
  readonly contentSha256: string;
  readonly issuedAt: Date;
  /** The database's time now. */
  readonly now: Date;
}

/** What the device was told last, held against changes until the transaction ends; null when nothing yet. */
export async function findIssued(tx: SchoolTx, deviceId: string): Promise<IssuedDocument | null> {
  const rows = await sql<{ version: number; content_sha256: string; issued_at: Date; now: Date }>`
    select version, content_sha256, issued_at, now() as now from state_documents
    where school_id = lapwing_school() and device_id = ${deviceId} for update`.execute(tx.kysely);
  const row = rows.rows[0];
  if (row === undefined) return null;
  return {
    version: row.version,
    contentSha256: row.content_sha256,
    issuedAt: row.issued_at,
    now: row.now,
  };
}

/** Keeps a new version, which must be above the one before. Returns when it was issued, in whole milliseconds. */
export async function keepIssued(
  tx: SchoolTx,
  deviceId: string,
  version: number,
  contentSha256: string,
): Promise<Date> {
  const rows = await sql<{ issued_at: Date }>`
    insert into state_documents (school_id, device_id, version, content_sha256, issued_at)
    values (lapwing_school(), ${deviceId}, ${version}, ${contentSha256}, date_trunc('milliseconds', now()))
    on conflict (school_id, device_id) do update
      set version = excluded.version, content_sha256 = excluded.content_sha256, issued_at = excluded.issued_at
      where state_documents.version < excluded.version
    returning issued_at`.execute(tx.kysely);
  const issuedAt = rows.rows[0]?.issued_at;
  if (issuedAt === undefined) throw new Error('another transaction has issued this version');
  return issuedAt;
}

/** What the device says of the document. */
export async function markApplied(
  tx: SchoolTx,
  deviceId: string,
  version: number,
  problem: string | null,
): Promise<void> {
  await sql`
    update state_documents set applied_version = ${version}, applied_problem = ${problem}, applied_at = now()
    where school_id = lapwing_school() and device_id = ${deviceId}`.execute(tx.kysely);
}
