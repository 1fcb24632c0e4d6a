import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateApplied } from '@lapwing/protocol/features/state/applied.event.ts';
import { sayBytes, sayLength, TERMS_PROBLEMS } from './detail-words.ts';

test('every problem that an agent can name has its words', () => {
  for (const problem of StateApplied.shape.problem.unwrap().options)
    assert.ok((TERMS_PROBLEMS[problem] ?? '').length > 20, problem);
});

test('sizes as they stand on the box', () => {
  assert.deepEqual([0, 999, 1000, 7_740_000_000, 512_110_190_592].map(sayBytes), [
    '0 bytes',
    '999 bytes',
    '1 kB',
    '7.7 GB',
    '512 GB',
  ]);
});

test('lengths of time', () => {
  assert.deepEqual([-5, 40_000, 60_000, 7_500_000, 7_200_000, 400_000_000].map(sayLength), [
    '0 s',
    '40 s',
    '1 min',
    '2 h 5 min',
    '2 h',
    '4 days',
  ]);
});
