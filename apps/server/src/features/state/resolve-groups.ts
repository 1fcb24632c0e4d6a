import type { SettingOrigin } from '@lapwing/protocol/features/groups/api.ts';
import { PRIORITIES } from '@lapwing/protocol/vocabulary.ts';
import type { SettingGroup } from '../groups/index.ts';
import { BUILT_IN, type Layer, type Settings } from './resolve.ts';

/** Names as people order them: small and capital letters alike, `Year 9` before `Year 10`. */
const byName = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

/** What decided between two groups. */
type Decision = Exclude<SettingOrigin['decidedBy'], 'only'>;

/**
 * Which of two groups holds against the other: the higher priority; at the same priority the one further down the
 * tree, which is nearer to whom it is about; then the one whose name comes first, then the one whose id does.
 *
 * @returns above 0 when the first is the stronger, and by what; 0 only for a group and itself
 */
export function compareGroups(
  one: SettingGroup,
  other: SettingGroup,
): { readonly order: number; readonly by: Decision } {
  const priority = PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority);
  if (priority !== 0) return { order: priority, by: 'priority' };
  if (one.depth !== other.depth) return { order: one.depth - other.depth, by: 'nearer' };
  const name = byName.compare(other.name, one.name);
  if (name !== 0) return { order: name, by: 'name' };
  return { order: one.id === other.id ? 0 : one.id < other.id ? 1 : -1, by: 'name' };
}

/** Each group once, the weakest first. */
function ranked(groups: readonly SettingGroup[]): SettingGroup[] {
  const each = new Map(groups.map((group) => [group.id, group]));
  return [...each.values()].sort((a, b) => compareGroups(a, b).order);
}

/** The layers for {@link resolve} out of the groups that hold for a device and whoever is at it, the weakest first. */
export function layersOf(groups: readonly SettingGroup[]): Layer[] {
  return ranked(groups).map((group) => ({
    origin: { kind: 'group', groupId: group.id },
    values: valuesOf(group),
  }));
}

/** How much of a group the reader may know: all, its name alone, or nothing. */
export type Sight = 'open' | 'name' | 'hidden';

/**
 * For each thing that groups can set: what holds, which group it comes from, and which it won over, the strongest of
 * those first. It goes by the same order as {@link layersOf}, so it says what the device is told.
 *
 * @param sight what the reader may know of a group. A hidden one that won is not named; a hidden one that lost is left
 *   out, and what decided is said of the rest: which other groups a child is in is not everybody's to know
 */
export function explainGroups(
  groups: readonly SettingGroup[],
  sight: (group: SettingGroup) => Sight,
): SettingOrigin[] {
  const setters = ranked(groups)
    .filter((group) => group.settings.remoteView !== null)
    .toReversed();
  const [winner, ...losers] = setters;
  const builtIn = { value: BUILT_IN.remoteView, from: null };
  if (winner === undefined) {
    return [{ setting: 'remoteView', ...builtIn, decidedBy: 'only', overrode: [] }];
  }
  const known = losers.filter((group) => sight(group) !== 'hidden');
  const strongest = known[0];
  const told = (group: SettingGroup): SettingOrigin['overrode'][number] => ({
    value: group.settings.remoteView ?? BUILT_IN.remoteView,
    from: {
      id: sight(group) === 'open' ? group.id : null,
      name: sight(group) === 'hidden' ? NOT_YOURS : group.name,
      priority: group.priority,
    },
  });
  return [
    {
      setting: 'remoteView',
      ...told(winner),
      decidedBy: strongest === undefined ? 'only' : compareGroups(winner, strongest).by,
      overrode: [...known.map(told), builtIn],
    },
  ];
}

/** In the place of the name of a group that the reader may not see. */
const NOT_YOURS = 'A group that is not yours';

function valuesOf(group: SettingGroup): Partial<Settings> {
  const { remoteView } = group.settings;
  return remoteView === null ? {} : { remoteView };
}
