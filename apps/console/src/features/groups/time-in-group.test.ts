import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesOf, type TimeInGroup } from './time-in-group.ts';

const now = new Date(2026, 10, 12, 10, 42, 30);
const time = (given: Partial<TimeInGroup>): number | null | undefined =>
  minutesOf({ length: 'good', count: '', unit: 'minutes', ...given }, now);

test('a length of time is so many minutes, for good none', () => {
  assert.equal(time({}), null);
  assert.equal(time({ length: 'hour' }), 60);
  assert.equal(time({ length: 'week' }), 10_080);
  assert.equal(time({ length: 'other', count: ' 3 ', unit: 'days' }), 4320);
});

test('the end of the day is midnight where the reader is, also just before it', () => {
  assert.equal(time({ length: 'day' }), 13 * 60 + 18);
  assert.equal(
    minutesOf({ length: 'day', count: '', unit: 'minutes' }, new Date(2026, 10, 12, 23, 59, 59)),
    1,
  );
});

test('what is no length of time is none', () => {
  for (const count of ['', '0', '-5', '1.5', 'two', '9999999', '1e3']) {
    assert.equal(time({ length: 'other', count }), undefined, count);
  }
  assert.equal(time({ length: 'other', count: '366', unit: 'days' }), undefined);
});
