import { sql, type RawBuilder } from 'kysely';
import type { PERSON_KINDS } from '@lapwing/protocol/features/people/api.ts';
import type { Reach } from '../../permissions/actor.ts';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { groupsOf, withinReach, withSubgroups } from '../groups/index.ts';

export interface PersonFields {
  readonly name: string;
  readonly username: string;
  readonly kind: (typeof PERSON_KINDS)[number];
  readonly year: string | null;
  readonly form: string | null;
}
export interface PersonRow extends PersonFields {
  readonly id: string;
  readonly groups: ReadonlyArray<{ id: string; name: string }>;
}

interface PeopleTables {
  people: PersonFields & { school_id: string; id: string };
}

export interface PeopleFilter {
  readonly search: string | undefined;
  readonly groupId: string | undefined;
  /** Name (lower case) and id of the last person of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

const columns = (reach: Reach): RawBuilder<unknown> =>
  sql`people.id, people.name, people.username, people.kind, people.year, people.form,
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
    const pattern = `%${filter.search.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    conditions.push(sql`(lower(people.name) || ' ' || people.username) like ${pattern}`);
  }
  if (filter.groupId !== undefined) {
    const groupIds = await withSubgroups(tx, [filter.groupId]);
    conditions.push(withinReach({ kind: 'groups', groupIds }, sql.ref('people.id')));
  }
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

/** A person within reach; null when there is none that the reach shows. */
export async function findPerson(tx: SchoolTx, reach: Reach, id: string): Promise<PersonRow | null> {
  const rows = await sql<PersonRow>`
    select ${columns(reach)} from people
    where people.school_id = lapwing_school() and people.id = ${id} and ${withinReach(reach, sql.ref('people.id'))}`.execute(
    tables<PeopleTables>(tx),
  );
  return rows.rows[0] ?? null;
}

/** The new person's id; null when the user name is taken. */
export async function insertPerson(tx: SchoolTx, fields: PersonFields): Promise<string | null> {
  const row = await tables<PeopleTables>(tx)
    .insertInto('people')
    .values({ ...fieldsOf(fields), school_id: tx.schoolId, id: sql<string>`uuidv7()` })
    .onConflict((conflict) => conflict.columns(['school_id', 'username']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function usernameTaken(tx: SchoolTx, username: string, exceptId: string): Promise<boolean> {
  const row = await tables<PeopleTables>(tx)
    .selectFrom('people')
    .select('id')
    .where('username', '=', username)
    .where('id', '!=', exceptId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function updatePerson(tx: SchoolTx, id: string, fields: PersonFields): Promise<void> {
  await tables<PeopleTables>(tx).updateTable('people').set(fieldsOf(fields)).where('id', '=', id).execute();
}

function fieldsOf(fields: PersonFields): PersonFields {
  const { name, username, kind, year, form } = fields;
  return { name, username, kind, year, form };
}
