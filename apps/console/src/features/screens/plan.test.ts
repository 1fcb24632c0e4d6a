import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '@lapwing/protocol/features/groups/api.ts';
import * as fc from 'fast-check';
import {
  type Direction,
  extentOf,
  inRows,
  moveBy,
  neighbour,
  nextFree,
  putAt,
  samePlan,
  takeOff,
} from './plan.ts';

const PLAN: Place[] = [
  { deviceId: 'a', x: 1, y: 1 },
  { deviceId: 'b', x: 2, y: 1 },
  { deviceId: 'c', x: 1, y: 3 },
];
const at = (places: readonly Place[], id: string): string => {
  const place = places.find((one) => one.deviceId === id);
  return place === undefined ? 'none' : `${place.x},${place.y}`;
};

test('a device moves by a square, changes places with whoever stands there, and stays at the edge', () => {
  assert.equal(at(moveBy(PLAN, 'c', 'up'), 'c'), '1,2');
  const swapped = moveBy(PLAN, 'a', 'right');
  assert.equal(at(swapped, 'a'), '2,1');
  assert.equal(at(swapped, 'b'), '1,1');
  assert.equal(at(moveBy(putAt(PLAN, 'a', 0, 0), 'a', 'left'), 'a'), '0,0');
  assert.equal(at(putAt(PLAN, 'a', 900, -3), 'a'), '199,0');
});

test('a device from the side that is put on a taken square puts the other aside', () => {
  const plan = putAt(PLAN, 'new', 1, 1);
  assert.equal(at(plan, 'new'), '1,1');
  assert.equal(at(plan, 'a'), 'none');
});

test('arrows lead to the nearest device in their direction', () => {
  assert.equal(neighbour(PLAN, 'a', 'right'), 'b');
  assert.equal(neighbour(PLAN, 'a', 'down'), 'c');
  assert.equal(neighbour(PLAN, 'b', 'down'), 'c');
  assert.equal(neighbour(PLAN, 'a', 'left'), null);
});

test('rows have an aisle after every second, and the next free square fills from the front', () => {
  const rows = inRows(['1', '2', '3', '4', '5'], 2);
  assert.deepEqual(extentOf(rows), { x: 0, y: 0, columns: 2, rows: 4 });
  assert.deepEqual(nextFree(rows, 2), { x: 0, y: 2 });
  assert.deepEqual(nextFree([], 4), { x: 0, y: 0 });
  assert.ok(samePlan(rows, [...rows.slice(2), ...rows.slice(0, 2)]));
  assert.ok(!samePlan(rows, moveBy(rows, '5', 'down')));
});

test('whatever is moved, no two devices stand on one square and none is there twice', () => {
  const move = fc.tuple(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.constantFrom<Direction>('left', 'right', 'up', 'down'),
    fc.nat(3),
    fc.nat(3),
    fc.nat(2),
  );
  fc.assert(
    fc.property(fc.array(move), (moves) => {
      let plan = PLAN;
      for (const [id, direction, x, y, what] of moves) {
        plan =
          what === 0 ? moveBy(plan, id, direction) : what === 1 ? putAt(plan, id, x, y) : takeOff(plan, id);
      }
      assert.equal(new Set(plan.map(({ deviceId }) => deviceId)).size, plan.length);
      assert.equal(new Set(plan.map((place) => `${place.x} ${place.y}`)).size, plan.length);
    }),
  );
});
