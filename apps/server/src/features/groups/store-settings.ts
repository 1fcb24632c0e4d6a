import type { GroupSettings } from '@lapwing/protocol/features/groups/api.ts';
import type { Priority, RemoteView } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A group that sets something, as the resolver takes it. */
export interface SettingGroup {
  readonly id: string;
  readonly name: string;
  readonly priority: Priority;
  /** How far down the tree: 0 at the top, -1 for Whole school, which is above everything. */
  readonly depth: number;
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
 */
export async function settingGroupsOf(tx: SchoolTx, memberIds: readonly string[]): Promise<SettingGroups> {
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
    row.built_in === 'whole-school' && row.remote_view !== null ? [settingGroup(row, -1)] : [],
  );
  if (!rows.rows.some((row) => row.remote_view !== null && row.built_in === null)) return { everywhere, of };
  const memberships = await sql<{ member_id: string; group_id: string }>`
    select distinct member_id, group_id from groups_memberships
    where school_id = lapwing_school() and member_id = any(${asked}::uuid[])`.execute(tx.kysely);
  for (const { member_id: memberId, group_id: groupId } of memberships.rows) {
    const setters = chainOf(groupId, byId, chains).setters;
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
function chainOf(id: string, byId: ReadonlyMap<string, ChainRow>, known: Map<string, Chain>): Chain {
  const before = known.get(id);
  if (before !== undefined) return before;
  const row = byId.get(id);
  // A personal group is in nobody's chain. Should groups ever stand in a circle, it ends here.
  const nothing: Chain = { depth: -1, setters: [] };
  known.set(id, nothing);
  if (row === undefined) return nothing;
  const above = row.parent_id === null ? nothing : chainOf(row.parent_id, byId, known);
  const depth = above.depth + 1;
  const chain =
    row.remote_view === null
      ? { depth, setters: above.setters }
      : { depth, setters: [...above.setters, settingGroup(row, depth)] };
  known.set(id, chain);
  return chain;
}

function settingGroup(row: ChainRow, depth: number): SettingGroup {
  const { id, name, priority, remote_view: remoteView } = row;
  return { id, name, priority, depth, settings: { remoteView } };
}

/** The group that holds for everybody and everything of the school. */
export async function wholeSchool(tx: SchoolTx): Promise<{ readonly id: string; readonly name: string }> {
  const found = await sql<{ id: string; name: string }>`
    select id, name from groups where school_id = lapwing_school() and built_in = 'whole-school'`.execute(
    tx.kysely,
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('every school has its built-in groups');
  return row;
}
