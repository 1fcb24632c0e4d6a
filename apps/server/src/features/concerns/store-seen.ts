import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { about, seen, type ConcernSight } from './store.ts';

/** Whether somebody whom the concern is about lies within the reach. */
export async function isWithin(tx: SchoolTx, reach: Reach, id: string): Promise<boolean> {
  const rows = await sql`
    select 1 from concerns c where c.school_id = lapwing_school() and c.id = ${id} and ${about(reach)}`.execute(
    tx.kysely,
  );
  return rows.rows.length === 1;
}

/** Whether the concern is shared with anybody by name, or was a moment ago: they are to learn that it ended. */
export async function isShared(tx: SchoolTx, id: string): Promise<boolean> {
  const rows = await sql`
    select 1 from concerns_shares where school_id = lapwing_school() and concern_id = ${id}
      and (ended_at is null or ended_at > clock_timestamp() - interval '1 minute') limit 1`.execute(
    tx.kysely,
  );
  return rows.rows.length === 1;
}

/** When the concern was changed last and by whom; null when it is not for the eyes. */
export async function lastChange(
  tx: SchoolTx,
  sight: ConcernSight,
  id: string,
): Promise<{ changed_at: Date; changed_name: string } | null> {
  const rows = await sql<{ changed_at: Date; changed_name: string }>`
    select c.changed_at, c.changed_name from concerns c
    where c.school_id = lapwing_school() and c.id = ${id} and ${seen(sight)}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}
