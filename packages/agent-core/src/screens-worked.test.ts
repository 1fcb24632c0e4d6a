/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import { MOST_STEPS, type WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import { WORK_RESTS_MS } from './screen-work.ts';
import { connectedRig, type Rig, until } from './test/rig.ts';
import { watchedWords } from './watched-words.ts';

const ID = '0198f6a0-0000-7000-8000-0000000000a1';
const OTHER_ID = '0198f6a0-0000-7000-8000-0000000000a2';
const LOOK: Omit<ScreensWanted, 'type'> = {
  id: ID,
  purpose: 'look',
  width: 640,
  quality: 0.6,
  everyMs: 1000,
  watchers: ['Ms Khan', 'Mr Osei'],
};
const DOWN: WorkStep = { do: 'key', code: 'KeyF', down: true };
const TEXT: WorkStep = { do: 'text', text: 'flimmer' };

async function say(rig: Rig, frame: Parameters<ReturnType<Rig['server']['sockets']['latest']>['say']>[0]) {
  rig.server.sockets.latest().say(frame);
  await rig.settle();
}

async function looking(changes: Partial<typeof LOOK> = {}): Promise<Rig> {
  const rig = await connectedRig();
  await say(rig, { type: 'screens/wanted', ...LOOK, ...changes });
  return rig;
}

async function work(rig: Rig, steps: readonly WorkStep[], by = 'Ms Khan', id = ID): Promise<void> {
  await say(rig, { type: 'screens/worked', id, by, steps: [...steps] });
}

async function setting(rig: Rig, remoteView: 'allow' | 'deny' | 'ask-deny'): Promise<void> {
  const screens = { remoteView, askSeconds: 10 };
  await rig.server.pushState(await rig.server.document({ version: 2, screens }));
  await until(rig, () =>
    rig.server.all.some((frame) => frame.type === 'state/applied' && frame.version === 2),
  );
}

test('SCREEN-15 steps of a look are done in their order', async () => {
  const rig = await looking();
  await work(rig, [DOWN, TEXT]);
  await work(rig, [{ do: 'release' }]);
  assert.deepEqual(rig.hands.done, [DOWN, TEXT, { do: 'release' }]);
});

test('SCREEN-15 without a look, of another command, for a glance and by somebody who does not look nothing is done', async () => {
  const rig = await connectedRig();
  await work(rig, [DOWN]);
  await say(rig, { type: 'screens/wanted', ...LOOK });
  await work(rig, [DOWN], 'Ms Khan', OTHER_ID);
  await work(rig, [DOWN], 'Somebody');
  await say(rig, { type: 'screens/wanted', ...LOOK, purpose: 'glance', watchers: ['Ms Khan'] });
  await work(rig, [DOWN]);
  assert.deepEqual(rig.hands.done, []);
});

test('SCREEN-15 while the person is being asked, and after a no, nothing is done', async () => {
  const rig = await connectedRig();
  await setting(rig, 'ask-deny');
  await say(rig, { type: 'screens/wanted', ...LOOK });
  await work(rig, [DOWN]);
  rig.person.say('denied');
  await rig.settle();
  await work(rig, [DOWN]);
  assert.deepEqual(rig.hands.done, []);
});

test('SCREEN-16 what is held is let go of however the look ends, once, and never where nothing was done', async () => {
  const ends: readonly ((rig: Rig) => Promise<void>)[] = [
    (rig) => say(rig, { type: 'screens/unwanted' }),
    (rig) => setting(rig, 'deny'),
    (rig) => rig.settle(91_000),
    (rig) => rig.settle(WORK_RESTS_MS),
    (rig) => say(rig, { type: 'screens/wanted', ...LOOK, id: OTHER_ID, watchers: ['Mr Osei'] }),
    (rig) => say(rig, { type: 'screens/wanted', ...LOOK, purpose: 'glance' }),
    async (rig) => {
      rig.server.sockets.latest().close();
      await rig.settle();
    },
    (rig) => rig.agent.stop(),
  ];
  for (const [place, end] of ends.entries()) {
    const rig = await looking();
    await work(rig, [DOWN]);
    await end(rig);
    await rig.settle();
    assert.deepEqual(rig.hands.done, [DOWN, 'let go'], String(place));
    const idle = await looking();
    await end(idle);
    await idle.settle();
    assert.deepEqual(idle.hands.done, [], String(place));
  }
});

test('SCREEN-16 what waits when the look ends is not done', async () => {
  const rig = await looking();
  rig.hands.hold(true);
  await work(rig, [DOWN]);
  await work(rig, [TEXT]);
  await say(rig, { type: 'screens/unwanted' });
  rig.hands.hold(false);
  await rig.settle();
  assert.deepEqual(rig.hands.done, ['let go']);
});

test('SCREEN-16 hands that hang do not gather steps without end', async () => {
  const rig = await looking();
  rig.hands.hold(true);
  for (let n = 0; n < 20; n += 1)
    await work(
      rig,
      Array.from({ length: MOST_STEPS }, () => TEXT),
    );
  rig.hands.hold(false);
  await rig.settle();
  assert.ok(rig.hands.done.length <= 240, String(rig.hands.done.length));
});

test('SCREEN-17 the person reads who works the device, for as long as somebody does', async () => {
  const rig = await looking();
  const words = (): string | null => watchedWords(rig.agent.status().watched);
  assert.equal(words(), 'Your screen is being looked at by Ms Khan and Mr Osei.');
  await work(rig, [DOWN]);
  assert.equal(words(), 'Your device is being worked by Ms Khan.');
  await rig.settle(WORK_RESTS_MS);
  assert.equal(words(), 'Your screen is being looked at by Ms Khan and Mr Osei.');
});
