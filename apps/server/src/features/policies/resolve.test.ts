import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Action, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import { PERIODS, PRIORITIES, SEVERITIES, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import * as fc from 'fast-check';
import { compareGroups, type OrderedGroup } from '../groups/index.ts';
import {
  canonical,
  configOf,
  editWith,
  groupOf,
  itemId,
  itemKey,
  itemOf,
  parseItem,
  settle,
  type Items,
} from './config.ts';
import { effectiveFor, groupsThatSet, saysNothing } from './resolve.ts';
import { BUILT_IN_TIMETABLE, timetableProblem } from './timetable.ts';

const IDS = Array.from({ length: 5 }, (_, at) => `0196f000-0000-7000-8000-00000000000${at}`);
const group = (at: number, more: Partial<OrderedGroup> = {}): OrderedGroup => ({
  id: IDS[at] ?? '',
  name: `Group ${at}`,
  priority: 'medium',
  depth: 0,
  ...more,
});
const some = <Value>(values: readonly Value[], least = 1): fc.Arbitrary<Value[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: least, maxLength: values.length });
const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { nil: null });
const anyGroup = fc.constantFrom(...IDS.slice(0, 3));
const anyPolicy = fc.constantFrom('drugs' as const, 'bullying' as const, IDS[4] ?? '');
const anyTerm = fc.constantFrom('drugs.flimmer', 'bullying.glommer', `own.${IDS[3]}`);
const anyActions = fc.constantFrom(
  [],
  [{ kind: 'screenshot' as const }],
  [{ kind: 'screenshot' as const }, { kind: 'record' as const, seconds: 60 }],
);
const watch = fc
  .record({
    status: orNull(fc.constantFrom('enabled' as const, 'disabled' as const, 'scheduled' as const)),
    periods: some(PERIODS),
    sources: orNull(some(SOURCES)),
    actions: orNull(anyActions),
  })
  .map((each) => (each.status === 'scheduled' ? each : { ...each, periods: null }));
const termWatch = fc.record({
  enabled: orNull(fc.boolean()),
  sources: orNull(some(SOURCES)),
  severity: orNull(fc.constantFrom(...SEVERITIES)),
  actions: orNull(anyActions),
});
const ownTerm = fc.record({
  policy: anyPolicy,
  wordings: fc.constant(['flimmer']),
  notation: fc.boolean(),
  definition: fc.constant('Made up.'),
  severity: fc.constantFrom(...SEVERITIES),
  sources: some(SOURCES),
  boundary: fc.constant('word' as const),
  unmask: fc.boolean(),
  unless: fc.constant([]),
  needs: fc.constant(null),
});
const allowance = fc.record({
  what: fc.oneof(
    fc.record({
      kind: fc.constant('phrase' as const),
      phrase: fc.constant('flim flam'),
      term: fc.constant(null),
    }),
    fc.record({
      kind: fc.constant('site' as const),
      site: fc.constant('example.org'),
      policy: orNull(anyPolicy),
    }),
  ),
  groupId: orNull(anyGroup),
  reason: fc.constant('A song.'),
  until: fc.constant(null),
  captureId: fc.constant(null),
});
const edit: fc.Arbitrary<PolicyEdit> = fc
  .oneof(
    fc.record({
      kind: fc.constant('policy' as const),
      id: fc.constant(IDS[4] ?? ''),
      value: orNull(fc.constant({ title: 'Local', description: '', risk: 'bullying' as const })),
    }),
    fc.record({
      kind: fc.constant('term' as const),
      id: fc.constant(`own.${IDS[3]}`),
      value: orNull(ownTerm),
    }),
    fc.record({
      kind: fc.constant('watch' as const),
      groupId: anyGroup,
      policy: anyPolicy,
      value: orNull(watch),
    }),
    fc.record({
      kind: fc.constant('term-watch' as const),
      groupId: anyGroup,
      term: anyTerm,
      value: orNull(termWatch),
    }),
    fc.record({
      kind: fc.constant('sources' as const),
      groupId: anyGroup,
      value: orNull(fc.record({ sources: some(SOURCES, 0), everyTerm: fc.boolean() })),
    }),
    fc.record({ kind: fc.constant('allow' as const), id: fc.constantFrom(...IDS), value: orNull(allowance) }),
  )
  // Plain objects, as parsing makes them; it fails where this makes no real edit.
  .map((each) => PolicyEdit.parse(each));
const edits = fc.array(edit, { maxLength: 25 });
const groups = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 2 }),
      name: fc.constantFrom('8B', 'Year 9', 'Year 10', ''),
      priority: fc.constantFrom(...PRIORITIES),
      depth: fc.integer({ min: -1, max: 3 }),
    }),
    { maxLength: 5 },
  )
  .map((list) => [...new Map(list.map(({ at, ...more }) => [at, group(at, more)])).values()]);

const NOTHING: Items = new Map();
const configAfter = (list: readonly PolicyEdit[]): ReturnType<typeof configOf> =>
  configOf(settle(NOTHING, list).values());

describe('what a school decides', () => {
  it('is kept and read back item by item', () => {
    fc.assert(
      fc.property(edit, (each) => {
        const item = itemOf(each);
        if (item === null) return;
        assert.deepEqual(parseItem(item.kind, itemId(item), JSON.parse(JSON.stringify(item.value))), item);
        assert.ok(groupOf(item) === null || IDS.includes(groupOf(item) ?? ''));
      }),
    );
  });

  it('is as it was when every item of a change is put back', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const before = settle(NOTHING, first);
        const undo = second.map((each) => editWith(each, before.get(itemKey(each))?.value ?? null));
        const after = settle(settle(before, second), undo);
        assert.equal(canonical(Object.fromEntries(after)), canonical(Object.fromEntries(before)));
      }),
    );
  });

  it('that this version cannot read counts for nothing', () => {
    assert.equal(parseItem('wish', 'x', {}), null);
    assert.equal(parseItem('library', 'school', { version: 3 }), null);
  });
});

describe('what holds for a device', () => {
  it('is nothing special while nothing is decided', () => {
    const { rules, sources, privateHosts, recipients } = effectiveFor(
      configOf([]),
      [group(0)],
      'Europe/London',
    );
    assert.ok(saysNothing(rules));
    assert.deepEqual(sources, SOURCES);
    assert.equal(privateHosts, null);
    assert.deepEqual(recipients, []);
  });

  it('is always something that devices can read, the same in whatever order the groups come', () => {
    fc.assert(
      fc.property(edits, groups, (list, some) => {
        const config = configAfter(list);
        const { rules } = effectiveFor(config, some, 'Europe/London');
        assert.deepEqual(WatchRules.parse(rules), rules);
        const turned = effectiveFor(config, some.toReversed(), 'Europe/London');
        assert.equal(canonical(turned), canonical(effectiveFor(config, some, 'Europe/London')));
      }),
    );
  });

  it('is decided by the strongest group that sets it, field by field', () => {
    fc.assert(
      fc.property(edits, groups, anyTerm, (list, some, term) => {
        const config = configAfter(list);
        const { rules } = effectiveFor(config, some, 'Europe/London');
        const strongestFirst = some.toSorted((a, b) => compareGroups(b, a).order);
        const set = strongestFirst.map((each) => config.termWatches.get(each.id)?.get(term));
        const first = <Value>(
          value: (each: NonNullable<(typeof set)[number]>) => Value | null,
        ): Value | null => {
          for (const each of set) {
            const found = each === undefined ? null : value(each);
            if (found !== null) return found;
          }
          return null;
        };
        assert.equal(
          rules.terms[term]?.severity ?? null,
          first(({ severity }) => severity),
        );
        assert.equal(rules.terms[term]?.off ?? false, first(({ enabled }) => enabled) === false);
        assert.deepEqual(
          rules.terms[term]?.sources ?? null,
          first(({ sources }) => sources),
        );
        const actions = first((each) => each.actions);
        const recorded = actions?.find(({ kind }) => kind === 'record');
        assert.equal(
          rules.terms[term]?.record ?? null,
          actions === null ? null : recorded === undefined ? 0 : 60,
        );
      }),
    );
  });

  it('records as the actions of a policy say, not at all where they do not name it, and as ever where nobody sets any', () => {
    const recordOf = (actions: readonly Action[] | null): number | undefined => {
      const edit = PolicyEdit.parse({
        kind: 'watch',
        groupId: IDS[0],
        policy: 'drugs',
        value: { status: null, periods: null, sources: null, actions },
      });
      return effectiveFor(configAfter([edit]), [group(0)], 'Europe/London').rules.policies['drugs']?.record;
    };
    assert.equal(recordOf([{ kind: 'record', seconds: 45 }, { kind: 'screenshot' }]), 45);
    assert.equal(recordOf([{ kind: 'screenshot' }]), 0);
    assert.equal(recordOf(null), undefined);
  });

  it('is not touched by groups that set nothing', () => {
    fc.assert(
      fc.property(edits, groups, (list, some) => {
        const config = configAfter(list);
        const setters = groupsThatSet(config);
        const setting = some.filter(({ id }) => setters.has(id));
        assert.equal(
          canonical(effectiveFor(config, some, 'Europe/London')),
          canonical(effectiveFor(config, setting, 'Europe/London')),
        );
      }),
    );
  });

  it('lets pass what any of its groups lets pass, and nothing of other groups', () => {
    fc.assert(
      fc.property(edits, groups, (list, some) => {
        const config = configAfter(list);
        const ids = new Set(some.map(({ id }) => id));
        const due = [...config.allowances.values()].filter(
          ({ groupId }) => groupId === null || ids.has(groupId),
        );
        assert.equal(effectiveFor(config, some, 'Europe/London').rules.allow.length, due.length);
      }),
    );
  });

  it('takes status and periods from one group, and the nearer group over the higher one', () => {
    const list: PolicyEdit[] = [
      {
        kind: 'watch',
        groupId: IDS[0] ?? '',
        policy: 'drugs',
        value: { status: 'scheduled', periods: ['lesson'], sources: null, actions: null },
      },
      {
        kind: 'watch',
        groupId: IDS[1] ?? '',
        policy: 'drugs',
        value: { status: 'enabled', periods: null, sources: ['typed'], actions: null },
      },
    ];
    const rules = (...some: OrderedGroup[]): WatchRules['policies'] =>
      effectiveFor(configAfter(list), some, 'Europe/London').rules.policies;
    assert.deepEqual(rules(group(0)), { drugs: { periods: ['lesson'] } });
    assert.deepEqual(rules(group(0), group(1, { depth: 1 })), { drugs: { sources: ['typed'] } });
    assert.deepEqual(rules(group(0, { priority: 'high' }), group(1, { depth: 1 })), {
      drugs: { periods: ['lesson'], sources: ['typed'] },
    });
  });
});

describe('a timetable', () => {
  const day = (...slots: Array<[from: string, to: string]>): Parameters<typeof timetableProblem>[0] => ({
    week: [[], [], slots.map(([from, to]) => ({ from, to, period: 'lesson' as const })), [], [], [], []],
    holidays: [],
  });
  it('that Lapwing comes with is sound', () => {
    assert.equal(timetableProblem(BUILT_IN_TIMETABLE), null);
  });
  it('names the day on which two slots overlap or stand in the wrong order', () => {
    assert.match(
      timetableProblem(day(['09:00', '10:00'], ['09:30', '10:30']))?.message ?? '',
      /Wednesday.*overlaps/,
    );
    assert.match(
      timetableProblem(day(['09:00', '10:00'], ['08:00', '08:30']))?.message ?? '',
      /Wednesday.*before it/,
    );
    assert.equal(timetableProblem(day(['09:00', '10:00'], ['10:00', '24:00'])), null);
  });
});
