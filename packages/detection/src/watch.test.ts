/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePack } from './compile.ts';
import { createEngine, type Engine } from './engine.ts';
import type { Finding } from './finding.ts';
import { loadPack, type Pack } from './pack.ts';
import { SEVERITIES, SOURCES, type Severity, type Source, type Term } from './term.ts';
import { engineOf, term } from './test/engine-of.ts';
import { createWatch, PERIODS, periodAt, type Period, type WatchedPlace, type WatchRules } from './watch.ts';

const NOTHING: WatchRules = {
  format: 1,
  timeZone: 'Europe/London',
  week: [[], [], [], [], [], [], []],
  holidays: [],
  everyTerm: false,
  policies: {},
  terms: {},
  allow: [],
};
/** A Wednesday, 10:00 in London as everywhere. */
const NOW = Date.parse('2026-11-18T10:00:00Z');
const OWN_POLICY = '0198f6a0-0000-7000-8000-0000000000aa';

const ENGINE = engineOf(
  term('flimmer', { id: 'flimmer', policy: 'drugs', severity: 'minor' }),
  term('flimmer in the shed', { id: 'shed', policy: 'drugs', severity: 'severe' }),
  term('grobble', { id: 'grobble', policy: 'suicide', severity: 'moderate', sources: ['typed'] }),
);

function found(
  changes: Partial<WatchRules>,
  text: string,
  place: Partial<WatchedPlace> = {},
  engine = ENGINE,
): string[] {
  const source = place.source ?? 'typed';
  const terms = createWatch({ ...NOTHING, ...changes }).view({ host: null, now: NOW, ...place, source });
  return engine.scan(text, { source, terms }).map((one) => `${one.term} ${one.severity}`);
}

function packOf(terms: readonly Term[], name: string): Pack {
  const loaded = loadPack(compilePack(terms, { version: 'test' }), name);
  if (!loaded.ok) throw new Error(loaded.message);
  return loaded.pack;
}

const WORDS = ['flimmer', 'grobble', 'zonk', 'dapple', 'i', 'want', 'to', 'not', 'hate', 'you', 'at', 'noon'];
const word = fc.constantFrom(...WORDS);
const text = fc
  .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', ', ', '. ', '\n')), { maxLength: 30 })
  .map((pairs) => pairs.map(([one, gap]) => one + gap).join(''));
const someTerms = fc
  .uniqueArray(fc.array(word, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 6,
    selector: (words) => words.join(' '),
  })
  .chain((wordings) =>
    fc.tuple(
      ...wordings.map((words, place) =>
        fc
          .record({
            policy: fc.constantFrom('suicide' as const, 'self-harm' as const, 'bullying' as const),
            severity: fc.constantFrom(...SEVERITIES),
            sources: fc.uniqueArray(fc.constantFrom<Source>('typed', 'page', 'url'), { minLength: 1 }),
            boundary: fc.constantFrom('word' as const, 'start' as const, 'inside' as const),
          })
          .map((rest) => term(words.join(' '), { id: `t${place}`, ...rest })),
      ),
    ),
  );
const someSource = fc.constantFrom<Source>('typed', 'page', 'url');

function plain(findings: readonly Finding[]): object[] {
  return findings.map((one) => ({ ...one, pack: '' }));
}

test('WATCH-1 rules that name nothing change no finding', () => {
  const watch = createWatch(NOTHING);
  fc.assert(
    fc.property(someTerms, text, someSource, (terms, written, source) => {
      const engine = engineOf(...terms);
      const view = watch.view({ source, host: 'a.example', now: NOW });
      assert.deepEqual(engine.scan(written, { source, terms: view }), engine.scan(written, { source }));
    }),
    { numRuns: 150 },
  );
});

test('WATCH-2 what is switched off is as if it had never been compiled: it hides nothing and adds to nothing', () => {
  fc.assert(
    fc.property(
      someTerms,
      text,
      someSource,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.boolean(),
      (terms, written, source, off, bullying) => {
        const isOff = ({ id, policy }: Term): boolean =>
          off.at(Number(id.slice(1))) === true || (bullying && policy === 'bullying');
        const view = createWatch({
          ...NOTHING,
          policies: bullying ? { bullying: { off: true } } : {},
          terms: Object.fromEntries(
            terms.filter((_, place) => off.at(place) === true).map(({ id }) => [id, { off: true }]),
          ),
        }).view({ source, host: null, now: NOW });
        const rest = engineOf(...terms.filter((one) => !isOff(one)));
        assert.deepEqual(
          engineOf(...terms).scan(written, { source, terms: view }),
          rest.scan(written, { source }),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('WATCH-2 a shorter term is found where the longer one is switched off', () => {
  assert.deepEqual(found({}, 'flimmer in the shed'), ['shed severe']);
  assert.deepEqual(found({ terms: { shed: { off: true } } }, 'flimmer in the shed'), ['flimmer minor']);
  assert.deepEqual(found({ policies: { drugs: { off: true } } }, 'flimmer in the shed'), []);
});

test('WATCH-2 WATCH-5 a policy is looked for in its hours only', () => {
  const week = NOTHING.week.map((_, day) =>
    day === 2 ? [{ from: '09:00', to: '10:30', period: 'lesson' as const }] : [],
  );
  const scheduled = { week, policies: { drugs: { periods: ['lesson' as const] } } };
  const at = (time: string): string[] => found(scheduled, 'flimmer', { now: Date.parse(time) });
  assert.deepEqual(at('2026-11-18T10:29:59Z'), ['flimmer minor']);
  assert.deepEqual(at('2026-11-18T10:30:00Z'), []);
  assert.deepEqual(at('2026-11-19T10:00:00Z'), []);
  assert.deepEqual(found(scheduled, 'grobble', { now: NOW + 3_600_000 }), ['grobble moderate']);
});

test('WATCH-3 chosen sources stand in for those of the term, the term before its policy', () => {
  const page = { source: 'page' } as const;
  assert.deepEqual(found({}, 'grobble', page), []);
  assert.deepEqual(found({ policies: { suicide: { sources: ['page'] } } }, 'grobble', page), [
    'grobble moderate',
  ]);
  assert.deepEqual(found({ policies: { suicide: { sources: ['page'] } } }, 'grobble'), []);
  const both = { policies: { suicide: { sources: ['page' as const] } } };
  assert.deepEqual(found({ ...both, terms: { grobble: { sources: ['typed'] } } }, 'grobble', page), []);
  assert.deepEqual(found({ everyTerm: true, ...both }, 'grobble', { source: 'url' }), ['grobble moderate']);
  assert.deepEqual(found({ everyTerm: true, terms: { grobble: { off: true } } }, 'grobble'), []);
});

test('WATCH-3 whatever is chosen, a term is found where a reference says so', () => {
  const sources = fc.option(fc.uniqueArray(fc.constantFrom(...SOURCES), { maxLength: 4 }), {
    nil: undefined,
  });
  fc.assert(
    fc.property(
      sources,
      sources,
      fc.boolean(),
      fc.constantFrom(...SOURCES),
      (ofTerm, ofPolicy, every, source) => {
        const expected = every || (ofTerm ?? ofPolicy ?? ['typed']).includes(source);
        const rules = {
          everyTerm: every,
          policies: { suicide: { sources: ofPolicy } },
          terms: { grobble: { sources: ofTerm } },
        };
        assert.equal(found(rules, 'a grobble', { source }).length > 0, expected);
      },
    ),
  );
});

test('WATCH-4 a chosen severity is judged as if it were the term’s own', () => {
  fc.assert(
    fc.property(someTerms, text, someSource, fc.constantFrom(...SEVERITIES), (terms, written, source, to) => {
      const view = createWatch({ ...NOTHING, terms: { t0: { severity: to } } }).view({
        source,
        host: null,
        now: NOW,
      });
      const changed = terms.map((one) => (one.id === 't0' ? { ...one, severity: to } : one));
      assert.deepEqual(
        engineOf(...terms).scan(written, { source, terms: view }),
        engineOf(...changed).scan(written, { source }),
      );
    }),
    { numRuns: 150 },
  );
  const severity: Severity = 'severe';
  assert.deepEqual(found({ terms: { flimmer: { severity } } }, 'a flimmer'), ['flimmer severe']);
});

test('WATCH-9 how long is recorded is said for the term, or else for the policy that it stands in', () => {
  const seconds = fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined });
  fc.assert(
    fc.property(seconds, seconds, seconds, fc.boolean(), (ofTerm, ofRisk, ofOwn, moved) => {
      const watch = createWatch({
        ...NOTHING,
        policies: { drugs: { record: ofRisk }, own: { record: ofOwn } },
        terms: { flimmer: { record: ofTerm, policy: moved ? 'own' : undefined } },
      });
      assert.equal(watch.record('flimmer', 'drugs'), ofTerm ?? (moved ? ofOwn : ofRisk));
      assert.equal(watch.record('grobble', 'drugs'), ofRisk);
    }),
  );
  assert.equal(createWatch(NOTHING).record('flimmer', 'drugs'), undefined);
});

/** Hours that London is ahead of UTC: from the last Sunday of March, 01:00 UTC, to that of October. */
function summerHour(now: number): number {
  const year = new Date(now).getUTCFullYear();
  const change = (month: number): number => {
    const last = Date.UTC(year, month + 1, 0, 1);
    return last - new Date(last).getUTCDay() * 86_400_000;
  };
  return now >= change(2) && now < change(9) ? 1 : 0;
}

test('WATCH-5 the part of the week is what a simple reference says, over changes of the clock and midnights', () => {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const day = fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 8 })
    .map((times) => times.sort((a, b) => a - b))
    .chain((times) =>
      fc.tuple(
        ...times
          .slice(1)
          .map((to, place) =>
            fc
              .constantFrom<Period | null>('lesson', 'break', 'club', null)
              .map((period) =>
                period === null ? [] : [{ from: clock(times[place] ?? 0), to: clock(to), period }],
              ),
          ),
      ),
    )
    .map((slots) => slots.flat());
  const date = fc
    .integer({ min: 0, max: 800 })
    .map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10));
  const holiday = fc.tuple(date, date).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
  // Half of all moments lie near a change of the clock or a midnight.
  const near = fc.tuple(
    fc.constantFrom(
      ...['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2027-03-28T01:00:00Z', '2026-12-31T24:00:00Z'].map(
        (at) => Date.parse(at),
      ),
    ),
    fc.integer({ min: -200, max: 200 }),
  );
  const moment = fc.oneof(
    near.map(([at, by]) => at + by * 60_000),
    fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
  );
  fc.assert(
    fc.property(
      fc.array(day, { minLength: 7, maxLength: 7 }),
      fc.array(holiday, { maxLength: 1 }),
      moment,
      (week, holidays, now) => {
        const local = new Date(now + summerHour(now) * 3_600_000);
        const today = local.toISOString().slice(0, 10);
        const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
        const slot = (week[(local.getUTCDay() + 6) % 7] ?? []).find(
          ({ from, to }) => minutes(from) <= minute && minute < minutes(to),
        );
        const isHoliday = holidays.some(({ from, to }) => from <= today && today <= to);
        const expected = isHoliday ? 'holiday' : (slot?.period ?? 'home');
        assert.equal(periodAt({ timeZone: 'Europe/London', week, holidays }, now), expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test('WATCH-5 the clock is the school’s, and 24:00 is the end of the day', () => {
  const week = NOTHING.week.map(() => [{ from: '22:00', to: '24:00', period: 'club' as const }]);
  const at = (timeZone: string, time: string): Period =>
    periodAt({ timeZone, week, holidays: [] }, Date.parse(time));
  assert.equal(at('Europe/London', '2026-07-01T21:00:00Z'), 'club');
  assert.equal(at('Europe/London', '2026-07-01T22:59:59Z'), 'club');
  assert.equal(at('Europe/London', '2026-07-01T23:00:00Z'), 'home');
  assert.equal(at('Asia/Kathmandu', '2026-07-01T16:15:00Z'), 'club');
  assert.equal(at('Asia/Kathmandu', '2026-07-01T16:14:59Z'), 'home');
  assert.throws(() => createWatch({ ...NOTHING, timeZone: 'Nowhere/Land' }), RangeError);
});

test('WATCH-5 a view that was asked for again follows the clock, forwards and back', () => {
  const week = NOTHING.week.map(() => [{ from: '10:00', to: '10:01', period: 'lesson' as const }]);
  const watch = createWatch({ ...NOTHING, week, policies: { drugs: { periods: ['lesson'] } } });
  const seen = [0, 59_999, 60_000, 30_000, -1].map((by) =>
    watch.view({ source: 'typed', host: null, now: NOW + by }).sought('flimmer', 'drugs', true),
  );
  assert.deepEqual(seen, [true, true, false, true, false]);
});

test('WATCH-6 a term that is let pass is not found, until its allowance ends', () => {
  const until = new Date(NOW + 1500).toISOString();
  const watch = createWatch({ ...NOTHING, allow: [{ term: 'shed', until }] });
  const at = (by: number): string[] => {
    const terms = watch.view({ source: 'typed', host: null, now: NOW + by });
    return ENGINE.scan('flimmer in the shed', { source: 'typed', terms }).map((one) => one.term);
  };
  assert.deepEqual([at(0), at(1499), at(1500), at(0)], [['flimmer'], ['flimmer'], ['shed'], ['flimmer']]);
});

test('WATCH-6 a phrase lets pass what shares words with it, and nothing else', () => {
  const allow = [{ phrase: 'The Flimmer-Brothers' }];
  assert.deepEqual(found({ allow }, 'we read the flimmer brothers today'), []);
  assert.deepEqual(found({ allow }, 'flimmer brothers'), ['flimmer minor']);
  assert.deepEqual(found({ allow }, 'the flimmer. Brothers came'), ['flimmer minor']);
  assert.deepEqual(found({ allow }, 'the flimmer brothers have a flimmer'), ['flimmer minor']);
  assert.deepEqual(found({ allow }, 'the flimmer brothers and the grobble'), ['grobble moderate']);
  assert.deepEqual(found({ allow: [{ phrase: 'the' }] }, 'the flimmer in the shed'), ['flimmer minor']);
  assert.deepEqual(found({ allow: [{ phrase: 'the flimmer', term: 'shed' }] }, 'the flimmer'), [
    'flimmer minor',
  ]);
  assert.deepEqual(found({ allow: [{ phrase: '!!' }] }, 'a flimmer !!'), ['flimmer minor']);
});

test('WATCH-6 a phrase lets pass exactly what the same phrase in the term’s exceptions would', () => {
  const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(someTerms, text, phrase, (terms, written, harmless) => {
      const view = createWatch({ ...NOTHING, allow: [{ phrase: harmless }] }).view({
        source: 'typed',
        host: null,
        now: NOW,
      });
      const excepted = terms.map((one) => ({ ...one, unless: [harmless] }));
      assert.deepEqual(
        engineOf(...terms).scan(written, { source: 'typed', terms: view }),
        engineOf(...excepted).scan(written, { source: 'typed' }),
      );
    }),
    { numRuns: 150 },
  );
});

test('WATCH-6 on a site and its subdomains, also around a frame, its allowance holds and nowhere else', () => {
  const allow = [{ site: 'rivers.example' }];
  const on = (host: string | null, outerHost: string | null = null): number =>
    found({ allow }, 'a flimmer', { host, outerHost }).length;
  assert.equal(on('rivers.example'), 0);
  assert.equal(on('www.rivers.example'), 0);
  assert.equal(on('widget.example', 'www.rivers.example'), 0);
  assert.equal(on('notrivers.example'), 1);
  assert.equal(on('rivers.example.com'), 1);
  assert.equal(on(null), 1);
  const drugs = [{ site: 'rivers.example', policy: 'drugs' }];
  assert.deepEqual(found({ allow: drugs }, 'flimmer grobble', { host: 'rivers.example' }), [
    'grobble moderate',
  ]);
});

test('WATCH-6 an allowance that names no term, phrase or site lets nothing pass', () => {
  assert.deepEqual(found({ allow: [{}, { policy: 'drugs' }, { site: '.' }] }, 'flimmer'), ['flimmer minor']);
});

test('WATCH-6 thousands of allowances hold up no text', () => {
  const allow = Array.from({ length: 5000 }, (_, place) => ({
    phrase: `the word${place} of the flimmer`,
    until: new Date(NOW + place).toISOString(),
  }));
  const watch = createWatch({ ...NOTHING, allow });
  const began = performance.now();
  for (let place = 0; place < 200; place += 1) {
    const terms = watch.view({ source: 'typed', host: `h${place}.example`, now: NOW + place });
    ENGINE.scan('see the word4999 of the flimmer', { source: 'typed', terms });
  }
  assert.ok(performance.now() - began < 1000);
});

test('WATCH-7 a term of one of the school’s own policies follows that one', () => {
  const terms = { flimmer: { policy: OWN_POLICY } };
  assert.deepEqual(found({ terms, policies: { drugs: { off: true } } }, 'a flimmer'), ['flimmer minor']);
  assert.deepEqual(found({ terms, policies: { [OWN_POLICY]: { off: true } } }, 'a flimmer'), []);
  const allow = [{ site: 'a.example', policy: OWN_POLICY }];
  assert.deepEqual(found({ terms, allow }, 'a flimmer', { host: 'a.example' }), []);
  const watch = createWatch({ ...NOTHING, terms });
  assert.deepEqual(
    [watch.policyOf('flimmer', 'drugs'), watch.policyOf('other', 'drugs')],
    [OWN_POLICY, 'drugs'],
  );
});

test('WATCH-8 several packs find what one pack of all their terms finds', () => {
  fc.assert(
    fc.property(
      someTerms,
      text,
      someSource,
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 }),
      (terms, written, source, places) => {
        const packs = [0, 1, 2].map((pack) =>
          packOf(
            terms.filter((_, at) => places[at] === pack),
            `pack ${pack}`,
          ),
        );
        const findings = createEngine(packs).scan(written, { source });
        assert.deepEqual(plain(findings), plain(engineOf(...terms).scan(written, { source })));
        for (const one of findings) assert.equal(one.pack, `pack ${places[Number(one.term.slice(1))]}`);
      },
    ),
    { numRuns: 150 },
  );
});

test('WATCH-8 the probe of several packs speaks for all of them, and an engine of none finds nothing', () => {
  const packs = [packOf([term('flimmer')], 'a'), packOf([term('grobble')], 'b')];
  for (const written of ['a flimmer ', 'a grobble ']) {
    const probe = createEngine(packs).probe();
    assert.equal(
      Array.from(written).some((char) => probe.push(char)),
      true,
      written,
    );
  }
  const none: Engine = createEngine([]);
  assert.deepEqual(none.scan('a flimmer', { source: 'typed' }), []);
  assert.equal(none.probe().push('a flimmer '), false);
});

test('WATCH-5 the parts of a week are those of the protocol', () => {
  assert.deepEqual(PERIODS, ['lesson', 'break', 'club', 'home', 'holiday']);
});
