import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findStaff, nextFor, staffChoices, type CaptureStaff } from './staff-choices.ts';

const ME = { id: 'me', name: 'Tara Khan' };
const STAFF: CaptureStaff = {
  staff: [
    { ...ME, role: 'Safeguarding lead' },
    { id: 'maya', name: 'Maya Okafor', role: 'Deputy lead' },
    { id: 'zoe', name: 'Zoë Ng', role: 'Teacher' },
  ],
  next: { id: 'maya', name: 'Maya Okafor' },
  why: 'on duty until 16:00',
};
const names = (choices: readonly { name: string }[]): string[] => choices.map(({ name }) => name);

test('for escalating, the next in the chain stands first with the reason, once, and oneself is no choice', () => {
  const choices = staffChoices(STAFF, 'escalate', ME);
  assert.deepEqual(names(choices), ['Maya Okafor', 'Zoë Ng']);
  assert.equal(choices[0]?.hint, 'next in the chain: on duty until 16:00');
  assert.equal(choices[0]?.to, null, 'the server says who is next when it is done');
  assert.deepEqual(names(staffChoices({ ...STAFF, next: null }, 'escalate', ME)), ['Maya Okafor', 'Zoë Ng']);
});

test('who is next themselves chooses somebody else', () => {
  const maya = { id: 'maya', name: 'Maya Okafor' };
  assert.equal(nextFor(STAFF, maya), null);
  assert.deepEqual(nextFor(STAFF, ME), maya);
  assert.deepEqual(names(staffChoices(STAFF, 'escalate', maya)), ['Tara Khan', 'Zoë Ng']);
});

test('for giving it to somebody, oneself stands first and nobody last', () => {
  assert.deepEqual(names(staffChoices(STAFF, 'assign', ME)), [
    'Tara Khan',
    'Maya Okafor',
    'Zoë Ng',
    'Nobody',
  ]);
});

test('a few letters of name or role find somebody, accents or not', () => {
  const choices = staffChoices(STAFF, 'assign', ME);
  assert.deepEqual(names(findStaff(choices, 'zoe')), ['Zoë Ng']);
  assert.deepEqual(names(findStaff(choices, 'DEP')), ['Maya Okafor']);
  assert.deepEqual(names(findStaff(choices, 'ok may')), ['Maya Okafor']);
  assert.deepEqual(names(findStaff(choices, 'kafor')), []);
  assert.equal(findStaff(choices, '  ').length, choices.length);
});
