import type { SearchSetting } from '@lapwing/protocol/features/access/api.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** What each group says about searching, by its id; groups that say nothing are left out. */
export async function searchByGroup(tx: SchoolTx): Promise<Map<string, SearchSetting>> {
  const rows = await sql<SearchSetting & { readonly id: string }>`
    select group_id as id, safe, youtube from access_search where school_id = lapwing_school()`.execute(
    tx.kysely,
  );
  return new Map(rows.rows.map(({ id, safe, youtube }) => [id, { safe, youtube }]));
}

export async function setSearch(tx: SchoolTx, groupId: string, set: SearchSetting): Promise<void> {
  if (set.safe === null && set.youtube === null) {
    await sql`delete from access_search where school_id = lapwing_school() and group_id = ${groupId}`.execute(
      tx.kysely,
    );
    return;
  }
  await sql`
    insert into access_search (school_id, group_id, safe, youtube)
    values (lapwing_school(), ${groupId}, ${set.safe}, ${set.youtube})
    on conflict (school_id, group_id) do update set safe = excluded.safe, youtube = excluded.youtube`.execute(
    tx.kysely,
  );
}
