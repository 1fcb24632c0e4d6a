/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePack } from './compile.ts';
import { createEngine } from './engine.ts';
import { foldPhrase } from './fold.ts';
import { loadPack } from './pack.ts';
import { CUT_WORDS, PHRASE_GROUPS } from './spelling-phrases.ts';
import { createSpeller } from './spelling.ts';
import { WORD_GROUPS } from './spelling-table.ts';
import { term } from './test/engine-of.ts';
import { librarySpeller, libraryWords } from './test/hidden-words.ts';

const speller = createSpeller();
const shipped = librarySpeller();

/** Words that a misspelling must not turn into, however near they are to a word of a term. */
const INNOCENT = new Set(
  `able about above after again against almost also always among another answer around away back because become before
  began begin being below best better between black blue board book both bring brother brown build called came carry
  change children city class clear close cold colour come common cook could country course cover cross cut dark day deal
  dear decide deep did different dinner direct does done door down draw drive each early earth east easy eight else end
  engine enough even evening every example eye face fact fall family famous far farm fast father feel feet few field fill
  final find fine fire first fish five floor flower follow food foot force form found four friend from front full game
  garden gave general girl give glass goes gold gone good grass great green ground group grow had hair half hand happen
  happy hard head hear heard heart heat help here high hold home horse hot hour house hundred idea inside island job just
  keep kept kind king knew know land language large last later laugh lead learn leave left letter level light like line
  list listen little live long look love low made main make many map march mark matter mean measure meet men might mile
  mind minute miss money month moon more morning most mother mountain move much music must name near need never new next
  night north nothing notice number object ocean off often old once only open order other outside over own page paper part
  pass past pattern pay people perhaps person picture piece place plain plan plane plant play point poor position possible
  power present press problem produce pull push question quick quite rain ran reach read ready real reason record red rest
  right river road rock room round rule run said same save saw say school science sea second see seem seen sentence serve
  set several shape ship short should show side simple since sing sister size sleep slow small snow some song soon sound
  south space special spell stand star start state stay step still stood stop story street strong study such summer sun
  sure surface table take talk teach tell ten test than thank their then there these thing think thought thousand three
  through time told took top toward town travel tree true try turn under unit until upon use usual very voice vowel wait
  walk wall want war warm was watch water way week weight well went west what wheel when where which while white whole wind
  winter wish woman women wonder wood word work world would write year yellow young planet crash trash thorough`.split(
    /\s+/u,
  ),
);

test('SPELL-1 text-speak and usual misspellings of ordinary talk are known', () => {
  for (const [word, form] of [
    ['you', 'u'],
    ['yourself', 'urself'],
    ['teacher', 'teecher'],
    ['hate', 'h8'],
    ['because', 'cuz'],
  ] as const) {
    assert.ok(speller.of(word).includes(form), `${word}: ${form}`);
  }
  assert.ok(speller.phrases.get('want to')?.includes('wanna'));
  assert.ok(speller.phrases.get('snapchat')?.includes('sn apchat'));
});

test('SPELL-1 a table that is given is known besides, for words, phrases and words cut in two', () => {
  const more = createSpeller({
    words: { flimmer: ['flymmah'], teacher: ['teachur'] },
    phrases: { 'want to': ['wantsies'], flimmer: ['flim mer'] },
  });
  assert.deepEqual(
    more.of('flimmer').filter((form) => !speller.of('flimmer').includes(form)),
    ['flymmah'],
  );
  assert.ok(more.of('teacher').includes('teecher') && more.of('teacher').includes('teachur'));
  assert.deepEqual(more.phrases.get('want to')?.slice(-1), ['wantsies']);
  assert.ok(more.phrases.get('want to')?.includes('wanna'));
  assert.deepEqual(more.phrases.get('flimmer'), ['flim mer']);
  assert.equal(speller.phrases.get('flimmer'), undefined);
  const loaded = loadPack(
    compilePack([term('a flimmer shed', { unmask: true })], {
      version: '1',
      spellings: { words: { flimmer: ['phl'] }, phrases: { 'flimmer shed': ['flimshed'] } },
    }),
  );
  assert.ok(loaded.ok);
  const engine = createEngine(loaded.pack);
  for (const text of ['a phl shed', 'a flimshed'])
    assert.equal(engine.scan(text, { source: 'typed' }).length, 1, text);
});

test('SPELL-2 a letter missing, doubled or swapped in a long word, and the word reversed', () => {
  const forms = speller.of('elephant');
  for (const form of ['elephnt', 'elepphant', 'elehpant', 'tnahpele']) assert.ok(forms.includes(form), form);
  assert.deepEqual(speller.of('zap'), [], 'short words turn into others too easily');
  for (const word of libraryWords()) {
    for (const form of shipped.of(word)) assert.ok(form !== '' && form !== word, word);
  }
});

test('SPELL-3 no form is a word in common use', () => {
  const wrong: string[] = [];
  for (const word of [...libraryWords(), ...INNOCENT]) {
    for (const form of shipped.of(word)) if (INNOCENT.has(form)) wrong.push(`${word}: ${form}`);
  }
  assert.deepEqual(wrong, []);
  for (const [word, innocent] of [
    ['planets', 'plants'],
    ['diary', 'dairy'],
    ['through', 'trough'],
  ] as const) {
    assert.ok(!shipped.of(word).includes(innocent), innocent);
  }
});

test('SPELL-3 the tables hold folded words, each key once', () => {
  for (const [table, between] of [
    [WORD_GROUPS, ' '],
    [PHRASE_GROUPS, ', '],
    [CUT_WORDS, ', '],
  ] as const) {
    const keys = new Set<string>();
    for (const line of table.trim().split('\n')) {
      const [key = '', forms = ''] = line.split(': ');
      assert.ok(!keys.has(key), `${key} stands twice`);
      keys.add(key);
      for (const form of [key, ...forms.split(between)]) assert.equal(foldPhrase(form), form, line);
    }
  }
});

test('SPELL-3 anything at all has spellings, sorted, each once', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (word) => {
      const forms = speller.of(word);
      assert.deepEqual(forms, [...new Set(forms)].sort());
    }),
  );
});
