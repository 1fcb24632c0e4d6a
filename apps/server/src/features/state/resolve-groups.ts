import type { SettingOrigin } from '@lapwing/protocol/features/groups/api.ts';
import { explainSetters, ranked, type SettingGroup, type Sight } from '../groups/index.ts';
import { BUILT_IN, type Layer, type Settings } from './resolve.ts';

/** The layers for {@link resolve} out of the groups that hold for a device and whoever is at it, the weakest first. */
export function layersOf(groups: readonly SettingGroup[]): Layer[] {
  return ranked(groups).map((group) => ({
    origin: { kind: 'group', groupId: group.id },
    values: valuesOf(group),
  }));
}

/**
 * For each thing that groups can set: what holds, which group it comes from, and which it won over, the strongest of
 * those first. It goes by the same order as {@link layersOf}, so it says what the device is told.
 *
 * @param sight what the reader may know of a group
 */
export function explainGroups(
  groups: readonly SettingGroup[],
  sight: (group: SettingGroup) => Sight,
): SettingOrigin[] {
  const setters = ranked(groups).flatMap((group) =>
    group.settings.remoteView === null ? [] : [{ group, value: group.settings.remoteView }],
  );
  const { value, from, decidedBy, overrode } = explainSetters(setters, BUILT_IN.remoteView, sight);
  return [{ setting: 'remoteView', value, from, decidedBy, overrode: [...overrode] }];
}

function valuesOf(group: SettingGroup): Partial<Settings> {
  const { remoteView } = group.settings;
  return remoteView === null ? {} : { remoteView };
}
