import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasMore, placesNotShown, sayHowLong, sayLeft, sayOver } from './acting-words.ts';

const NOW = Date.parse('2026-11-18T10:00:00Z');
const inSeconds = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

test('what is left is rounded up, counts seconds in the last minute, and never says more than half an hour', () => {
  assert.equal(sayLeft(inSeconds(28 * 60 + 5), NOW), '29 minutes left');
  assert.equal(sayLeft(inSeconds(61), NOW), '2 minutes left');
  assert.equal(sayLeft(inSeconds(42), NOW), '42 seconds left');
  assert.equal(sayLeft(inSeconds(0), NOW), 'Ending now');
  assert.equal(sayLeft(inSeconds(45 * 60), NOW), '30 minutes left', 'a clock that is behind');
});

test('names the places that are not shown as they stand at the side, and that there is more', () => {
  const notShown = ['captures.view', 'concerns.view', 'evidence.view'] as const;
  assert.deepEqual(placesNotShown({ notShown: [...notShown] }), ['Captures', 'Concerns']);
  assert.equal(hasMore({ notShown: ['captures.view'], partlyShown: [] }), false);
  assert.equal(hasMore({ notShown: [...notShown], partlyShown: [] }), true);
  assert.equal(hasMore({ notShown: [], partlyShown: ['captures.view'] }), true);
});

test('says that the time is over only when it is', () => {
  const acting = { id: 'a', name: 'Tom', notShown: [], partlyShown: [] };
  assert.match(sayOver({ ...acting, endsAt: inSeconds(1) }, NOW), /^The 30 minutes are over/);
  assert.match(sayOver({ ...acting, endsAt: inSeconds(600) }, NOW), /^You see the console with your own/);
});

test('says how long it lasted', () => {
  const startedAt = inSeconds(0);
  assert.equal(sayHowLong({ startedAt, endedAt: null }), 'going on now');
  assert.equal(sayHowLong({ startedAt, endedAt: inSeconds(20) }), 'for less than a minute');
  assert.equal(sayHowLong({ startedAt, endedAt: inSeconds(240) }), 'for 4 minutes');
});
