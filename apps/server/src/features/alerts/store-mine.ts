import type { MyAlerts, PopUpFrom } from '@lapwing/protocol/features/alerts/mine.api.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** What holds for somebody who has chosen nothing. */
export const USUAL: MyAlerts = Object.freeze({
  popUp: 'minor',
  outsideHours: false,
  daily: false,
  weekly: false,
});

interface MineRow {
  readonly account_id: string;
  readonly pop_up: PopUpFrom;
  readonly outside_hours: boolean;
  readonly daily: boolean;
  readonly weekly: boolean;
}

export async function myAlertsOf(tx: SchoolTx, accountId: string): Promise<MyAlerts> {
  const rows = await sql<MineRow>`
    select account_id, pop_up, outside_hours, daily, weekly from alerts_preferences
    where school_id = lapwing_school() and account_id = ${accountId}`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) return USUAL;
  return { popUp: row.pop_up, outsideHours: row.outside_hours, daily: row.daily, weekly: row.weekly };
}

export async function saveMine(tx: SchoolTx, accountId: string, mine: MyAlerts, now: number): Promise<void> {
  await sql`
    insert into alerts_preferences (school_id, account_id, pop_up, outside_hours, daily, weekly, changed_at)
    values (lapwing_school(), ${accountId}, ${mine.popUp}, ${mine.outsideHours}, ${mine.daily}, ${mine.weekly},
      ${new Date(now)})
    on conflict (school_id, account_id) do update set pop_up = excluded.pop_up,
      outside_hours = excluded.outside_hours, daily = excluded.daily, weekly = excluded.weekly,
      changed_at = excluded.changed_at`.execute(tx.kysely);
}

/** Accounts that want the summary and have wanted it since before this moment. */
export async function wantSummary(tx: SchoolTx, kind: 'daily' | 'weekly', before: number): Promise<string[]> {
  const wanted = kind === 'daily' ? sql`daily` : sql`weekly`;
  const rows = await sql<{ account_id: string }>`
    select account_id from alerts_preferences
    where school_id = lapwing_school() and ${wanted} and changed_at <= ${new Date(before)}`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => row.account_id);
}
