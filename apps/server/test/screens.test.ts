import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { removeMember, addMembers, addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { listSeats } from '@lapwing/protocol/features/screens/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';
import { addScreenDevice, openScreens, type ScreenDevice } from './screens-world.ts';
import { addSecondSchool } from './second-school.ts';

type Staff = Visitor & { id: string };

let test: TestServer;
let tara: Visitor;
let dsl: Staff;
let eight: Staff;
let nine: Staff;
let roomTeacher: Staff;
let strangersHead: Visitor;
let groups: { b8: string; c9: string; room: string };
let desk: ScreenDevice;

before(async () => {
  test = await startTestServer();
  tara = await setUpSchool(test);
  const group = async (name: string, kind: 'people' | 'devices'): Promise<string> =>
    (await tara.call(addGroup, { body: { name, kind, parentId: null } })).reply.id;
  groups = {
    b8: await group('8B', 'people'),
    c9: await group('9C', 'people'),
    room: await group('IT room', 'devices'),
  };
  const pupil = (name: string, username: string, groupId: string) =>
    tara.call(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [groupId] },
    });
  await pupil('Ana Silva', 'ana.silva', groups.b8);
  await pupil('Ben Ito', 'ben.ito', groups.c9);
  const staff = (
    name: string,
    roles: ReadonlyArray<'dsl' | 'teacher'>,
    groupIds: string[] = [],
  ): Promise<Staff> =>
    addStaff(test, tara, { name, email: `${name.toLowerCase()}@northfield.example`, roles, groupIds });
  dsl = await staff('Lead', ['dsl']);
  eight = await staff('Eight', ['teacher'], [groups.b8]);
  nine = await staff('Nine', ['teacher'], [groups.c9]);
  roomTeacher = await staff('Room', ['teacher'], [groups.room]);
  strangersHead = (await addSecondSchool(test)).administrator;
  desk = await addScreenDevice(test, tara, 'Desk of Ana');
  await desk.logOn('ana.silva');
});
after(async () => {
  desk.line.socket.close();
  await test.stop();
});

describe('live screens', () => {
  it('come to who may see the person at the device, while they are watched', async () => {
    const console = await openScreens(test.url, eight.cookie());
    console.watch([{ deviceId: desk.id }], groups.b8);
    const wanted = await desk.wanted();
    assert.deepEqual([wanted.purpose, wanted.width, wanted.watchers], ['glance', 320, []]);
    desk.shown(wanted.id, 'live', 'Volcanoes');
    desk.picture(wanted.id, { takenAt: 42 });
    assert.equal((await desk.frame('screens/taken')).id, wanted.id);
    const picture = await console.picture();
    assert.deepEqual([picture.id, picture.takenAt], [desk.id, 42]);
    assert.equal((await console.state(desk.id, 'live')).front.title, 'Volcanoes');
    // Whoever comes later sees the same at once, though the screen has not changed.
    const later = await openScreens(test.url, dsl.cookie());
    later.watch([{ deviceId: desk.id }]);
    assert.equal((await later.picture()).takenAt, 42);
    console.watch([]);
    later.socket.close();
    await desk.unwanted();
    console.socket.close();
  });
});

describe('who sits where', () => {
  const seatsOf = async (who: Visitor, groupId: string, by: 'people' | 'devices') => {
    const answer = await who.call(listSeats, { query: { groupId, by } });
    return { status: answer.status, reply: answer.reply, seats: answer.reply?.seats ?? [] };
  };
  const inShort = (seats: Awaited<ReturnType<typeof seatsOf>>['seats']) =>
    seats.map((seat) => [seat.device?.name ?? null, seat.person?.name ?? null, seat.device?.online ?? false]);

  it('lists the people of a group with the device of each, and the devices with their people', async () => {
    const byPeople = await seatsOf(eight, groups.b8, 'people');
    assert.deepEqual(inShort(byPeople.seats), [['Desk of Ana', 'Ana Silva', true]]);
    assert.deepEqual(byPeople.seats[0]?.device?.capabilities, ['typed', 'page', 'screen']);
    assert.equal(byPeople.seats[0]?.newCaptures, 0);
    assert.equal(byPeople.reply.leftOut, 0);
    assert.deepEqual(byPeople.reply.may, { view: { allowed: true }, record: { allowed: true } });
    const byDevices = await seatsOf(eight, groups.b8, 'devices');
    assert.deepEqual(inShort(byDevices.seats), [['Desk of Ana', 'Ana Silva', true]]);
    assert.deepEqual(inShort((await seatsOf(nine, groups.c9, 'people')).seats), [[null, 'Ben Ito', false]]);
  });

  it('names who sits in front of the teacher of the room', async () => {
    await tara.call(addMembers, { params: { id: groups.room }, body: { ids: [desk.id] } });
    const room = await seatsOf(roomTeacher, groups.room, 'devices');
    assert.deepEqual(inShort(room.seats), [['Desk of Ana', 'Ana Silva', true]]);
    assert.deepEqual(inShort((await seatsOf(roomTeacher, groups.room, 'people')).seats), [
      ['Desk of Ana', 'Ana Silva', true],
    ]);
    await tara.call(removeMember, { params: { id: groups.room, memberId: desk.id } });
    assert.deepEqual((await seatsOf(roomTeacher, groups.room, 'devices')).seats, []);
  });

  it('of a group out of reach is as unknown as of one that does not exist', async () => {
    const unknown = await nine.call(listSeats, { query: { groupId: randomUUID() } });
    for (const who of [nine, roomTeacher, strangersHead]) {
      const answer = await who.call(listSeats, { query: { groupId: groups.b8 } });
      assert.deepEqual([answer.status, answer.reason], [unknown.status, unknown.reason]);
    }
    assert.equal(unknown.status, 404);
  });

  it('stands in the audit', async () => {
    await seatsOf(eight, groups.b8, 'people');
    const { items } = (await dsl.call(listAudit, { query: { action: 'screens.seats', limit: '1' } })).reply;
    assert.equal(items[0]?.summary, 'Looked at who sits where in 8B (1 place)');
  });
});
