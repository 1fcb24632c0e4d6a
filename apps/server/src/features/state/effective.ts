import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { settingGroupsOf, type SettingGroups } from '../groups/index.ts';
import { layersOf } from './resolve-groups.ts';
import { resolve, type Settings } from './resolve.ts';

/** A device, and who is at it; null while nobody of the roster is. */
export interface Seat {
  readonly deviceId: string;
  readonly personId: string | null;
}

/** What holds at each of the seats, by the device's id; in two queries, however many there are. */
export async function settingsAt(tx: SchoolTx, seats: readonly Seat[]): Promise<Map<string, Settings>> {
  const groups = await settingGroupsOf(
    tx,
    seats.flatMap(({ deviceId, personId }) => (personId === null ? [deviceId] : [deviceId, personId])),
  );
  return new Map(seats.map((seat) => [seat.deviceId, settingsOf(groups, seat)]));
}

/** Whether staff may look at the screen of each of the seats, by the device's id: what the device itself is told. */
export async function remoteViews(tx: SchoolTx, seats: readonly Seat[]): Promise<Map<string, RemoteView>> {
  const settings = await settingsAt(tx, seats);
  return new Map(Array.from(settings, ([deviceId, { remoteView }]) => [deviceId, remoteView]));
}

function settingsOf(groups: SettingGroups, { deviceId, personId }: Seat): Settings {
  const own = groups.of.get(deviceId) ?? [];
  const persons = personId === null ? [] : (groups.of.get(personId) ?? []);
  return resolve(layersOf([...groups.everywhere, ...own, ...persons])).settings;
}
