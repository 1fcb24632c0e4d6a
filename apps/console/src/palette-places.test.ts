/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaces } from './palette-places.ts';

const administrator = {
  capabilities: ['people.view', 'people.manage', 'schools.manage', 'groups.view'] as const,
  preferences: { theme: 'dark', sound: false } as const,
  room: null,
  scopedToGroups: false,
};
const labels = (words: string): string[] => findPlaces(words, administrator).map((place) => place.label);

test('the main pages that one may use are there before anything is typed, and no setting', () => {
  assert.ok(labels('').includes('People'));
  assert.ok(!labels('').includes('Import people from a file'));
  assert.ok(!labels('').includes('Captures'));
  assert.ok(labels('').every((label) => !label.startsWith('Theme')));
});

test('words find them by their beginnings', () => {
  assert.deepEqual(labels('imp peo'), ['Import people from a file']);
  assert.deepEqual(labels('xqz'), []);
});

test('a page that is reached through Settings is found by its name, by whom it is open to', () => {
  const lead = { ...administrator, capabilities: ['policies.view', 'devices.view'] as const };
  const found = (words: string, scopedToGroups = false) =>
    findPlaces(words, { ...lead, scopedToGroups }).map(({ label }) => label);
  assert.deepEqual(found('let pass'), ['Let pass']);
  assert.deepEqual(found('thresholds'), [], 'not open to them');
  assert.deepEqual(found('coverage'), ['Coverage']);
  assert.deepEqual(found('coverage', true), [], 'it is about the whole school');
  assert.deepEqual(found('guidance'), ['Guidance: what to do'], 'once');
  assert.equal(found('settings')[0], 'Settings');
});

test('a setting changes to what it is not', () => {
  assert.deepEqual(labels('theme'), ['Theme: Light', 'Theme: As the system has it']);
  const [sound] = findPlaces('sound', administrator);
  assert.deepEqual(sound !== undefined && 'change' in sound ? sound.change : null, { sound: true });
});

test('what can be done in a room is found from wherever one is, by whom it is open to', () => {
  const room = { id: 'r1', name: 'Room 4', lesson: true };
  const capabilities = ['restrictions.set', 'lessons.teach'] as const;
  const found = (words: string) => findPlaces(words, { ...administrator, capabilities, room });
  const [lock] = found('lock room');
  assert.equal(lock !== undefined && 'href' in lock ? lock.href : '', '/groups/r1/thumbnails?do=front');
  assert.deepEqual(
    found('lesson').map(({ label }) => label),
    ['Lessons', 'End lesson', 'Timetable of lessons'],
  );
  assert.equal(found('internet off').length, 1);
  assert.deepEqual(findPlaces('internet off', { ...administrator, room }), []);
  assert.deepEqual(findPlaces('lock', { ...administrator, capabilities, room: null }), []);
});
