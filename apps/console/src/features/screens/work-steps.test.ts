import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import * as fc from 'fast-check';
import { linesOf, lotsOf, partAt, withStep } from './work-steps.ts';

const BOX = { left: 100, top: 50, width: 400, height: 400 };

test('a point is found on the picture, which stands in the middle of its box', () => {
  const wide = { width: 800, height: 400 };
  assert.deepEqual(partAt(BOX, wide, { x: 300, y: 250 }), { x: 0.5, y: 0.5 });
  assert.deepEqual(partAt(BOX, wide, { x: 100, y: 150 }), { x: 0, y: 0 });
  assert.equal(partAt(BOX, wide, { x: 300, y: 100 }), null, 'above the picture');
  assert.equal(partAt(BOX, { width: 0, height: 0 }, { x: 300, y: 250 }), null);
});

test('whatever the picture and the point, a part is from 0 to 1', () => {
  const size = fc.integer({ min: 1, max: 4000 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.integer({ min: -10, max: 1000 }),
      fc.integer({ min: -10, max: 1000 }),
      (width, height, x, y) => {
        const part = partAt(BOX, { width, height }, { x, y });
        assert.ok(part === null || (part.x >= 0 && part.x <= 1 && part.y >= 0 && part.y <= 1));
      },
    ),
  );
});

test('the wheel counts in lines, and the least turn is one', () => {
  assert.equal(linesOf({ deltaY: 120, deltaMode: 0 }), 3);
  assert.equal(linesOf({ deltaY: -1, deltaMode: 0 }), -1);
  assert.equal(linesOf({ deltaY: 0, deltaMode: 0 }), 0);
  assert.equal(linesOf({ deltaY: 1e9, deltaMode: 0 }), 100);
});

test('of moves the last counts, and nothing else is left out', () => {
  const key: WorkStep = { do: 'key', code: 'KeyA', down: true };
  const move = (x: number): WorkStep => ({ do: 'move', x, y: 0 });
  const steps = [move(0), move(1), key, key, move(0)].reduce(withStep, []);
  assert.deepEqual(steps, [move(1), key, key, move(0)]);
  assert.deepEqual(
    lotsOf(Array.from({ length: 61 }, () => key)).map(({ length }) => length),
    [60, 1],
  );
});
