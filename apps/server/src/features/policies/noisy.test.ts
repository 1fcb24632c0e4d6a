import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Source } from '@lapwing/protocol/vocabulary.ts';
import * as fc from 'fast-check';
import { suggestFixes, whereMostAre, type Judged } from './noisy.ts';

const TERM = Object.freeze({ severity: 'moderate', sources: ['typed', 'page', 'html'] } as const);

function judged(sentence: string, more: Partial<Judged> = {}): Judged {
  const start = sentence.indexOf('flimmer');
  return { source: 'typed', site: null, sentence, start, end: start + 7, judged: 'false', ...more };
}
const times = (count: number, one: Judged): Judged[] => Array.from({ length: count }, () => one);
const kinds = (past: readonly Judged[], term: Parameters<typeof suggestFixes>[1] = TERM): string[] =>
  suggestFixes(past, term).map(({ kind }) => kind);

describe('what could be done about a noisy term', () => {
  it('is nothing where only a few were false', () => {
    assert.deepEqual(suggestFixes(times(2, judged('the flimmer festival begins')), TERM), []);
  });

  it('is the phrase that the false ones share, the longest that covers them', () => {
    const past = [
      judged('tickets for the flimmer festival parade today'),
      judged('our flimmer festival parade was cancelled'),
      judged('who sings at the flimmer festival parade'),
      judged('I hate that flimmer', { judged: 'real' }),
    ];
    const [best] = suggestFixes(past, TERM);
    assert.deepEqual(best, {
      kind: 'phrase',
      phrase: 'flimmer festival parade',
      falsePositives: 3,
      real: 0,
      open: 0,
    });
  });

  it('is the site, or the place, where they come from', () => {
    const spread = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
    const onSite = spread.map((word) =>
      judged(`${word} flimmer ${word}s`, { site: 'news.example', source: 'html' }),
    );
    assert.deepEqual(kinds(onSite), ['site', 'source']);
    assert.deepEqual(suggestFixes(onSite, TERM)[1], {
      kind: 'source',
      source: 'html',
      left: ['typed', 'page'],
      falsePositives: 5,
      real: 0,
      open: 0,
    });
    // It is looked for nowhere else: not to look there is to look nowhere.
    assert.deepEqual(kinds(onSite, { ...TERM, sources: ['html'] }), ['site']);
  });

  it('never switches a severe term off, nor one that was right', () => {
    const many = times(12, judged('flimmer'));
    assert.deepEqual(kinds(many, { ...TERM, sources: ['typed'] }), ['off']);
    assert.deepEqual(kinds(many, { severity: 'severe', sources: ['typed'] }), []);
    assert.deepEqual(
      kinds([...many, judged('flimmer', { judged: 'real' })], { ...TERM, sources: ['typed'] }),
      [],
    );
  });

  it('counts what it costs by what staff made of each, whatever the past is', () => {
    const arbitrary = fc.record({
      source: fc.constantFrom<Source>('typed', 'page', 'html'),
      site: fc.constantFrom(null, 'a.example', 'b.example'),
      judged: fc.constantFrom('false', 'real', 'open'),
      words: fc.array(fc.constantFrom('festival', 'parade', 'گروه', 'quokka'), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 60 }), (rows) => {
        const past = rows.map(({ words, ...row }) => judged([...words, 'flimmer', ...words].join(' '), row));
        for (const fix of suggestFixes(past, TERM)) {
          const wrong = past.filter((one) => one.judged === 'false').length;
          assert.ok(fix.falsePositives >= 3 && fix.falsePositives <= wrong);
          assert.ok(fix.real * 10 <= fix.falsePositives);
          if (fix.kind === 'off') assert.equal(fix.real, 0);
          if (fix.kind === 'source') assert.ok(!fix.left.includes(fix.source) && fix.left.length > 0);
        }
      }),
    );
  });
});

describe('where the noise comes from', () => {
  const year = { id: 'year', name: 'Year 9' };
  const form = { id: 'form', name: '9B' };
  const school = { id: 'school', name: 'All pupils' };
  const sizes = new Map([
    ['year', 20],
    ['form', 6],
    ['school', 90],
  ]);

  it('is the smallest group that has nearly all of it', () => {
    const of = [
      ...Array.from({ length: 5 }, () => [school, year, form]),
      ...Array.from({ length: 4 }, () => [school, year]),
      [school],
    ];
    assert.deepEqual(whereMostAre(of, sizes), year);
  });
  it('is nowhere where it is spread, or too little', () => {
    assert.equal(whereMostAre([[year], [form], [school], []], sizes), null);
    assert.equal(whereMostAre([[year], [year]], sizes), null);
  });
});
