import assert from 'node:assert/strict';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { removeMember, addMembers, addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { changeStaff, signIn, signOut } from '@lapwing/protocol/features/accounts/api.ts';
import {
  changeRecording,
  deleteRecording,
  listRecordings,
  listSeats,
  startRecording,
  stopRecording,
  takeScreenshot,
} from '@lapwing/protocol/features/screens/api.ts';
import { writePicture } from '@lapwing/protocol/features/screens/picture.ts';
import { CLOSE_SIGNED_OUT } from '@lapwing/protocol/wire.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { createEvidenceBlobs } from '../src/features/evidence/index.ts';
import { createRecordingFiles } from '../src/features/screens/recording-files.ts';
import { insertRecording, listLeftRunning, markPicture } from '../src/features/screens/store-recordings.ts';
import { createFileBlobs } from '../src/platform/blobs/file-blobs.ts';
import { readOrMakeMasterKey } from '../src/platform/keys/master-key.ts';
import {
  addStaff,
  linkPacks,
  PASSWORD,
  setUpSchool,
  startTestServer,
  visitor,
  type TestServer,
  type Visitor,
} from './harness.ts';
import { addScreenDevice, JPEG, openScreens, type ScreenDevice } from './screens-world.ts';
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

describe('a teacher of another group', () => {
  /** Everything that a console hears until the mark, which is the state of a screen that it may see. */
  async function hears(who: Visitor, deviceIds: string[]): Promise<string[]> {
    const console = await openScreens(test.url, who.cookie());
    console.watch(deviceIds.map((deviceId) => ({ deviceId })));
    await Promise.all(deviceIds.map((deviceId) => console.state(deviceId, 'unknown')));
    console.socket.close();
    return console.heard.map((line) =>
      line.replaceAll(/"at":"[^"]*"/g, '"at"').replaceAll(/[0-9a-f-]{36}/g, 'an id'),
    );
  }

  it('hears of a device the same as of one that does not exist', async () => {
    const [unknown] = [await hears(nine, [randomUUID()])];
    for (const who of [nine, roomTeacher, strangersHead])
      assert.deepEqual(await hears(who, [desk.id]), unknown);
    desk.line.send({ type: 'devices/ping' });
    for (;;) {
      const frame = await desk.line.next();
      if (frame.type === 'devices/pong') break;
      assert.notEqual(frame.type, 'screens/wanted', 'nobody may look');
    }
  });

  it('leaves an entry in the audit for what was refused, once a minute', async () => {
    const { items } = (await dsl.call(listAudit, { query: { action: 'screens.look', limit: '50' } })).reply;
    const refused = items.filter((item) => item.outcome === 'refused').map((item) => item.actor?.name ?? '');
    // Nine tried twice.
    assert.deepEqual(
      refused.sort((one, other) => one.localeCompare(other)),
      ['Nine', 'Room'],
    );
  });

  it('gets no recording, no screenshot and no seat, and is told the same as for what does not exist', async () => {
    const unknown = randomUUID();
    const same = async (
      ask: (id: string) => Promise<{ status: number; reason: string | null }>,
      id: string,
    ) => {
      const [real, made] = [await ask(id), await ask(unknown)];
      assert.deepEqual([real.status, real.reason], [made.status, made.reason]);
      assert.equal(real.status, 404);
    };
    for (const who of [nine, roomTeacher, strangersHead]) {
      await same(
        (deviceId) => who.call(takeScreenshot, { body: { deviceId, visibility: 'private' } }),
        desk.id,
      );
      const body = { visibility: 'private', seconds: 5 };
      await same((deviceId) => who.call(startRecording, { body: { deviceId, ...body } }), desk.id);
      await same((groupId) => who.call(listSeats, { query: { groupId } }), groups.b8);
    }
  });

  it('loses the screen before the next picture when the right is taken away', async () => {
    await tara.call(addMembers, { params: { id: groups.room }, body: { ids: [desk.id] } });
    const console = await openScreens(test.url, roomTeacher.cookie());
    console.watch([{ deviceId: desk.id }], groups.room);
    const wanted = await desk.wanted();
    desk.shown(wanted.id, 'live');
    desk.picture(wanted.id, { takenAt: 1 });
    assert.equal((await console.picture()).takenAt, 1);
    const removed = tara.call(removeMember, { params: { id: groups.room, memberId: desk.id } });
    await removed;
    desk.picture(wanted.id, { takenAt: 2 });
    await console.state(desk.id, 'unknown');
    await desk.unwanted();
    assert.deepEqual(console.heard.filter((line) => line.startsWith('picture')).length, 1);
    console.socket.close();
  });

  it('loses the screen before the next picture when another pupil logs on at the device', async () => {
    const console = await openScreens(test.url, eight.cookie());
    const other = await openScreens(test.url, nine.cookie());
    console.watch([{ deviceId: desk.id }], groups.b8);
    other.watch([{ deviceId: desk.id }], groups.c9);
    await other.state(desk.id, 'unknown');
    const wanted = await desk.wanted();
    desk.shown(wanted.id, 'live', 'Of Ana');
    desk.picture(wanted.id, { takenAt: 1 });
    assert.equal((await console.picture()).takenAt, 1);
    const loggedOn = desk.logOn('ben.ito');
    // Sent before the server has stored who sits there now.
    desk.shown(wanted.id, 'live', 'Of Ben');
    desk.picture(wanted.id, { takenAt: 2 });
    await loggedOn;
    await console.state(desk.id, 'unknown');
    const anew = await desk.wanted();
    assert.notEqual(anew.id, wanted.id);
    desk.picture(wanted.id, { takenAt: 3 });
    desk.shown(anew.id, 'live', 'Of Ben again');
    desk.picture(anew.id, { takenAt: 4 });
    assert.equal((await other.picture()).takenAt, 4);
    assert.equal(console.heard.filter((line) => line.startsWith('picture')).length, 1);
    assert.ok(!console.heard.join().includes('Of Ben'));
    assert.ok(!other.heard.join().includes('Of Ana'));
    other.socket.close();
    console.socket.close();
    await desk.unwanted();
    await desk.logOn('ana.silva');
  });

  it('sees nothing more once the account may do nothing or the sign-in has ended', async () => {
    const leaving = await addStaff(test, tara, {
      name: 'Leaving',
      email: 'leaving@northfield.example',
      roles: ['teacher'],
      groupIds: [groups.b8],
    });
    const console = await openScreens(test.url, leaving.cookie());
    console.watch([{ deviceId: desk.id }]);
    const wanted = await desk.wanted();
    desk.shown(wanted.id, 'live');
    await console.state(desk.id, 'live');
    await tara.call(changeStaff, { params: { id: leaving.id }, body: { groupIds: [groups.c9] } });
    await console.state(desk.id, 'unknown');
    await leaving.call(signOut);
    assert.equal(await console.closed(), CLOSE_SIGNED_OUT);
    await desk.unwanted();
  });
});

describe('a device', () => {
  it('cannot show a picture under another id than that of the command in force, nor under another device', async () => {
    const other = await addScreenDevice(test, tara, 'Desk of nobody');
    const console = await openScreens(test.url, dsl.cookie());
    console.watch([{ deviceId: desk.id }]);
    const wanted = await desk.wanted();
    desk.shown(wanted.id, 'live');
    await console.state(desk.id, 'live');
    other.picture(wanted.id, { takenAt: 1 });
    other.picture(desk.id, { takenAt: 2 });
    other.shown(wanted.id, 'live', 'Made up');
    for (let count = 0; count < 2; count += 1) await other.frame('screens/taken');
    desk.picture(randomUUID(), { takenAt: 3 });
    desk.picture(desk.id, { takenAt: 4 });
    desk.picture(wanted.id, { takenAt: 5 });
    assert.equal((await console.picture()).takenAt, 5);
    assert.ok(!console.heard.join().includes('Made up'));
    console.socket.close();
    other.line.socket.close();
    await desk.unwanted();
  });

  it('may send what it likes: a thousand messages of rubbish do no harm to anybody', async () => {
    const hostile = await addScreenDevice(test, tara, 'Hostile desk');
    const console = await openScreens(test.url, dsl.cookie());
    console.watch([{ deviceId: hostile.id }, { deviceId: desk.id }]);
    const wanted = await hostile.wanted();
    hostile.shown(wanted.id, 'live');
    await console.state(hostile.id, 'live');
    const good = writePicture({
      id: wanted.id,
      takenAt: 1,
      width: 320,
      height: 200,
      mediaType: 'image/jpeg',
      bytes: JPEG,
    });
    let sent = 0;
    while (sent < 1000) {
      const rubbish = randomBytes(randomInt(0, 3000));
      // Half of them begin as a picture does.
      const head = sent % 2 === 0 ? good.subarray(0, randomInt(0, 60)) : new Uint8Array();
      if (hostile.line.socket.readyState !== 1) {
        // Sent away after some of it, as it should be; it comes again.
        await hostile.connect();
      }
      hostile.line.socket.send(Buffer.concat([head, rubbish]));
      sent += 1;
      if (sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const mark = await desk.wanted();
    desk.shown(mark.id, 'live');
    desk.picture(mark.id, { takenAt: 77 });
    for (;;) {
      const picture = await console.picture();
      if (picture.id === desk.id) break;
    }
    assert.deepEqual(
      test
        .logged()
        .split('\n')
        .filter((line) => line.includes('"level":50')),
      [],
    );
    console.socket.close();
    hostile.line.socket.close();
    await desk.unwanted();
  });

  it('is shown as away while it is, and goes on by itself when it is back', async () => {
    const console = await openScreens(test.url, eight.cookie());
    console.watch([{ deviceId: desk.id }]);
    await desk.wanted();
    desk.line.socket.close();
    await console.state(desk.id, 'offline');
    await desk.connect();
    const wanted = await desk.wanted();
    desk.shown(wanted.id, 'live');
    desk.picture(wanted.id, { takenAt: 9 });
    assert.equal((await console.picture()).takenAt, 9);
    console.socket.close();
    await desk.unwanted();
  });
});

describe('the socket for live screens', () => {
  it('opens only to who is signed in, on a page of this server', async () => {
    await assert.rejects(openScreens(test.url, ''), /4010/);
    await assert.rejects(openScreens(test.url, dsl.cookie(), 'https://elsewhere.example'), /1006/);
  });

  it('ends a console that sends what is not as agreed, too much or too many looks', async () => {
    const spoilt: Array<(console: Awaited<ReturnType<typeof openScreens>>) => void> = [
      (console) => console.socket.send('{'),
      (console) => console.socket.send('{"type":"screens/watch","groupId":null,"screens":7}'),
      (console) => console.socket.send(Buffer.from([1])),
      (console) =>
        console.watch(Array.from({ length: 17 }, () => ({ deviceId: randomUUID(), purpose: 'look' }))),
      (console) => console.watch(Array.from({ length: 601 }, () => ({ deviceId: randomUUID() }))),
      (console) => {
        for (let count = 0; count < 200; count += 1) console.watch([]);
      },
    ];
    for (const spoil of spoilt) {
      const console = await openScreens(test.url, dsl.cookie());
      spoil(console);
      assert.ok([1003, 1008, 1009].includes(await console.closed()));
    }
  });

  it('writes into the audit who watched which group, and whose screen was looked at', async () => {
    const console = await openScreens(test.url, eight.cookie());
    console.watch([{ deviceId: desk.id, purpose: 'look', width: 1280 }], groups.b8);
    const wanted = await desk.wanted();
    assert.deepEqual([wanted.purpose, wanted.watchers], ['look', ['Eight']]);
    console.watch([{ deviceId: desk.id, purpose: 'look', width: 1280 }], groups.b8);
    desk.line.send({ type: 'devices/ping' });
    await desk.frame('devices/pong');
    console.socket.close();
    await desk.unwanted();
    const entries = async (action: string) =>
      (await dsl.call(listAudit, { query: { action, limit: '50' } })).reply.items.filter(
        (item) => item.actor?.name === 'Eight',
      );
    const glances = await entries('screens.glance');
    assert.deepEqual(
      glances.map((item) => item.summary),
      ['Watched the screens of 1 device', 'Watched the screens of 8B (1 device)'],
    );
    const looks = await entries('screens.look');
    assert.deepEqual(
      looks.map((item) => [item.summary, item.subject?.kind]),
      [['Looked at the screen of Ana Silva (Desk of Ana)', 'person']],
    );
  });
});

describe('screenshots and recordings by hand', () => {
  const deviceId = (): string => desk.id;
  /** Shows the screen to whoever records it. */
  async function showing(pictures: number): Promise<void> {
    const wanted = await desk.wanted();
    assert.deepEqual([wanted.purpose, wanted.width, wanted.quality], ['look', 1280, 0.8]);
    desk.shown(wanted.id, 'live');
    for (let count = 1; count <= pictures; count += 1) {
      desk.picture(wanted.id, { takenAt: Date.now() });
      await desk.frame('screens/taken');
    }
  }
  async function bytesOf(who: Visitor, id: string): Promise<Response> {
    return fetch(`${test.url}/api/screens/recordings/${id}/bytes`, { headers: { cookie: who.cookie() } });
  }

  it('keep a screenshot with who, where and when on it, for the maker alone until it is public', async () => {
    const taking = eight.call(takeScreenshot, { body: { deviceId: deviceId(), visibility: 'private' } });
    await showing(1);
    const { reply } = await taking;
    assert.deepEqual(
      [reply.state, reply.kind, reply.by.name, reply.person?.name, reply.may.change.allowed],
      ['ready', 'screenshot', 'Eight', 'Ana Silva', true],
    );
    const bytes = Buffer.from(await (await bytesOf(eight, reply.id)).arrayBuffer());
    assert.ok(bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])));
    assert.ok(bytes.length > JPEG.length && !bytes.equals(JPEG));
    for (const who of [dsl, nine, strangersHead]) {
      assert.equal((await bytesOf(who, reply.id)).status, 404);
      assert.ok(!JSON.stringify((await who.call(listRecordings)).reply).includes(reply.id));
    }
    const params = { id: reply.id };
    for (const who of [dsl, nine]) {
      assert.equal((await who.call(changeRecording, { params, body: { visibility: 'public' } })).status, 404);
      assert.equal((await who.call(deleteRecording, { params })).status, 404);
    }
    await eight.call(changeRecording, { params, body: { visibility: 'public' } });
    assert.equal((await bytesOf(dsl, reply.id)).status, 200);
    assert.equal((await bytesOf(nine, reply.id)).status, 404);
    assert.equal((await dsl.call(deleteRecording, { params })).status, 404);
    assert.equal((await dsl.call(changeRecording, { params, body: { visibility: 'private' } })).status, 404);
    const seen = (await dsl.call(listRecordings, { query: { deviceId: deviceId() } })).reply.recordings;
    assert.deepEqual(
      seen.map((one) => [one.id, one.may.change.allowed]),
      [[reply.id, false]],
    );
    assert.equal((await eight.call(deleteRecording, { params })).status, 200);
    assert.equal((await bytesOf(eight, reply.id)).status, 404);
    const { items } = (await dsl.call(listAudit, { query: { limit: '50' } })).reply;
    const actions = items.filter((item) => item.outcome !== 'refused').map((item) => item.action);
    for (const action of ['screens.screenshot', 'screens.open', 'screens.change', 'screens.delete'])
      assert.ok(actions.includes(action), action);
    await desk.unwanted();
  });

  it('record until they are stopped, and keep one picture after the other', async () => {
    const body = { deviceId: deviceId(), visibility: 'private', seconds: 60 };
    const starting = eight.call(startRecording, { body });
    await showing(1);
    const started = (await starting).reply;
    assert.equal(started.state, 'running');
    const again = await eight.call(startRecording, { body });
    assert.deepEqual([again.status, again.field], [409, 'deviceId']);
    const params = { id: started.id };
    assert.equal((await eight.call(deleteRecording, { params })).status, 409);
    assert.equal((await dsl.call(stopRecording, { params })).status, 404);
    const stopped = (await eight.call(stopRecording, { params })).reply;
    assert.equal(stopped.state, 'ready');
    const answer = await bytesOf(eight, started.id);
    assert.equal(answer.headers.get('content-type'), 'video/webm');
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.deepEqual(await filmed(bytes), { width: 320, height: 200, frames: 1 });
    const opened = async (): Promise<number> => {
      const query = { action: 'screens.open', limit: '200' };
      const { items } = (await dsl.call(listAudit, { query })).reply;
      return items.length;
    };
    const before = await opened();
    const part = await fetch(`${test.url}/api/screens/recordings/${started.id}/bytes`, {
      headers: { cookie: eight.cookie(), range: 'bytes=4-9' },
    });
    assert.equal(part.status, 206);
    assert.ok(bytes.subarray(4, 10).equals(Buffer.from(await part.arrayBuffer())));
    assert.equal(await opened(), before, 'a player asks for many parts: that is one look');
    await desk.unwanted();
  });

  it('fail in words when nothing comes', async () => {
    const says = async (state: 'forbidden' | 'denied' | 'not-possible'): Promise<string | null> => {
      const taking = eight.call(takeScreenshot, { body: { deviceId: deviceId(), visibility: 'public' } });
      const wanted = await desk.wanted();
      desk.shown(wanted.id, state);
      const { reply } = await taking;
      assert.equal(reply.state, 'failed');
      await desk.unwanted();
      return reply.problem;
    };
    assert.equal(await says('forbidden'), 'The settings do not allow looking at this screen.');
    assert.equal(await says('not-possible'), 'The device gives no picture of its screen.');
  });

  it('end when somebody else sits down, with what there was of the first', async () => {
    const starting = dsl.call(startRecording, {
      body: { deviceId: deviceId(), visibility: 'public', seconds: 60 },
    });
    await showing(1);
    const { id } = (await starting).reply;
    await desk.logOn('ben.ito');
    const stopped = (await dsl.call(stopRecording, { params: { id } })).reply;
    assert.deepEqual([stopped.state, stopped.person?.name], ['ready', 'Ana Silva']);
    assert.equal((await bytesOf(eight, id)).status, 200);
    assert.equal((await bytesOf(nine, id)).status, 404);
    await desk.logOn('ana.silva');
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
    assert.deepEqual(byPeople.reply.may, {
      view: { allowed: true },
      record: { allowed: true },
      control: { allowed: true },
    });
    const byDevices = await seatsOf(eight, groups.b8, 'devices');
    assert.deepEqual(inShort(byDevices.seats), [['Desk of Ana', 'Ana Silva', true]]);
    assert.equal(byDevices.seats[0]?.person?.mayOpen, true);
    assert.deepEqual(inShort((await seatsOf(nine, groups.c9, 'people')).seats), [[null, 'Ben Ito', false]]);
  });

  it('names who sits in front of the teacher of the room', async () => {
    await tara.call(addMembers, { params: { id: groups.room }, body: { ids: [desk.id] } });
    const room = await seatsOf(roomTeacher, groups.room, 'devices');
    assert.deepEqual(inShort(room.seats), [['Desk of Ana', 'Ana Silva', true]]);
    assert.equal(
      room.seats[0]?.person?.mayOpen,
      false,
      'a pupil in the room is not one of the teacher’s own',
    );
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

describe('recordings and the end of the server', () => {
  it('are ready with what there is after a stop, and after one by force', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lapwing-screens-'));
    linkPacks(folder);
    try {
      const first = await startTestServer({ folder });
      const head = await setUpSchool(first);
      const device = await addScreenDevice(first, head, 'Desk of the stop');
      const starting = head.call(startRecording, {
        body: { deviceId: device.id, visibility: 'private', seconds: 60 },
      });
      const wanted = await device.wanted();
      device.shown(wanted.id, 'live');
      device.picture(wanted.id);
      const stoppedId = (await starting).reply.id;
      const { schoolId } = device.ids;
      // What a server leaves that is stopped by force: a row that runs, and the parts that were put away.
      const { db } = first.server;
      const blobs = createEvidenceBlobs({
        db,
        masterKey: readOrMakeMasterKey(join(folder, 'secrets/master.key')),
        inner: createFileBlobs(join(folder, 'blobs')),
      });
      const maker = { id: 'somebody', name: 'Somebody' };
      const made = { kind: 'recording', visibility: 'public', maker, deviceId: device.id } as const;
      const leftId = await db.inSchool(schoolId, async (tx) => {
        const id = await insertRecording(tx, { ...made, personId: null, sessionId: null, seconds: 60 });
        await markPicture(tx, id ?? '', 2);
        return id ?? '';
      });
      const files = createRecordingFiles(blobs, schoolId);
      const part = writePicture({
        id: device.id,
        takenAt: 1,
        width: 320,
        height: 200,
        mediaType: 'image/jpeg',
        bytes: JPEG,
      });
      for (const index of [0, 1]) await files.putPart(leftId, index, part);
      await first.stop();

      const second = await startTestServer({ folder });
      const again = visitor(second.url);
      await again.call(signIn, { body: { email: 'tara.khan@northfield.example', password: PASSWORD } });
      for (const [id, frames] of [
        [stoppedId, null],
        [leftId, 2],
      ] as const) {
        let answer: Response;
        do {
          answer = await fetch(`${second.url}/api/screens/recordings/${id}/bytes`, {
            headers: { cookie: again.cookie() },
          });
        } while (answer.status === 404 && (await stillRuns(second, schoolId)));
        assert.equal(answer.status, 200);
        const film = await filmed(Buffer.from(await answer.arrayBuffer()));
        assert.ok(film.frames >= (frames ?? 1), `${film.frames} frames`);
      }
      await second.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** What a player would find in it. */
async function filmed(bytes: Uint8Array): Promise<{ width: number; height: number; frames: number }> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  assert.ok(track !== null);
  const { packetCount } = await track.computePacketStats();
  return { width: track.codedWidth, height: track.codedHeight, frames: packetCount };
}

/** Whether a recording is not yet ended by the server that has just started. */
async function stillRuns(server: TestServer, schoolId: string): Promise<boolean> {
  return (await server.server.db.inSchool(schoolId, (tx) => listLeftRunning(tx))).length > 0;
}
