import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AssistanceAnswered } from '@lapwing/protocol/features/assistance/answered.command.ts';
import {
  answerAssistance,
  listAssistance,
  type AssistanceRequest,
} from '@lapwing/protocol/features/assistance/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { endLesson, startLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { createTold } from '../src/features/assistance/told.ts';
import { sweepRequests } from '../src/features/assistance/sweep.ts';
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
  await tara.call(addPerson, {
    body: {
      name: 'Ana Silva',
      username: 'ana.silva',
      kind: 'pupil',
      year: '8',
      form: '8B',
      groupIds: [b8],
    },
  });
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

function silent(): ReturnType<typeof createTold> {
  return createTold({ live: { publish: () => {} }, presence: { send: () => true } });
}
