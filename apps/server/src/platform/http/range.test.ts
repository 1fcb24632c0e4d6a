import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseRange } from './range.ts';

test('a range is read as the standard says', () => {
  for (const [header, expected] of [
    [undefined, 'whole'],
    ['bytes=0-9', [0, 10]],
    ['bytes=5-', [5, 100]],
    ['bytes=-7', [93, 100]],
    ['bytes=-700', [0, 100]],
    ['bytes=99-99', [99, 100]],
    ['bytes=50-999', [50, 100]],
    ['bytes=100-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=9-5', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
  ] as const) {
    const requested = parseRange(header, undefined, 100);
    const seen = requested.kind === 'part' ? [requested.range.start, requested.range.end] : requested.kind;
    assert.deepEqual(seen, expected, header);
  }
});

test('a condition on a validator that evidence does not have gives the whole', () => {
  assert.deepEqual(parseRange('bytes=0-9', '"tag"', 100), { kind: 'whole' });
});

test('whatever the header, a part lies within', () => {
  const piece = fc.oneof(
    fc.constantFrom('bytes=', '-', ',', '0', '99', '100', '999999999999999'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.nat({ max: 1000 }), (pieces, length) => {
      const requested = parseRange(pieces.join(''), undefined, length);
      if (requested.kind !== 'part') return;
      const { start, end } = requested.range;
      assert.ok(0 <= start && start < end && end <= length);
    }),
  );
});
