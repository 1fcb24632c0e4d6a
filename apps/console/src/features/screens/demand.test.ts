import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_GLANCES, WatchScreens } from '@lapwing/protocol/features/screens/watch.ts';
import { wanted, type Wish, widthFor } from './demand.ts';

const id = (number: number): string => `01939c3e-7c1e-7a52-8d5c-${String(number).padStart(12, '0')}`;
const WISH: Wish = {
  groupId: id(0),
  glances: [id(1), id(2)],
  glanceWidth: 220,
  looks: [],
  lookWidth: 0,
  density: 1,
  resting: false,
};

test('what is in view is asked for at the size at which it is shown, every two seconds', () => {
  assert.deepEqual(wanted(WISH).screens, [
    { deviceId: id(1), purpose: 'glance', width: 240, everyMs: 2000 },
    { deviceId: id(2), purpose: 'glance', width: 240, everyMs: 2000 },
  ]);
});

test('nothing is asked for while nobody looks', () => {
  assert.deepEqual(wanted({ ...WISH, looks: [id(3)], resting: true }).screens, []);
});

test('a device that is looked at large is not glanced at as well, and more at once come slower', () => {
  const { screens } = wanted({ ...WISH, looks: [id(2)], lookWidth: 900 });
  assert.deepEqual(
    screens.map(({ deviceId, purpose, everyMs }) => [deviceId, purpose, everyMs]),
    [
      [id(2), 'look', 500],
      [id(1), 'glance', 2000],
    ],
  );
  assert.equal(wanted({ ...WISH, looks: [id(2), id(3)], lookWidth: 400 }).screens[0]?.everyMs, 700);
});

test('a size goes in steps and never beyond what is sensible', () => {
  assert.equal(widthFor(0, 2, 640), 0);
  assert.equal(widthFor(90, 1, 640), 160);
  assert.equal(widthFor(241, 1, 640), 320);
  assert.equal(widthFor(250, 3, 640), 560);
  assert.equal(widthFor(4000, 2, 1920), 1920);
});

test('whatever is in view, the message is one that the server takes', () => {
  const many = Array.from({ length: 2000 }, (_, index) => id(index));
  const message = wanted({ ...WISH, glances: many, looks: many.slice(0, 40), lookWidth: 5000, density: 4 });
  assert.equal(message.screens.length, MOST_GLANCES);
  assert.ok(WatchScreens.safeParse(message).success);
  assert.ok(WatchScreens.safeParse(wanted({ ...WISH, glanceWidth: 0 })).success);
});
