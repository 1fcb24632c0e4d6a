import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import {
  addGroup,
  addMembers,
  changeGroup,
  changePlaces,
  type Group,
  listGroups,
  showPlaces,
} from '@lapwing/protocol/features/groups/api.ts';
import { listPeople } from '@lapwing/protocol/features/people/api.ts';
import type { Api } from './api.ts';
import type { School } from './school.ts';

/** Devices side by side in a room's plan, and after which of them the aisle is. */
const IN_ROW = 7;
const AISLE_AFTER = 4;
const WATCHED_PUPILS = 4;

/**
 * What a school arranges in its first weeks: the oldest are asked before somebody looks at their screens, a watch group,
 * a group by rule, and plans of the rooms. What is there already is left as it is.
 */
export async function seedArrangements(school: School, admin: Api): Promise<void> {
  const groups = new Map((await admin.must(listGroups)).groups.map((group) => [group.name, group]));
  const oldest = groups.get(school.years.at(-1)?.name ?? '');
  if (oldest !== undefined) {
    const body = { settings: { remoteView: 'ask-allow' as const } };
    await admin.must(changeGroup, { params: { id: oldest.id }, body });
  }
  if (!groups.has('Watch group')) await addWatchGroup(school, admin);
  if (!groups.has('Chromebooks')) {
    const { id } = await make(admin, 'Chromebooks', 'devices');
    const rules = [{ field: 'system' as const, pattern: 'ChromeOS*', exclude: false }];
    await admin.must(changeGroup, { params: { id }, body: { rules } });
  }
  await seedPlans(school, admin, groups);
}

async function addWatchGroup(school: School, admin: Api): Promise<void> {
  const { id } = await make(admin, 'Watch group', 'people');
  await admin.must(changeGroup, { params: { id }, body: { priority: 'high' } });
  const form = school.years[1]?.forms[0] ?? '';
  const { items } = await admin.must(listPeople, { query: { search: '', limit: 200 } });
  const ids = items.filter((person) => person.form === form).map((person) => person.id);
  if (ids.length === 0) return;
  await admin.must(addMembers, { params: { id }, body: { ids: ids.slice(0, WATCHED_PUPILS) } });
}

function make(admin: Api, name: string, kind: Group['kind']): Promise<Group> {
  return admin.must(addGroup, { body: { name, kind, parentId: null } });
}

async function seedPlans(school: School, admin: Api, groups: ReadonlyMap<string, Group>): Promise<void> {
  const { devices } = await admin.must(listDevices);
  const byName = new Map(devices.map((device) => [device.name, device.id]));
  for (const room of school.rooms) {
    const group = groups.get(room.name);
    if (group === undefined) continue;
    const params = { id: group.id };
    if ((await admin.must(showPlaces, { params })).places.length > 0) continue;
    const places = room.devices.flatMap((name, nth) => {
      const deviceId = byName.get(name);
      if (deviceId === undefined) return [];
      const seat = nth % IN_ROW;
      return [{ deviceId, x: seat + (seat < AISLE_AFTER ? 0 : 1), y: Math.floor(nth / IN_ROW) }];
    });
    if (places.length > 0) await admin.must(changePlaces, { params, body: { places } });
  }
}
