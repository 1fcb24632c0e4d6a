import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readSite } from '@lapwing/protocol/features/access/site.ts';
import { policiesIn, ruleOf } from './at.ts';
import { hoursInWords, hoursProblem, standingAt } from './hours.ts';
import { movesInWords } from './policies.api.ts';
import { sitesOfText } from './read-sites.ts';

const LONDON = { timeZone: 'Europe/London', holidays: [{ from: '2026-10-26', to: '2026-10-30' }] };
const slot = { from: '01:00', to: '02:00' };
const every = [[slot], [slot], [slot], [slot], [slot], [slot], [slot]];

test('hours go by the clock of the school, through the days when it is changed and through holidays', () => {
  const timed = { status: 'scheduled', hours: every, inHolidays: false } as const;
  const at = (moment: string, more: Partial<typeof timed> | { inHolidays: true } = {}): string =>
    standingAt({ ...timed, ...more }, LONDON, Date.parse(moment));
  // 25 October 2026: from one to two is shown twice. 28 March 2027: it is never shown.
  assert.deepEqual(
    ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'].map((moment) => at(moment)),
    ['holds', 'holds', 'other-hours'],
  );
  assert.deepEqual(
    ['2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'].map((moment) => at(moment)),
    ['other-hours', 'other-hours'],
  );
  assert.equal(at('2026-10-28T01:30:00Z'), 'holiday');
  assert.equal(at('2026-10-28T01:30:00Z', { inHolidays: true }), 'holds');
  assert.equal(standingAt({ status: 'disabled', hours: every, inHolidays: true }, LONDON, 0), 'off');
  assert.equal(standingAt({ status: 'enabled', hours: null, inHolidays: false }, LONDON, 0), 'holds');
  const open = { ...timed, hours: [[], [], [{ from: '09:00', to: '10:00' }], [], [], [], []] };
  const standing = (moment: string): string =>
    standingAt(open, { ...LONDON, holidays: [] }, Date.parse(moment));
  assert.deepEqual(['2026-06-10T07:59:59Z', '2026-06-10T08:00:00Z', '2026-06-10T09:00:00Z'].map(standing), [
    'other-hours',
    'holds',
    'other-hours',
  ]);
});

test('hours are told in a line, and refused where they overlap', () => {
  assert.equal(
    hoursInWords([[slot], [slot], [], [slot], [], [], []]),
    'Mon-Tue 01:00-02:00; Thu 01:00-02:00',
  );
  assert.equal(hoursProblem(every), null);
  assert.equal(hoursProblem([[slot, slot], [], [], [], [], [], []])?.field, 'hours.0.1.from');
});

test('of a new order it is told what was moved, and no more', () => {
  assert.deepEqual(movesInWords(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c']), [{ id: 'd', from: 4, to: 1 }]);
  assert.deepEqual(movesInWords(['a', 'b'], ['a', 'b']), []);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), fc.nat(), (size, from, to) => {
      const before = Array.from({ length: size }, (_, at) => `id${at}`);
      const id = before[from % size] ?? '';
      const rest = before.filter((each) => each !== id);
      const after = [...rest.slice(0, to % size), id, ...rest.slice(to % size)];
      assert.ok(movesInWords(before, after).length <= 1);
    }),
  );
});

test('whatever is pasted is read, and each site that comes of it can be read again', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl(),
          fc.domain(),
          fc.constantFrom('"a,b', ';', 'com', '*'),
        ),
      ),
      (lines) => {
        const { sites, problems } = sitesOfText(lines.join('\n'));
        for (const site of sites) assert.ok(readSite(site).ok, site);
        for (const { line, problem } of problems) assert.ok(line > 0 && problem !== '');
        assert.deepEqual(sitesOfText(sites.join('\n')), { sites, problems: [], doubled: 0 });
      },
    ),
    { numRuns: 500 },
  );
});

const group = (id: string, depth: number, priority: 'medium' | 'high' = 'medium') => ({
  id,
  name: id,
  depth,
  priority,
});
const policy = (id: string, position: number, ...groupIds: string[]) => ({
  id,
  position,
  revision: 0,
  groupIds,
});

test('the stronger group goes before the order, the order before names, and policies of other groups hold not', () => {
  const groups = [
    group('whole', -1),
    group('year', 0),
    group('form', 1),
    group('club', 1),
    group('watch', 0, 'high'),
  ];
  const of = (...policies: ReturnType<typeof policy>[]): string[] =>
    policiesIn(policies, groups).map(({ id }) => id);
  assert.deepEqual(of(policy('a', 0, 'whole'), policy('b', 1, 'form'), policy('c', 2, 'year')), [
    'b',
    'c',
    'a',
  ]);
  assert.deepEqual(of(policy('a', 0, 'whole'), policy('b', 1, 'watch'), policy('c', 2, 'form')), [
    'b',
    'c',
    'a',
  ]);
  assert.deepEqual(of(policy('a', 0, 'form'), policy('b', 1, 'club')), ['a', 'b']);
  assert.deepEqual(of(policy('a', 1, 'form'), policy('b', 0, 'club')), ['b', 'a']);
  assert.deepEqual(of(policy('a', 0, 'whole', 'form'), policy('b', 1, 'year')), ['a', 'b']);
  assert.deepEqual(of(policy('a', 0, 'elsewhere'), policy('b', 1)), []);
});

test('devices are told of a policy only what its kind has use for', () => {
  const row = {
    id: 'x',
    title: 'T',
    sites: ['a.example'],
    titles: ['*a*b'],
    endings: ['exe'],
    applications: ['steam'],
    categories: ['games'],
    words: null,
    hours: every,
    inHolidays: true,
  };
  const lists = [
    { key: 'games', title: 'Games', explains: '', sites: ['a.example', 'b.example'], reviewed: '' },
  ];
  const of = (
    kind: 'block' | 'allow' | 'downloads' | 'lock' | 'applications',
    status: 'enabled' | 'scheduled' = 'enabled',
  ) => {
    const { sites, titles, endings, applications, hours } = ruleOf({ ...row, kind, status }, lists);
    assert.deepEqual(applications, kind === 'applications' ? ['steam'] : []);
    return [sites, titles.length, endings.length, hours === null];
  };
  assert.deepEqual(of('applications'), [[], 0, 0, true]);
  assert.deepEqual(of('block'), [['a.example', 'b.example'], 1, 0, true]);
  assert.deepEqual(of('allow', 'scheduled'), [['a.example', 'b.example'], 0, 0, false]);
  assert.deepEqual(of('downloads'), [[], 0, 1, true]);
  assert.deepEqual(of('lock'), [[], 0, 0, true]);
});
