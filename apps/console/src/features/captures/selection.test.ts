import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { summaryOf } from './sample.testing.ts';
import { chosenOf, countChosen, extendTo, NONE, toggle } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

test('a line is chosen and let go again', () => {
  const once = toggle(NONE, 'b');
  assert.deepEqual([...once.ids], ['b']);
  assert.deepEqual([...toggle(once, 'b').ids], []);
});

test('a stretch runs from the line chosen last, up or down, and keeps what was chosen before', () => {
  const down = extendTo(toggle(toggle(NONE, 'e'), 'b'), ORDER, 'd');
  assert.deepEqual([...down.ids].sort(), ['b', 'c', 'd', 'e']);
  const up = extendTo(toggle(NONE, 'd'), ORDER, 'b');
  assert.deepEqual([...up.ids].sort(), ['b', 'c', 'd']);
});

test('a stretch with no beginning is the line itself, and one to nowhere changes nothing', () => {
  assert.deepEqual([...extendTo(NONE, ORDER, 'c').ids], ['c']);
  assert.equal(extendTo(NONE, ORDER, 'z'), NONE);
});

test('choosing a line twice is as if it had not been, whatever was chosen', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...ORDER)), fc.constantFrom(...ORDER), (chosen, id) => {
      const selection = { ids: new Set(chosen), from: null };
      assert.deepEqual([...toggle(toggle(selection, id), id).ids].sort(), chosen.sort());
    }),
  );
});

test('only what is shown counts, and an incident counts with all that is open of it', () => {
  const alone = summaryOf({ id: '0199a1b2-0000-7000-8000-00000000000a' });
  const four = summaryOf({
    id: '0199a1b2-0000-7000-8000-00000000000b',
    incident: { id: alone.id, count: 5, open: 4 },
  });
  const chosen = chosenOf({ ids: new Set([alone.id, four.id, 'gone']), from: null }, [alone, four]);
  assert.equal(chosen.length, 2);
  assert.equal(countChosen(chosen), 5);
});
