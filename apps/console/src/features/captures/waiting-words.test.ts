import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryOf } from './sample.testing.ts';
import { sayWaits } from './waiting-words.ts';

const NOW = Date.parse('2026-11-14T10:42:07.000Z');
const waits = (seconds: number): string | null =>
  sayWaits(summaryOf({ receivedAt: new Date(NOW - seconds * 1000).toISOString() }), NOW);

test('an open capture says how long it waits, in the largest unit that fits', () => {
  for (const [seconds, words] of [
    [-30, 'just came'],
    [59, 'just came'],
    [60, 'waits 1 min'],
    [59 * 60, 'waits 59 min'],
    [7200, 'waits 2 h'],
    [47 * 3600, 'waits 47 h'],
    [3 * 86_400, 'waits 3 days'],
  ] as const)
    assert.equal(waits(seconds), words);
});

test('a closed one does not wait', () => {
  assert.equal(sayWaits(summaryOf({ status: 'resolved' }), NOW), null);
});
