import { randomBytes } from 'node:crypto';
import { addAccessPolicy } from '@lapwing/protocol/features/access/api.ts';
import { setRestriction, showControl } from '@lapwing/protocol/features/restrictions/api.ts';
import type { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { SchoolUnderTest } from './school.ts';

/** Restricts a device for a minute. @returns the id of the restriction */
export async function restrictDevice(
  school: SchoolUnderTest,
  deviceId: string,
  effect: Effect,
  words: string,
): Promise<string> {
  const id = uuidV7(Date.now(), randomBytes(10));
  await school.lead.ask(setRestriction, {
    body: { ids: [id], effect, targets: [{ kind: 'devices', ids: [deviceId] }], minutes: 1, words },
  });
  return id;
}

/** Locks a device for a minute. @returns the id of the restriction */
export async function lockDevice(school: SchoolUnderTest, deviceId: string): Promise<string> {
  return restrictDevice(school, deviceId, { kind: 'lock' }, 'Please look to the front');
}

/** What a device has told of the orders that it follows; nothing while it has told nothing. */
export async function followedBy(school: SchoolUnderTest, deviceId: string) {
  const { devices } = await school.lead.ask(showControl, { body: { deviceIds: [deviceId] } });
  return devices[0]?.actual;
}

/** Has a program closed from now on for the people and devices of a group. */
export async function closeProgram(
  school: SchoolUnderTest,
  application: string,
  groupId: string,
): Promise<void> {
  await school.lead.ask(addAccessPolicy, {
    body: {
      title: 'No games',
      kind: 'applications',
      sites: [],
      titles: [],
      categories: [],
      endings: [],
      applications: [application],
      words: 'Play at break.',
      status: 'enabled',
      hours: null,
      inHolidays: true,
      groupIds: [groupId],
    },
  });
}
