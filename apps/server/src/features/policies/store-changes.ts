import { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupOf, itemId, itemKey, parseItem, type ItemValue, type PolicyItem } from './config.ts';

/** Holds what the school has decided against other changes until the transaction ends. */
export async function holdPolicies(tx: SchoolTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('policies.changes ' || lapwing_school()::text, 0))`.execute(
    tx.kysely,
  );
}

/** Number of the last change; 0 before the first. */
export async function lastNumber(tx: SchoolTx): Promise<number> {
  const rows = await sql<{ number: number | null }>`
    select max(number) as number from policies_changes where school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows[0]?.number ?? 0;
}

/** Everything that the school has decided. What this version cannot read is left out. */
export async function listItems(tx: SchoolTx): Promise<PolicyItem[]> {
  const rows = await sql<{ kind: string; id: string; value: unknown }>`
    select kind, id, value from policies_items where school_id = lapwing_school() order by kind, id`.execute(
    tx.kysely,
  );
  return rows.rows.flatMap(({ kind, id, value }) => {
    const item = parseItem(kind, id, value);
    return item === null ? [] : [item];
  });
}

/** One edit as a change keeps it: with what its item was before. */
export interface MadeEdit {
  readonly edit: PolicyEdit;
  readonly before: ItemValue | null;
}

export interface NewChange {
  readonly number: number;
  /** Null where Lapwing itself makes it. */
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly reason: string;
  readonly edits: readonly MadeEdit[];
  readonly did: readonly string[];
  readonly takesBack: number | null;
}

/** Adds the change and gives its items their new values. Returns when. */
export async function insertChange(tx: SchoolTx, change: NewChange): Promise<Date> {
  const kept = change.edits.map(({ edit, before }) => ({ key: itemKey(edit), edit, before }));
  const rows = await sql<{ at: Date }>`
    insert into policies_changes (school_id, number, by_account, by_name, reason, edits, did, takes_back)
    values (lapwing_school(), ${change.number}, ${change.by?.id ?? null}, ${change.by?.name ?? null}, ${change.reason},
      ${JSON.stringify(kept)}::jsonb, ${[...change.did]}, ${change.takesBack})
    returning at`.execute(tx.kysely);
  const removed = change.edits.filter(({ edit }) => edit.value === null);
  const set = change.edits.filter(({ edit }) => edit.value !== null);
  const about = (edits: readonly MadeEdit[]): string =>
    JSON.stringify(
      edits.map(({ edit }) => ({
        kind: edit.kind,
        id: itemId(edit),
        group_id: groupOf(edit),
        value: edit.value,
      })),
    );
  await sql`
    delete from policies_items using jsonb_to_recordset(${about(removed)}::jsonb) as gone (kind text, id text)
    where school_id = lapwing_school() and policies_items.kind = gone.kind and policies_items.id = gone.id`.execute(
    tx.kysely,
  );
  // An allowance may be given another group: then it is another row.
  await sql`
    delete from policies_items using jsonb_to_recordset(${about(set)}::jsonb) as given (kind text, id text, group_id uuid)
    where school_id = lapwing_school() and policies_items.kind = given.kind and policies_items.id = given.id
      and policies_items.group_id is distinct from given.group_id`.execute(tx.kysely);
  await sql`
    insert into policies_items (school_id, kind, id, group_id, value, changed_in)
    select lapwing_school(), kind, id, group_id, value, ${change.number}
    from jsonb_to_recordset(${about(set)}::jsonb) as given (kind text, id text, group_id uuid, value jsonb)
    on conflict (school_id, kind, id) do update set value = excluded.value, changed_in = excluded.changed_in`.execute(
    tx.kysely,
  );
  const at = rows.rows[0]?.at;
  if (at === undefined) throw new Error('the change was added');
  return at;
}

/** A change as it stands. */
export interface ChangeRow {
  readonly number: number;
  readonly at: Date;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly reason: string;
  /** Null where this version cannot read them: then it cannot be taken back either. */
  readonly edits: readonly MadeEdit[] | null;
  readonly did: readonly string[];
  readonly takesBack: number | null;
  readonly takenBackBy: number | null;
}

const KeptEdits = z.array(z.object({ edit: PolicyEdit, before: z.unknown() }));

/** Changes, newest first. */
export async function listChangeRows(
  tx: SchoolTx,
  wanted: { readonly below: number | null; readonly limit: number } | { readonly number: number },
): Promise<ChangeRow[]> {
  const [condition, limit] =
    'number' in wanted
      ? [sql`c.number = ${wanted.number}`, 1]
      : [sql`(${wanted.below}::int is null or c.number < ${wanted.below})`, wanted.limit];
  const rows = await sql<{
    number: number;
    at: Date;
    by_account: string | null;
    by_name: string | null;
    reason: string;
    edits: unknown;
    did: string[];
    takes_back: number | null;
    taken_back_by: number | null;
  }>`
    select c.number, c.at, c.by_account, c.by_name, c.reason, c.edits, c.did, c.takes_back,
      (select b.number from policies_changes b where b.school_id = c.school_id and b.takes_back = c.number)
        as taken_back_by
    from policies_changes c where c.school_id = lapwing_school() and ${condition}
    order by c.number desc limit ${limit}`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    number: row.number,
    at: row.at,
    by: row.by_account === null || row.by_name === null ? null : { id: row.by_account, name: row.by_name },
    reason: row.reason,
    edits: madeEdits(row.edits),
    did: row.did,
    takesBack: row.takes_back,
    takenBackBy: row.taken_back_by,
  }));
}

function madeEdits(kept: unknown): MadeEdit[] | null {
  const parsed = KeptEdits.safeParse(kept);
  if (!parsed.success) return null;
  const edits: MadeEdit[] = [];
  for (const { edit, before } of parsed.data) {
    const was = before === null ? null : parseItem(edit.kind, itemId(edit), before);
    if (before !== null && was === null) return null;
    edits.push({ edit, before: was?.value ?? null });
  }
  return edits;
}

/** The newest change after this one that was about the item; null when there is none. */
export async function laterChangeOf(tx: SchoolTx, key: string, after: number): Promise<number | null> {
  const rows = await sql<{ number: number }>`
    select number from policies_changes where school_id = lapwing_school() and number > ${after}
      and edits @> ${JSON.stringify([{ key }])}::jsonb
    order by number desc limit 1`.execute(tx.kysely);
  return rows.rows[0]?.number ?? null;
}

/** Who made a change that set each of these items last, by the item's key, and when. */
export async function authorsOf(
  tx: SchoolTx,
  kind: PolicyItem['kind'],
): Promise<Map<string, { readonly by: { id: string; name: string } | null; readonly at: Date }>> {
  const rows = await sql<{ id: string; by_account: string | null; by_name: string | null; at: Date }>`
    select i.id, c.by_account, c.by_name, c.at from policies_items i
    join policies_changes c on c.school_id = i.school_id and c.number = i.changed_in
    where i.school_id = lapwing_school() and i.kind = ${kind}`.execute(tx.kysely);
  return new Map(
    rows.rows.map((row) => [
      row.id,
      {
        by:
          row.by_account === null || row.by_name === null ? null : { id: row.by_account, name: row.by_name },
        at: row.at,
      },
    ]),
  );
}

/** Keeps the words of a sealed list, sealed. */
export async function insertSealed(tx: SchoolTx, id: string, words: Uint8Array): Promise<void> {
  await sql`insert into policies_sealed (school_id, id, words)
    values (lapwing_school(), ${id}, ${Buffer.from(words)})`.execute(tx.kysely);
}

/** The sealed words of these lists by their refs; one that is gone is left out. */
export async function sealedWords(tx: SchoolTx, refs: readonly string[]): Promise<Map<string, Uint8Array>> {
  const rows = await sql<{ id: string; words: Buffer }>`
    select id, words from policies_sealed
    where school_id = lapwing_school() and id = any(${[...refs]}::uuid[])`.execute(tx.kysely);
  return new Map(rows.rows.map((row) => [row.id, row.words]));
}
