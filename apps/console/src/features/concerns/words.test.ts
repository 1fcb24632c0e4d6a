import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, momentOf, sayActions, sayDate } from './words.ts';

test('a moment survives the fields of a form, to the minute', () => {
  const at = Date.UTC(2026, 10, 14, 10, 42);
  const { date, time } = fieldsOf(at);
  assert.equal(momentOf(date, time), '2026-11-14T10:42:00.000Z');
  assert.equal(momentOf('', '10:00'), null);
  assert.equal(momentOf('2026-11-14', ''), null);
});

test('days and figures are said in words', () => {
  assert.equal(sayDate('2026-09-01'), '1 Sep 2026');
  assert.equal(sayActions({ open: 0, overdue: 0 }), 'None open');
  assert.equal(sayActions({ open: 2, overdue: 1 }), '2 open, 1 overdue');
});
