import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import { inventoryFor } from './inventories.ts';
import { createSchool } from './school.ts';
import { createTimetable, PERIOD_MS } from './timetable.ts';

const SUBJECTS = ['English', 'Maths', 'Library'];

test('the school of the demo has 120 pupils in four years, 12 staff, and 60 devices in four rooms', () => {
  const school = createSchool(1);
  assert.equal(school.pupils.length, 120);
  assert.equal(new Set(school.pupils.map((pupil) => pupil.name)).size, 120);
  assert.equal(school.staff.length, 12);
  assert.deepEqual(
    school.rooms.map((room) => room.devices.length),
    [28, 16, 8, 8],
  );
  for (const year of school.years)
    for (const form of year.forms)
      assert.equal(
        school.pupils.filter((pupil) => pupil.form === form && pupil.year === year.name).length,
        15,
      );
});

test('the same seed gives the same school, another seats the pupils in other forms', () => {
  assert.deepEqual(createSchool(5), createSchool(5));
  assert.notDeepEqual(createSchool(5).pupils, createSchool(6).pupils);
});

test('usernames and device names are distinct in a school of any size', () => {
  for (const size of [
    { pupils: 120, devices: 60 },
    { pupils: 2000, devices: 1000 },
  ]) {
    const school = createSchool(3, size);
    assert.equal(new Set(school.pupils.map((pupil) => pupil.username)).size, size.pupils);
    assert.equal(new Set(school.rooms.flatMap((room) => room.devices)).size, size.devices);
  }
});

test('every group of a member of staff is one of the school', () => {
  const school = createSchool(1);
  const groups = new Set([
    ...school.rooms.map((room) => room.name),
    ...school.years.flatMap((year) => [year.name, ...year.forms]),
  ]);
  for (const member of school.staff) for (const group of member.groups) assert.ok(groups.has(group), group);
});

test('nobody sits at two devices at once, and most devices are in use, at any time of a week', () => {
  const school = createSchool(1);
  const lessonIn = createTimetable(school, SUBJECTS);
  for (let time = 0; time < 200 * PERIOD_MS; time += PERIOD_MS / 3) {
    const seats = school.rooms.flatMap((room) => [...lessonIn(room.name, time).seats.values()]);
    assert.equal(new Set(seats.map((pupil) => pupil.username)).size, seats.length);
    assert.ok(seats.length >= 45 && seats.length <= 60, String(seats.length));
  }
});

test('a lesson holds until its end and another follows', () => {
  const lessonIn = createTimetable(createSchool(1), SUBJECTS);
  const lesson = lessonIn('Library', 1_000_000_000);
  assert.deepEqual(lessonIn('Library', lesson.endsAt - 1), lesson);
  assert.equal(lessonIn('Library', lesson.endsAt).period, lesson.period + 1);
});

test('every device of the demo can say what it is made of, as the protocol takes it', () => {
  const { rooms } = createSchool(1);
  for (const [place, { system }] of rooms.entries())
    assert.equal(Inventory.safeParse(inventoryFor(system, place)).success, true, system);
  assert.equal(inventoryFor('Another system', 0), null);
});
