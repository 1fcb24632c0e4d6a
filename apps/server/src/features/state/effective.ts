import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { settingGroupsOf, type SettingGroup } from '../groups/index.ts';
import { layersOf } from './resolve-groups.ts';
import { resolve } from './resolve.ts';

/** A device, and who is at it; null while nobody of the roster is. */
export interface Seat {
  readonly deviceId: string;
  readonly personId: string | null;
}

/**
 * The groups that set something at each of the seats, by the device's id; in two queries, however many there are.
 *
 * @param also ids of groups that set something which other features keep
 */
export async function groupsAtSeats(
  tx: SchoolTx,
  seats: readonly Seat[],
  also: ReadonlySet<string>,
): Promise<Map<string, readonly SettingGroup[]>> {
  const groups = await settingGroupsOf(
    tx,
    seats.flatMap(({ deviceId, personId }) => (personId === null ? [deviceId] : [deviceId, personId])),
    also,
  );
  return new Map(
    seats.map(({ deviceId, personId }) => {
      const own = groups.of.get(deviceId) ?? [];
      const persons = personId === null ? [] : (groups.of.get(personId) ?? []);
      return [deviceId, [...groups.everywhere, ...own, ...persons]];
    }),
  );
}

/** Whether staff may look at the screen of each of the seats, by the device's id: what the device itself is told. */
export async function remoteViews(tx: SchoolTx, seats: readonly Seat[]): Promise<Map<string, RemoteView>> {
  const groups = await groupsAtSeats(tx, seats, new Set());
  return new Map(
    Array.from(groups, ([deviceId, each]) => [deviceId, resolve(layersOf(each)).settings.remoteView]),
  );
}
