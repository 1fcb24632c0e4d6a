/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { foldPhrase } from './fold.ts';
import { compileHidden, Mask, readHidden, reveal, type HiddenWords } from './reveal.ts';
import { disguisedWords, librarySpeller, libraryWords, readDisguises } from './test/hidden-words.ts';

const disguises = readDisguises();
const shipped = libraryWords();
const speller = librarySpeller();
const hidden = readHidden(compileHidden([...shipped, ...disguisedWords(disguises)]));

function hide(...words: string[]): HiddenWords {
  return readHidden(compileHidden(words));
}

/** What the disguised words of a text are, put plain; `|` between pieces. */
function plain(text: string, words: HiddenWords): string {
  return reveal(text, words)
    .map((piece) =>
      foldPhrase(
        piece.text
          .split('')
          .map((char, place) => (piece.masked[place] === Mask.none ? ' ' : char))
          .join(''),
      ),
    )
    .join('|');
}

function stands(text: string, term: string): boolean {
  return ` ${foldPhrase(text)} `.includes(` ${term} `);
}

/** Found as it stands, put plain, or as another way to write it. */
function isCaught(text: string, term: string): boolean {
  if (stands(text, term) || reveal(text, hidden).some((piece) => stands(piece.text, term))) return true;
  let forms = [...(speller.phrases.get(term) ?? [])];
  let joined = [''];
  for (const word of term.split(' ')) {
    joined = joined.flatMap((head) => [word, ...speller.of(word)].map((tail) => `${head} ${tail}`.trim()));
  }
  forms = [...forms, ...joined];
  return forms.some((form) => stands(text, form));
}

test('UNMASK-1 UNMASK-2 UNMASK-3 UNMASK-7 UNMASK-8: every kind of disguise is caught', () => {
  assert.ok(disguises.kinds.length >= 58);
  const missed: string[] = [];
  for (const { kind, examples } of disguises.kinds) {
    assert.ok(examples.length >= 3, kind);
    for (const { term, text } of examples)
      if (!isCaught(text, term)) missed.push(`${kind}: ${text} (${term})`);
  }
  assert.deepEqual(missed, []);
});

test('UNMASK-4 clean text hides nothing, with all words of the shipped library to look for', () => {
  const words = readHidden(compileHidden(shipped));
  assert.ok(disguises.clean.length >= 400);
  const alarms = disguises.clean.filter((text) => reveal(text, words).length > 0);
  assert.deepEqual(alarms, []);
  assert.deepEqual(reveal(disguises.clean.join('\n\n'), words), [], 'nor all of it together');
});

test('UNMASK-4 innocent words that stand in an unusual way are put plain as themselves, if at all', () => {
  const words = readHidden(compileHidden(shipped));
  for (const text of disguises.harmless) {
    for (const word of plain(text, words).split(/[ |]+/u)) {
      assert.ok(word === '' || foldPhrase(text).includes(word.charAt(0)), `${text}: ${word}`);
    }
  }
});

test('UNMASK-4 only hidden words are put plain', () => {
  assert.equal(plain('f1ll t1me', hide('fill')), 'fill');
  assert.equal(plain('f1ll', hide('bill')), '');
  assert.deepEqual(reveal('f1ll', hide()), []);
});

test('UNMASK-6 signs that can be read in several ways come in several pieces', () => {
  const words = hide('cunt', 'cant', 'you');
  assert.deepEqual(plain('c*nt y0u', words).split('|').sort(), ['cant you', 'cunt you']);
});

test('UNMASK-6 what is short or doubtful counts only beside other disguised words', () => {
  const words = hide('fill', 'me', 'gay');
  assert.equal(plain('f1ll m3', words), 'fill me');
  assert.equal(plain('m3 f1ll', words), 'me fill');
  assert.equal(plain('the m3 motorway', words), '');
  assert.equal(plain('SE1 6AY', words), '');
});

test('UNMASK-7 words without a gap are told apart from those that were put plain letter by letter', () => {
  const words = hide('fill', 'yourself', 'the', 'rapist', 'i', 'hate', 'you');
  const [piece] = reveal('go fillyourself now', words);
  assert.equal(foldPhrase(piece?.text ?? ''), 'go fill yourself now');
  assert.deepEqual(
    [...new Set(piece?.masked)].sort((a, b) => a - b),
    [Mask.none, Mask.glued],
  );
  assert.equal(plain('#ihateyou', words), 'i hate you');
  assert.equal(plain('the therapist', words), '', 'no person is meant');
});

test('UNMASK-8 the words around come along, at their places', () => {
  const text = `${'before '.repeat(80)}f1ll${' after'.repeat(80)}`;
  const [piece, ...more] = reveal(text, hide('fill'));
  assert.deepEqual(more, []);
  assert.ok(piece !== undefined);
  const at = piece.text.indexOf('fill');
  assert.equal(piece.offsets[at], text.indexOf('f1ll'));
  assert.equal(piece.offsets[at + 4], text.indexOf('f1ll') + 4);
  assert.ok(foldPhrase(piece.text).split(' ').length >= 80, 'forty words on either side');
});

const NOISE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    'f1ll',
    ' ',
    'y0u',
    '$',
    'f i l l',
    '😀',
    '\u{1F1F0}',
    'ʞ',
    '&#107;',
    '%6b',
    '<b>',
    '*',
    '\ud83d',
    'fillyourself',
    '|<',
    'aaa',
  ),
);

test('UNMASK-9 offsets cut the original at code points and never fall, whatever the text', () => {
  fc.assert(
    fc.property(fc.array(NOISE, { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      for (const piece of reveal(text, hidden)) {
        assert.equal(piece.offsets.length, piece.text.length + 1);
        assert.equal(piece.masked.length, piece.text.length);
        let last = 0;
        for (const [i, offset] of piece.offsets.entries()) {
          assert.ok(offset >= last && offset <= text.length);
          last = offset;
          if (piece.masked[i] !== Mask.none || (i > 0 && piece.masked[i - 1] !== Mask.none)) {
            assert.ok(!splitsPair(text, offset), 'never between the halves of a pair');
          }
        }
        assert.ok(!splitsPair(text, piece.offsets[0] ?? 0) && !splitsPair(text, last));
      }
    }),
    { numRuns: 400 },
  );
});

function splitsPair(text: string, at: number): boolean {
  return /[\ud800-\udbff]/u.test(text.charAt(at - 1)) && /[\udc00-\udfff]/u.test(text.charAt(at));
}

test('UNMASK-9 time grows with the length, also of hostile text', () => {
  const size = 200_000;
  for (const part of [
    'a a a a ',
    'k k k k ',
    '$$$$',
    'aaaa',
    'a1b2',
    'a1b2 ',
    'f1ll ',
    '*k*i*l*l ',
    'k.',
    'ssuu',
    'killkill',
    '&#107;',
    '|<',
    'ʞ ',
    'ʞ',
    '\u{1F1F0}',
    'k😀',
    's***e ',
    'm3 m3 ',
    '<b>',
    'i1l|!i1l|!i1l|!i1l|!i1l|! ',
    'a'.padEnd(50, '-') + ' ',
    '%',
    '#',
    '\u0301',
  ]) {
    const text = part.repeat(size / part.length);
    const begin = performance.now();
    reveal(text, hidden);
    const spent = performance.now() - begin;
    // A tenth of a megabyte a second would do for two seconds; what grows with the square takes minutes.
    assert.ok(spent < 3000, `${part}: ${spent} ms`);
  }
});

test('UNMASK-9 damaged bytes neither throw nor hang', () => {
  const good = compileHidden(['fill', 'fills', 'you', 'yourself', 'suicide', 'die']);
  const text = 'f1ll y0urself $uicide f i l l s***ide d!e fillyourself #dieyou';
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.nat(good.length),
      (changes, length) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        reveal(text, readHidden(bytes));
        reveal(text, readHidden(bytes.subarray(0, length)));
      },
    ),
    { numRuns: 500 },
  );
  assert.deepEqual(reveal(text, readHidden(new Uint8Array(0))), []);
});

test('UNMASK-9 equal words make equal bytes, which are read wherever they lie', () => {
  const bytes = compileHidden(['you', 'fill', 'كلمة']);
  assert.deepEqual(compileHidden(['كلمة', 'fill', 'you', 'fill']), bytes);
  assert.equal(bytes.length % 4, 0);
  for (const shift of [0, 1, 4]) {
    const around = new Uint8Array(bytes.length + 8);
    around.set(bytes, shift);
    assert.equal(plain('f!ll', readHidden(around.subarray(shift, shift + bytes.length))), 'fill');
  }
});
