import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { keepOnly, NOTHING, pick, type Selection, step, type Step } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const keys = (selection: Selection | null): string => [...(selection?.keys ?? [])].sort().join('');
const go = (from: Selection, to: Step, how = {}): Selection | null =>
  step(from, ORDER, { step: to, columns: 3, rows: 2 }, how);

test('a press selects one, Ctrl one more or less, Shift everything between', () => {
  const one = pick(NOTHING, ORDER, 'b', {});
  assert.equal(keys(one), 'b');
  const two = pick(one, ORDER, 'e', { toggle: true });
  assert.equal(keys(two), 'be');
  assert.equal(keys(pick(two, ORDER, 'b', { toggle: true })), 'e');
  assert.equal(keys(pick(one, ORDER, 'd', { range: true })), 'bcd');
  assert.equal(keys(pick(two, ORDER, 'g', { range: true, toggle: true })), 'befg');
  assert.equal(keys(pick(NOTHING, ORDER, 'c', { range: true })), 'c');
});

test('a range is drawn anew from the same anchor', () => {
  const one = pick(NOTHING, ORDER, 'd', {});
  const down = pick(one, ORDER, 'f', { range: true });
  assert.equal(keys(pick(down, ORDER, 'b', { range: true })), 'bcd');
});

test('arrows move by the shape of the grid, and stop at its edges', () => {
  const at = (key: string): Selection => pick(NOTHING, ORDER, key, {});
  assert.equal(go(at('b'), 'down')?.cursor, 'e');
  assert.equal(go(at('e'), 'down')?.cursor, 'g');
  assert.equal(go(at('g'), 'down'), null);
  assert.equal(go(at('b'), 'up'), null);
  assert.equal(go(at('c'), 'right')?.cursor, 'd');
  assert.equal(go(at('c'), 'end')?.cursor, 'g');
  assert.equal(go(at('f'), 'page-up')?.cursor, 'c');
  assert.equal(go(NOTHING, 'down')?.cursor, 'a');
});

test('Shift and an arrow grow the selection, Ctrl and an arrow leave it', () => {
  const one = pick(NOTHING, ORDER, 'a', {});
  assert.equal(keys(go(one, 'down', { extend: true })), 'abcd');
  const moved = go(one, 'right', { focusOnly: true });
  assert.equal(keys(moved), 'a');
  assert.equal(moved?.cursor, 'b');
});

test('whatever is pressed, nothing is selected that is not there', () => {
  const press = fc.oneof(
    fc.record({ key: fc.constantFrom(...ORDER), toggle: fc.boolean(), range: fc.boolean() }),
    fc.record({
      go: fc.constantFrom<Step>('left', 'right', 'up', 'down', 'home', 'end'),
      extend: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(fc.array(press), fc.subarray(ORDER), (presses, left) => {
      let now: Selection = NOTHING;
      for (const one of presses)
        now = 'key' in one ? pick(now, ORDER, one.key, one) : (go(now, one.go, one) ?? now);
      const kept = keepOnly(now, new Set(left));
      assert.ok([...kept.keys].every((key) => left.includes(key)));
      assert.ok(kept.cursor === null || left.includes(kept.cursor));
    }),
  );
});
