/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgreementsAnswered } from '@lapwing/protocol/features/agreements/answered.event.ts';
import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import type { OrderedAgreement } from './agreement-answers.ts';
import { idOf, order } from './test/orders.ts';
import { connectedRig, type Rig, until } from './test/rig.ts';
import { encodeUtf8 } from './utf8.ts';

const USING = idOf(0xa1);
const GAMES = idOf(0xa2);
/** Long enough for a document for whoever has just come. */
const SOON = 6000;

async function agreementOf(
  rig: Rig,
  id: string,
  changes: Partial<OrderedAgreement> = {},
): Promise<OrderedAgreement> {
  const { version = 1 } = changes;
  const content: AgreementContent = {
    format: 1,
    id,
    version,
    title: id === USING ? 'Using our computers' : 'Playing games',
    language: 'en-GB',
    blocks: [{ kind: 'paragraph', text: 'I look after what I use.' }],
    picture: null,
    agreeLabel: 'I agree',
    declineLabel: 'I do not agree',
  };
  return {
    id,
    version,
    content: await rig.server.keep(encodeUtf8(JSON.stringify(content))),
    when: 'once',
    decline: 'nothing',
    answered: null,
    asking: 1,
    ...changes,
  };
}

function answers(rig: Rig): AgreementsAnswered[] {
  return rig.server.frames.filter((frame) => frame.type === 'agreements/answered');
}

const asked = (rig: Rig): string | null => rig.notices.standing()?.title ?? null;

async function askedFor(rig: Rig, title: string): Promise<void> {
  for (let second = 0; second < 20 && asked(rig) !== title; second += 1) await rig.settle(1000);
  assert.equal(asked(rig), title);
}

async function offline(rig: Rig): Promise<void> {
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await rig.settle();
}

async function reborn(rig: Rig, resume: boolean): Promise<Rig> {
  const later = rig.restart();
  await later.agent.start({ resume });
  return later;
}

test('AGR-1 AGR-2 agreements are asked one at a time, and each answer goes to the server once', async () => {
  const rig = await connectedRig();
  const agreements = [await agreementOf(rig, USING), await agreementOf(rig, GAMES)];
  await order(rig, 2, { agreements });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('agreed');
  await rig.settle();
  assert.equal(asked(rig), 'Playing games');
  rig.notices.say('declined');
  await rig.settle(SOON);
  assert.equal(asked(rig), null);
  assert.equal(rig.notices.questions.length, 2);
  const session = rig.server.frames.find((frame) => frame.type === 'sessions/started')?.id;
  assert.deepEqual(
    answers(rig).map(({ agreementId, version, asking, sessionId, answer }) => [
      agreementId,
      version,
      asking,
      sessionId,
      answer,
    ]),
    [
      [USING, 1, 1, session, 'agreed'],
      [GAMES, 1, 1, session, 'declined'],
    ],
  );
  assert.equal(rig.control.now()?.lock, null, 'nothing comes of that no');
});

test('AGR-1 what is answered is not asked; a new text, and staff who ask again, ask again', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { agreements: [await agreementOf(rig, USING, { answered: 'agreed' })] });
  await rig.settle(SOON);
  assert.equal(asked(rig), null);
  await order(rig, 3, { agreements: [await agreementOf(rig, USING, { version: 2 })] });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('agreed');
  await rig.settle(SOON);
  assert.equal(asked(rig), null);
  await order(rig, 4, { agreements: [await agreementOf(rig, USING, { version: 2, asking: 2 })] });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('agreed');
  await until(rig, () => answers(rig).length === 2);
  assert.deepEqual(
    answers(rig).map(({ version, asking }) => [version, asking]),
    [
      [2, 1],
      [2, 2],
    ],
  );
});

test('AGR-1 each log-on asks where it is so, a worker that was restarted does not', async () => {
  const rig = await connectedRig();
  const every = await agreementOf(rig, USING, { when: 'every-log-on', answered: 'agreed' });
  await order(rig, 2, { agreements: [every] });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('agreed');
  await rig.settle(SOON);
  assert.equal(asked(rig), null);
  const worker = await reborn(rig, true);
  await worker.settle(SOON);
  assert.equal(asked(worker), null);
  const logOn = await reborn(worker, false);
  await askedFor(logOn, 'Using our computers');
});

test('AGR-1 a question that goes away without an answer is put again', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { agreements: [await agreementOf(rig, USING)] });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('gone');
  await askedFor(rig, 'Using our computers');
  rig.notices.say('not-shown');
  await rig.settle(60_000);
  assert.equal(rig.notices.questions.length, 3);
  assert.deepEqual(answers(rig), []);
});

test('AGR-2 an answer counts at once, offline and after restarts, until the server says it', async () => {
  const rig = await connectedRig();
  const agreements = [await agreementOf(rig, USING, { decline: 'lock' })];
  await order(rig, 2, { agreements });
  await askedFor(rig, 'Using our computers');
  await offline(rig);
  rig.notices.say('declined');
  await rig.settle();
  assert.equal(rig.control.now()?.lock?.agreementId, USING);
  const later = await reborn(rig, false);
  await later.settle(SOON);
  assert.equal(asked(later), null);
  assert.equal(later.control.now()?.lock?.agreementId, USING);
  later.server.behave.reachable = true;
  later.agent.retryNow();
  await until(later, () => answers(later).length === 1);
  // The server says nothing of it yet, and then that it knows.
  assert.equal(later.control.now()?.lock?.agreementId, USING);
  const known = await agreementOf(later, USING, { decline: 'lock', answered: 'declined' });
  await order(later, 3, { agreements: [known] });
  assert.equal(later.control.now()?.lock?.agreementId, USING);
  const agreed = await agreementOf(later, USING, { decline: 'lock', answered: 'agreed' });
  await later.settle(11 * 60_000);
  await order(later, 4, { agreements: [agreed] });
  assert.equal(later.control.now()?.lock, null, 'they agreed elsewhere meanwhile');
});

test('AGR-3 somebody else at the device is asked for themselves, and not locked for another’s no', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { agreements: [await agreementOf(rig, USING, { decline: 'lock' })] });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('declined');
  await rig.settle();
  assert.notEqual(rig.control.now()?.lock, null);
  await order(rig, 3, {
    agreements: [await agreementOf(rig, USING, { decline: 'lock', answered: 'declined' })],
  });
  await offline(rig);
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle();
  assert.equal(rig.control.now()?.lock, null);
  await askedFor(rig, 'Using our computers');
  rig.notices.say('agreed');
  await rig.settle(SOON);
  assert.equal(asked(rig), null);
  rig.accounts.set({ name: 'ana.silva', origin: 'profile' });
  await rig.settle(SOON);
  assert.equal(asked(rig), null);
  assert.notEqual(rig.control.now()?.lock, null);
  rig.server.behave.reachable = true;
  rig.agent.retryNow();
  await until(rig, () => answers(rig).length === 2);
  const [ana, ben] = answers(rig);
  assert.ok(ana !== undefined && ben !== undefined && ana.sessionId !== ben.sessionId);
});

test('AGR-3 with the server there, a document for the one before asks and locks nobody else', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {
    agreements: [await agreementOf(rig, USING, { decline: 'lock', answered: 'declined' })],
  });
  await rig.settle(SOON);
  assert.notEqual(rig.control.now()?.lock, null);
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle(500);
  assert.deepEqual([asked(rig), rig.control.now()?.lock], [null, null]);
  await order(rig, 3, {
    agreements: [await agreementOf(rig, USING, { decline: 'lock', answered: 'agreed' })],
  });
  await rig.settle(SOON);
  assert.deepEqual([asked(rig), rig.control.now()?.lock], [null, null]);
});

test('AGR-4 AGR-5 who declines is locked until they agree, and can read it again', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { agreements: [await agreementOf(rig, USING, { decline: 'lock' })] }, {});
  await askedFor(rig, 'Using our computers');
  assert.equal(rig.agent.agreementAgain(USING), false, 'nothing was declined yet');
  rig.notices.say('declined');
  await rig.settle();
  const lock = rig.control.now()?.lock;
  assert.deepEqual([lock?.agreementId, lock?.until], [USING, null]);
  assert.match(lock?.words ?? '', /“Using our computers”/);
  assert.deepEqual(
    rig.agent.status().control?.holds.map(({ kind, title }) => [kind, title]),
    [['lock', 'Using our computers']],
  );
  assert.equal(rig.agent.agreementAgain(USING), true);
  await rig.settle();
  assert.equal(asked(rig), 'Using our computers');
  rig.notices.say('gone');
  await rig.settle(SOON);
  assert.deepEqual([asked(rig), rig.control.now()?.lock?.agreementId], [null, USING]);
  rig.agent.agreementAgain(USING);
  await rig.settle();
  rig.notices.say('agreed');
  await rig.settle(SOON);
  assert.deepEqual([asked(rig), rig.control.now()?.lock], [null, null]);
  assert.deepEqual(
    answers(rig).map(({ answer }) => answer),
    ['declined', 'agreed'],
  );
});

test('AGR-4 who declines is logged off where it says so, and asked at the next log-on', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { agreements: [await agreementOf(rig, USING, { decline: 'log-off' })] });
  await askedFor(rig, 'Using our computers');
  rig.notices.say('declined');
  await rig.settle(SOON);
  assert.equal(rig.notices.deeds.length, 1);
  assert.match(rig.notices.deeds[0] ?? '', /^log off: You did not agree/);
  assert.equal(asked(rig), null);
  const known = await agreementOf(rig, USING, { decline: 'log-off', answered: 'declined' });
  await order(rig, 3, { agreements: [known] });
  assert.equal(asked(rig), null);
  const later = await reborn(rig, false);
  await askedFor(later, 'Using our computers');
});

test('AGR-4 a device that cannot log off locks', async () => {
  const rig = await connectedRig({ without: ['log-off'] });
  await order(rig, 2, { agreements: [await agreementOf(rig, USING, { decline: 'log-off' })] });
  await askedFor(rig, 'Using our computers');
  assert.deepEqual(rig.notices.ofNo, ['lock'], 'which they are told before they answer');
  rig.notices.say('declined');
  await rig.settle();
  assert.deepEqual([rig.notices.deeds, rig.control.now()?.lock?.agreementId], [[], USING]);
});

test('AGR-6 a question is taken away when it is no longer to be asked, and when the agent stops', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { agreements: [await agreementOf(rig, USING)] });
  await askedFor(rig, 'Using our computers');
  await order(rig, 3, {});
  assert.equal(asked(rig), null);
  await order(rig, 4, { agreements: [await agreementOf(rig, GAMES)] });
  await askedFor(rig, 'Playing games');
  await order(rig, 5, { agreements: [await agreementOf(rig, GAMES, { version: 2 })] });
  await askedFor(rig, 'Playing games');
  assert.equal(rig.notices.standing()?.version, 2);
  await rig.agent.stop();
  assert.equal(asked(rig), null);
  assert.deepEqual(answers(rig), []);
});

test('AGR-7 a document of somebody else asks nobody and locks nobody, also offline; its own person is held again', async () => {
  const rig = await connectedRig();
  const agreements = [
    await agreementOf(rig, USING, { decline: 'lock', answered: 'declined' }),
    await agreementOf(rig, GAMES),
  ];
  await order(rig, 2, { account: 'Ana.Silva', agreements });
  await askedFor(rig, 'Playing games');
  assert.notEqual(rig.control.now()?.lock, null);
  await offline(rig);
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle(SOON);
  assert.deepEqual([asked(rig), rig.control.now()?.lock], [null, null]);
  assert.equal(rig.agent.agreementAgain(USING), false);
  const later = await reborn(rig, true);
  await later.settle(SOON);
  assert.deepEqual([asked(later), later.control.now()?.lock], [null, null]);
  // Nobody is known: it may be the one whom it is for.
  later.accounts.set(null);
  await later.settle(SOON);
  assert.equal(asked(later), 'Playing games');
  assert.notEqual(later.control.now()?.lock, null);
  later.accounts.set({ name: 'ana.silva', origin: 'profile' });
  await later.settle(SOON);
  assert.equal(asked(later), 'Playing games');
  assert.notEqual(later.control.now()?.lock, null);
});
