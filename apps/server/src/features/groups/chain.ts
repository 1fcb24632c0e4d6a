import type { Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { OrderedGroup, Sight } from './order.ts';
import { mayManage, memberReachOf, sightOf, viewerOf, type GroupFigures } from './present.ts';
import type { DeviceSight } from './reach.ts';
import { findSeen } from './store-members.ts';
import { settingGroupsOf, wholeSchoolGroup, type SettingGroup } from './store-settings.ts';
import { findVisible, listAbove, visibleIds, visibleRows, type GroupRow } from './store.ts';

/** Groups that have a say somewhere, and what the reader may know of each. */
export interface GroupsWithSay<Group extends OrderedGroup = OrderedGroup> {
  readonly groups: readonly Group[];
  readonly sight: (group: OrderedGroup) => Sight;
}

/**
 * A group as settings see it: itself, those above it, and the whole school. A personal group sets nothing and has the
 * whole school alone. Null where the actor may not see it.
 *
 * @param id null is the whole school, whose name is no secret
 */
export async function groupsAbove(
  tx: SchoolTx,
  actor: Actor,
  id: string | null,
): Promise<(GroupsWithSay & { readonly group: OrderedGroup }) | null> {
  const whole = await wholeSchoolGroup(tx);
  const row = id === null || id === whole.id ? null : await findVisible(tx, viewerOf(actor), id);
  if (row === null) {
    if (id !== null && id !== whole.id) return null;
    const visible = await visibleIds(tx, viewerOf(actor), [whole.id]);
    return { group: whole, groups: [whole], sight: (group) => sightOf(group, visible) };
  }
  const above = await listAbove(tx, row.id);
  const chain = above.map(({ id: each, name, priority }, depth): OrderedGroup => ({
    id: each,
    name,
    priority,
    depth,
  }));
  const visible = await visibleIds(tx, viewerOf(actor), [whole.id, ...chain.map((group) => group.id)]);
  const group = chain.at(-1);
  if (group === undefined) throw new Error('a group is in its own chain');
  return {
    group,
    groups: row.owner === null ? [whole, ...chain] : [whole],
    sight: (each) => sightOf(each, visible),
  };
}

/**
 * The groups that hold for a person, a device or both, and that set something. Null where the actor may not see one of
 * them.
 *
 * @param also ids of groups that set something which other features keep
 */
export async function groupsAt(
  tx: SchoolTx,
  actor: Actor,
  figures: Pick<GroupFigures, 'online'>,
  asked: { readonly personId: string | null; readonly deviceId: string | null },
  also: ReadonlySet<string> = new Set(),
): Promise<(GroupsWithSay<SettingGroup> & { readonly names: readonly string[] }) | null> {
  const names = await findSeen(tx, memberReachOf(actor), await sightOfDevices(tx, actor, figures), asked);
  if (names === null) return null;
  const ids = [asked.personId, asked.deviceId].filter((id) => id !== null);
  const found = await settingGroupsOf(tx, ids, also);
  const groups = [...found.everywhere, ...ids.flatMap((id) => found.of.get(id) ?? [])];
  const visible = await visibleIds(
    tx,
    viewerOf(actor),
    groups.map((group) => group.id),
  );
  return { names, groups, sight: (group) => sightOf(group, visible) };
}

/** How far the actor sees devices; null when not at all. */
export async function sightOfDevices(
  tx: SchoolTx,
  actor: Actor,
  figures: Pick<GroupFigures, 'online'>,
): Promise<DeviceSight | null> {
  const { devices } = memberReachOf(actor);
  if (devices === null) return null;
  return { devices, online: (await figures.online(tx)).deviceIds };
}

/** Of these groups, those in which the actor may set something: no personal ones, and no restrictions. */
export async function groupsToSet(
  tx: SchoolTx,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, { readonly id: string; readonly name: string }>> {
  const rows = await visibleRows(tx, viewerOf(actor), ids);
  return new Map(
    rows.flatMap((row) =>
      maySet(row) && mayManage(actor, row) ? [[row.id, { id: row.id, name: row.name }]] : [],
    ),
  );
}

/** Of these groups, those that the actor may see and that may set something, by id: what they are called. */
export async function groupsSeen(
  tx: SchoolTx,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await visibleRows(tx, viewerOf(actor), ids);
  return new Map(rows.flatMap((row) => (maySet(row) ? [[row.id, row.name]] : [])));
}

/** Neither somebody's own arrangement nor a restriction. */
function maySet(row: GroupRow): boolean {
  return row.owner === null && (row.builtIn === null || row.builtIn === 'whole-school');
}
