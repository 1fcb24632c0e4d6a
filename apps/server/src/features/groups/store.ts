import { sql, type RawBuilder } from 'kysely';
import type { BuiltInGroup, GROUP_KINDS, GroupSettings } from '@lapwing/protocol/features/groups/api.ts';
import type { Priority, RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { Reach } from '../../permissions/actor.ts';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { groupVisible, type Viewer } from './reach.ts';

export type GroupKind = (typeof GROUP_KINDS)[number];

interface GroupsTables {
  groups: {
    school_id: string;
    id: string;
    parent_id: string | null;
    name: string;
    kind: GroupKind;
    priority: Priority;
    built_in: BuiltInGroup | null;
    owner_account: string | null;
    remote_view: RemoteView | null;
  };
}

/** A group as it stands, without its members. */
export interface GroupRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: GroupKind;
  readonly priority: Priority;
  readonly builtIn: BuiltInGroup | null;
  /** The account whose personal group it is. */
  readonly owner: string | null;
  readonly settings: GroupSettings;
}

/** Adds the groups that every school has to a new one. */
export async function addBuiltInGroups(tx: SchoolTx): Promise<void> {
  await sql`select groups_add_built_in(lapwing_school())`.execute(tx.kysely);
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

/**
 * Groups of the school that people can be put in or be given to see, by name: neither the built-in ones nor anybody's
 * personal ones. `ids` limits them to these, null is all.
 */
export async function listGroupRows(tx: SchoolTx, ids: readonly string[] | null): Promise<GroupRow[]> {
  return select(
    tx,
    sql`g.built_in is null and g.owner_account is null
      and (${ids === null} or g.id = any(${ids === null ? [] : [...ids]}::uuid[]))`,
  );
}

/** All groups that the viewer may see, by name. */
export async function listVisibleRows(tx: SchoolTx, viewer: Viewer): Promise<GroupRow[]> {
  return select(tx, groupVisible(viewer));
}

/** One group if the viewer may see it. */
export async function findVisible(tx: SchoolTx, viewer: Viewer, id: string): Promise<GroupRow | null> {
  const [row] = await select(tx, sql`g.id = ${id} and ${groupVisible(viewer)}`);
  return row ?? null;
}

/** Of these groups, those that the viewer may see. */
export async function visibleIds(
  tx: SchoolTx,
  viewer: Viewer,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set((await visibleRows(tx, viewer, ids)).map((row) => row.id));
}

export async function visibleRows(tx: SchoolTx, viewer: Viewer, ids: readonly string[]): Promise<GroupRow[]> {
  return select(tx, sql`g.id = any(${[...ids]}::uuid[]) and ${groupVisible(viewer)}`);
}

/** What these groups are called, whoever may see them: for records of what was done. No personal ones. */
export async function groupNames(tx: SchoolTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await select(tx, sql`g.id = any(${[...new Set(ids)]}::uuid[]) and g.owner_account is null`);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** The group and those above it, from the top down; whoever may see them. */
export async function listAbove(tx: SchoolTx, id: string): Promise<GroupRow[]> {
  const rows = await sql<{ id: string; height: number }>`
    with recursive above as (
      select g.id, g.parent_id, 0 as height from groups g where g.school_id = lapwing_school() and g.id = ${id}
      union
      select parent.id, parent.parent_id, above.height + 1 from groups parent
      join above on above.parent_id = parent.id where parent.school_id = lapwing_school()
    ) cycle id set looped using path
    select id, height from above where not looped`.execute(tx.kysely);
  const height = new Map(rows.rows.map((row) => [row.id, row.height]));
  const found = await select(tx, sql`g.id = any(${[...height.keys()]}::uuid[])`);
  return found.sort((a, b) => (height.get(b.id) ?? 0) - (height.get(a.id) ?? 0));
}

async function select(tx: SchoolTx, condition: RawBuilder<unknown>): Promise<GroupRow[]> {
  const rows = await sql<GroupsTables['groups']>`
    select g.id, g.parent_id, g.name, g.kind, g.priority, g.built_in, g.owner_account, g.remote_view
    from groups g where g.school_id = lapwing_school() and ${condition}
    order by lower(g.name), g.id`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    id: row.id,
    parentId: row.parent_id,
    name: row.name,
    kind: row.kind,
    priority: row.priority,
    builtIn: row.built_in,
    owner: row.owner_account,
    settings: { remoteView: row.remote_view },
  }));
}

/** Null when a group of that name stands beside it already. */
export async function insertGroup(
  tx: SchoolTx,
  group: { name: string; kind: GroupKind; parentId: string | null; owner: string | null },
): Promise<string | null> {
  const row = await tables<GroupsTables>(tx)
    .insertInto('groups')
    .values({
      school_id: tx.schoolId,
      id: sql<string>`uuidv7()`,
      parent_id: group.parentId,
      name: group.name,
      kind: group.kind,
      priority: 'medium',
      owner_account: group.owner,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Holds the tree of the school against other changes until the transaction ends: two moves at once could make a circle. */
export async function holdTree(tx: SchoolTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('groups.tree ' || lapwing_school()::text, 0))`.execute(
    tx.kysely,
  );
}

/** Whether a group other than this one bears the name where this one is to stand. */
export async function nameTaken(
  tx: SchoolTx,
  group: Pick<GroupRow, 'id' | 'kind' | 'owner'>,
  parentId: string | null,
  name: string,
): Promise<boolean> {
  const row = await tables<GroupsTables>(tx)
    .selectFrom('groups')
    .select('id')
    .where('id', '!=', group.id)
    .where('kind', '=', group.kind)
    .where('built_in', 'is', null)
    .where('parent_id', 'is not distinct from', parentId)
    .where('owner_account', 'is not distinct from', group.owner)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst();
  return row !== undefined;
}

/** Levels of the group and all below it: 1 for a group with nothing below. */
export async function heightOf(tx: SchoolTx, id: string): Promise<number> {
  const rows = await sql<{ levels: number }>`
    with recursive below as (
      select id, 1 as level from groups where school_id = lapwing_school() and id = ${id}
      union
      select child.id, below.level + 1 from groups child join below on child.parent_id = below.id
      where child.school_id = lapwing_school()
    ) cycle id set looped using path
    select max(level) as levels from below`.execute(tx.kysely);
  return rows.rows[0]?.levels ?? 1;
}

export interface GroupChange {
  readonly name: string;
  readonly parentId: string | null;
  readonly priority: Priority;
  readonly settings: GroupSettings;
}

export async function updateGroup(tx: SchoolTx, id: string, change: GroupChange): Promise<void> {
  await tables<GroupsTables>(tx)
    .updateTable('groups')
    .set({
      name: change.name,
      parent_id: change.parentId,
      priority: change.priority,
      remote_view: change.settings.remoteView,
    })
    .where('id', '=', id)
    .execute();
}

export async function removeGroup(tx: SchoolTx, id: string): Promise<void> {
  await tables<GroupsTables>(tx).deleteFrom('groups').where('id', '=', id).execute();
}

/**
 * The groups of a member as a JSON array of {id, name}, for a select list. A reach that ends at groups
 * shows only those among them: which other groups a child is in is not a teacher's to know. Personal groups are
 * never among them.
 */
export function groupsOf(
  reach: Reach,
  member: RawBuilder<unknown>,
): RawBuilder<Array<{ id: string; name: string }>> {
  const within = reach.kind === 'school' ? sql`true` : sql`g.id = any(${[...reach.groupIds]}::uuid[])`;
  return sql<Array<{ id: string; name: string }>>`coalesce((
    select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by lower(g.name), g.id)
    from groups g
    where g.school_id = lapwing_school() and g.owner_account is null and ${within}
      and g.id in (select gm.group_id from groups_memberships gm
        where gm.school_id = lapwing_school() and gm.member_id = ${member})), '[]'::jsonb)`;
}
