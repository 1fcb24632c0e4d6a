import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { linePath, ticksTo } from './chart-scale.ts';

test('an axis has round numbers and reaches the most', () => {
  assert.deepEqual(ticksTo(17), [0, 5, 10, 15, 20]);
  assert.deepEqual(ticksTo(3), [0, 1, 2, 3]);
  assert.deepEqual(ticksTo(0), [0, 1]);
  assert.deepEqual(ticksTo(Number.NaN), [0, 1]);
});

test('an axis never is short of the most, nor has a crowd of steps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (most) => {
      const ticks = ticksTo(most);
      assert.ok((ticks.at(-1) ?? 0) >= most);
      assert.ok(ticks.length <= 6, ticks.join());
      assert.equal(ticks[0], 0);
    }),
  );
});

test('a line goes from the left to the right edge, zero at the foot', () => {
  assert.equal(linePath([0, 10, 5], 10, 100, 50), 'M0 50L50 0L100 25');
  assert.equal(linePath([4], 8, 100, 50), 'M0 25');
  assert.equal(linePath([], 8, 100, 50), '');
  assert.doesNotMatch(linePath([1, 2], 0, 100, 50), /NaN|Infinity/);
});
