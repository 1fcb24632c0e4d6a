import type { Group, GroupDetail, SettingOrigin } from '@lapwing/protocol/features/groups/api.ts';
import { SEVERITIES, type Severity } from '@lapwing/protocol/vocabulary.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { countMembers, treeOf, type Tree } from './count-members.ts';
import type { OrderedGroup, Sight } from './order.ts';
import type { Viewer } from './reach.ts';
import { countEverybody, membershipSteps, placesOfMembers } from './store-counts.ts';
import type { MemberReach } from './store-members.ts';
import { rulesOf } from './store-rules.ts';
import { settingGroupsOf, type SettingGroup } from './store-settings.ts';
import { listAbove, listVisibleRows, type GroupRow } from './store.ts';

/** Ids of open captures with their severities, by the person and by the device that each belongs to. */
export type OpenCaptures = ReadonlyMap<string, ReadonlyMap<string, Severity>>;

/** Who and what is there now. */
export interface OnlineNow {
  readonly deviceIds: readonly string[];
  /** People at one of these devices. */
  readonly personIds: readonly string[];
}

/** Live figures that other features know. */
export interface GroupFigures {
  online(tx: SchoolTx): Promise<OnlineNow>;
  /** Null when the actor may not see captures. */
  openCaptures(tx: SchoolTx, actor: Actor): Promise<OpenCaptures | null>;
}

/** What the resolver says of groups: see `explainGroups` of the state. */
export type Explain = (
  groups: readonly SettingGroup[],
  sight: (group: SettingGroup) => Sight,
) => SettingOrigin[];

export const NOT_A_MANAGER = 'Groups are changed by an administrator or the safeguarding lead.';
export const BUILT_IN_STAYS = 'This group comes with Lapwing and stays as it is.';
export const EVERYBODY_IS_IN = 'Everybody and every device of the school is in it.';
export const RESTRICTS =
  'Whoever is in this group is restricted: putting people in and taking them out takes the right to restrict devices.';
const PERSONAL_SETS_NOTHING = 'A personal group sets nothing for the people in it.';

/** The groups as the actor sees them. */
export function viewerOf(actor: Actor): Viewer {
  return {
    accountId: actor.accountId,
    reach: reachOf(actor, 'groups.view') ?? { kind: 'groups', groupIds: [] },
  };
}

/** How far the actor sees who and what is in groups. */
export function memberReachOf(actor: Actor): MemberReach {
  return { people: reachOf(actor, 'people.view'), devices: reachOf(actor, 'devices.view') };
}

/** Whether the actor may change the group: their own personal one, or one of the school within their reach as a manager. */
export function mayManage(actor: Actor, group: GroupRow): boolean {
  if (group.owner !== null) return group.owner === actor.accountId;
  const reach = reachOf(actor, 'groups.manage');
  return reach !== null && (reach.kind === 'school' || reach.groupIds.includes(group.id));
}

/**
 * The groups with their counts. A count takes in the groups below, each member once.
 *
 * @param rows all groups that the actor may see
 * @param only the ids to present; null is all. Counting is limited to these and what is below them
 */
export async function presentGroups(
  tx: SchoolTx,
  actor: Actor,
  figures: GroupFigures,
  rows: readonly GroupRow[],
  only: ReadonlySet<string> | null = null,
): Promise<Group[]> {
  const tree = treeOf(only === null ? rows : withBelow(rows, only));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const place = new Map(tree.order.map((id, at) => [id, at]));
  const personal = new Set(
    tree.order.flatMap((id, at) => ((byId.get(id)?.owner ?? null) === null ? [] : [at])),
  );
  const reach = memberReachOf(actor);
  const [online, captures] = [await figures.online(tx), await figures.openCaptures(tx, actor)];
  const steps = await membershipSteps(tx, tree.order, personal, reach);
  const members = countMembers(tree, steps);
  const wanted = [...online.deviceIds, ...online.personIds, ...(captures?.keys() ?? [])];
  const placed = await placesOfMembers(tx, tree.order, wanted, personal, reach);
  const there = new Set([...online.deviceIds, ...online.personIds]);
  const present = gather(
    tree,
    placed.flatMap(({ place: at, memberId }) => (there.has(memberId) ? [[at, memberId] as const] : [])),
  );
  const open = gather(
    tree,
    placed.flatMap(({ place: at, memberId }) =>
      Array.from(captures?.get(memberId) ?? [], ([capture]) => [at, capture] as const),
    ),
  );
  const severities = new Map(Array.from(captures?.values() ?? [], (each) => [...each]).flat());
  const whole = rows.some((row) => row.builtIn === 'whole-school') ? await countEverybody(tx) : 0;

  return rows.flatMap((row): Group[] => {
    const at = place.get(row.id);
    if (at === undefined || (only !== null && !only.has(row.id))) return [];
    const everybody = row.builtIn === 'whole-school';
    const captureIds = everybody ? severities.keys() : (open[at] ?? []);
    const worst = [...captureIds].flatMap((capture) => severities.get(capture) ?? []);
    return [
      {
        id: row.id,
        name: row.name,
        kind: row.kind,
        builtIn: row.builtIn,
        personal: row.owner !== null,
        parentId: row.parentId !== null && byId.has(row.parentId) ? row.parentId : null,
        priority: row.priority,
        members: everybody ? whole : (members[at] ?? 0),
        online: everybody ? online.deviceIds.length : (present[at]?.size ?? 0),
        openCaptures: captures === null ? null : worst.length,
        worstOpen: worstOf(worst),
      },
    ];
  });
}

/** One group with all that its page shows; null where the actor may not see it. */
export async function presentDetail(
  tx: SchoolTx,
  actor: Actor,
  parts: { readonly figures: GroupFigures; readonly explain: Explain },
  id: string,
): Promise<GroupDetail | null> {
  const rows = await listVisibleRows(tx, viewerOf(actor));
  const row = rows.find((each) => each.id === id);
  if (row === undefined) return null;
  const [group] = await presentGroups(tx, actor, parts.figures, rows, new Set([id]));
  if (group === undefined) throw new Error('the group was there a moment ago');
  const visible = new Set(rows.map((each) => each.id));
  const above = await listAbove(tx, id);
  const manages = mayManage(actor, row);
  return {
    ...group,
    // A pattern can name a person, also one whom the rule keeps out: only whoever keeps the rule reads it.
    rules: manages ? await rulesOf(tx, id) : [],
    settings: { remoteView: row.settings.remoteView },
    effective: row.owner === null ? await effectiveOf(tx, parts.explain, row, above, visible) : [],
    within: above.filter((each) => visible.has(each.id)).map(({ id: of, name }) => ({ id: of, name })),
    may: permittedOf(row, manages, can(actor, 'groups.manage'), can(actor, 'restrictions.set')),
  };
}

/** What holds by this group, those above it and the whole school alone. */
async function effectiveOf(
  tx: SchoolTx,
  explain: Explain,
  row: GroupRow,
  above: readonly GroupRow[],
  visible: ReadonlySet<string>,
): Promise<SettingOrigin[]> {
  const everywhere = row.builtIn === 'whole-school' ? [] : (await settingGroupsOf(tx, [])).everywhere;
  const chain = above.map((group, depth): SettingGroup => {
    const { id, name, priority, settings } = group;
    return { id, name, priority, settings, depth: group.builtIn === 'whole-school' ? -1 : depth };
  });
  return explain([...everywhere, ...chain], (group) => sightOf(group, visible));
}

/** The whole school's name is no secret; whether it can be opened depends on who asks. */
export function sightOf(group: OrderedGroup, visible: ReadonlySet<string>): Sight {
  if (visible.has(group.id)) return 'open';
  return group.depth === -1 ? 'name' : 'hidden';
}

function permittedOf(
  row: GroupRow,
  manages: boolean,
  isManager: boolean,
  mayRestrict: boolean,
): GroupDetail['may'] {
  const no = (reason: string): { allowed: boolean; reason: string } => ({ allowed: false, reason });
  const yes = { allowed: true };
  if (!manages) {
    const reason = isManager ? 'This group is beyond the groups that you manage.' : NOT_A_MANAGER;
    return { manage: no(reason), addMembers: no(reason), settings: no(reason) };
  }
  if (row.builtIn === 'whole-school') {
    return { manage: no(BUILT_IN_STAYS), addMembers: no(EVERYBODY_IS_IN), settings: yes };
  }
  if (row.builtIn !== null)
    return {
      manage: no(BUILT_IN_STAYS),
      addMembers: mayRestrict ? yes : no(RESTRICTS),
      settings: no(BUILT_IN_STAYS),
    };
  return { manage: yes, addMembers: yes, settings: row.owner === null ? yes : no(PERSONAL_SETS_NOTHING) };
}

/** The worst of some severities; null of none. */
export function worstOf(severities: Iterable<Severity>): Severity | null {
  const present = new Set(severities);
  return SEVERITIES.findLast((severity) => present.has(severity)) ?? null;
}

/** The groups of these ids and all below them. */
function withBelow(rows: readonly GroupRow[], ids: ReadonlySet<string>): GroupRow[] {
  const tree = treeOf(rows);
  const within = new Set<number>();
  tree.order.forEach((id, place) => {
    if (ids.has(id) || within.has(tree.parents[place] ?? -1)) within.add(place);
  });
  const kept = new Set(Array.from(within, (place) => tree.order[place]));
  return rows.filter((row) => kept.has(row.id));
}

/** What each group and those below it have, each once, by the place in the order. */
function gather(tree: Tree, things: ReadonlyArray<readonly [number, string]>): Array<ReadonlySet<string>> {
  const sets = tree.order.map(() => new Set<string>());
  for (const [place, thing] of things) {
    for (let at = place; at !== -1; at = tree.parents[at] ?? -1) sets[at]?.add(thing);
  }
  return sets;
}
