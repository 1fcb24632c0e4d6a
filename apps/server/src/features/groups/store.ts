import { sql, type RawBuilder } from 'kysely';
import type { GROUP_KINDS } from '@lapwing/protocol/features/groups/api.ts';
import type { Reach } from '../../permissions/actor.ts';
import { tables, type SchoolTx } from '../../platform/db/database.ts';

export type GroupKind = (typeof GROUP_KINDS)[number];

interface GroupsTables {
  groups: { school_id: string; id: string; parent_id: string | null; name: string; kind: GroupKind };
  groups_members: { school_id: string; group_id: string; member_id: string };
}

export interface GroupRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: GroupKind;
  readonly memberIds: readonly string[];
}

/** The groups given and all that lie below them. */
export async function withSubgroups(tx: SchoolTx, groupIds: readonly string[]): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const rows = await sql<{ id: string }>`
    with recursive below as (
      select id from groups where school_id = lapwing_school() and id = any(${[...groupIds]}::uuid[])
      union
      select child.id from groups child join below on child.parent_id = below.id where child.school_id = lapwing_school()
    ) select id from below`.execute(tables<GroupsTables>(tx));
  return rows.rows.map((row) => row.id);
}

/** Groups by name with the ids of their own members; `ids` limits them to these, null is all of the school. */
export async function listGroupRows(tx: SchoolTx, ids: readonly string[] | null): Promise<GroupRow[]> {
  const rows = await sql<{
    id: string;
    parent_id: string | null;
    name: string;
    kind: GroupKind;
    member_ids: string[];
  }>`
    select g.id, g.parent_id, g.name, g.kind,
      coalesce((select array_agg(m.member_id) from groups_members m
        where m.school_id = g.school_id and m.group_id = g.id), '{}') as member_ids
    from groups g
    where g.school_id = lapwing_school() and (${ids === null} or g.id = any(${ids === null ? [] : [...ids]}::uuid[]))
    order by lower(g.name), g.id`.execute(tables<GroupsTables>(tx));
  return rows.rows.map((row) => ({
    id: row.id,
    parentId: row.parent_id,
    name: row.name,
    kind: row.kind,
    memberIds: row.member_ids,
  }));
}

/** Null when a group of that name stands beside it already. */
export async function insertGroup(
  tx: SchoolTx,
  group: { name: string; kind: GroupKind; parentId: string | null },
): Promise<string | null> {
  const row = await tables<GroupsTables>(tx)
    .insertInto('groups')
    .values({
      school_id: tx.schoolId,
      id: sql<string>`uuidv7()`,
      parent_id: group.parentId,
      name: group.name,
      kind: group.kind,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Whether a group other than this one, beside it, bears the name. */
export async function nameTaken(tx: SchoolTx, group: GroupRow, name: string): Promise<boolean> {
  const row = await tables<GroupsTables>(tx)
    .selectFrom('groups')
    .select('id')
    .where('id', '!=', group.id)
    .where('kind', '=', group.kind)
    .where('parent_id', 'is not distinct from', group.parentId)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst();
  return row !== undefined;
}

export async function renameGroup(tx: SchoolTx, id: string, name: string): Promise<void> {
  await tables<GroupsTables>(tx).updateTable('groups').set({ name }).where('id', '=', id).execute();
}

export async function removeGroup(tx: SchoolTx, id: string): Promise<void> {
  await tables<GroupsTables>(tx).deleteFrom('groups').where('id', '=', id).execute();
}

/** Of the ids given, those that are people (or devices) of the school. */
export async function existingMembers(
  tx: SchoolTx,
  kind: GroupKind,
  ids: readonly string[],
): Promise<string[]> {
  const from = kind === 'people' ? sql.table('people') : sql.table('devices');
  const rows = await sql<{ id: string }>`
    select id from ${from} where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])`.execute(
    tables<GroupsTables>(tx),
  );
  return rows.rows.map((row) => row.id);
}

export async function insertMembers(
  tx: SchoolTx,
  groupId: string,
  memberIds: readonly string[],
): Promise<void> {
  await tables<GroupsTables>(tx)
    .insertInto('groups_members')
    .values(memberIds.map((id) => ({ school_id: tx.schoolId, group_id: groupId, member_id: id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteMember(tx: SchoolTx, groupId: string, memberId: string): Promise<boolean> {
  const result = await tables<GroupsTables>(tx)
    .deleteFrom('groups_members')
    .where('group_id', '=', groupId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/**
 * The groups of a member as a JSON array of {id, name}, for a select list. A reach that ends at groups
 * shows only those among them: which other groups a child is in is not a teacher's to know.
 */
export function groupsOf(
  reach: Reach,
  member: RawBuilder<unknown>,
): RawBuilder<Array<{ id: string; name: string }>> {
  const within = reach.kind === 'school' ? sql`true` : sql`g.id = any(${[...reach.groupIds]}::uuid[])`;
  return sql<Array<{ id: string; name: string }>>`coalesce((
    select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by lower(g.name), g.id)
    from groups_members gm join groups g on g.school_id = gm.school_id and g.id = gm.group_id
    where gm.school_id = lapwing_school() and gm.member_id = ${member} and ${within}), '[]'::jsonb)`;
}
