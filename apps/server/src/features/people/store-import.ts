import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { PersonFields, PersonKind } from './store.ts';

/** Somebody of the roster as an import compares them with a row. */
export interface RosterEntry extends PersonFields {
  readonly id: string;
  readonly left: boolean;
}

/** The whole roster, leavers included. */
export async function readRoster(tx: SchoolTx): Promise<RosterEntry[]> {
  const rows = await sql<{
    id: string;
    name: string;
    username: string;
    kind: PersonKind;
    year: string | null;
    form: string | null;
    upn: string | null;
    has_left: boolean;
  }>`
    select id, name, username, kind, year, form, upn, left_at is not null as has_left
    from people where school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    id: row.id,
    name: row.name,
    username: row.username,
    kind: row.kind,
    year: row.year,
    form: row.form,
    upn: row.upn,
    left: row.has_left,
  }));
}

/** One import at a time in a school. */
export async function holdRoster(tx: SchoolTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('people/roster ' || ${tx.schoolId}, 0))`.execute(
    tx.kysely,
  );
}

/** Adds people; throws when one of the names or numbers that must be one's own is taken. @returns ids by user name */
export async function insertPeople(
  tx: SchoolTx,
  people: readonly PersonFields[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ id: string; username: string }>`
    insert into people (school_id, name, username, kind, year, form, upn)
    select lapwing_school(), name, username, kind, year, form, upn
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as row (name text, username text, kind text, year text, form text, upn text)
    returning id, username`.execute(tx.kysely);
  return new Map(rows.rows.map((row) => [row.username, row.id]));
}

/**
 * Frees the user names and pupil numbers of people who get others, so that two may swap theirs. What stands there until
 * `updatePeople` could be nobody's account.
 */
export async function freeKeys(tx: SchoolTx, ids: readonly string[]): Promise<void> {
  await sql`
    update people set username = ' ' || id::text, upn = null
    where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])`.execute(tx.kysely);
}

/** Writes entries; whoever had left is back. */
export async function updatePeople(
  tx: SchoolTx,
  people: ReadonlyArray<PersonFields & { id: string }>,
): Promise<void> {
  await sql`
    update people set name = row.name, username = row.username, kind = row.kind, year = row.year, form = row.form,
      upn = row.upn, left_at = null
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as row (id uuid, name text, username text, kind text, year text, form text, upn text)
    where people.school_id = lapwing_school() and people.id = row.id`.execute(tx.kysely);
}

/** Lets the planner know how many people there are, after many have come or gone. */
export async function countAnew(tx: SchoolTx): Promise<void> {
  await sql`select people_count_anew()`.execute(tx.kysely);
}

/** Marks people as having left now. */
export async function markLeavers(tx: SchoolTx, ids: readonly string[]): Promise<void> {
  await sql`
    update people set left_at = now()
    where school_id = lapwing_school() and id = any(${[...ids]}::uuid[]) and left_at is null`.execute(
    tx.kysely,
  );
}
