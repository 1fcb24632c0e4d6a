import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayLookers } from './looking-words.ts';

const people = ['Maya Okafor', 'Ben Adeyemi', 'Tara Khan', 'Zoë Ng'].map((name) => ({ id: name, name }));

test('who is looking is told by name, of many the first two', () => {
  assert.equal(sayLookers([]), '');
  assert.equal(sayLookers(people.slice(0, 1)), 'Maya Okafor is looking at this');
  assert.equal(sayLookers(people.slice(0, 2)), 'Maya Okafor and Ben Adeyemi are looking at this');
  assert.equal(sayLookers(people), 'Maya Okafor, Ben Adeyemi and 2 more are looking at this');
});
