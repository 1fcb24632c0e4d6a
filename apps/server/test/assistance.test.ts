import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AssistanceAnswered } from '@lapwing/protocol/features/assistance/answered.command.ts';
import {
  answerAssistance,
  listAssistance,
  type AssistanceRequest,
} from '@lapwing/protocol/features/assistance/api.ts';
import { addRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { endLesson, startLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { CONSOLE_SOCKET_PATH } from '../src/permissions/live.ts';
import { createTold } from '../src/features/assistance/told.ts';
import { sweepRequests } from '../src/features/assistance/sweep.ts';
import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { WebSocket } from 'ws';
import { lineOf, type Line } from './device-server.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';
import { addScreenDevice, type ScreenDevice } from './screens-world.ts';

type Staff = Visitor & { id: string };

let test: TestServer;
let tara: Visitor;
let eight: Staff;
let second: Staff;
let nine: Staff;
let b8: string;
let made = 0;

before(async () => {
  test = await startTestServer();
  tara = await setUpSchool(test);
  const group = async (name: string): Promise<string> =>
    (await tara.call(addGroup, { body: { name, kind: 'people', parentId: null } })).reply.id;
  b8 = await group('8B');
  const c9 = await group('9C');
  const pupil = (name: string, username: string, groupId: string) =>
    tara.call(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [groupId] },
    });
  await pupil('Ana Silva', 'ana.silva', b8);
  await pupil('Ben Ito', 'ben.ito', c9);
  const staff = (name: string, groupIds: string[]): Promise<Staff> =>
    addStaff(test, tara, {
      name,
      email: `${name.toLowerCase()}@northfield.example`,
      roles: ['teacher'],
      groupIds,
    });
  eight = await staff('Eight', [b8]);
  second = await staff('Second', [b8]);
  nine = await staff('Nine', [c9]);
});
after(() => test.stop());

/** A device of its own with Ana at it; another one has used up what it may ask within a minute. */
async function deskOfAna(account = 'ana.silva'): Promise<ScreenDevice> {
  const desk = await addScreenDevice(test, tara, `Desk ${(made += 1)}`);
  await desk.logOn(account);
  return desk;
}
const answered = (desk: ScreenDevice): Promise<AssistanceAnswered> => desk.frame('assistance/answered');
/** Asks, and hears at once how it stands. */
async function ask(
  desk: ScreenDevice,
  about: { url?: string; text?: string; id?: string },
): Promise<AssistanceAnswered> {
  const { id = randomUUID(), url = null, text = '' } = about;
  desk.line.send({ type: 'assistance/asked', id, kind: url === null ? 'help' : 'access', url, text });
  return answered(desk);
}
async function queue(who: Visitor, query = {}): Promise<AssistanceRequest[]> {
  return (await who.call(listAssistance, { query })).reply.requests;
}
const answer = (who: Visitor, id: string, body: object) =>
  who.call(answerAssistance, { params: { id }, body });

/** An open console; `heard` is the next frame of that type. */
async function openConsole(who: Visitor): Promise<{ heard: () => Promise<ConsoleFrame>; close: () => void }> {
  const socket = new WebSocket(`${test.url.replace('http', 'ws')}${CONSOLE_SOCKET_PATH}`, {
    headers: { cookie: who.cookie(), origin: test.url },
  });
  const line: Line<ConsoleFrame> = lineOf(socket, (text) => ConsoleFrame.parse(JSON.parse(text)));
  const next = async (type: ConsoleFrame['type']): Promise<ConsoleFrame> => {
    for (;;) {
      const frame = await line.next();
      if (frame.type === type) return frame;
    }
  };
  await next('console/ready');
  return { heard: () => next('assistance/changed'), close: () => socket.close() };
}

describe('a pupil who asks', () => {
  it('is told at once, stands in the queue of their teachers alone, and hears each answer', async () => {
    const desk = await deskOfAna();
    const lessonId = randomUUID();
    await eight.call(startLesson, { body: { id: lessonId, groupId: b8, title: 'Rivers', minutes: 60 } });
    const page = await ask(desk, {
      url: 'https://ana:flimmer@maps.example:443/rivers/Severn?name=ana#bank',
      text: ' for \u0000the essay ',
    });
    assert.deepEqual([page.state, page.by], ['waiting', null]);
    const help = await ask(desk, { text: '' });
    const [first, next, ...more] = await queue(eight);
    assert.ok(first !== undefined && next !== undefined && more.length === 0);
    assert.deepEqual([first.id, next.id], [page.id, help.id], 'who waits longest comes first');
    assert.deepEqual(
      [first.url, first.site, first.text, first.person.name, first.lesson?.title, first.device.name],
      [
        'https://maps.example/rivers/Severn',
        'maps.example',
        'for \uFFFDthe essay',
        'Ana Silva',
        'Rivers',
        'Desk 1',
      ],
    );
    assert.deepEqual([next.kind, next.url, next.may.allow.allowed], ['help', null, false]);
    assert.deepEqual(await queue(nine), []);
    assert.equal((await answer(nine, help.id, { answer: 'done' })).status, 404);
    assert.equal((await queue(eight, { lessonId })).length, 2);
    assert.deepEqual(await queue(eight, { lessonId: randomUUID() }), []);

    const coming = await answer(eight, help.id, { answer: 'coming' });
    assert.equal(coming.reply.state, 'coming');
    assert.deepEqual(await answered(desk), {
      type: 'assistance/answered',
      id: help.id,
      state: 'coming',
      words: null,
      by: 'Eight',
      until: null,
    });
    const twice = await answer(second, help.id, { answer: 'coming' });
    assert.deepEqual([twice.status, twice.reason], [409, 'coming']);
    await answer(second, help.id, { answer: 'done', words: 'Well asked.' });
    const done = await answered(desk);
    assert.deepEqual([done.state, done.words, done.by], ['done', 'Well asked.', 'Second']);
    const late = await answer(eight, help.id, { answer: 'done' });
    assert.deepEqual([late.status, late.reason], [409, 'answered']);
    await answer(eight, page.id, { answer: 'decline', words: 'Use the atlas.' });
    const no = await answered(desk);
    assert.deepEqual([no.state, no.words, no.by], ['declined', 'Use the atlas.', 'Eight']);
    assert.deepEqual(await queue(eight), []);
    assert.deepEqual(
      (await queue(eight, { over: 'true' })).map(({ id, state }) => [id, state]),
      [
        [page.id, 'declined'],
        [help.id, 'done'],
      ],
    );

    // After a reconnect it hears again how both stand; whoever sits there next hears nothing of it.
    await desk.connect();
    assert.deepEqual(
      [await answered(desk), await answered(desk)].map(({ id, state }) => [id, state]),
      [
        [page.id, 'declined'],
        [help.id, 'done'],
      ],
    );
    await desk.logOn('somebody.else');
    await desk.connect();
    const refused = await ask(desk, { id: page.id, url: 'https://maps.example/' });
    assert.equal(refused.state, 'refused', 'the first that it hears is of its own asking');

    const audit = JSON.stringify((await tara.call(listAudit, { query: { limit: '200' } })).reply);
    assert.match(audit, /Said no to Ana Silva, who asked for a page/);
    for (const words of ['essay', 'maps.example', 'flimmer']) {
      assert.ok(!audit.includes(words), `${words} stands in the audit`);
      assert.ok(!test.logged().includes(words), `${words} stands in the log`);
    }
    await eight.call(endLesson, { params: { id: lessonId }, body: {} });
    desk.line.socket.close();
  });

  it('is refused in words what is too often, too much, or no page', async () => {
    const desk = await deskOfAna();
    assert.equal((await ask(desk, { text: 'one' })).state, 'waiting');
    assert.match((await ask(desk, { text: 'two' })).words ?? '', /asked for help already/);
    const url = (path: string): { url: string } => ({ url: `https://maps.example/${path}` });
    const first = await ask(desk, url('1'));
    assert.equal((await ask(desk, { ...url('1'), id: first.id })).state, 'waiting', 'sent twice is one');
    assert.match((await ask(desk, url('1?again'))).words ?? '', /this page already/);
    assert.match((await ask(desk, { url: 'chrome://flags' })).words ?? '', /Only web pages/);
    assert.equal((await ask(desk, url('2'))).state, 'waiting');
    assert.equal((await ask(desk, url('3'))).state, 'waiting');
    assert.match((await ask(desk, url('4'))).words ?? '', /three pages/);
    assert.equal((await ask(desk, url('4'))).state, 'refused');
    assert.match((await ask(desk, url('5'))).words ?? '', /very often/);

    // Of another device nobody takes anything back.
    const other = await deskOfAna();
    other.line.send({ type: 'assistance/withdrawn', id: first.id });
    other.line.send({ type: 'assistance/asked', id: first.id, kind: 'help', url: null, text: '' });
    assert.deepEqual((await answered(other)).state, 'refused');
    assert.equal((await queue(eight)).length, 4);
    desk.line.send({ type: 'assistance/withdrawn', id: first.id });
    const gone = await answered(desk);
    assert.deepEqual([gone.id, gone.state, gone.by], [first.id, 'done', null]);
    assert.equal((await queue(eight)).length, 3);

    // Whoever has left is not waited for.
    await desk.logOn('somebody.else');
    const sweep = { db: test.server.db, clock: { now: () => Date.now() }, told: silent() };
    await sweepRequests(sweep);
    assert.deepEqual(await queue(eight), []);
    desk.line.socket.close();
    other.line.socket.close();
  });

  it('waits half an hour, and hears when that is over', async () => {
    const desk = await deskOfAna();
    const asked = await ask(desk, { text: 'late' });
    let now = Date.now() + 30 * 60_000 - 5000;
    const deps = { db: test.server.db, clock: { now: () => now }, told: silent() };
    await sweepRequests(deps);
    assert.equal((await queue(eight)).length, 1);
    now += 10_000;
    await sweepRequests(deps);
    const over = (await queue(eight, { over: 'true' })).find(({ id }) => id === asked.id);
    assert.deepEqual([over?.state, over?.may.answer.allowed], ['expired', false]);
    assert.equal((await answer(eight, asked.id, { answer: 'coming' })).reason, 'answered');
    desk.line.socket.close();
  });

  it('is a name of an account where the roster knows nobody of it', async () => {
    const desk = await deskOfAna('guest.7');
    const asked = await ask(desk, { text: '' });
    const [seen] = await queue(tara);
    assert.deepEqual([seen?.id, seen?.person], [asked.id, { id: null, name: 'guest.7', form: null }]);
    assert.deepEqual(await queue(eight), []);
    desk.line.socket.close();
  });
});

describe('a page that is allowed', () => {
  it('is open for its time for the pupil or for the lesson, from the queue, where staff may set that', async () => {
    const desk = await deskOfAna();
    const id = randomUUID();
    await eight.call(startLesson, { body: { id, groupId: b8, title: 'Rivers', minutes: 60 } });
    const blocked = await eight.call(setRestriction, {
      body: {
        ids: [randomUUID()],
        targets: [{ kind: 'lesson', id }],
        effect: { kind: 'block', sites: ['maps.example'], titles: [] },
        minutes: null,
        lessonId: id,
      },
    });
    assert.equal(blocked.status, 200);
    const console = await openConsole(second);
    const strange = await openConsole(nine);
    const page = await ask(desk, { url: 'https://maps.example/rivers?x=1' });
    assert.deepEqual(await console.heard(), { type: 'assistance/changed', asked: true });
    const [waiting] = await queue(eight);
    assert.match(waiting?.closedBecause ?? '', /block/i);
    assert.deepEqual(waiting?.may.allow, { allowed: true });

    // Whoever answers pupils and sets no restrictions answers in words.
    const role = await tara.call(addRole, {
      body: {
        name: 'Assistant',
        description: '',
        copyOf: 'teacher',
        scope: 'groups',
        capabilities: ['assistance.answer', 'groups.view', 'people.view'],
      },
    });
    const assistant = await addStaff(test, tara, {
      name: 'Assistant',
      email: 'assistant@northfield.example',
      roles: [role.reply.key],
      groupIds: [b8],
    });
    const allow = { answer: 'allow', minutes: 20, what: 'page' };
    const [seen] = await queue(assistant);
    assert.deepEqual([seen?.may.answer.allowed, seen?.may.allow.allowed], [true, false]);
    const refused = await answer(assistant, page.id, allow);
    assert.deepEqual([refused.status, refused.reason], [403, 'may-not-allow']);

    const before = Date.now();
    const allowed = await answer(eight, page.id, allow);
    assert.equal(allowed.reply.state, 'allowed');
    const told = await answered(desk);
    assert.deepEqual([told.state, told.by, told.until], ['allowed', 'Eight', allowed.reply.until]);
    const minutes = (Date.parse(told.until ?? '') - before) / 60_000;
    assert.ok(minutes >= 20 && minutes < 21, `${minutes}`);
    assert.deepEqual(await console.heard(), { type: 'assistance/changed', asked: false });
    assert.deepEqual(await allowedAt(desk), [['maps.example/rivers']]);
    assert.equal((await answer(second, page.id, allow)).reason, 'answered');

    const whole = await ask(desk, { url: 'https://maps.example/seas' });
    const site = { answer: 'allow', minutes: 240, what: 'site', whom: 'lesson' };
    const forAll = await answer(eight, whole.id, site);
    assert.equal((await answered(desk)).until, forAll.reply.until);
    const lesson = await eight.call(endLesson, { params: { id }, body: {} });
    assert.ok(
      forAll.reply.until !== null && Date.parse(forAll.reply.until) < before + 61 * 60_000,
      'and no longer',
    );
    assert.equal(lesson.status, 200);

    // Without a lesson there is nobody else to allow it for.
    const late = await ask(desk, { url: 'https://maps.example/lakes' });
    const nobody = await answer(eight, late.id, { ...site, minutes: 5 });
    assert.deepEqual([nobody.status, nobody.reason], [400, 'no-lesson']);
    const help = await ask(desk, {});
    assert.equal((await answer(eight, help.id, allow)).reason, 'may-not-allow');

    // Of all that the console of another class has heard nothing: the first that it hears is of its own pupil.
    const other = await deskOfAna('ben.ito');
    await ask(other, {});
    assert.deepEqual(await strange.heard(), { type: 'assistance/changed', asked: true });
    assert.deepEqual(
      (await queue(nine)).map(({ person }) => person.name),
      ['Ben Ito'],
    );
    for (const each of [console, strange]) each.close();
    for (const each of [desk, other]) each.line.socket.close();
  });

  /** The next orders of the device that allow something: the lists of sites. */
  async function allowedAt(desk: ScreenDevice): Promise<string[][]> {
    for (;;) {
      const { payload } = await desk.frame('state/document');
      const { restrictions } = StateDocument.parse(JSON.parse(payload)).orders;
      const lists = restrictions.flatMap(({ effect }) => (effect.kind === 'allow' ? [effect.sites] : []));
      if (lists.length > 0) return lists;
    }
  }
});

function silent(): ReturnType<typeof createTold> {
  return createTold({ live: { publish: () => false }, presence: { send: () => true } });
}
