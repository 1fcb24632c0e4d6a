import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canRecord, canView } from './available.ts';
import { keySeats } from './seat.ts';
import { seatSample } from './seat.testing.ts';
import { OBSTACLE_WORDS } from './words.ts';

const MAY = { allowed: true };
const seats = (...given: Parameters<typeof seatSample>[0][]) => keySeats(given.map(seatSample), 'people');

test('without a choice the button says what to choose, without the right it says so first', () => {
  assert.match(canView([], MAY).unavailable ?? '', /Choose at least one/);
  assert.equal(canRecord([], { allowed: false, reason: 'Not for you.' }).unavailable, 'Not for you.');
});

test('one that can be viewed is enough; where none can, the reason that they share is said', () => {
  const off = { person: 'a', device: 'x', online: false };
  const here = { person: 'b', device: 'y' };
  const banned = { person: 'c', device: 'z', remoteView: 'deny' as const };
  assert.equal(canView(seats(off, here), MAY).unavailable, undefined);
  assert.equal(canView(seats(off, here), MAY).on.length, 1);
  assert.equal(canView(seats(off), MAY).unavailable, OBSTACLE_WORDS.offline);
  assert.equal(canView(seats(banned), MAY).unavailable, OBSTACLE_WORDS.forbidden);
  assert.match(canView(seats(off, banned), MAY).unavailable ?? '', /Choose at least one/);
});

test('more screens than fit are refused with the number that does', () => {
  const many = seats(
    ...Array.from({ length: 10 }, (_, index) => ({ person: `p${index}`, device: `d${index}` })),
  );
  assert.match(canView(many, MAY).unavailable ?? '', /at most 9/);
  assert.equal(canRecord(many, MAY).unavailable, undefined);
});
