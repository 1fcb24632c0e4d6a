/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePack } from './compile.ts';
import { createMatcher } from './match.ts';
import { loadPack } from './pack.ts';
import { compileSpellings, misspeltAt, readSpellings, type Misspelt } from './respell.ts';
import { scan, term } from './test/engine-of.ts';

const loaded = loadPack(compilePack([term('suicide')], { version: '1' }));
assert.ok(loaded.ok);
const { pack } = loaded;
const matcher = createMatcher(pack);
const SECTION = compileSpellings(
  [
    ['sucide', 'suicide'],
    ['suicde', 'suicide'],
    ['ur', 'your'],
    ['ur', 'youre'],
  ],
  pack.columns,
);

function misspeltWords(text: string, section = SECTION): Misspelt[] {
  const spellings = readSpellings(section);
  const { misspelt } = matcher.run(text, { left: false, right: false }, spellings.bits);
  return misspeltAt(text, misspelt, spellings);
}

function read(text: string, section = SECTION): string[] {
  return misspeltWords(text, section).map(
    ({ start, end, words }) => `${text.slice(start, end)}=${words.join('|')}`,
  );
}

test('MATCH-11 misspelt words are known whatever their case and accents, and nothing else is', () => {
  assert.deepEqual(read("Sucide, 'SUICDE' and súcide! suicide sucides xsucide"), [
    'Sucide=suicide',
    'SUICDE=suicide',
    'súcide=suicide',
  ]);
  assert.deepEqual(read('is it ur'), ['ur=your|youre']);
  assert.deepEqual(read(''), []);
});

test('MATCH-11 a word with an apostrophe in it is not misspelt', () => {
  assert.deepEqual(read("su'cide u'r suc\u2019ide"), []);
});

test('MATCH-11 a section that is damaged or cut knows nothing and throws nothing', () => {
  fc.assert(
    fc.property(fc.nat(SECTION.length), fc.nat(SECTION.length - 1), fc.nat(255), (length, place, value) => {
      const cut = SECTION.slice(0, length);
      assert.deepEqual(length === SECTION.length ? [] : read('sucide ur', cut), []);
      const changed = SECTION.slice();
      changed[place] = value;
      read('sucide ur suicide', changed);
    }),
    { numRuns: 1000 },
  );
});

test('MATCH-11 offsets cut out letters of the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('ur', 'sucide', "'", ' ', '\u0301', 'ß', '😀', '.')), (parts) => {
      const text = parts.join('');
      for (const { start, end } of misspeltWords(text))
        assert.match(
          text
            .slice(start, end)
            .normalize('NFD')
            .replace(/[\u0301']/gu, ''),
          /^(?:ur|sucide)$/u,
        );
    }),
  );
});

test('MATCH-11 words of a wording are found as pupils write them', () => {
  const wanted = term('i want to hurt myself', { unmask: true });
  for (const text of [
    'i wanna hurt myself',
    'i want to hurt meself',
    'I wnt to hurt myslef',
    'i wanna hurt my self',
  ]) {
    const [found] = scan(wanted, text);
    assert.equal(found?.matched, text);
  }
  assert.equal(scan(wanted, 'i wnt to hurt myslef')[0]?.because[0], 'match.spelt');
  assert.equal(scan(wanted, 'i wanna hurt myself')[0]?.because[0], 'match.word');
  assert.equal(scan(wanted, 'i went to hurt myself').length, 0);
});

test('MATCH-11 a typing error in a long word, but no other word in its place', () => {
  const wanted = term('suicide note', { unmask: true });
  for (const text of ['sucide note', 'suicdie note', 'suiicide note'])
    assert.equal(scan(wanted, text).length, 1, text);
  for (const text of ['suite note', 'suicide notes', 'decide note'])
    assert.equal(scan(wanted, text).length, 0, text);
});

test('MATCH-11 a term of one word that does not allow unmasking is found as it stands', () => {
  assert.equal(scan(term('overdose'), 'ovredose').length, 0);
  assert.equal(scan(term('overdose', { unmask: true }), 'ovredose').length, 1);
  // Of five letters one vowel is another word, here of French.
  assert.equal(scan(term('percs', { unmask: true }), 'une piscine et deux parcs').length, 0);
});

test('MATCH-11 text-speak of a few letters is no match by itself', () => {
  assert.equal(scan(term('you', { unmask: true }), 'the U.S.A. and a U-turn').length, 0);
  assert.equal(scan(term('hate you', { unmask: true }), 'i hate u').length, 1);
});

test('MATCH-11 misspelt and disguised words in one phrase', () => {
  const wanted = term('i want to fill myself', { unmask: true });
  assert.equal(scan(wanted, 'i wnt to f1ll myslef')[0]?.because[0], 'match.unmasked');
});
