import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as assertProperty, integer, property } from 'fast-check';
import {
  inSchool,
  isSchoolDay,
  momentOf,
  nextSchoolTime,
  schoolClock,
  type SchoolWeek,
} from './school-time.ts';

const DAY = [
  { from: '08:50', to: '12:30', period: 'lesson' as const },
  { from: '13:20', to: '15:20', period: 'lesson' as const },
];
const WEEK: SchoolWeek = {
  timeZone: 'Europe/London',
  week: [DAY, DAY, DAY, DAY, DAY, [], []],
  holidays: [{ name: 'Christmas', from: '2026-12-21', to: '2027-01-01' }],
};
const at = (text: string): number => Date.parse(text);

test('the school’s clock is read and set on both sides of the change of the hour', () => {
  for (const [text, day, time] of [
    ['2026-03-27T16:05:00Z', '2026-03-27', '16:05'],
    ['2026-03-30T15:05:00Z', '2026-03-30', '16:05'],
    ['2026-10-23T15:05:00Z', '2026-10-23', '16:05'],
    ['2026-10-26T16:05:00Z', '2026-10-26', '16:05'],
  ] as const) {
    assert.equal(momentOf('Europe/London', day, time), at(text));
    assert.deepEqual({ ...schoolClock('Europe/London', at(text)), weekday: 0 }, { day, time, weekday: 0 });
  }
  // 01:30 comes twice on the last Sunday of October and not at all on that of March.
  assert.equal(momentOf('Europe/London', '2026-10-25', '01:30'), at('2026-10-25T00:30:00Z'));
  assert.equal(momentOf('Europe/London', '2026-03-29', '01:30'), at('2026-03-29T01:30:00Z'));
});

test('after school comes the next morning, after Friday Monday, before a holiday the day after it', () => {
  assert.equal(nextSchoolTime(WEEK, at('2026-11-18T10:00:00Z')), at('2026-11-18T10:00:00Z'));
  assert.equal(nextSchoolTime(WEEK, at('2026-11-18T12:45:00Z')), at('2026-11-18T13:20:00Z'));
  assert.equal(nextSchoolTime(WEEK, at('2026-11-18T15:20:00Z')), at('2026-11-19T08:50:00Z'));
  assert.equal(nextSchoolTime(WEEK, at('2026-11-20T16:05:00Z')), at('2026-11-23T08:50:00Z'));
  assert.equal(nextSchoolTime(WEEK, at('2026-12-18T16:05:00Z')), at('2027-01-04T08:50:00Z'));
  // Over the change of the hour the bell rings by the clock on the wall.
  assert.equal(nextSchoolTime(WEEK, at('2026-03-27T16:05:00Z')), at('2026-03-30T07:50:00Z'));
  assert.equal(
    nextSchoolTime({ ...WEEK, week: [[], [], [], [], [], [], []] }, at('2026-11-18T10:00:00Z')),
    null,
  );
  assert.ok(isSchoolDay(WEEK, '2026-12-18'));
  assert.ok(!isSchoolDay(WEEK, '2026-12-21') && !isSchoolDay(WEEK, '2026-11-21'));
});

test('the next school time is never past, lies in school hours, and nothing of school lies before it', () => {
  const from = at('2026-09-01T00:00:00Z');
  assertProperty(
    property(integer({ min: 0, max: 300 * 24 * 60 }), (minutes) => {
      const now = from + minutes * 60_000;
      const next = nextSchoolTime(WEEK, now);
      assert.ok(next !== null && next >= now && inSchool(WEEK, next));
      for (let step = 1; step < 20; step += 1) {
        const between = now + ((next - now) * step) / 20;
        if (between < next) assert.ok(!inSchool(WEEK, between), new Date(between).toISOString());
      }
    }),
    { numRuns: 60 },
  );
});
