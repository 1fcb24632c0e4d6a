import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import { doneMeanwhile } from './meanwhile.ts';

const entry = (number: number, by: string | null, event: HistoryEntry['event']): HistoryEntry => ({
  id: `0199a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`,
  at: '2026-11-14T10:42:07.000Z',
  by: by === null ? null : { id: by, name: by },
  event,
});
const HISTORY = [
  entry(1, null, { kind: 'captured' }),
  entry(2, 'maya', { kind: 'taken' }),
  entry(3, 'maya', { kind: 'evidence-viewed', what: 'screenshot' }),
  entry(4, 'me', { kind: 'note', text: 'Rang home.' }),
  entry(5, 'ben', { kind: 'status', from: 'unclassified', to: 'resolved', rationale: 'Done.' }),
];
const since = (seen: number | null): string[] =>
  doneMeanwhile(HISTORY, seen === null ? null : (HISTORY[seen - 1]?.id ?? ''), 'me').map(
    ({ by, event }) => `${by?.id ?? ''} ${event.kind}`,
  );

test('what others decided since is told, and neither looks nor what one did oneself', () => {
  assert.deepEqual(since(1), ['maya taken', 'ben status']);
  assert.deepEqual(since(4), ['ben status']);
  assert.deepEqual(since(5), []);
});

test('who knew nothing is told everything, and an entry that is not there tells nothing', () => {
  assert.deepEqual(since(null), ['maya taken', 'ben status']);
  assert.deepEqual(doneMeanwhile(HISTORY, 'gone', 'me'), []);
});
