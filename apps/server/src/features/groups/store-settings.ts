import type { GroupSettings } from '@lapwing/protocol/features/groups/api.ts';
import type { Priority, RemoteView } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { OrderedGroup } from './order.ts';

/** A group that sets something, as the resolver takes it. */
export interface SettingGroup extends OrderedGroup {
  readonly settings: GroupSettings;
}

export interface SettingGroups {
  /** Those that hold for everybody and everything. */
  readonly everywhere: readonly SettingGroup[];
  /** By the id of a person or a device: the groups that it is in or below and that set something. */
  readonly of: ReadonlyMap<string, readonly SettingGroup[]>;
}

interface ChainRow {
  readonly id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly priority: Priority;
  readonly built_in: string | null;
  readonly remote_view: RemoteView | null;
}

/**
 * The groups that set something, and which of these people and devices they hold for; in two queries, however many
 * there are. Personal groups set nothing.
 *
 * @param also ids of groups that set something which other features keep
 */
export async function settingGroupsOf(
  tx: SchoolTx,
  memberIds: readonly string[],
  also: ReadonlySet<string> = new Set(),
): Promise<SettingGroups> {
  const sets = (row: ChainRow): boolean => row.remote_view !== null || also.has(row.id);
  const asked = [...new Set(memberIds)];
  // Upwards from the groups of those asked for: a school has many groups, and each member is in few.
  const rows = await sql<ChainRow>`
    with recursive chain as (
      select id, parent_id from groups
      where school_id = lapwing_school() and owner_account is null and id in (
        select group_id from groups_memberships
        where school_id = lapwing_school() and member_id = any(${asked}::uuid[]))
      union
      select parent.id, parent.parent_id from groups parent join chain on chain.parent_id = parent.id
      where parent.school_id = lapwing_school())
    select g.id, g.parent_id, g.name, g.priority, g.built_in, g.remote_view from groups g
    where g.school_id = lapwing_school() and (g.built_in = 'whole-school' or g.id in (select id from chain))`.execute(
    tx.kysely,
  );
  const chains = new Map<string, Chain>();
  const byId = new Map(rows.rows.map((row) => [row.id, row]));
  const of = new Map<string, SettingGroup[]>();
  const everywhere = rows.rows.flatMap((row) =>
    row.built_in === 'whole-school' && sets(row) ? [settingGroup(row, -1)] : [],
  );
  if (!rows.rows.some((row) => row.built_in === null && sets(row))) return { everywhere, of };
  const memberships = await sql<{ member_id: string; group_id: string }>`
    select distinct member_id, group_id from groups_memberships
    where school_id = lapwing_school() and member_id = any(${asked}::uuid[])`.execute(tx.kysely);
  for (const { member_id: memberId, group_id: groupId } of memberships.rows) {
    const setters = chainOf(groupId, byId, sets, chains).setters;
    if (setters.length === 0) continue;
    const known = of.get(memberId);
    if (known === undefined) of.set(memberId, [...setters]);
    else known.push(...setters.filter((setter) => !known.some((each) => each.id === setter.id)));
  }
  return { everywhere, of };
}

interface Chain {
  readonly depth: number;
  /** Of the group and those above it, those that set something. */
  readonly setters: readonly SettingGroup[];
}

/** Each group's chain once, however many are in it: those above it are worked out on the way. */
function chainOf(
  id: string,
  byId: ReadonlyMap<string, ChainRow>,
  sets: (row: ChainRow) => boolean,
  known: Map<string, Chain>,
): Chain {
  const before = known.get(id);
  if (before !== undefined) return before;
  const row = byId.get(id);
  // A personal group is in nobody's chain. Should groups ever stand in a circle, it ends here.
  const nothing: Chain = { depth: -1, setters: [] };
  known.set(id, nothing);
  if (row === undefined) return nothing;
  const above = row.parent_id === null ? nothing : chainOf(row.parent_id, byId, sets, known);
  const depth = above.depth + 1;
  const chain = sets(row)
    ? { depth, setters: [...above.setters, settingGroup(row, depth)] }
    : { depth, setters: above.setters };
  known.set(id, chain);
  return chain;
}

function settingGroup(row: ChainRow, depth: number): SettingGroup {
  const { id, name, priority, remote_view: remoteView } = row;
  return { id, name, priority, depth, settings: { remoteView } };
}

/** The group that holds for everybody and everything of the school. */
export async function wholeSchoolGroup(tx: SchoolTx): Promise<OrderedGroup> {
  const found = await sql<{ id: string; name: string; priority: Priority }>`
    select id, name, priority from groups where school_id = lapwing_school() and built_in = 'whole-school'`.execute(
    tx.kysely,
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('every school has its built-in groups');
  return { id: row.id, name: row.name, priority: row.priority, depth: -1 };
}
