import {
  acceptLink,
  inviteStaff,
  listStaff,
  renewStaffLink,
  signIn,
} from '@lapwing/protocol/features/accounts/api.ts';
import {
  changeDevice,
  listDevices,
  renewSchoolCode,
  showSchoolCode,
} from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers, listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson, listPeople } from '@lapwing/protocol/features/people/api.ts';
import { completeSetup } from '@lapwing/protocol/features/setup/api.ts';
import { type Api, forEachOf } from './api.ts';
import type { School, StaffMember } from './school.ts';

/** Requests to the server at once: quick, and it stays free for others. */
const AT_ONCE = 6;

export interface SeedParts {
  readonly school: School;
  readonly passwordOf: (member: StaffMember) => string;
  /** A client without a sign-in. */
  readonly newApi: () => Api;
}

/**
 * Signs the first administrator in, setting the server up when it waits for that.
 * @returns null when the server holds a school that the passwords do not open
 */
export async function signInFirst(parts: SeedParts, setupToken: string | null): Promise<Api | null> {
  const [first] = parts.school.staff;
  if (first === undefined) throw new Error('a school has staff');
  const api = parts.newApi();
  const { email, name } = first;
  const password = parts.passwordOf(first);
  if (setupToken !== null) {
    await api.must(completeSetup, {
      body: { token: setupToken, schoolName: parts.school.name, name, email, password, safeguarding: true },
    });
    return api;
  }
  const answer = await api.call(signIn, { body: { email, password } });
  return answer.ok ? api : null;
}

/** Groups, pupils and staff. What is there already is left as it is, so a seed that was cut short is completed. */
export async function seedPeople(parts: SeedParts, admin: Api): Promise<void> {
  const groups = await seedGroups(parts.school, admin);
  await seedPupils(parts.school, admin, groups);
  await seedStaff(parts, admin, groups);
}

async function seedGroups(school: School, admin: Api): Promise<Map<string, string>> {
  const known = (await admin.must(listGroups)).groups;
  const ids = new Map(known.map((group) => [group.name, group.id]));
  const ensure = async (
    name: string,
    kind: 'people' | 'devices',
    parentId: string | null,
  ): Promise<string> => {
    const id = ids.get(name) ?? (await admin.must(addGroup, { body: { name, kind, parentId } })).id;
    ids.set(name, id);
    return id;
  };
  for (const year of school.years) {
    const parent = await ensure(year.name, 'people', null);
    for (const form of year.forms) await ensure(form, 'people', parent);
  }
  for (const room of school.rooms) await ensure(room.name, 'devices', null);
  return ids;
}

async function seedPupils(school: School, admin: Api, groups: ReadonlyMap<string, string>): Promise<void> {
  const there = new Set<string>();
  let after: string | undefined;
  do {
    const page = await admin.must(listPeople, {
      query: { limit: 200, ...(after === undefined ? {} : { after }) },
    });
    for (const person of page.items) there.add(person.username);
    after = page.next ?? undefined;
  } while (after !== undefined);
  const missing = school.pupils.filter((pupil) => !there.has(pupil.username));
  await forEachOf(missing, AT_ONCE, async ({ name, username, year, form }) => {
    const groupIds = [groups.get(form)].filter((id) => id !== undefined);
    await admin.must(addPerson, { body: { name, username, kind: 'pupil', year, form, groupIds } });
  });
}

async function seedStaff(parts: SeedParts, admin: Api, groups: ReadonlyMap<string, string>): Promise<void> {
  const known = new Map((await admin.must(listStaff)).staff.map((member) => [member.email, member]));
  await forEachOf(parts.school.staff.slice(1), 3, async (member) => {
    const { name, email, roles } = member;
    const before = known.get(email);
    if (before !== undefined && before.status !== 'invited') return;
    const groupIds = member.groups.flatMap((group) => groups.get(group) ?? []);
    const link =
      before === undefined
        ? (await admin.must(inviteStaff, { body: { name, email, roles: [...roles], groupIds } })).link
        : await admin.must(renewStaffLink, { params: { id: before.id } });
    const token = new URL(link.url).hash.slice(1);
    // Each in a client of its own: to accept a link is to sign in.
    await parts.newApi().must(acceptLink, { body: { token, password: parts.passwordOf(member) } });
  });
}

/** The school code in force; one is made when there is none. */
export async function schoolCode(admin: Api): Promise<string> {
  const standing = (await admin.must(showSchoolCode)).code;
  if (standing !== null) return standing;
  const made = (await admin.must(renewSchoolCode, { body: { days: null } })).code;
  if (made === null) throw new Error('a school code that was just made is in force');
  return made;
}

/** Puts every enrolled device in its room, and the rooms' devices in their groups. */
export async function seedRooms(school: School, admin: Api): Promise<void> {
  const groups = new Map((await admin.must(listGroups)).groups.map((group) => [group.name, group]));
  const { devices } = await admin.must(listDevices);
  const byName = new Map(devices.map((device) => [device.name, device]));
  for (const room of school.rooms) {
    const mine = room.devices.flatMap((name) => byName.get(name) ?? []);
    const elsewhere = mine.filter((device) => device.room !== room.name);
    await forEachOf(elsewhere, AT_ONCE, async ({ id }) => {
      await admin.must(changeDevice, { params: { id }, body: { room: room.name } });
    });
    const group = groups.get(room.name);
    const outside = mine.filter((device) => device.groups.every(({ id }) => id !== group?.id));
    for (let from = 0; group !== undefined && from < outside.length; from += 500) {
      const ids = outside.slice(from, from + 500).map((device) => device.id);
      await admin.must(addMembers, { params: { id: group.id }, body: { ids } });
    }
  }
}
