import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { showCoverage } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { addGroup, addMembers, changeGroup, listMembers } from '@lapwing/protocol/features/groups/api.ts';
import { connectDevice } from './device-server.ts';
import { addStaff, startTestServer, type TestServer, type Visitor } from './harness.ts';
import { makeWorld, PUPIL, type World } from './world.ts';

let server: TestServer;
let world: World;
let room: string;
let teacherOfRoom: Visitor;

before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  const { tara, ids } = world;
  const made = await tara.call(addGroup, {
    body: { name: 'Computer room', kind: 'devices', parentId: null },
  });
  room = made.reply.id;
  await tara.call(addMembers, { params: { id: room }, body: { ids: [ids.device] } });
  teacherOfRoom = await addStaff(server, tara, {
    name: 'Room',
    email: 'room@northfield.example',
    roles: ['teacher'],
    groupIds: [room],
  });
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

const path = (): { params: { id: string } } => ({ params: { id: world.ids.device } });

test('a device in full: its connection goes on, with where it comes from and who sits there', async () => {
  const { reply } = await world.tara.call(showDevice, path());
  assert.equal(reply.connections.length, 1);
  assert.equal(reply.connections[0]?.endedAt, null);
  assert.match(reply.connections[0]?.address ?? '', /127\.0\.0\.1|::1/);
  assert.equal(reply.address, reply.connections[0]?.address);
  assert.deepEqual(
    reply.sessions.map(({ name, endedAt }) => [name, endedAt]),
    [[PUPIL, null]],
  );
  assert.ok(reply.terms !== null && reply.terms.version >= 1);
});

test('a teacher of the room sees who sits at its devices; a teacher of another class sees no such device', async () => {
  const seen = await teacherOfRoom.call(showDevice, path());
  assert.equal(seen.reply.device.person?.name, PUPIL);
  assert.deepEqual(
    seen.reply.sessions.map(({ name }) => name),
    [PUPIL],
  );
  const { devices } = (await teacherOfRoom.call(listDevices)).reply;
  assert.equal(devices[0]?.person?.name, PUPIL);
  assert.equal((await world.teacherOf9C.call(listDevices)).reply.devices.length, 0);
  const other = await fetch(`${server.url}/api/devices/${world.ids.device}`, {
    headers: { cookie: world.teacherOf9C.cookie() },
  });
  assert.equal(other.status, 404);
});

test('a connection that ends is in the history, and the next begins a new line', async () => {
  const { ids, device, tara } = world;
  const again = await connectDevice(server.url, device, { schoolId: ids.school, deviceId: ids.device });
  const connections = async () => (await tara.call(showDevice, path())).reply.connections;
  const [newest, before] = await connections();
  assert.equal(newest?.endedAt, null);
  assert.notEqual(before?.endedAt, null, 'the one that was taken over has ended');
  again.socket.close();
  const deadline = Date.now() + 5000;
  while ((await connections())[0]?.endedAt === null && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.notEqual((await connections())[0]?.endedAt, null);
});

test('a group by a rule on the room follows when the device is moved', async () => {
  const { tara, ids } = world;
  const made = await tara.call(addGroup, {
    body: { name: 'Library devices', kind: 'devices', parentId: null },
  });
  const id = made.reply.id;
  await tara.call(changeGroup, {
    params: { id },
    body: { rules: [{ field: 'room', pattern: 'Library*', exclude: false }] },
  });
  const members = async () =>
    (await tara.call(listMembers, { params: { id } })).reply.items.map((member) => member.id);
  assert.deepEqual(await members(), []);
  await tara.call(changeDevice, { ...path(), body: { room: 'Library upstairs' } });
  assert.deepEqual(await members(), [ids.device]);
  await tara.call(changeDevice, { ...path(), body: { room: null } });
  assert.deepEqual(await members(), []);
});

test('the coverage report is of the whole school or of nothing', async () => {
  const { reply } = await world.tara.call(showCoverage);
  assert.equal(reply.devices, 1);
  assert.equal(reply.seen.day, 1);
  assert.ok(reply.schoolName.length > 0);
  const scoped = await fetch(`${server.url}/api/devices/coverage`, {
    headers: { cookie: teacherOfRoom.cookie() },
  });
  assert.equal(scoped.status, 404);
});
