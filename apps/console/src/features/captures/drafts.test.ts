import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Draft, holdsText, nextOpen, openDraft, withDraft } from './drafts.ts';

const draft = (given: Partial<Draft>): Draft => ({
  for: 'note',
  text: '',
  to: null,
  revision: 1,
  seen: null,
  told: false,
  ...given,
});
const capture = { id: 'a', revision: 3, history: [] };

test('each capture keeps its own words', () => {
  const one = draft({ text: 'one' });
  let drafts = withDraft({}, 'a', one);
  drafts = withDraft(drafts, 'b', draft({ for: 'resolved', text: 'two' }));
  drafts = withDraft(drafts, 'b', null);
  assert.deepEqual(drafts, { a: one });
});

test('changing from a note to a status takes the words and the person along', () => {
  const to = { id: 'maya', name: 'Maya Okafor' };
  const drafts = openDraft({ a: draft({ text: 'spoke with her', to }) }, capture, 'resolved');
  assert.deepEqual(drafts['a'], draft({ for: 'resolved', text: 'spoke with her', to }));
});

test('a draft keeps to what its writer has seen, whatever comes after', () => {
  const begun = openDraft({}, capture, 'resolved');
  assert.equal(begun['a']?.revision, 3);
  assert.equal(openDraft(begun, { ...capture, revision: 4 }, 'note')['a']?.revision, 3);
});

test('an open form with nothing in it is no draft', () => {
  assert.equal(holdsText(openDraft({}, capture, 'note'), 'a'), false);
  assert.equal(holdsText({ a: draft({ text: 'x' }) }, 'a'), true);
});

const rows = [
  { id: 'a', open: true },
  { id: 'b', open: false },
  { id: 'c', open: true },
  { id: 'd', open: false },
];
const isOpen = (row: { open: boolean }): boolean => row.open;

test('after closing one the next open one below follows, else the nearest above', () => {
  assert.equal(nextOpen(rows, 'a', isOpen), 'c');
  assert.equal(nextOpen(rows, 'd', isOpen), 'c');
  assert.equal(nextOpen(rows, 'c', isOpen), 'a');
  assert.equal(nextOpen(rows.slice(1, 2), 'b', isOpen), null);
});
