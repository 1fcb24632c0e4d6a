/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Engine } from './engine.ts';
import { foldText, symbolsToString } from './fold.ts';
import { passageOf } from './passage.ts';
import type { Boundary, Term } from './term.ts';
import { engineOf, term } from './test/engine-of.ts';

/** Judged by nothing, so that what is matched is what is found. */
function wanted(wording: string, id: string, boundary: Boundary = 'word'): Term {
  return term(wording, { id, boundary, policy: 'illegal-content', severity: 'severe', sources: ['url'] });
}

/** Ends of all matches in a text, by the plainest way there is: every phrase at every place of the folded text. */
function naive(text: string, phrase: string, boundary: Boundary): string[] {
  const folded = foldText(text);
  const symbols = symbolsToString(folded, 0, folded.length);
  const lead = boundary === 'word' || boundary === 'start' ? ' ' : '';
  const trail = boundary === 'word' || boundary === 'end' ? ' ' : '';
  const found: string[] = [];
  const whole = lead + phrase + trail;
  for (let at = symbols.indexOf(whole); at >= 0; at = symbols.indexOf(whole, at + 1)) {
    const from = at + lead.length;
    found.push(`${folded.starts[from]}-${folded.starts[from + phrase.length]}`);
  }
  return found;
}

/** The first of matches that overlap, as MATCH-3 has it for one term. */
function withoutOverlaps(spans: readonly string[]): string[] {
  const kept: string[] = [];
  let reach = -1;
  for (const span of spans) {
    const [start = 0, end = 0] = span.split('-').map(Number);
    if (start < reach) continue;
    kept.push(span);
    reach = end;
  }
  return kept;
}

function spansOf(engine: Engine, text: string): string[] {
  return engine.scan(text, { source: 'url' }).map(({ start, end }) => `${start}-${end}`);
}

const letter = fc.constantFrom('a', 'b', 'c', 'é', 'ع');
const word = fc.string({ unit: letter, minLength: 1, maxLength: 4 });
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) =>
  words
    .join(' ')
    .normalize('NFD')
    .replace(/\u0301/gu, ''),
);
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'A', 'é', 'e\u0301', 'ع', 'ß', '\u{1d41a}') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(' ', ' ', '  ', ', ', '. ', '\n\n', '-', "'", '!', '\u200b', '😀', '\ud800'),
  },
);
const someText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
/** Several for each engine: making the tables of one costs a hundred times what a scan does. */
const someTexts = fc.array(someText, { minLength: 6, maxLength: 6 });

for (const boundary of ['word', 'start', 'end', 'inside'] as const) {
  test(`MATCH-1 finds what the plainest way finds, for the boundary ${boundary}`, () => {
    fc.assert(
      fc.property(phrase, someTexts, (one, texts) => {
        const engine = engineOf(wanted(one, 'only', boundary));
        for (const text of texts) {
          // An expanded letter gives two symbols one offset; a match of half a letter has no span of its own.
          const expected = naive(text, one, boundary).filter(
            (span) => span.split('-')[0] !== span.split('-')[1],
          );
          if (text.includes('ß') && boundary !== 'word') continue;
          assert.deepEqual(spansOf(engine, text), withoutOverlaps(expected), JSON.stringify([one, text]));
        }
      }),
      { numRuns: 250 },
    );
  });
}

function comparesWithEachAlone(all: Engine, phrases: readonly string[], text: string): void {
  const found = new Map<string, string[]>();
  // Matches of a policy within longer ones are left out (MATCH-3), so the outermost of all alone are compared.
  for (const { term: id, start, end } of all.scan(text, { source: 'url' }))
    found.set(id, [...(found.get(id) ?? []), `${start}-${end}`]);
  for (const [place, one] of phrases.entries()) {
    const alone = withoutOverlaps(naive(text, one, 'word'));
    for (const span of found.get(`t${String(place).padStart(2, '0')}`) ?? []) assert.ok(alone.includes(span));
    for (const span of alone) {
      const [start = 0, end = 0] = span.split('-').map(Number);
      const seen = [...found.values()].flat().some((other) => {
        const [from = 0, to = 0] = other.split('-').map(Number);
        return from <= start && end <= to;
      });
      assert.ok(seen, JSON.stringify([one, text, span]));
    }
  }
}

test('MATCH-1 many terms at once find what each finds alone', () => {
  fc.assert(
    fc.property(fc.uniqueArray(phrase, { minLength: 2, maxLength: 12 }), someTexts, (phrases, texts) => {
      const all = engineOf(...phrases.map((one, place) => wanted(one, `t${String(place).padStart(2, '0')}`)));
      for (const text of texts) comparesWithEachAlone(all, phrases, text);
    }),
    { numRuns: 140 },
  );
});

test('MATCH-10 however a text is cut into pieces, the findings are those of the whole', () => {
  const engine = engineOf(
    wanted('a b', 'a'),
    wanted('b <3> c', 'b'),
    term('cab', { id: 'c', unmask: true, policy: 'suicide', sources: ['url', 'typed'] }),
    term('i (want|need) to die', { id: 'd', unmask: true, severity: 'severe' }),
  );
  const filler = 'lorem ipsum dolor sit amet consectetur '.repeat(3000);
  const bits = fc.constantFrom(
    'a b ',
    'b x x c ',
    'c4b. ',
    'I want to d1e! ',
    filler,
    'z'.repeat(70_000),
    '\n',
    '😀',
  );
  fc.assert(
    fc.property(
      fc.array(bits, { maxLength: 12 }),
      fc.array(fc.nat(40_000), { maxLength: 30 }),
      (pieces, cuts) => {
        const text = pieces.join('');
        for (const source of ['typed', 'url'] as const) {
          const stream = engine.stream({ source });
          let at = 0;
          for (const cut of cuts) {
            stream.push(text.slice(at, at + cut));
            at = Math.min(text.length, at + cut);
          }
          stream.push(text.slice(at));
          assert.deepEqual(stream.finish(), engine.scan(text, { source }));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('MATCH-10 pieces of one character each', () => {
  const engine = engineOf(term('i (want|need) to <2> die', { id: 'd', unmask: true, severity: 'severe' }));
  const text = 'Nothing. I want to just d1e \u{1d41a} now. And so I need to die.';
  const stream = engine.stream({ source: 'typed' });
  for (let i = 0; i < text.length; i += 1) stream.push(text.charAt(i));
  const found = stream.finish();
  assert.equal(found.length, 2);
  assert.deepEqual(found, engine.scan(text, { source: 'typed' }));
});

test('MATCH-10 a match across the border of two blocks is found once', () => {
  const engine = engineOf(wanted('purple elephant', 'e'));
  for (let shift = 0; shift < 40; shift += 1) {
    const text = `${'abcd '.repeat(13_107)}${'x'.repeat(shift)} purple elephant ${'abcd '.repeat(20_000)}`;
    assert.equal(engine.scan(text, { source: 'url' }).length, 1, `${shift}`);
  }
});

test('MATCH-5 a phrase is not hidden by room between its words or nothing between its letters', () => {
  const engine = engineOf(
    wanted('purple elephant sings', 'a'),
    wanted('we <2> extraordinary <2> (it|them)', 'b'),
  );
  for (const room of [' '.repeat(1500), '\t'.repeat(900), ' - '.repeat(400), `${'\u200b'.repeat(1200)} `]) {
    for (const words of ['purple elephant sings', 'we are extraordinary for them']) {
      const text = `Well, ${words.split(' ').join(room)} now.`;
      assert.equal(engine.scan(text, { source: 'url' }).length, 1, JSON.stringify([words, room.slice(0, 3)]));
    }
  }
  const inside = `some pur${'\u200b'.repeat(3000)}ple elephant sings`;
  assert.equal(engine.scan(inside, { source: 'url' })[0]?.start, 5);
});

test('a passage folds as the matcher does', () => {
  fc.assert(
    fc.property(someText, (text) => {
      const folded = foldText(text);
      const sentences = symbolsToString(folded, 0, folded.length).split('\n');
      const expected = sentences.flatMap((one) => one.split(' ').filter((word) => word !== ''));
      assert.deepEqual(passageOf(text).words, expected);
    }),
    { numRuns: 2000 },
  );
});

test('a passage has the words of the text, where they stand, and their sentences', () => {
  const passage = passageOf("It's Málaga.  Now, don\u2019t!");
  assert.deepEqual(passage.words, ['its', 'malaga', 'now', 'dont']);
  assert.deepEqual(passage.starts, [0, 5, 14, 19]);
  assert.deepEqual(passage.ends, [4, 11, 17, 24]);
  assert.deepEqual(passage.sentences, [0, 0, 1, 1]);
});
