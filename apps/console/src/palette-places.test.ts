/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaces } from './palette-places.ts';

const administrator = {
  capabilities: ['people.view', 'people.manage', 'schools.manage', 'groups.view'] as const,
  preferences: { theme: 'dark', sound: false } as const,
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

test('a setting changes to what it is not', () => {
  assert.deepEqual(labels('theme'), ['Theme: Light', 'Theme: As the system has it']);
  const [sound] = findPlaces('sound', administrator);
  assert.deepEqual(sound !== undefined && 'change' in sound ? sound.change : null, { sound: true });
});
