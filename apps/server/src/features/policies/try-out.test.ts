import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import type { Severity, Source, Term } from '@lapwing/detection/term.ts';
import type { WatchRules } from '@lapwing/detection/watch.ts';
import type { Library } from '@lapwing/library/load.ts';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { SEVERITIES, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import * as fc from 'fast-check';
import { createManaged } from './managed.ts';
import { BUILT_IN_TIMETABLE } from './timetable.ts';
import { touchedTerms } from './touched.ts';
import {
  compare,
  lookInto,
  mergeTried,
  tryOut,
  type Looked,
  type PastCapture,
  type SeatRules,
} from './try-out.ts';
import { rateInWords } from './try-words.ts';

const term = (
  id: string,
  wording: string,
  severity: Severity = 'moderate',
  more: Partial<Term> = {},
): Term => ({
  id,
  policy: 'bullying',
  wordings: [wording],
  severity,
  definition: 'Made up for a test.',
  sources: ['typed', 'page'],
  ...more,
});
const pack = (...terms: Term[]): Uint8Array => compilePack(terms, { version: 'test' });
const LIBRARY: Library['terms'] = [
  term('bullying.flimmer', 'flimmer crew', 'severe'),
  term('drugs.glommer', 'glommer dust', 'minor', { policy: 'drugs' }),
  ...['one', 'two', 'three', 'four'].map((word) =>
    term(`gambling.${word}`, `zimmer ${word}`, 'minor', { policy: 'gambling' }),
  ),
].map((each) => ({ ...each, example: '', counterExample: '' }));
const library = pack(...LIBRARY);
const shipped = await readShippedLibrary();
const seat = (rules: Partial<WatchRules> = {}, more: Partial<SeatRules> = {}): SeatRules => ({
  rules: {
    format: 1,
    timeZone: 'Europe/London',
    ...BUILT_IN_TIMETABLE,
    everyTerm: false,
    policies: {},
    terms: {},
    allow: [],
    ...rules,
  },
  sources: SOURCES,
  privateHosts: [],
  ...more,
});
const looked = (packs: Uint8Array[], ...seats: SeatRules[]): Looked => ({ packs, seats });
const past = (sentence: string, more: Partial<PastCapture> = {}): PastCapture => ({
  sentence,
  source: 'typed',
  host: null,
  at: Date.parse('2026-11-18T10:00:00Z'),
  seat: 0,
  ...more,
});
const SENTENCES = [
  'the flimmer crew is here',
  'he has glommer dust',
  'a florble came by',
  'nothing at all here',
];

describe('a change tried on the past', () => {
  const tried = (after: Looked, ...captures: PastCapture[]): Record<string, number> => ({
    ...tryOut({ before: looked([library], seat()), after, captures, shown: 5 }).counts,
  });

  it('finds what a new term would have caught, and nothing else', () => {
    const own = pack(term('own.florble', 'florble'));
    const after = looked([library, own], seat());
    assert.deepEqual(tried(after, ...SENTENCES.map((sentence) => past(sentence))), {
      newlyCaught: 1,
      noLongerCaught: 0,
      changedSeverity: 0,
    });
  });

  it('finds what would be lost where a policy is off, and not where another group holds', () => {
    const off = seat({ policies: { bullying: { off: true } } });
    const both = {
      before: looked([library], seat(), seat()),
      after: looked([library], off, seat()),
      captures: [past('the flimmer crew'), past('the flimmer crew', { seat: 1 })],
      shown: 5,
    };
    const { counts, shown, severe } = tryOut(both);
    assert.equal(counts.noLongerCaught, 1);
    assert.equal(severe.noLongerCaught, 1);
    assert.deepEqual(shown.noLongerCaught, [
      { capture: 0, before: { term: 'bullying.flimmer', severity: 'severe', sealed: false }, after: null },
    ]);
  });

  it('goes by the school’s clock at the time of the capture', () => {
    const lessons = looked([library], seat({ policies: { bullying: { periods: ['lesson'] } } }));
    const evening = past('the flimmer crew', { at: Date.parse('2026-11-18T20:00:00Z') });
    assert.equal(tried(lessons, past('the flimmer crew'), evening)['noLongerCaught'], 1);
  });

  it('knows sources that are off, sites that are private and let pass, and severities', () => {
    const one = past('the flimmer crew', { host: 'a.help.example' });
    const lost = { newlyCaught: 0, noLongerCaught: 1, changedSeverity: 0 };
    assert.deepEqual(tried(looked([library], seat({}, { sources: ['page'] })), one), lost);
    assert.deepEqual(tried(looked([library], seat({}, { privateHosts: ['help.example'] })), one), lost);
    assert.deepEqual(tried(looked([library], seat({ allow: [{ site: 'help.example' }] })), one), lost);
    const milder = seat({ terms: { 'bullying.flimmer': { severity: 'minor' } } });
    assert.deepEqual(tried(looked([library], milder), one), {
      newlyCaught: 0,
      noLongerCaught: 0,
      changedSeverity: 1,
    });
  });

  it('says the same as two whole scans would, whatever the change', () => {
    const rules = fc.record({
      everyTerm: fc.boolean(),
      policies: fc.constantFrom(
        {},
        { bullying: { off: true as const } },
        { drugs: { sources: ['url' as const] } },
      ),
      terms: fc.constantFrom(
        {},
        { 'own.florble': { off: true as const } },
        { 'bullying.flimmer': { severity: 'minor' as const } },
      ),
      allow: fc.constantFrom([], [{ phrase: 'glommer dust' }], [{ term: 'own.florble' }]),
    });
    const side = fc.record({
      own: fc.constantFrom<Term[]>(
        [],
        [term('own.florble', 'florble')],
        [term('own.crew', 'flimmer crew is', 'severe')],
      ),
      rules,
      sources: fc.constantFrom<readonly Source[]>(SOURCES, ['page']),
    });
    const lookedBy = ({
      own,
      rules: some,
      sources,
    }: {
      own: Term[];
      rules: Partial<WatchRules>;
      sources: readonly Source[];
    }): Looked => looked(own.length === 0 ? [library] : [library, pack(...own)], seat(some, { sources }));
    fc.assert(
      fc.property(
        side,
        side,
        fc.constantFrom(...SENTENCES),
        fc.constantFrom<Source>('typed', 'url'),
        (one, other, sentence, source) => {
          const [before, after] = [lookedBy(one), lookedBy(other)];
          const capture = past(sentence, { source });
          const managed = createManaged({ ...shipped, terms: LIBRARY });
          const terms = touchedTerms(managed, [], before.seats, after.seats);
          const own = [...one.own, ...other.own].filter(({ id }) => id === 'own.florble' || terms !== null);
          const touched =
            terms === null
              ? undefined
              : [pack(...new Map([...terms, ...own].map((each) => [each.id, each])).values())];
          const { counts } = tryOut({ before, after, captures: [capture], touched, shown: 1 });
          const scan = ({ packs, seats }: Looked): ReturnType<typeof lookInto> =>
            lookInto({ packs, seat: seats[0] ?? null }, { text: sentence, source, at: capture.at });
          const whole = compare(scan(before), scan(after));
          for (const [kind, count] of Object.entries(counts))
            assert.equal(
              count,
              Object.entries(whole).find(([key]) => key === kind)?.[1] === null ? 0 : 1,
              kind,
            );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('comes to the same when the captures are looked through in two parts', () => {
    const before = looked([library], seat());
    const after = looked(
      [library, pack(term('own.florble', 'florble'))],
      seat({ policies: { drugs: { off: true } } }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SENTENCES), { maxLength: 12 }), fc.nat(12), (sentences, at) => {
        const captures = sentences.map((sentence) => past(sentence));
        const part = (some: PastCapture[]): ReturnType<typeof tryOut> =>
          tryOut({ before, after, captures: some, shown: 2 });
        const merged = mergeTried(part(captures.slice(0, at)), part(captures.slice(at)), at, 2);
        assert.deepEqual(merged, part(captures));
      }),
      { numRuns: 40 },
    );
  });

  it('calls nothing lost that another finding took the place of', () => {
    const found = (of: Term): ReturnType<typeof lookInto> =>
      lookInto({ packs: [pack(of)], seat: null }, { text: 'the flimmer crew came', source: 'typed', at: 0 });
    for (const severity of SEVERITIES) {
      const differences = compare(
        found(term('own.a', 'flimmer crew')),
        found(term('own.b', 'the flimmer crew', severity)),
      );
      assert.equal(differences.noLongerCaught, null);
      assert.equal(differences.newlyCaught, null);
      assert.equal(differences.changedSeverity === null, severity === 'moderate');
    }
  });

  it('says how often something would be', () => {
    assert.equal(rateInWords(412, 30), 'about 14 a day');
    assert.equal(rateInWords(30, 30), 'about one a day');
    assert.equal(rateInWords(9, 30), 'about 2 a week');
    assert.equal(rateInWords(4, 30), 'about one a week');
    assert.equal(rateInWords(1, 30), 'less than one a week');
  });
});
