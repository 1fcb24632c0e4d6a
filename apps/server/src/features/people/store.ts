import { sql, type RawBuilder } from 'kysely';
import type { LEAVER_FILTERS, PERSON_KINDS } from '@lapwing/protocol/features/people/api.ts';
import type { Reach } from '../../permissions/actor.ts';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { groupsOf, inGroup, withinReach, type Viewer } from '../groups/index.ts';

export type PersonKind = (typeof PERSON_KINDS)[number];

export interface PersonFields {
  readonly name: string;
  readonly username: string;
  readonly kind: PersonKind;
  readonly year: string | null;
  readonly form: string | null;
  readonly upn: string | null;
}
export interface PersonRow extends PersonFields {
  readonly id: string;
  readonly left_at: Date | null;
  readonly groups: ReadonlyArray<{ id: string; name: string }>;
}

interface PeopleTables {
  people: PersonFields & { school_id: string; id: string; left_at: Date | null };
}

export interface PeopleFilter {
  readonly search: string | undefined;
  readonly groupId: string | undefined;
  /** Whose eyes the group is looked at with. */
  readonly viewer: Viewer;
  readonly kind: PersonKind | undefined;
  readonly year: string | undefined;
  readonly form: string | undefined;
  readonly leavers: (typeof LEAVER_FILTERS)[number];
  /** Name (lower case) and id of the last person of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

const columns = (reach: Reach): RawBuilder<unknown> =>
  sql`people.id, people.name, people.username, people.kind, people.year, people.form, people.upn, people.left_at,
      ${groupsOf(reach, sql.ref('people.id'))} as groups`;

/** People within reach by name, and how many there are in all. */
export async function listPeopleRows(
  tx: SchoolTx,
  reach: Reach,
  filter: PeopleFilter,
): Promise<{ rows: PersonRow[]; total: number }> {
  const kysely = tables<PeopleTables>(tx);
  const conditions = [sql`people.school_id = lapwing_school()`, withinReach(reach, sql.ref('people.id'))];
  if (filter.search !== undefined && filter.search !== '') {
    // Of an address the part before the @ is what people are found by.
    const words = filter.search.replaceAll(/@\S*/g, '');
    conditions.push(sql`people.found_by like '%' || lapwing_fold(${words}) || '%'`);
  }
  if (filter.groupId !== undefined) {
    conditions.push(inGroup(filter.viewer, filter.groupId, sql.ref('people.id')));
  }
  for (const name of ['kind', 'year', 'form'] as const) {
    const value = filter[name];
    if (value !== undefined && value !== '') conditions.push(sql`${sql.ref(`people.${name}`)} = ${value}`);
  }
  if (filter.leavers === 'without') conditions.push(sql`people.left_at is null`);
  if (filter.leavers === 'only') conditions.push(sql`people.left_at is not null`);
  const all = sql.join(conditions, sql` and `);
  const counted = await sql<{ total: number }>`select count(*) as total from people where ${all}`.execute(
    kysely,
  );
  const page =
    filter.after === null
      ? sql`true`
      : sql`(lower(people.name), people.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`;
  const rows = await sql<PersonRow>`
    select ${columns(reach)} from people where ${all} and ${page}
    order by lower(people.name), people.id limit ${filter.limit}`.execute(kysely);
  return { rows: rows.rows, total: counted.rows[0]?.total ?? 0 };
}

/** The years and forms of those people within reach who have not left. */
export async function yearsAndForms(
  tx: SchoolTx,
  reach: Reach,
): Promise<{ years: string[]; forms: string[] }> {
  const rows = await sql<{ year: string | null; form: string | null }>`
    select distinct people.year, people.form from people
    where people.school_id = lapwing_school() and people.left_at is null
      and ${withinReach(reach, sql.ref('people.id'))}`.execute(tx.kysely);
  const inOrder = (values: ReadonlyArray<string | null>): string[] =>
    [...new Set(values)]
      .flatMap((value) => (value === null || value === '' ? [] : [value]))
      .toSorted(new Intl.Collator('en-GB', { numeric: true }).compare);
  return {
    years: inOrder(rows.rows.map((row) => row.year)),
    forms: inOrder(rows.rows.map((row) => row.form)),
  };
}

/** A person within reach, leaver or not; null when there is none that the reach shows. */
export async function findPerson(tx: SchoolTx, reach: Reach, id: string): Promise<PersonRow | null> {
  const rows = await sql<PersonRow>`
    select ${columns(reach)} from people
    where people.school_id = lapwing_school() and people.id = ${id} and ${withinReach(reach, sql.ref('people.id'))}`.execute(
    tables<PeopleTables>(tx),
  );
  return rows.rows[0] ?? null;
}

/** The new person's id; null when the user name or the pupil number is taken. */
export async function insertPerson(tx: SchoolTx, fields: PersonFields): Promise<string | null> {
  const row = await tables<PeopleTables>(tx)
    .insertInto('people')
    .values({ ...fieldsOf(fields), school_id: tx.schoolId, id: sql<string>`uuidv7()`, left_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Which of the two that must be one's own somebody else has already; null when neither. */
export async function takenBy(
  tx: SchoolTx,
  fields: Pick<PersonFields, 'username' | 'upn'>,
  exceptId: string | null,
): Promise<'username' | 'upn' | null> {
  const rows = await sql<{ username: string }>`
    select username from people
    where school_id = lapwing_school() and (username = ${fields.username} or upn = ${fields.upn})
      and id is distinct from ${exceptId}::uuid`.execute(tx.kysely);
  if (rows.rows.length === 0) return null;
  return rows.rows.some((row) => row.username === fields.username) ? 'username' : 'upn';
}

/** Writes the entry; `left` sets or clears the moment of leaving, null leaves it as it is. */
export async function updatePerson(
  tx: SchoolTx,
  id: string,
  fields: PersonFields,
  left: boolean | null,
): Promise<void> {
  await tables<PeopleTables>(tx)
    .updateTable('people')
    .set({
      ...fieldsOf(fields),
      ...(left === null ? {} : { left_at: left ? sql<Date>`coalesce(left_at, now())` : null }),
    })
    .where('school_id', '=', tx.schoolId)
    .where('id', '=', id)
    .execute();
}

function fieldsOf(fields: PersonFields): PersonFields {
  const { name, username, kind, year, form, upn } = fields;
  return { name, username, kind, year, form, upn };
}
