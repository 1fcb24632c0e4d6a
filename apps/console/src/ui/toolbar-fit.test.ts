import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fitting } from './toolbar-fit.ts';

const item = (width: number, first = false) => ({ width, first });

test('all tools stay when they fit, to the pixel', () => {
  const items = [item(50, true), item(50), item(50, true)];
  assert.equal(fitting(items, 50 + 4 + 50 + 17 + 50, 60), 3);
  assert.equal(fitting(items, 50 + 4 + 50 + 17 + 49, 60), 2);
});

test('the menu for the rest gets its room before the last tools', () => {
  const items = [item(50, true), item(50), item(50)];
  assert.equal(fitting(items, 120, 60), 1);
  assert.equal(fitting(items, 60, 60), 0);
  assert.equal(fitting([], 0, 60), 0);
});

test('what is shown never is wider than the room, unless only the menu is left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ width: fc.integer({ min: 10, max: 200 }), first: fc.boolean() }), {
        maxLength: 30,
      }),
      fc.integer({ min: 0, max: 2000 }),
      fc.integer({ min: 20, max: 90 }),
      (items, room, more) => {
        const count = fitting(items, room, more);
        assert.ok(count >= 0 && count <= items.length);
        if (count === 0) return;
        let used = 0;
        for (const [index, one] of items.slice(0, count).entries())
          used += (index === 0 ? 0 : one.first ? 17 : 4) + one.width;
        assert.ok(used + (count < items.length ? 4 + more : 0) <= room);
      },
    ),
  );
});
