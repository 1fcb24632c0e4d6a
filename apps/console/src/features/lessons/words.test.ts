import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOn, lessonLengths, minutesOfPlanned, sayMinutesLeft } from './words.ts';

const NOW = Date.parse('2026-11-16T10:00:00.000Z');
const ends = (seconds: number): { endsAt: string } => ({
  endsAt: new Date(NOW + seconds * 1000).toISOString(),
});

test('what is left of a lesson is rounded up, and its last minute says so', () => {
  assert.equal(sayMinutesLeft(ends(24 * 60 - 10), NOW), '24 min left');
  assert.equal(sayMinutesLeft(ends(59), NOW), 'less than a minute left');
  assert.equal(sayMinutesLeft(ends(-1), NOW), 'time is over');
  assert.equal(isOn({ ...ends(5), endedAt: null }, NOW), true);
  assert.equal(isOn({ ...ends(-5), endedAt: null }, NOW), false);
  assert.equal(isOn({ ...ends(5), endedAt: ends(0).endsAt }, NOW), false);
});

test('a planned lesson that has begun goes to its own end, within what a lesson may last', () => {
  assert.equal(minutesOfPlanned(ends(47 * 60), NOW), 47);
  assert.equal(minutesOfPlanned(ends(60), NOW), 5);
  assert.equal(minutesOfPlanned(ends(24 * 3600), NOW), 300);
});

test('the usual length stands first, and once', () => {
  assert.deepEqual(lessonLengths(60).slice(0, 2), [60, 30]);
  assert.equal(lessonLengths(55)[0], 55);
  assert.equal(lessonLengths(60).filter((minutes) => minutes === 60).length, 1);
});
