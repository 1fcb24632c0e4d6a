import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

export interface HoldRow {
  readonly held_at: Date;
  readonly held_name: string;
  readonly reason: string;
}

/** The hold of a capture that is in force; null when it goes at its usual time. */
export async function findHold(tx: SchoolTx, captureId: string): Promise<HoldRow | null> {
  const rows = await sql<HoldRow>`
    select held_at, held_name, reason from evidence_holds
    where school_id = lapwing_school() and capture_id = ${captureId} and released_at is null`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

/** @returns false when it is held already */
export async function insertHold(
  tx: SchoolTx,
  captureId: string,
  by: { id: string; name: string },
  reason: string,
): Promise<boolean> {
  const result = await sql`
    insert into evidence_holds (school_id, capture_id, held_by, held_name, reason)
    values (lapwing_school(), ${captureId}, ${by.id}, ${by.name}, ${reason})
    on conflict (school_id, capture_id) where released_at is null do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** @returns false when it was not held */
export async function endHold(
  tx: SchoolTx,
  captureId: string,
  by: { id: string; name: string },
  reason: string,
): Promise<boolean> {
  const result = await sql`
    update evidence_holds set released_at = now(), released_by = ${by.id}, released_name = ${by.name},
      released_reason = ${reason}
    where school_id = lapwing_school() and capture_id = ${captureId} and released_at is null`.execute(
    tx.kysely,
  );
  return (result.numAffectedRows ?? 0n) > 0n;
}
