import { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** What the school has agreed each status to mean; empty while it has agreed nothing. */
export async function meaningsOf(tx: SchoolTx): Promise<Map<CaptureStatus, string>> {
  const rows = await sql<{ status: string; meaning: string }>`
    select status, meaning from captures_meanings where school_id = lapwing_school()`.execute(tx.kysely);
  return new Map(rows.rows.map((row) => [CaptureStatus.parse(row.status), row.meaning]));
}

export async function saveMeaning(tx: SchoolTx, status: CaptureStatus, meaning: string): Promise<void> {
  await sql`
    insert into captures_meanings (school_id, status, meaning) values (lapwing_school(), ${status}, ${meaning})
    on conflict (school_id, status) do update set meaning = excluded.meaning`.execute(tx.kysely);
}

export interface ViewRow {
  readonly id: string;
  readonly owner_account: string;
  readonly name: string;
  readonly search: string;
  readonly shared: boolean;
}

/** The saved views of an account and those shared with all, by name. */
export async function viewsFor(tx: SchoolTx, accountId: string): Promise<ViewRow[]> {
  const rows = await sql<ViewRow>`
    select id, owner_account, name, search, shared from captures_views
    where school_id = lapwing_school() and (owner_account = ${accountId} or shared)
    order by lower(name), id`.execute(tx.kysely);
  return rows.rows;
}

export async function insertView(tx: SchoolTx, view: Omit<ViewRow, 'id'>): Promise<string> {
  const rows = await sql<{ id: string }>`
    insert into captures_views (school_id, owner_account, name, search, shared)
    values (lapwing_school(), ${view.owner_account}, ${view.name}, ${view.search}, ${view.shared})
    returning id`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) throw new Error('a view that was saved has an id');
  return row.id;
}

export async function removeView(tx: SchoolTx, id: string): Promise<void> {
  await sql`delete from captures_views where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}
