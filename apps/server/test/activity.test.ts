import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  listActivity,
  saveActivitySettings,
  showActivitySettings,
} from '@lapwing/protocol/features/activity/api.ts';
import { ACTIVITY_KINDS, type ActivityRecorded } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { showCoverage } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { sql } from 'kysely';
import { clearDays, makeDays } from '../src/features/activity/store-settings.ts';
import { startTestServer, type TestServer } from './harness.ts';
import { addScreenDevice, type ScreenDevice } from './screens-world.ts';
import { makeWorld, type World } from './world.ts';

let test: TestServer;
let world: World;
let desk: ScreenDevice;
let session: string;

before(async () => {
  test = await startTestServer();
  world = await makeWorld(test);
  desk = await addScreenDevice(test, world.tara, 'Desktop of Ana');
  session = randomUUID();
  const at = new Date().toISOString();
  const account = { name: 'ana.silva', origin: 'system' };
  desk.line.send({ type: 'sessions/started', id: session, at, account });
  await desk.frame('captures/acknowledged');
});
after(async () => {
  world.line.socket.close();
  desk.line.socket.close();
  await test.stop();
});

const deleted = (name: string) => ({ kind: 'file-deleted', name, folder: 'Documents', isFolder: false });
function item(
  dones: readonly unknown[],
  change: Partial<ActivityRecorded> = {},
  at = Date.now(),
): ActivityRecorded {
  const records = dones.map((done, index) => ({
    id: randomUUID(),
    at: new Date(at + index).toISOString(),
    done,
  }));
  return { type: 'activity/recorded', id: randomUUID(), sessionId: session, records, dropped: 0, ...change };
}
async function send(what: ActivityRecorded, to = desk): Promise<string> {
  to.line.send(what);
  for (;;) {
    const frame = await to.line.next();
    if (frame.type === 'captures/acknowledged' && frame.ids.includes(what.id)) return 'acknowledged';
    if (frame.type === 'captures/rejected' && frame.id === what.id) return frame.reason;
  }
}
const namesOf = (reply: { activity: ReadonlyArray<{ done: object }> }): string[] =>
  reply.activity.map(({ done }) => ('name' in done ? String(done.name) : 'other'));
const ofPupil = () => ({ query: { personId: world.ids.pupil } });

describe('activity that a device sends', () => {
  it('is kept once, without what this version does not know, and shown to who may see the pupil', async () => {
    const hostile = '\u202Etxt.exe\u0000<b>';
    const sent = item(
      [deleted('essay.odt'), { kind: 'hovered' }, deleted(hostile), { kind: 'printed', pages: -1 }],
      { dropped: 7 },
    );
    assert.equal(await send(sent), 'acknowledged');
    assert.equal(await send(sent), 'acknowledged', 'what came twice is one');
    const { reply, status } = await world.teacherOf8B.call(listActivity, ofPupil());
    assert.equal(status, 200);
    assert.deepEqual(namesOf(reply), ['\u202Etxt.exe\uFFFD<b>', 'essay.odt']);
    assert.deepEqual([reply.dropped, reply.next, reply.keepDays], [7, null, 90]);
    assert.equal(reply.activity[0]?.person?.id, world.ids.pupil);
    assert.equal(reply.activity[0]?.device.name, 'Desktop of Ana');
    assert.equal((await world.teacherOf9C.call(listActivity, ofPupil())).status, 404);
    assert.equal((await world.networkManager.call(listActivity, ofPupil())).status, 404);
    const byDevice = await world.teacherOf8B.call(listActivity, { query: { deviceId: desk.id } });
    assert.equal(byDevice.reply.activity.length, 2);
    const { items } = (
      await world.networkManager.call(listAudit, { query: { limit: '5', action: 'activity.list' } })
    ).reply;
    assert.ok(items.some(({ summary }) => summary.includes('(2 shown)') && !summary.includes('essay')));
  });

  it('goes on from page to page, by kind and by time, newest first', async () => {
    const from = Date.now() - 3_600_000;
    const names = Array.from({ length: 100 }, (_unused, index) => `old-${String(index).padStart(3, '0')}`);
    await send(item(names.map(deleted), {}, from));
    const gone = { kind: 'medium-gone', label: 'STICK' };
    await send(item([gone], {}, from - 60_000));
    const between = {
      from: new Date(from - 120_000).toISOString(),
      until: new Date(from + 1000).toISOString(),
    };
    const first = await world.dsl.call(listActivity, { query: { ...ofPupil().query, ...between } });
    assert.equal(first.reply.activity.length, 100);
    assert.deepEqual(namesOf(first.reply), names.toReversed());
    const rest = await world.dsl.call(listActivity, {
      query: { ...ofPupil().query, ...between, after: first.reply.next ?? '' },
    });
    assert.deepEqual([rest.reply.activity[0]?.done, rest.reply.next], [gone, null]);
    const sticks = await world.dsl.call(listActivity, {
      query: { ...ofPupil().query, kind: 'medium-gone' },
    });
    assert.deepEqual(
      sticks.reply.activity.map(({ done }) => done),
      [gone],
    );
    const noCursor = await world.dsl.call(listActivity, {
      query: { ...ofPupil().query, after: 'x', kind: 'printed' },
    });
    assert.deepEqual(noCursor.reply.activity, []);
    const both = await world.dsl.call(listActivity, { query: { ...ofPupil().query, deviceId: desk.id } });
    assert.deepEqual([both.status, both.field], [400, 'personId']);
  });

  it('without anybody logged on it belongs to the device alone', async () => {
    await send(item([deleted('nobody.txt')], { sessionId: null }));
    const onDevice = await world.dsl.call(listActivity, { query: { deviceId: desk.id } });
    assert.equal(
      onDevice.reply.activity.find(({ done }) => 'name' in done && done.name === 'nobody.txt')?.person,
      null,
    );
    assert.ok(!namesOf((await world.dsl.call(listActivity, ofPupil())).reply).includes('nobody.txt'));
    const asTeacher = await world.teacherOf8B.call(listActivity, { query: { deviceId: desk.id } });
    assert.ok(
      !namesOf(asTeacher.reply).includes('nobody.txt'),
      'the device is not in the group of the teacher',
    );
  });

  it('is turned down for the session or the item of another device', async () => {
    assert.equal(await send(item([deleted('x')], { sessionId: world.ids.session })), 'session-unknown');
    const taken = item([deleted('mine')]);
    await send(taken);
    const other = await addScreenDevice(test, world.tara, 'Another');
    assert.equal(await send({ ...taken, sessionId: null }, other), 'bad-item');
    other.line.socket.close();
  });

  it('belongs to no moment that has not come', async () => {
    await send(item([deleted('tomorrow.txt')], {}, Date.now() + 86_400_000));
    const { reply } = await world.dsl.call(listActivity, ofPupil());
    const found = reply.activity.find(({ done }) => 'name' in done && done.name === 'tomorrow.txt');
    assert.ok(found !== undefined && Date.parse(found.at) <= Date.now());
  });
});

describe('what the school settles', () => {
  it('is told to the devices, and nobody settles it over somebody else', async () => {
    const { reply } = await world.networkManager.call(showActivitySettings);
    assert.deepEqual([reply.revision, reply.may.manage.allowed], [0, true]);
    assert.deepEqual(reply.settings.kinds, [...ACTIVITY_KINDS]);
    const settings = { kinds: ['printed', 'file-deleted'], keepDays: 30 };
    const save = () => world.networkManager.call(saveActivitySettings, { body: { settings, revision: 0 } });
    assert.equal((await save()).reply.revision, 1);
    for (;;) {
      const document = await desk.frame('state/document');
      const { activity } = StateDocument.parse(JSON.parse(document.payload));
      if (activity.kinds.length === 2) break;
      assert.deepEqual(activity.kinds, [...ACTIVITY_KINDS]);
    }
    const again = await save();
    assert.deepEqual([again.status, again.field], [409, 'revision']);
    assert.equal(
      (await world.teacherOf8B.call(saveActivitySettings, { body: { settings, revision: 1 } })).status,
      404,
    );
    assert.equal((await world.teacherOf8B.call(showActivitySettings)).reply.may.manage.allowed, false);
  });

  it('days are made ahead, and those go that no school keeps', async () => {
    const { db } = test.server;
    assert.equal(await makeDays(db, 7), 0, 'they were made at the start');
    assert.ok((await makeDays(db, 9)) === 2);
    // 30 days in this school and, by what is usual, 90 in the other.
    assert.equal(await clearDays(db), 0);
    const days = await db.inSchool(world.ids.school, async (tx) => {
      const plan = await sql<{ 'QUERY PLAN': string }>`
        explain select * from activity where school_id = lapwing_school() and day = current_date`.execute(
        tx.kysely,
      );
      return plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    assert.equal(days.match(/\bd\d{8}\b/g)?.length, 1, 'one day is looked into for one day');
    await assert.rejects(
      db.inSchool(world.ids.school, (tx) => sql`delete from activity`.execute(tx.kysely)),
      /permission denied/,
    );
  });
});

describe('tampering', () => {
  it('is on the device, in the coverage report, and kept once', async () => {
    const id = randomUUID();
    const at = new Date().toISOString();
    const frame = {
      type: 'devices/tampered',
      id,
      sessionId: session,
      at,
      what: 'agent-killed',
      seconds: 12,
    } as const;
    for (let times = 0; times < 2; times += 1) {
      desk.line.send(frame);
      assert.ok((await desk.frame('captures/acknowledged')).ids.includes(id));
    }
    const { reply } = await world.dsl.call(showDevice, { params: { id: desk.id } });
    assert.deepEqual(
      reply.tamperings.map(({ what, seconds, person }) => [what, seconds, person?.id]),
      [['agent-killed', 12, world.ids.pupil]],
    );
    const coverage = await world.networkManager.call(showCoverage);
    assert.equal(coverage.reply.gaps.find(({ gap }) => gap === 'tampered')?.devices, 1);
  });

  it('is not what an agent calls that ended without anybody being known to have ended it', async () => {
    const tampered = async (): Promise<number | undefined> =>
      (await world.networkManager.call(showCoverage)).reply.gaps.find(({ gap }) => gap === 'tampered')
        ?.devices;
    const before = await tampered();
    const other = await addScreenDevice(test, world.tara, 'Desktop of Ben');
    for (const what of ['seat-failed', 'seat-ended'] as const) {
      const id = randomUUID();
      const at = new Date().toISOString();
      other.line.send({ type: 'devices/tampered', id, sessionId: null, at, what, seconds: 2 });
      assert.ok((await other.frame('captures/acknowledged')).ids.includes(id));
    }
    const { reply } = await world.dsl.call(showDevice, { params: { id: other.id } });
    assert.deepEqual(reply.tamperings.map(({ what }) => what).toSorted(), ['seat-ended', 'seat-failed']);
    assert.equal(await tampered(), before);
    other.line.socket.close();
  });
});
