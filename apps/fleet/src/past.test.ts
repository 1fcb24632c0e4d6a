import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readActivities } from './activities.ts';
import { planPast, readPast } from './past.ts';
import { createSchool } from './school.ts';

const school = createSchool(1);
const { worries } = readActivities();
/** A Monday, just after midnight: the days before it are a weekend. */
const NOW = new Date(2026, 10, 23, 0, 5).getTime();
const batches = planPast(school, worries, readPast(), { seed: 1, now: NOW });
const events = batches.flatMap((batch) => batch.events);

test('the past happened on school days within school hours, in order, before the demo was begun', () => {
  assert.ok(events.length >= 25 && events.length <= 30);
  for (const [place, { at }] of events.entries()) {
    const moment = new Date(at);
    assert.ok(at < NOW);
    assert.ok(moment.getDay() >= 1 && moment.getDay() <= 5, moment.toString());
    assert.ok(moment.getHours() >= 9 && moment.getHours() < 17, moment.toString());
    assert.ok(place === 0 || at > (events[place - 1]?.at ?? 0));
  }
});

test('each device of the past is a real one and sends its part once', () => {
  const devices = school.rooms.flatMap((room) => room.devices);
  for (const { device } of batches) assert.ok(devices.includes(device));
  assert.equal(new Set(batches.map((batch) => batch.device)).size, batches.length);
});

test('some pupils have an earlier history, most have one capture', () => {
  const counts = new Map<string, number>();
  for (const { pupil } of events) counts.set(pupil.username, (counts.get(pupil.username) ?? 0) + 1);
  assert.deepEqual(
    [...counts.values()].filter((count) => count > 1).sort((one, other) => one - other),
    [3, 3, 4],
  );
});

test('a plan is the same at the next start, so that a past that was cut short goes on', () => {
  assert.deepEqual(planPast(school, worries, readPast(), { seed: 1, now: NOW }), batches);
});

test('staff deal only with what their account lets them see', () => {
  for (const { pupil, handled } of events) {
    for (const step of handled) {
      const member = school.staff.find(({ key }) => key === step.by);
      const sees =
        member?.roles.some((role) => role === 'dsl' || role === 'deputy') === true ||
        member?.groups.includes(pupil.year) === true;
      assert.ok(sees, `${step.by} and a pupil of ${pupil.year}`);
    }
  }
});
