import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relativeStaysFor, sayDay, sayExactly, sayMoment, sayRelative, sayWait } from './dates.ts';

const NOW = Date.parse('2026-11-14T10:42:07.000Z');
const before = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

test('a date is day, three letters of the month, and year', () => {
  assert.equal(sayDay('2026-11-14T12:00:00.000Z'), '14 Nov 2026');
  assert.equal(sayDay('2026-09-01T12:00:00.000Z'), '1 Sep 2026');
});

test('a moment is the date, a comma and the time in 24 hours', () => {
  assert.match(sayMoment('2026-11-14T10:42:07.000Z'), /^14 Nov 2026, \d{2}:42$/);
  assert.match(sayExactly('2026-11-14T10:42:07.000Z'), /^14 Nov 2026, \d{2}:42:07$/);
  assert.doesNotMatch(sayMoment('2026-11-14T00:10:00.000Z'), /24:/);
});

test('the past is told in the largest unit that fits', () => {
  for (const [seconds, words] of [
    [0, 'just now'],
    [9, 'just now'],
    [40, '40 s ago'],
    [61, '1 min ago'],
    [59 * 60, '59 min ago'],
    [3 * 3600, '3 h ago'],
    [25 * 3600, 'yesterday'],
    [6 * 86_400, '6 days ago'],
  ] as const) {
    assert.equal(sayRelative(before(seconds), NOW), words);
  }
});

test('what is more than a week ago is told by its date', () => {
  assert.equal(sayRelative(before(8 * 86_400), NOW), '6 Nov 2026');
});

test('a clock that is a little ahead does not put a capture into the future', () => {
  assert.equal(sayRelative(before(-30), NOW), 'just now');
});

test('the future is told as time to go', () => {
  assert.equal(sayRelative(before(-2 * 3600), NOW), 'in 2 h');
  assert.equal(sayRelative(before(-7 * 86_400 + 3), NOW), 'in 7 days');
  assert.equal(sayRelative(before(-25 * 3600), NOW), 'tomorrow');
  assert.equal(sayRelative(before(-29 * 86_400 - 60), NOW), 'in 29 days');
});

test('a relative time is looked at again before its words are stale by a tenth of its unit', () => {
  assert.ok(relativeStaysFor(before(30), NOW) <= 6_000);
  assert.ok(relativeStaysFor(before(600), NOW) <= 60_000);
  assert.ok(relativeStaysFor(before(7200), NOW) <= 6 * 60_000);
});

test('a wait is rounded up, so that who waits so long is let in', () => {
  assert.equal(sayWait(1), '1 second');
  assert.equal(sayWait(59), '59 seconds');
  assert.equal(sayWait(61), '2 minutes');
  assert.equal(sayWait(900), '15 minutes');
  assert.equal(sayWait(3601), '2 hours');
});
