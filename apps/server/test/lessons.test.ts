import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import {
  clearLessonTimetable,
  endLesson,
  extendLesson,
  joinLesson,
  leaveLesson,
  listLessons,
  listPastLessons,
  readLessonTimetable,
  saveLessonTimetable,
  showLesson,
  showLessonSummary,
  showLessonTimetable,
  startLesson,
} from '@lapwing/protocol/features/lessons/api.ts';
import { setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { createProcessBus } from '../src/platform/bus/bus.ts';
import { appendAudit } from '../src/features/audit/index.ts';
import { sweepLessons } from '../src/features/lessons/sweep.ts';
import { createTold } from '../src/features/lessons/told.ts';
import { ordersChanged } from '../src/features/state/index.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';
import { addScreenDevice, type ScreenDevice } from './screens-world.ts';
import { aReport, SENTENCE } from './world.ts';

type Staff = Visitor & { id: string };
const MINUTE = 60_000;

let test: TestServer;
let tara: Visitor;
let eight: Staff;
let second: Staff;
let nine: Staff;
let groups: { b8: string; c9: string; room: string; set: string };
let desk: ScreenDevice;

before(async () => {
  test = await startTestServer();
  tara = await setUpSchool(test);
  const group = async (
    name: string,
    kind: 'people' | 'devices',
    parentId: string | null = null,
  ): Promise<string> => (await tara.call(addGroup, { body: { name, kind, parentId } })).reply.id;
  const b8 = await group('8B', 'people');
  groups = {
    b8,
    c9: await group('9C', 'people'),
    room: await group('IT room', 'devices'),
    set: await group('8B set 1', 'people', b8),
  };
  const pupil = (name: string, username: string, groupId: string) =>
    tara.call(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [groupId] },
    });
  await pupil('Ana Silva', 'ana.silva', groups.set);
  await pupil('Dora Lind', 'dora.lind', groups.b8);
  await pupil('Ben Ito', 'ben.ito', groups.c9);
  const staff = (name: string, groupIds: string[]): Promise<Staff> =>
    addStaff(test, tara, {
      name,
      email: `${name.toLowerCase()}@northfield.example`,
      roles: ['teacher'],
      groupIds,
    });
  eight = await staff('Eight', [groups.b8, groups.room]);
  second = await staff('Second', [groups.b8]);
  nine = await staff('Nine', [groups.c9]);
  desk = await addScreenDevice(test, tara, 'Desk of Ana');
  await desk.logOn('ana.silva');
});
after(async () => {
  desk.line.socket.close();
  await test.stop();
});

/** Starts a lesson and says its id. */
async function start(who: Visitor, groupId: string, minutes = 60, title = ''): Promise<string> {
  const id = randomUUID();
  const { status, reason } = await who.call(startLesson, { body: { id, groupId, title, minutes } });
  assert.equal(status, 200, reason ?? '');
  return id;
}
const end = (who: Visitor, id: string) => who.call(endLesson, { params: { id }, body: {} });
/** The next state document that says of the lesson what is expected. */
async function lessonTold(
  fits: (lesson: DeviceOrders['lesson']) => boolean,
): Promise<DeviceOrders['lesson']> {
  for (;;) {
    const { payload } = await desk.frame('state/document');
    const { lesson } = StateDocument.parse(JSON.parse(payload)).orders;
    if (fits(lesson)) return lesson;
  }
}

describe('a lesson', () => {
  it('is started once however often it is sent, takes the name of its group, and is told to its devices', async () => {
    const id = randomUUID();
    const body = { id, groupId: groups.b8, title: '', minutes: 60 };
    const [first, again] = [await eight.call(startLesson, { body }), await eight.call(startLesson, { body })];
    assert.equal(first.status, 200);
    assert.equal(again.status, 200);
    assert.equal(again.reply.startedAt, first.reply.startedAt);
    assert.deepEqual(
      [first.reply.title, first.reply.people, first.reply.present, first.reply.endedAt],
      ['8B', 2, 1, null],
    );
    assert.equal(Date.parse(first.reply.endsAt) - Date.parse(first.reply.startedAt), 60 * MINUTE);
    const told = await lessonTold((lesson) => lesson?.id === id);
    assert.deepEqual([told?.title, told?.teachers, told?.endsAt], ['8B', ['Eight'], first.reply.endsAt]);

    const started = await tara.call(listAudit, { query: { action: 'lessons.start' } });
    assert.equal(started.reply.items.filter((line) => line.summary.includes('8B')).length, 1);

    const longer = new Date(Date.now() + 90 * MINUTE).toISOString();
    assert.equal((await eight.call(extendLesson, { params: { id }, body: { endsAt: longer } })).status, 200);
    assert.equal((await lessonTold((lesson) => lesson?.endsAt === longer))?.id, id);
    assert.equal((await end(eight, id)).status, 200);
    await lessonTold((lesson) => lesson === null);
    const over = (await eight.call(showLesson, { params: { id } })).reply;
    assert.deepEqual([over.endedBy?.name, over.endedAt], ['Eight', over.endsAt]);
    assert.equal(over.may.extend.allowed, false);
    const late = await eight.call(extendLesson, { params: { id }, body: { endsAt: longer } });
    assert.deepEqual([late.status, late.reason], [409, 'over']);
    const past = (await eight.call(listPastLessons)).reply.lessons;
    assert.equal(past[0]?.id, id);
  });

  it('has one end within five hours', async () => {
    const id = await start(eight, groups.b8);
    const at = async (ms: number) => {
      const endsAt = new Date(Date.now() + ms).toISOString();
      const { reason, field } = await eight.call(extendLesson, { params: { id }, body: { endsAt } });
      return [reason, field];
    };
    assert.deepEqual(await at(-MINUTE), ['end-gone', 'endsAt']);
    assert.deepEqual(await at(301 * MINUTE), ['end-too-far', 'endsAt']);
    assert.deepEqual(await at(299 * MINUTE), [null, null]);
    assert.deepEqual(await at(2 * MINUTE), [null, null], 'and may be made shorter');
    await end(eight, id);
  });

  it('is shared: who comes second joins instead of starting another', async () => {
    const id = await start(eight, groups.b8, 45, 'Rivers');
    const body = { id: randomUUID(), groupId: groups.b8, title: '', minutes: 60 };
    const refused = await second.call(startLesson, { body });
    assert.deepEqual([refused.status, refused.reason], [409, 'held-by-another']);
    assert.equal((await eight.call(startLesson, { body })).reason, 'goes-on');
    const seen = (await second.call(showLesson, { params: { id } })).reply;
    assert.deepEqual(
      [seen.may.end.allowed, seen.may.join.allowed, seen.may.leave.allowed],
      [false, true, false],
    );
    assert.deepEqual([(await end(second, id)).status, (await end(second, id)).reason], [403, 'not-yours']);
    assert.equal((await eight.call(leaveLesson, { params: { id }, body: {} })).reason, 'nobody-else');
    const joined = await second.call(joinLesson, { params: { id }, body: {} });
    assert.deepEqual(
      joined.reply.teachers.map(({ name }) => name),
      ['Eight', 'Second'],
    );
    const left = await eight.call(leaveLesson, { params: { id }, body: {} });
    assert.deepEqual(
      left.reply.teachers.map(({ name }) => name),
      ['Second'],
    );
    assert.equal((await end(second, id)).reply.endedBy?.name, 'Second');
  });

  it('does not exist for a teacher of other groups; whoever looks after lessons may end it', async () => {
    const id = await start(eight, groups.b8);
    for (const call of [showLesson, endLesson, joinLesson, leaveLesson]) {
      const body = call === showLesson ? {} : { body: {} };
      assert.equal((await nine.call(call, { params: { id }, ...body })).status, 404, call.path);
    }
    assert.deepEqual((await nine.call(listLessons)).reply.lessons, []);
    const body = { id: randomUUID(), groupId: groups.b8, title: '', minutes: 60 };
    assert.equal((await nine.call(startLesson, { body })).status, 404);
    assert.equal((await end(tara, id)).reply.endedBy?.name, 'Tara Khan');
  });

  it('is held with no restriction group and with nobody’s own group', async () => {
    const { reply } = await tara.call(addGroup, {
      body: { name: 'Table 3', kind: 'people', parentId: null, personal: true },
    });
    const body = { id: randomUUID(), groupId: reply.id, title: '', minutes: 60 };
    assert.deepEqual(await tara.call(startLesson, { body }).then(({ reason, field }) => [reason, field]), [
      'group-holds-no-lesson',
      'groupId',
    ]);
  });

  it('that was started last is the one that a device is told, of its person or of its room', async () => {
    await tara.call(addMembers, { params: { id: groups.room }, body: { ids: [desk.id] } });
    const ofClass = await start(eight, groups.b8, 60, 'Rivers');
    await lessonTold((lesson) => lesson?.id === ofClass);
    const ofRoom = await start(eight, groups.room, 60, 'Computing');
    await lessonTold((lesson) => lesson?.id === ofRoom);
    const { lessons } = (await eight.call(listLessons)).reply;
    assert.deepEqual(
      lessons.map(({ id, people, present }) => [id, people, present]),
      [
        [ofRoom, 1, 1],
        [ofClass, 2, 1],
      ],
    );
    await end(eight, ofRoom);
    await lessonTold((lesson) => lesson?.id === ofClass);
    await end(eight, ofClass);
    await lessonTold((lesson) => lesson === null);
  });

  it('is over by itself at its moment, which is written down once and told', async () => {
    const id = await start(eight, groups.b8, 60, 'Volcanoes');
    const { endsAt } = (await eight.call(showLesson, { params: { id } })).reply;
    const bus = createProcessBus(() => {});
    const devices: Array<readonly string[] | null> = [];
    bus.subscribe(ordersChanged, ({ deviceIds }) => devices.push(deviceIds));
    const consoles: unknown[] = [];
    const told = createTold({
      bus,
      presence: { online: () => [desk.id] },
      live: { publish: (schoolId: string) => consoles.push(schoolId) > 0 },
    });
    let now = Date.parse(endsAt) - 1;
    const deps = { db: test.server.db, clock: { now: () => now }, appendAudit, told };
    await sweepLessons(deps);
    assert.deepEqual([devices.length, consoles.length], [0, 0], 'not a moment before');
    now += 1;
    await sweepLessons(deps);
    await sweepLessons(deps);
    assert.deepEqual([devices, consoles.length], [[[desk.id]], 1]);
    const over = (await eight.call(showLesson, { params: { id } })).reply;
    assert.deepEqual([over.endedAt, over.endedBy], [endsAt, null]);
    const { items } = (await tara.call(listAudit, { query: { action: 'lessons.over' } })).reply;
    assert.deepEqual(
      items.map(({ summary }) => summary),
      ['The time of the lesson Volcanoes was over'],
    );
  });
});

describe('the summary of a lesson', () => {
  it('says who was there and what happened, as far as the reader may see it, and is a look at pupils', async () => {
    const id = await start(eight, groups.b8, 60, 'Rivers');
    const session = randomUUID();
    const at = new Date().toISOString();
    const account = { name: 'ana.silva', origin: 'policy' } as const;
    desk.line.send({ type: 'sessions/started', id: session, at, account });
    const capture = randomUUID();
    desk.line.send(aReport({ ids: { session } }, capture));
    for (let waiting = 2; waiting > 0; waiting -= 1) await desk.frame('captures/acknowledged');
    const asked = randomUUID();
    desk.line.send({ type: 'assistance/asked', id: asked, kind: 'help', url: null, text: 'flimmer' });
    await desk.frame('assistance/answered');
    const set = await eight.call(setRestriction, {
      body: {
        ids: [randomUUID()],
        targets: [{ kind: 'lesson', id }],
        effect: { kind: 'internet-off' },
        minutes: null,
        lessonId: id,
      },
    });
    assert.equal(set.status, 200);
    const summary = await eight.call(showLessonSummary, { params: { id } });
    const { present, absent, captures, asked: requests, messages, restrictions } = summary.reply;
    assert.deepEqual(
      present.map(({ person, from, to }) => [person.name, from, to]),
      [['Ana Silva', summary.reply.lesson.startedAt, null]],
    );
    assert.deepEqual(
      absent.map(({ name }) => name),
      ['Dora Lind'],
    );
    assert.deepEqual(
      captures?.map(({ id: each, person, severity }) => [each, person, severity]),
      [[capture, 'Ana Silva', 'severe']],
    );
    assert.ok(!JSON.stringify(summary.reply).includes(SENTENCE.slice(-20)), 'not a word of a capture');
    assert.deepEqual(
      requests.map(({ person, what, answer }) => [person, what, answer]),
      [['Ana Silva', 'Help: flimmer', null]],
    );
    assert.equal(messages, 0);
    assert.deepEqual(
      restrictions.map(({ for: whom, by, to }) => [whom, by, to]),
      [['Lesson Rivers', 'Eight', null]],
    );
    assert.equal((await nine.call(showLessonSummary, { params: { id } })).status, 404);
    const network = await addStaff(test, tara, {
      name: 'Network',
      email: 'network@northfield.example',
      roles: ['administrator'],
    });
    const seen = (await network.call(showLessonSummary, { params: { id } })).reply;
    assert.deepEqual([seen.captures, seen.asked, seen.present.length], [null, [], 1]);
    const { items } = (await tara.call(listAudit, { query: { action: 'lessons.summary' } })).reply;
    assert.match(items[0]?.summary ?? '', /the lesson Rivers: 1 were there/);
    await end(eight, id);
    const after = (await eight.call(showLessonSummary, { params: { id } })).reply;
    assert.equal(after.lesson.present, 0);
    assert.equal(after.present[0]?.to, null, 'to the end');
    assert.equal(after.restrictions[0]?.to, after.lesson.endedAt, 'what was set in it ended with it');
  });
});

describe('the timetable of lessons', () => {
  const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', weekday: 'short' });

  it('is read with what is wrong line by line, kept without those lines, and forgotten', async () => {
    const csv =
      'Weekday;Start;End;Class;Staff e-mail\r\nMon;9:00;9:50;8b;eight@northfield.example\r\nMonday;25:00;10:00;8B;\r\n2;0900;0950;9C;nobody@northfield.example\r\n';
    const read = (await tara.call(readLessonTimetable, { body: { csv } })).reply;
    assert.deepEqual(
      read.lines.map(({ title, teacher, day, from, to }) => [title, teacher?.name, day, from, to]),
      [['8B', 'Eight', 0, '09:00', '09:50']],
    );
    assert.deepEqual(
      read.problems.map(({ line, column, value }) => [line, column, value]),
      [
        [3, 'Start', '25:00'],
        [4, 'Staff e-mail', 'nobody@northfield.example'],
      ],
    );
    assert.deepEqual((await tara.call(showLessonTimetable)).reply.lines, []);
    const save = () => tara.call(saveLessonTimetable, { body: { csv } });
    assert.deepEqual((await save()).reply, { kept: 1, leftOut: 2 });
    const kept = (await eight.call(showLessonTimetable)).reply;
    assert.deepEqual([kept.lines.length, kept.may.manage.allowed], [1, false]);
    await save();
    assert.deepEqual((await eight.call(showLessonTimetable)).reply.lines, kept.lines, 'twice is once');
    assert.deepEqual((await nine.call(showLessonTimetable)).reply.lines, []);
    const nothing = await tara.call(saveLessonTimetable, {
      body: { csv: 'Day,From,To,Class\nMon,9,10,7X\n' },
    });
    assert.deepEqual([nothing.reason, nothing.field], ['nothing-to-keep', 'csv']);
    const headless = await tara.call(saveLessonTimetable, { body: { csv: 'When,Class\nMon,8B\n' } });
    assert.deepEqual([headless.reason, headless.field], ['columns-missing', 'csv']);
    assert.equal((await eight.call(showLessonTimetable)).reply.lines.length, 1, 'the plan stays');
    assert.equal((await tara.call(clearLessonTimetable)).status, 200);
    assert.deepEqual((await tara.call(showLessonTimetable)).reply.lines, []);
  });

  it('of 5,000 lines is taken in less than two seconds, and as quickly when little has changed', async () => {
    const clock = (at: number): string =>
      `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
    const lines = Array.from({ length: 5000 }, (_each, at) => {
      const from = Math.floor(at / 14) * 2;
      const whom = at % 14 < 7 ? '8B,eight@northfield.example' : '9C,';
      return `${(at % 7) + 1},${clock(from)},${clock(from + 1)},${whom},R${at % 30},Lesson ${at}`;
    });
    const save = async (changed: readonly string[]): Promise<number> => {
      const begun = performance.now();
      const csv = `Day,Start,End,Class,Teacher,Room,Subject\n${changed.join('\n')}`;
      const { reply } = await tara.call(saveLessonTimetable, { body: { csv } });
      assert.deepEqual(reply, { kept: 5000, leftOut: 0 });
      return performance.now() - begun;
    };
    const took = [await save(lines), await save(['1,23:00,23:30,8B,,,Last', ...lines.slice(1)])];
    assert.ok(
      took.every((ms) => ms < 2000),
      took.map((ms) => `${Math.round(ms)} ms`).join(', '),
    );
    assert.equal((await tara.call(showLessonTimetable)).reply.lines.length, 5000);
    await tara.call(clearLessonTimetable);
  });

  it('offers a teacher the lessons that are on, to be started with one touch', async () => {
    const day = weekday.format(Date.now());
    const others = DAYS.filter((each) => each !== day);
    // The whole day on the school's clock, whatever the hour of this test.
    const csv = `Day,From,To,Class,Teacher,Room,Subject
${others.map((each) => `${each},0:00,24:00,8B,eight@northfield.example,,Other day`).join('\n')}
${day},0:00,24:00,8B,eight@northfield.example,R7,Rivers
${day},0:00,24:00,9C,,R8,Maps
`;
    await tara.call(saveLessonTimetable, { body: { csv } });
    const planned = async (who: Visitor, query = {}) =>
      (await who.call(listLessons, { query })).reply.planned.map(({ title, room }) => [title, room]);
    assert.deepEqual(await planned(eight), [['Rivers', 'R7']]);
    assert.deepEqual(await planned(nine), [['Maps', 'R8']]);
    assert.deepEqual(await planned(second), [], 'it is another teacher’s');
    assert.deepEqual(await planned(second, { groupId: groups.b8 }), [['Rivers', 'R7']]);
    assert.deepEqual(await planned(nine, { groupId: groups.b8 }), []);
    const [offered] = (await eight.call(listLessons)).reply.planned;
    assert.ok(offered !== undefined);
    const { id: plannedId, title } = offered;
    const body = { id: randomUUID(), groupId: groups.b8, title, minutes: 60, plannedId };
    assert.equal((await eight.call(startLesson, { body })).reply.title, 'Rivers');
    assert.deepEqual(await planned(eight), [], 'it is on');
    await end(eight, body.id);
    assert.deepEqual(await planned(eight), [], 'and was');
    await tara.call(clearLessonTimetable);
  });
});
