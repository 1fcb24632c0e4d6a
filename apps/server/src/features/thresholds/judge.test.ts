import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  concerns,
  judge,
  judgeArrival,
  judgeMatched,
  replay,
  type Countable,
  type Threshold,
} from './judge.ts';

const DAY_MS = 86_400_000;
const rule = fc.record({
  count: fc.integer({ min: 2, max: 6 }),
  severity: fc.constantFrom('minor', 'moderate', 'severe'),
  policies: fc.constant([]),
  days: fc.integer({ min: 1, max: 14 }),
}) satisfies fc.Arbitrary<Threshold>;
const captures = fc
  .array(fc.integer({ min: 0, max: 40 * 24 }), { maxLength: 40 })
  .map((hours): Countable[] => hours.map((hour, place) => ({ id: `c${place}`, at: hour * 3_600_000 })));

describe('a threshold', () => {
  test('counts what is as bad or worse, of the risks that it names', () => {
    const watch: Threshold = { count: 3, severity: 'moderate', policies: ['self-harm'], days: 7 };
    assert.ok(concerns(watch, { severity: 'severe', policy: 'self-harm' }));
    assert.ok(!concerns(watch, { severity: 'minor', policy: 'self-harm' }));
    assert.ok(!concerns(watch, { severity: 'severe', policy: 'drugs' }));
    assert.ok(concerns({ ...watch, policies: [] }, { severity: 'moderate', policy: 'drugs' }));
  });

  test('three within seven days act; the day on which one falls out they do not', () => {
    const watch: Threshold = { count: 3, severity: 'severe', policies: [], days: 7 };
    const at = (day: number): Countable => ({ id: String(day), at: day * DAY_MS });
    assert.equal(judge(watch, [at(1), at(4)], 4 * DAY_MS), null);
    assert.equal(judge(watch, [at(1), at(4), at(7)], 7 * DAY_MS)?.length, 3);
    assert.equal(judge(watch, [at(1), at(4), at(8)], 8 * DAY_MS), null);
  });

  test('every act has enough captures, all within its days, none of which acts twice', () => {
    fc.assert(
      fc.property(rule, captures, (one, all) => {
        const used = new Set<string>();
        for (const act of replay(one, all)) {
          assert.ok(act.captures.length >= one.count);
          for (const { id, at } of act.captures) {
            assert.ok(!used.has(id));
            used.add(id);
            assert.ok(at <= act.at && at > act.at - one.days * DAY_MS);
          }
        }
      }),
    );
  });

  test('misses nothing: between two acts there are never enough', () => {
    fc.assert(
      fc.property(rule, captures, (one, all) => {
        const used = new Set(replay(one, all).flatMap((act) => act.captures.map(({ id }) => id)));
        const left = all.filter(({ id }) => !used.has(id));
        for (const { at } of left) assert.equal(judge(one, left, at), null);
      }),
    );
  });

  test('of captures that were matched the newest stretch with enough acts, and none without one of them', () => {
    fc.assert(
      fc.property(rule, captures, fc.array(fc.nat(39)), (one, all, places) => {
        const matched = new Set(places.map((place) => `c${place}`));
        const counted = judgeMatched(one, all, matched);
        const acts = all
          .map(({ at }) => judge(one, all, at))
          .filter((each) => each?.some(({ id }) => matched.has(id)) === true);
        assert.equal(counted === null, acts.length === 0);
        if (counted === null) return;
        const last = Math.max(...counted.map(({ at }) => at));
        for (const { at } of counted) assert.ok(at > last - one.days * DAY_MS);
        assert.ok(counted.length >= one.count);
        for (const act of acts) assert.ok(Math.max(...(act ?? []).map(({ at }) => at)) <= last);
      }),
    );
  });

  test('a capture that arrives late counts with what happened after it', () => {
    fc.assert(
      fc.property(rule, captures, fc.nat(), (one, all, pick) => {
        const late = all[pick % Math.max(1, all.length)];
        fc.pre(late !== undefined);
        const before = all.filter((other) => other !== late);
        const acted = judgeArrival(one, all, late);
        if (acted === null) {
          assert.equal(judge(one, all, late.at), null);
          return;
        }
        assert.ok(acted.includes(late) && acted.length >= one.count);
        const times = acted.map(({ at }) => at);
        assert.ok(Math.max(...times) - Math.min(...times) < one.days * DAY_MS);
        assert.ok(acted.filter((other) => before.includes(other)).length === acted.length - 1);
      }),
    );
  });

  test('the order in which captures are told changes nothing, and asking for more never acts more often', () => {
    fc.assert(
      fc.property(rule, captures, (one, all) => {
        const acts = replay(one, all);
        assert.deepEqual(
          replay(one, all.toReversed()).map(({ at }) => at),
          acts.map(({ at }) => at),
        );
        assert.ok(replay({ ...one, count: one.count + 1 }, all).length <= acts.length);
      }),
    );
  });
});
