/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessagesTold } from '@lapwing/protocol/features/messages/told.command.ts';
import { idOf } from './test/orders.ts';
import { connectedRig, type Rig, until } from './test/rig.ts';

const MINUTE = 60_000;

function tell(rig: Rig, n: number, what: MessagesTold['what'], withinMs = MINUTE): void {
  const deadline = new Date(rig.clock.now() + rig.server.behave.ahead + withinMs).toISOString();
  rig.server.sockets.latest().say({ type: 'messages/told', id: idOf(n), deadline, by: 'Ms Khan', what });
}

function replies(rig: Rig): string[] {
  return rig.server.all.flatMap((frame) =>
    frame.type === 'messages/done'
      ? [`${String(Number.parseInt(frame.id.slice(-4), 16))} ${frame.outcome}`]
      : [],
  );
}

const HELLO = { kind: 'message', text: 'Please save your work' } as const;

test('MSG-1 MSG-3 a message is shown once whatever comes twice, and said to be seen', async () => {
  const rig = await connectedRig();
  tell(rig, 1, HELLO);
  tell(rig, 1, HELLO);
  await until(rig, () => replies(rig).includes('1 shown'));
  tell(rig, 1, HELLO);
  await rig.settle();
  assert.deepEqual(
    rig.notices.messages.map(({ text, by, schoolName }) => [text, by, schoolName]),
    [['Please save your work', 'Ms Khan', 'Lapwing Primary']],
  );
  assert.deepEqual(replies(rig), ['1 shown', '1 shown']);
  rig.notices.close();
  await rig.settle();
  assert.deepEqual(replies(rig).slice(2), ['1 seen']);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.agent.status().connection === 'connected');
  tell(later, 1, HELLO);
  await until(later, () => replies(later).length === 4);
  assert.equal(replies(later).at(-1), '1 seen');
  assert.equal(later.notices.messages.length, 1);
});

test('MSG-1 one that had begun when the agent died is not done again', async () => {
  const rig = await connectedRig();
  rig.notices.show = () => new Promise(() => undefined);
  tell(rig, 1, HELLO);
  await rig.settle();
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.agent.status().connection === 'connected');
  tell(later, 1, HELLO);
  await until(later, () => replies(later).length === 1);
  assert.deepEqual(replies(later), ['1 failed']);
});

test('MSG-2 nothing is done after its deadline, by the server’s time', async () => {
  const rig = await connectedRig();
  tell(rig, 1, { kind: 'log-off', text: 'Bye' }, 0);
  await until(rig, () => replies(rig).length === 1);
  assert.deepEqual(replies(rig), ['1 too-late']);
  // A clock that was set back makes nothing early again.
  const deadline = new Date(rig.clock.now() + MINUTE).toISOString();
  await rig.settle(MINUTE);
  rig.clock.set(rig.clock.now() - 5 * MINUTE);
  rig.server.sockets
    .latest()
    .say({ type: 'messages/told', id: idOf(2), deadline, by: 'Ms Khan', what: HELLO });
  await until(rig, () => replies(rig).length === 2);
  assert.deepEqual(replies(rig), ['1 too-late', '2 too-late']);
  assert.deepEqual([rig.notices.deeds, rig.notices.messages], [[], []]);
});

test('MSG-3 what could not be said is said on the next connection', async () => {
  const rig = await connectedRig();
  tell(rig, 1, HELLO);
  await until(rig, () => replies(rig).length === 1);
  rig.server.sockets.latest().close();
  await until(rig, () => rig.agent.status().connection === 'waiting');
  rig.notices.close();
  await rig.settle();
  rig.agent.retryNow();
  await until(rig, () => replies(rig).includes('1 seen'));
});

test('MSG-4 only addresses of the web are opened; what fails, hangs or cannot be done is told', async () => {
  const rig = await connectedRig();
  tell(rig, 1, { kind: 'open', url: 'https://ana:secret@rivers.example/source' });
  tell(rig, 2, { kind: 'open', url: 'javascript:alert(1)' });
  tell(rig, 3, { kind: 'close-tabs', host: 'games.example', all: true });
  tell(rig, 4, { kind: 'log-off', text: 'Bye' });
  await until(rig, () => replies(rig).length === 4);
  assert.deepEqual(rig.notices.deeds, [
    'open https://rivers.example/source',
    'close all of games.example',
    'log off: Bye',
  ]);
  assert.deepEqual([...replies(rig)].sort(), ['1 done', '2 not-possible', '3 done', '4 done']);
  rig.notices.answer('blocked');
  tell(rig, 5, { kind: 'open', url: 'https://games.example/' });
  await until(rig, () => replies(rig).includes('5 blocked'));
  rig.notices.open = () => new Promise(() => undefined);
  tell(rig, 6, { kind: 'open', url: 'https://games.example/' });
  await rig.settle(11_000);
  assert.equal(replies(rig).at(-1), '6 failed');
});
