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

/**
 * The groups that set something, and which of these people and devices they hold for; in two queries, however many
 * there are. Personal groups set nothing.
 */
export async function settingGroupsOf(tx: SchoolTx, memberIds: readonly string[]): Promise<SettingGroups> {
  const setters = await listSetters(tx);
  const byId = new Map(setters.map((setter) => [setter.id, setter]));
  const everywhere = setters.filter((setter) => setter.depth === -1);
  const of = new Map<string, SettingGroup[]>();
  if (setters.length === everywhere.length || memberIds.length === 0) return { everywhere, of };
  const rows = await sql<{ member_id: string; setter: string }>`
    with recursive reached as (
      select id as setter, id from groups
      where school_id = lapwing_school() and remote_view is not null and built_in is null
      union
      select reached.setter, child.id from groups child join reached on child.parent_id = reached.id
      where child.school_id = lapwing_school())
    select distinct m.member_id, reached.setter
    from groups_memberships m join reached on reached.id = m.group_id
    where m.school_id = lapwing_school() and m.member_id = any(${[...new Set(memberIds)]}::uuid[])`.execute(
    tx.kysely,
  );
  for (const row of rows.rows) {
    const setter = byId.get(row.setter);
    if (setter === undefined) continue;
    const beside = of.get(row.member_id);
    if (beside === undefined) of.set(row.member_id, [setter]);
    else beside.push(setter);
  }
  return { everywhere, of };
}

async function listSetters(tx: SchoolTx): Promise<SettingGroup[]> {
  const rows = await sql<{
    id: string;
    name: string;
    priority: Priority;
    depth: number;
    remote_view: RemoteView;
  }>`
    with recursive above as (
      select id as setter, parent_id, 0 as depth from groups
      where school_id = lapwing_school() and remote_view is not null and owner_account is null
      union
      select above.setter, parent.parent_id, above.depth + 1 from groups parent
      join above on above.parent_id = parent.id
      where parent.school_id = lapwing_school() and above.depth < 100)
    select g.id, g.name, g.priority, g.remote_view,
      case when g.built_in = 'whole-school' then -1 else (select max(depth) from above where above.setter = g.id) end as depth
    from groups g
    where g.school_id = lapwing_school() and g.remote_view is not null and g.owner_account is null`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => ({
    id: row.id,
    name: row.name,
    priority: row.priority,
    depth: row.depth,
    settings: { remoteView: row.remote_view },
  }));
}
