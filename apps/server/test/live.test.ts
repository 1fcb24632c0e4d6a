import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { CLOSE_SERVER_STOPS, CLOSE_SIGNED_OUT } from '@lapwing/protocol/wire.ts';
import { Client } from 'pg';
import type { Actor } from '../src/permissions/actor.ts';
import { grantsOf } from '../src/permissions/roles.ts';
import {
  as,
  connectDevice,
  makeDevice,
  newCode,
  openConsole,
  startDeviceServer,
  type DeviceServer,
  type Line,
  type TestDevice,
} from './device-server.ts';

let server: DeviceServer;
let school: string;
let administrator: Actor;
let code: string;

before(async () => {
  server = await startDeviceServer();
  school = await server.addSchool('Northfield School');
  administrator = server.addActor(school, ['administrator']);
  code = await newCode(server, administrator);
});
after(() => server.stop());

async function insert(text: string, values: unknown[]): Promise<string> {
  const client = new Client(server.owner);
  await client.connect();
  try {
    const rows = (await client.query<{ id: string }>(text, values)).rows;
    return rows[0]?.id ?? '';
  } finally {
    await client.end();
  }
}
const addGroup = (name: string, kind: string): Promise<string> =>
  insert('insert into groups (school_id, name, kind) values ($1, $2, $3) returning id', [school, name, kind]);
const addMember = (groupId: string, memberId: string): Promise<string> =>
  insert('insert into groups_members (school_id, group_id, member_id) values ($1, $2, $3)', [
    school,
    groupId,
    memberId,
  ]);
const addPupil = (name: string, username: string): Promise<string> =>
  insert(`insert into people (school_id, name, username, kind) values ($1, $2, $3, 'pupil') returning id`, [
    school,
    name,
    username,
  ]);

async function consoleOf(actor: Actor): Promise<Line<ConsoleFrame>> {
  const line = openConsole(server.url, actor.accountId);
  assert.deepEqual(await line.next(), { type: 'console/ready' });
  return line;
}

/** Everything that was published before has arrived when this, which everyone in the school may see, does. */
async function settled(line: Line<ConsoleFrame>, schoolId: string): Promise<ConsoleFrame[]> {
  const mark = randomUUID();
  server.live.publish(schoolId, () => Promise.resolve({ type: 'people/changed', personId: mark }));
  const before: ConsoleFrame[] = [];
  for (;;) {
    const frame = await line.next();
    if (frame.type === 'people/changed' && frame.personId === mark) return before;
    // Other marks were for other lines.
    if (frame.type !== 'people/changed') before.push(frame);
  }
}

async function device(
  name: string,
): Promise<{ device: TestDevice; ids: { schoolId: string; deviceId: string } }> {
  const made = makeDevice(server.url, name);
  return { device: made, ids: await made.enrol(code) };
}

function lastDevice(
  frames: readonly ConsoleFrame[],
): Extract<ConsoleFrame, { type: 'devices/changed' }>['device'] {
  const frame = frames.findLast((candidate) => candidate.type === 'devices/changed');
  assert.ok(frame?.type === 'devices/changed');
  return frame.device;
}

describe('the socket of the console', () => {
  it('opens to a signed-in person on a page of its own server only', async () => {
    const stranger = openConsole(server.url, 'nobody');
    assert.equal(await stranger.closed(), CLOSE_SIGNED_OUT);
    for (const origin of ['', 'https://elsewhere.example', 'null']) {
      const line = openConsole(server.url, administrator.accountId, origin);
      const [, response] = (await once(line.socket, 'unexpected-response')) as [
        unknown,
        { statusCode: number; destroy(): void },
      ];
      assert.equal(response.statusCode, 403, origin);
      response.destroy();
    }
  });

  it('closes when the sign-in ends, and when the account may do nothing more', async () => {
    const first = server.addActor(school, ['dsl']);
    const second = server.addActor(school, ['dsl']);
    const [one, other] = [await consoleOf(first), await consoleOf(second)];
    server.live.signedOut(first.sessionId);
    assert.equal(await one.closed(), CLOSE_SIGNED_OUT);
    server.changeActor(second.accountId, null);
    server.live.accountsChanged(school, second.accountId);
    assert.equal(await other.closed(), CLOSE_SIGNED_OUT);
  });

  it('closes by itself when the sign-in has run out', async () => {
    const brief = await startDeviceServer({ recheckMs: 50 });
    try {
      const actor = brief.addActor(await brief.addSchool('Southfield School'), ['dsl']);
      const line = openConsole(brief.url, actor.accountId);
      await line.next();
      brief.changeActor(actor.accountId, null);
      assert.equal(await line.closed(), CLOSE_SIGNED_OUT);
    } finally {
      await brief.stop();
    }
  });

  it('says so when the account may see something else from now on, and goes by it', async () => {
    const teacher = server.addActor(school, ['teacher']);
    const line = await consoleOf(teacher);
    server.changeActor(teacher.accountId, { grants: grantsOf(['administrator']) });
    server.live.accountsChanged(school);
    const { ids } = await device('Desk of the change');
    const frames = await settled(line, school);
    assert.equal(frames[0]?.type, 'accounts/changed');
    assert.equal(lastDevice(frames).id, ids.deviceId);
    line.socket.close();
  });

  it('is told why when the server stops', async () => {
    const other = await startDeviceServer();
    const actor = other.addActor(await other.addSchool('Southfield School'), ['dsl']);
    const line = openConsole(other.url, actor.accountId);
    await line.next();
    const begun = Date.now();
    await other.stop();
    assert.equal(await line.closed(), CLOSE_SERVER_STOPS);
    assert.ok(Date.now() - begun < 5000);
  });

  it('asks once for all who see the same', async () => {
    const lines = [
      await consoleOf(server.addActor(school, ['dsl'])),
      await consoleOf(server.addActor(school, ['dsl'])),
      await consoleOf(server.addActor(school, ['dsl', 'administrator'])),
    ];
    let asked = 0;
    server.live.publish(school, () => {
      asked += 1;
      return Promise.resolve({ type: 'groups/changed' });
    });
    for (const line of lines) assert.equal((await line.next()).type, 'groups/changed');
    assert.equal(asked, 2);
    for (const line of lines) line.socket.close();
  });
});

describe('live devices', () => {
  it('appear, come, go and are shut out before the eyes of their own school, and of no other', async () => {
    const otherSchool = await server.addSchool('Southfield School');
    const other = await consoleOf(server.addActor(otherSchool, ['administrator', 'dsl']));
    const line = await consoleOf(administrator);
    const { device: made, ids } = await device('Desk 7');
    assert.equal(lastDevice(await settled(line, school)).status, 'offline');
    const socket = await connectDevice(server.url, made, ids);
    // The welcome has arrived, so what follows it was published.
    assert.equal(lastDevice(await settled(line, school)).status, 'online');
    socket.socket.close();
    await socket.closed();
    const gone = await line.next();
    assert.ok(gone.type === 'devices/changed' && gone.device.status === 'offline');
    await as(server, administrator, 'POST', `/api/devices/${ids.deviceId}/revoke`);
    assert.equal(lastDevice(await settled(line, school)).status, 'revoked');
    assert.deepEqual(await settled(other, otherSchool), []);
    line.socket.close();
    other.socket.close();
  });

  it('that are refused are told to those who look after devices, not to a teacher', async () => {
    const teacher = await consoleOf(server.addActor(school, ['teacher']));
    const line = await consoleOf(administrator);
    const { ids } = await device('Desk 8');
    await settled(line, school);
    const socket = await connectDevice(server.url, makeDevice(server.url), ids).catch(
      (cause: unknown) => cause,
    );
    assert.ok(socket instanceof Error);
    const frames = await settled(line, school);
    assert.deepEqual(
      frames.map((frame) => frame.type),
      ['devices/attempt-refused', 'devices/changed'],
    );
    assert.equal(lastDevice(frames).lastRefusal?.reason, 'key-mismatch');
    assert.deepEqual(await settled(teacher, school), []);
    line.socket.close();
    teacher.socket.close();
  });

  it('show who sits there to those who may see the person or in front of whom the device stands, and nothing to others', async () => {
    const pupil = await addPupil('Ana Silva', 'ana.silva');
    const form = await addGroup('9B', 'people');
    await addMember(form, pupil);
    const room = await addGroup('IT room', 'devices');
    const { device: made, ids } = await device('Desk 9');
    await addMember(room, ids.deviceId);

    const formTeacher = server.addActor(school, ['teacher'], [form]);
    const roomTeacher = server.addActor(school, ['teacher'], [room]);
    const nobody = server.addActor(school, ['teacher'], [await addGroup('7A', 'people')]);
    const dsl = server.addActor(school, ['dsl']);
    const viewers = [formTeacher, roomTeacher, nobody, dsl];
    const lines = await Promise.all(viewers.map((viewer) => consoleOf(viewer)));

    const socket = await connectDevice(server.url, made, ids);
    const id = randomUUID();
    const at = new Date().toISOString();
    socket.send({ type: 'sessions/started', id, at, account: { name: 'ana.silva', origin: 'profile' } });
    await socket.next();
    const seen = await Promise.all(lines.map((line) => settled(line, school)));
    const [byForm = [], byRoom = [], byNobody = [], byDsl = []] = seen;

    assert.equal(lastDevice(byForm).person?.name, 'Ana Silva');
    assert.deepEqual(lastDevice(byForm).groups, []);
    assert.equal(lastDevice(byRoom).person?.name, 'Ana Silva');
    assert.deepEqual(
      lastDevice(byRoom).groups.map((group) => group.name),
      ['IT room'],
    );
    assert.deepEqual(byNobody, []);
    assert.equal(lastDevice(byDsl).person?.name, 'Ana Silva');
    assert.ok(!JSON.stringify(byNobody).includes('Silva'));

    const lists = await Promise.all(
      viewers.map(async (viewer) => JSON.stringify((await as(server, viewer, 'GET', '/api/devices')).json)),
    );
    assert.deepEqual(
      lists.map((list) => [list.includes('Desk 9'), list.includes('Silva')]),
      [
        [true, true],
        [true, true],
        [false, false],
        [true, true],
      ],
    );
    // Nobody sits at a device that is switched off: the form teacher sees it no more.
    socket.socket.close();
    await socket.closed();
    for (const line of lines) line.socket.close();
  });

  it('show an account that belongs to nobody where the device is in reach, and nowhere else', async () => {
    const room = await addGroup('Library', 'devices');
    const { device: made, ids } = await device('Desk 10');
    await addMember(room, ids.deviceId);
    const librarian = await consoleOf(server.addActor(school, ['teacher'], [room]));
    const elsewhere = await consoleOf(
      server.addActor(school, ['teacher'], [await addGroup('Other room', 'devices')]),
    );
    const dsl = await consoleOf(server.addActor(school, ['dsl']));
    const socket = await connectDevice(server.url, made, ids);
    const at = new Date().toISOString();
    const account = { name: 'guest.account', origin: 'system' };
    socket.send({ type: 'sessions/started', id: randomUUID(), at, account });
    await socket.next();
    assert.equal(lastDevice(await settled(librarian, school)).person?.name, 'guest.account');
    assert.deepEqual(await settled(elsewhere, school), []);
    assert.equal(lastDevice(await settled(dsl, school)).person?.name, 'guest.account');
    for (const line of [socket, librarian, elsewhere, dsl]) line.socket.close();
  });
});

describe('the routes of devices', () => {
  it('are closed to a teacher where they change something, and to another school throughout', async () => {
    const { ids } = await device('Desk 11');
    const room = await addGroup('Lab', 'devices');
    await addMember(room, ids.deviceId);
    const teacher = server.addActor(school, ['teacher'], [room]);
    const stranger = server.addActor(await server.addSchool('Eastfield School'), ['administrator', 'dsl']);
    const paths: Array<[string, string, unknown?]> = [
      ['PATCH', `/api/devices/${ids.deviceId}`, { name: 'Mine' }],
      ['POST', `/api/devices/${ids.deviceId}/revoke`],
    ];
    for (const [method, path, body] of paths) {
      assert.equal((await as(server, teacher, method, path, body)).status, 404);
      assert.equal((await as(server, stranger, method, path, body)).status, 404);
    }
    for (const path of ['school-code', 'install', 'refused'])
      assert.equal((await as(server, teacher, 'GET', `/api/devices/${path}`)).status, 404);
    const { json } = await as(server, stranger, 'GET', '/api/devices');
    assert.deepEqual((json as { devices: unknown[] }).devices, []);
  });

  it('do not assign a device to a person of another school', async () => {
    const { ids } = await device('Desk 12');
    const otherSchool = await server.addSchool('Westfield School');
    const foreign = await insert(
      `insert into people (school_id, name, username, kind) values ($1, 'Other Pupil', 'other.pupil', 'pupil') returning id`,
      [otherSchool],
    );
    const answer = await as(server, administrator, 'PATCH', `/api/devices/${ids.deviceId}`, {
      assignedPersonId: foreign,
    });
    assert.equal(answer.status, 400);
    assert.ok(JSON.stringify(answer.json).includes('assignedPersonId'));
  });

  it('keep the school code out of the audit', async () => {
    const fresh = await newCode(server, administrator);
    const client = new Client(server.owner);
    await client.connect();
    const { rows } = await client.query<{ summary: string }>('select summary from audit_entries');
    await client.end();
    const text = JSON.stringify(rows);
    assert.ok(text.includes('Made a new school code'));
    assert.ok(!text.includes(fresh) && !text.includes(fresh.replace('-', '')));
    code = fresh;
  });
});
