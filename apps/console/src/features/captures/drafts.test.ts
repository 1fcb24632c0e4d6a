import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsText, nextOpen, openDraft, withDraft } from './drafts.ts';

test('each capture keeps its own words', () => {
  let drafts = withDraft({}, 'a', { for: 'note', text: 'one' });
  drafts = withDraft(drafts, 'b', { for: 'resolved', text: 'two' });
  drafts = withDraft(drafts, 'b', null);
  assert.deepEqual(drafts, { a: { for: 'note', text: 'one' } });
});

test('changing from a note to a status takes the words along', () => {
  const drafts = openDraft({ a: { for: 'note', text: 'spoke with her' } }, 'a', 'resolved');
  assert.deepEqual(drafts['a'], { for: 'resolved', text: 'spoke with her' });
});

test('an open form with nothing in it is no draft', () => {
  assert.equal(holdsText(openDraft({}, 'a', 'note'), 'a'), false);
  assert.equal(holdsText({ a: { for: 'note', text: 'x' } }, 'a'), true);
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
