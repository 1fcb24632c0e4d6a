import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slot } from '@lapwing/protocol/features/policies/rules.ts';
import { readTime } from '../../ui/times.ts';
import { hoursOf, nextSlot, problemsOfDay, sortedWeek, withDayOn } from './week.ts';

const slot = (from: string, to: string, period: Slot['period'] = 'lesson'): Slot => ({ from, to, period });
const week = (...monday: Slot[]): Slot[][] => [monday, [], [], [], [], [], []];

test('a day is right when its slots end after they begin and do not overlap, in whatever order', () => {
  assert.deepEqual(problemsOfDay([slot('10:00', '11:00'), slot('08:50', '10:00')]), []);
  assert.deepEqual(problemsOfDay([slot('10:00', '09:00')]), ['10:00 to 09:00 ends before it begins.']);
  assert.deepEqual(problemsOfDay([slot('10:00', '11:00'), slot('10:30', '10:45')]), [
    '10:00 to 11:00 and 10:30 to 10:45 overlap.',
  ]);
  assert.equal(problemsOfDay([slot('', '11:00'), slot('10:00', '')]).length, 1);
});

test('a week is saved in the order of the day', () => {
  const [monday] = sortedWeek(week(slot('10:00', '11:00'), slot('08:50', '10:00')));
  assert.deepEqual(
    monday?.map(({ from }) => from),
    ['08:50', '10:00'],
  );
});

test('a day is put on others and stays what it is elsewhere', () => {
  const copied = withDayOn(week(slot('09:00', '10:00')), 0, [1, 4]);
  assert.deepEqual(
    copied.map((day) => day.length),
    [1, 1, 0, 0, 1, 0, 0],
  );
});

test('a new slot follows the last one and ends by midnight', () => {
  assert.deepEqual(nextSlot([]), slot('09:00', '10:00'));
  assert.deepEqual(nextSlot([slot('13:20', '15:20'), slot('08:50', '10:00')]), slot('15:20', '16:20'));
  assert.deepEqual(nextSlot([slot('20:00', '23:40')]), slot('23:00', '24:00'));
});

test('the drawing shows the hours that there are', () => {
  assert.deepEqual(hoursOf(week()), { from: 8, to: 16 });
  assert.deepEqual(hoursOf(week(slot('07:45', '08:50'), slot('16:00', '17:10'))), { from: 7, to: 18 });
});

test('a time is read as people type it, and what is none stays to be put right', () => {
  for (const [typed, read] of [
    ['8:50', '08:50'],
    ['850', '08:50'],
    ['1320', '13:20'],
    ['9', '09:00'],
    ['8.50', '08:50'],
    ['24:00', '24:00'],
    ['24:01', '24:01'],
    ['8:75', '8:75'],
    ['noon', 'noon'],
  ] as const)
    assert.equal(readTime(typed), read);
  assert.equal(problemsOfDay([slot('08:50', 'noon')]).length, 1);
  assert.equal(problemsOfDay([slot('23:00', '24:01')]).length, 1);
});
