import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** Where the school's chain stands now. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/**
 * The newest entry's number and hash; null before the first. Whoever has written it down can tell later whether
 * anything that was in the chain then has been changed or taken out.
 */
export async function auditHead(tx: SchoolTx): Promise<AuditHead | null> {
  const rows = await sql<{ seq: number; hash: string }>`
    select seq, hash from audit_entries where school_id = lapwing_school() order by seq desc limit 1`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}
