import assert from 'node:assert/strict';
import { test } from 'node:test';

import { liveScreenContract } from '@lapwing/agent-core/contracts/live-screen.contract.ts';
import type { Front } from '@lapwing/agent-core/contracts/live-screen.ts';

import { createFakePictures } from '../../platform/fake/pictures.ts';
import { createFakeScreen } from '../../platform/fake/screen.ts';
import { createFakeTarget } from '../../platform/fake/target.ts';
import { createFakeWindows } from '../../platform/fake/windows.ts';
import { createDesktopHands } from './hands.ts';
import { createDesktopLiveScreen } from './live-screen.ts';

function desk() {
  const windows = createFakeWindows();
  const raw = createFakeScreen(
    () => Date.parse('2026-11-14T10:00:00.000Z'),
    [{ id: 'A', primary: true, x: 0, y: 0, width: 640, height: 400 }],
  );
  const told = new Map<string, Front>();
  const state = { present: true, grabs: 0 };
  const screen = createDesktopLiveScreen({
    screen: {
      ...raw,
      monitors: () => raw.monitors(),
      stamp: () => raw.stamp(),
      grab: (area) => {
        state.grabs += 1;
        return raw.grab(area);
      },
    },
    windows,
    pictures: createFakePictures(),
    excluded: ({ executable }) => executable === 'kept-out',
    frontOf: (place) => told.get(place) ?? null,
    present: async () => Promise.resolve(state.present),
  });
  return { windows, raw, told, state, screen };
}

let drawn = 1;

liveScreenContract(
  (name, run) => void test(`the desktop: ${name}`, run),
  () => {
    const { windows, raw, told, state, screen } = desk();
    windows.open({ title: 'A letter' });
    return Promise.resolve({
      screen,
      turnTo: async (title, url) => {
        drawn += 1;
        raw.paint({ x: 0, y: 0, width: 200, height: 100 }, drawn * 0x01_03_05);
        const place = windows.open({ title });
        told.set(place, { application: 'Chromium', title, url });
        return Promise.resolve();
      },
      hide: async () => {
        windows.focus(null);
        state.present = false;
        return Promise.resolve();
      },
    });
  },
);

const LOOK = { width: 320, quality: 0.6, last: null, wanted: () => true };

test('while nothing is drawn the screen is not read, and all monitors are in the picture', async () => {
  const { windows, raw, state, screen } = desk();
  raw.plug([
    { id: 'A', primary: true, x: 0, y: 0, width: 320, height: 200 },
    { id: 'B', primary: false, x: 320, y: 0, width: 320, height: 200 },
  ]);
  windows.open({ title: 'A letter' });
  const first = await screen.look(LOOK);
  assert.ok(first.ok);
  assert.deepEqual([first.width, first.height], [320, 100]);
  const read = state.grabs;
  for (let n = 0; n < 5; n += 1)
    assert.deepEqual(await screen.look({ ...LOOK, last: first.mark }), { ok: false, why: 'unchanged' });
  assert.equal(state.grabs, read);
});

test('of a private window in front nothing is told, and at the sign-in there is nothing', async () => {
  const { windows, raw, state, screen } = desk();
  windows.open({ title: 'My passwords', secret: true });
  assert.deepEqual(await screen.front(), { application: '', title: '', url: null });
  windows.open({ title: 'Kept out', executable: 'kept-out' });
  assert.equal((await screen.front())?.title, '');
  windows.focus(null);
  assert.equal((await screen.front())?.application, 'Desktop');
  raw.hide(true);
  assert.deepEqual(await screen.look(LOOK), { ok: false, why: 'nothing' });
  state.present = false;
  assert.equal(await screen.front(), null);
});

test('steps of staff are done on the whole desktop, and keys that follow are not the person’s', async () => {
  const raw = createFakeScreen(() => 0);
  raw.plug([
    { id: 'A', primary: true, x: 0, y: 0, width: 320, height: 200 },
    { id: 'B', primary: false, x: 320, y: 0, width: 320, height: 200 },
  ]);
  const target = createFakeTarget();
  let now = 10_000;
  const hands = createDesktopHands({ target, screen: raw, passed: () => now });
  assert.equal(hands.working(), false);
  await hands.work(
    [
      { do: 'button', x: 0.75, y: 1, button: 0, down: true },
      { do: 'scroll', x: 0.5, y: 0.5, lines: 3 },
      { do: 'key', code: 'ShiftLeft', down: true },
      { do: 'key', code: 'KeyF', down: true },
      { do: 'text', text: 'limmer' },
      { do: 'move', x: 0.75, y: 1 },
    ],
    () => true,
  );
  assert.deepEqual(target.pointer, { x: 480, y: 199 });
  assert.equal(target.written, 'Flimmer');
  assert.equal(target.scrolled, 3);
  assert.deepEqual([...target.held], [0]);
  assert.equal(hands.working(), true);
  now += 1499;
  assert.equal(hands.working(), true);
  now += 1;
  assert.equal(hands.working(), false);
  await hands.release();
  assert.deepEqual([...target.held], []);
  let left = 2;
  await hands.work(
    Array.from({ length: 5 }, () => ({ do: 'text', text: 'x' }) as const),
    () => (left -= 1) >= 0,
  );
  assert.equal(target.written, 'Flimmerxx');
});
