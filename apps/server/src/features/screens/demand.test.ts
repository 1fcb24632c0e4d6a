import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import { changeOf, mergeWishes, MOST_NAMES, type Demand, type Wish } from './demand.ts';

const wish: fc.Arbitrary<Wish> = fc.record({
  purpose: fc.constantFrom('glance' as const, 'look' as const),
  width: fc.integer({ min: 0, max: 1920 }),
  everyMs: fc.integer({ min: 400, max: 60_000 }),
});
const wishes = fc.array(fc.tuple(fc.string({ maxLength: 300 }), wish), { minLength: 1, maxLength: 8 });

function merged(all: ReadonlyArray<readonly [string, Wish]>): Demand {
  const demand = mergeWishes(all);
  assert.ok(demand !== null);
  return demand;
}

describe('what a device is asked for', () => {
  it('is nothing when nobody wants anything', () => {
    assert.equal(mergeWishes([]), null);
  });

  it('is enough for each who wants something, and a command that the contract takes', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const demand = merged(all);
        for (const [, one] of all) {
          assert.ok(demand.width >= one.width && demand.everyMs <= one.everyMs);
          if (one.purpose === 'look') assert.equal(demand.purpose, 'look');
        }
        ScreensWanted.parse({
          type: 'screens/wanted',
          id: '01890000-0000-7000-8000-000000000000',
          purpose: demand.purpose,
          width: demand.width,
          quality: demand.quality,
          everyMs: demand.everyMs,
          watchers: demand.names.slice(0, MOST_NAMES),
        });
        assert.equal(demand.names.length > 0, demand.purpose === 'look');
      }),
    );
  });

  it('changes by one who joins only to more or not at all, and by one who leaves only to less or not at all', () => {
    fc.assert(
      fc.property(wishes, fc.tuple(fc.string({ maxLength: 20 }), wish), (all, joining) => {
        const [few, many] = [merged(all), merged([...all, joining])];
        assert.notEqual(changeOf(few, many), 'less');
        assert.notEqual(changeOf(many, few), 'more');
        assert.equal(changeOf(few, merged(all)), 'none');
      }),
    );
  });

  it('does not change with each pixel of a slider', () => {
    const at = (width: number): Demand => merged([['Eight', { purpose: 'glance', width, everyMs: 2000 }]]);
    assert.equal(changeOf(at(250), at(320)), 'none');
    assert.equal(changeOf(at(320), at(321)), 'more');
    assert.equal(changeOf(at(321), at(240)), 'less');
  });
});
