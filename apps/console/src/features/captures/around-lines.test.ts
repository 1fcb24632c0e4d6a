import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layAround } from './around-lines.ts';
import { summaryOf } from './sample.testing.ts';

const capture = summaryOf({ happenedAt: '2026-11-14T10:42:06.000Z' });
const other = '0199a1b2-0000-7000-8000-000000000077';

test('the trigger stands once, in its place among what was before and after', () => {
  const lines = layAround(capture, [
    {
      kind: 'capture',
      at: '2026-11-14T10:50:00.000Z',
      id: other,
      severity: 'minor',
      policy: 'Bullying',
      site: null,
      sentence: null,
    },
    {
      kind: 'capture',
      at: capture.happenedAt,
      id: capture.id,
      severity: 'moderate',
      policy: 'Bullying',
      site: null,
      sentence: null,
    },
    { kind: 'session-started', at: '2026-11-14T10:30:00.000Z', device: 'CR2-01', room: null },
  ]);
  assert.deepEqual(
    lines.map(({ entry }) => entry?.kind ?? 'trigger'),
    ['session-started', 'trigger', 'capture'],
  );
  assert.equal(new Set(lines.map(({ key }) => key)).size, 3);
});

test('where nothing else is known the trigger stands alone', () => {
  assert.equal(layAround(capture, []).length, 1);
});
