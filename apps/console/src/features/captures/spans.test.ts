import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spansUntil } from './spans.ts';

const HOLIDAYS = [
  { from: '2026-07-22', to: '2026-09-01' },
  { from: '2026-10-26', to: '2026-10-30' },
  { from: '2026-12-19', to: '2027-01-03' },
];
const from = (today: string, key: string, holidays = HOLIDAYS): string | undefined =>
  spansUntil(today, holidays).find((span) => span.key === key)?.from;

test('a term begins after the last long holiday, and a half term parts none', () => {
  assert.equal(from('2026-11-22', 'term'), '2026-09-02');
  assert.equal(from('2027-01-04', 'term'), '2027-01-04');
  assert.equal(
    from('2026-12-25', 'term'),
    '2026-09-02',
    'the holiday itself still belongs to what went before',
  );
  assert.equal(from('2026-11-22', 'term', []), undefined);
});

test('a week has seven days, today among them, over the change of the clocks too', () => {
  assert.equal(from('2026-10-28', 'week'), '2026-10-22');
  assert.equal(from('2026-03-01', 'month'), '2026-01-31');
});

test('a school year begins in September', () => {
  assert.equal(from('2026-08-31', 'year'), '2025-09-01');
  assert.equal(from('2026-09-01', 'year'), '2026-09-01');
});
