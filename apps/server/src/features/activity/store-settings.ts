import type { ActivitySettings } from '@lapwing/protocol/features/activity/api.ts';
import { ACTIVITY_KINDS } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { sql } from 'kysely';
import type { Database, SchoolTx } from '../../platform/db/database.ts';

/** Days for which activity is kept where a school has settled nothing. */
const USUAL_DAYS = 90;

/** What holds in a school that has settled nothing. */
export const BUILT_IN_SETTINGS: ActivitySettings = Object.freeze({
  kinds: [...ACTIVITY_KINDS],
  keepDays: USUAL_DAYS,
});

/** @returns what holds; revision 0 while nobody has settled anything */
export async function findSettings(
  tx: SchoolTx,
): Promise<{ readonly settings: ActivitySettings; readonly revision: number }> {
  const rows = await sql<{ kinds: string[]; keep_days: number; revision: number }>`
    select kinds, keep_days, revision from activity_settings where school_id = lapwing_school()`.execute(
    tx.kysely,
  );
  const [row] = rows.rows;
  if (row === undefined) return { settings: BUILT_IN_SETTINGS, revision: 0 };
  // In the order of the protocol: equal settings are equal text in the documents of devices.
  const kinds = ACTIVITY_KINDS.filter((kind) => row.kinds.includes(kind));
  return { settings: { kinds, keepDays: row.keep_days }, revision: row.revision };
}

/** Keeps the settings. @returns the new revision; null where somebody else has changed them since that one */
export async function saveSettings(
  tx: SchoolTx,
  settings: ActivitySettings,
  revision: number,
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<number | null> {
  const rows = await sql<{ revision: number }>`
    insert into activity_settings (school_id, kinds, keep_days, revision, changed_at, changed_by, changed_name)
    select lapwing_school(), ${[...settings.kinds]}::text[], ${settings.keepDays}, 1, ${now}, ${by.id}, ${by.name}
    where ${revision}::int = 0 or exists (select 1 from activity_settings where school_id = lapwing_school())
    on conflict (school_id) do update set kinds = excluded.kinds, keep_days = excluded.keep_days,
      revision = activity_settings.revision + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
      changed_name = excluded.changed_name
    where activity_settings.revision = ${revision}
    returning revision`.execute(tx.kysely);
  return rows.rows[0]?.revision ?? null;
}

/** Makes the tables of today and of the days ahead. @returns how many were made */
export async function makeDays(db: Database, ahead: number): Promise<number> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ made: number }>`select activity_make_days(${ahead}) as made`.execute(tx);
    return rows.rows[0]?.made ?? 0;
  });
}

/** Clears the days that no school keeps any more. @returns how many */
export async function clearDays(db: Database): Promise<number> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ cleared: number }>`select activity_clear_days(${USUAL_DAYS}) as cleared`.execute(
      tx,
    );
    return rows.rows[0]?.cleared ?? 0;
  });
}
