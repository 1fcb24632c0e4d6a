/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { foldPhrase } from './fold.ts';
import { oneSign } from './one-sign.ts';
import { engineOf, scan, term } from './test/engine-of.ts';
import { expandWording } from './wording.ts';

test('MATCH-1 a term keeps to whole words unless it says otherwise', () => {
  assert.equal(scan(term('cat'), 'Mr Catburn and bobcat').length, 0);
  assert.equal(scan(term('cat', { boundary: 'start' }), 'Catburn, bobcat').length, 1);
  assert.equal(scan(term('cat', { boundary: 'end' }), 'Catburn, bobcat').length, 1);
  const [found] = scan(term('cat', { boundary: 'inside' }), 'the bobcats');
  assert.equal(found?.matched, 'cat');
  assert.deepEqual(found?.because, ['match.part']);
});

test('MATCH-2 a term matches the phrases that its wordings stand for, and no others', () => {
  const wanted = term('(everyone|they all) [really] (hates|hate) (you|u)', { policy: 'bullying' });
  for (const text of ['everyone hates you', 'They all, really: HATE u!']) {
    assert.equal(scan(wanted, text).length, 1, text);
  }
  for (const text of ['everyone really you', 'everyone hates', 'all hate you', 'everyone. Hates you']) {
    assert.equal(scan(wanted, text).length, 0, text);
  }
});

test('MATCH-2 the engine finds what a naive reference finds, for random wordings and texts', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'ba', 'abc', 'c');
  const piece = fc.oneof(
    word,
    fc.tuple(word, word).map(([a, b]) => `(${a}|${b})`),
    word.map((a) => `[${a}]`),
  );
  const wording = fc
    .tuple(word, fc.array(piece, { maxLength: 4 }))
    .map(([a, rest]) => [...rest, a].join(' '));
  const text = fc.array(word, { maxLength: 25 }).map((words) => words.join(' '));
  const texts = fc.array(text, { minLength: 4, maxLength: 4 });
  fc.assert(
    // Several texts for each engine: making the tables of one costs a hundred times what a scan does.
    fc.property(fc.uniqueArray(wording, { minLength: 1, maxLength: 6 }), texts, (wordings, written) => {
      for (const one of wordings) {
        const expanded = expandWording(one);
        assert.ok(expanded.ok);
        const engine = engineOf(term(one, { policy: 'gambling' }));
        for (const each of written) {
          const expected = expanded.phrases.some((phrase) => ` ${each} `.includes(` ${phrase} `));
          const found = engine.scan(each, { source: 'typed' }).length > 0;
          assert.equal(found, expected, `${one} in "${each}"`);
        }
      }
    }),
    { numRuns: 75 },
  );
});

test('MATCH-2 plain ASCII terms equal a naive search of the folded text', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 4 });
  const noise = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', ' ', '-', ','), maxLength: 60 });
  fc.assert(
    fc.property(
      fc.uniqueArray(letters, { minLength: 1, maxLength: 8 }),
      fc.array(noise, { minLength: 4, maxLength: 4 }),
      (words, texts) => {
        const engine = engineOf(
          ...words.map((word, place) => term(word, { id: `t${place}`, policy: 'gambling' })),
        );
        for (const text of texts) {
          const found = new Set(engine.scan(text, { source: 'typed' }).map((one) => foldPhrase(one.matched)));
          const expected = new Set(words.filter((word) => ` ${foldPhrase(text)} `.includes(` ${word} `)));
          assert.deepEqual(found, expected);
        }
      },
    ),
    { numRuns: 75 },
  );
});

test('MATCH-3 the longer of two matches of one policy stays, another policy keeps its own', () => {
  const engine = engineOf(
    term('fill', { id: 'short', severity: 'minor' }),
    term('fill yourself', { id: 'long', severity: 'severe' }),
    term('yourself', { id: 'other', policy: 'bullying' }),
  );
  const found = engine.scan('go fill yourself', { source: 'typed' });
  assert.deepEqual(
    found.map((one) => one.term),
    ['long', 'other'],
  );
});

test('MATCH-3 a more severe match within a milder one is not lost', () => {
  const engine = engineOf(
    term('please help', { id: 'severe', severity: 'severe' }),
    term('please help me now', { id: 'minor', severity: 'minor' }),
  );
  const found = engine.scan('please help me now', { source: 'page' });
  assert.deepEqual(found.map((one) => one.term).sort(), ['minor', 'severe']);
});

test('MATCH-13 of several readings of the same words in one policy the worst stays, wherever it begins', () => {
  const engine = engineOf(
    term('they always fill me in', { id: 'long', severity: 'minor' }),
    term('me in the yard', { id: 'severe', severity: 'severe' }),
    term('yard every day', { id: 'end', severity: 'moderate' }),
    term('always fill', { id: 'other', policy: 'bullying', severity: 'minor' }),
  );
  const found = oneSign(engine.scan('they always fill me in the yard every day', { source: 'typed' }));
  assert.deepEqual(
    found.map((one) => one.term),
    ['other', 'severe'],
  );
});

test('MATCH-4 a term fires only in its sources', () => {
  const wanted = term('proxy', { sources: ['search'] });
  assert.equal(scan(wanted, 'proxy', { source: 'search' }).length, 1);
  assert.equal(scan(wanted, 'proxy', { source: 'page' }).length, 0);
});

test('MATCH-5 no text makes a scan throw, and offsets always cut the original', () => {
  const engine = engineOf(
    term('[i] (want|need) to die', { id: 'a', unmask: true, needs: { any: ['now'], within: 3 } }),
    term('die', { id: 'b', unmask: true, boundary: 'inside' }),
    term('ab', { id: 'c', unmask: true, unless: ['ab c'], softenedBy: ['d'] }),
  );
  const unit = fc.oneof(
    fc.constantFrom(
      'd',
      'i',
      'e',
      '1',
      '3',
      ' ',
      '.',
      '-',
      "'",
      '\u0301',
      '\u200b',
      '😀',
      '\ud800',
      'ﷺ',
      'ß',
      '\n',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 120 }), (units) => {
      const text = units.join('');
      for (const one of engine.scan(text, { source: 'typed' })) {
        assert.ok(one.start >= 0 && one.start < one.end && one.end <= text.length);
        assert.equal(text.slice(one.start, one.end), one.matched);
        assert.equal(text.slice(one.sentenceStart, one.sentenceStart + one.sentence.length), one.sentence);
        assert.ok(one.sentenceStart <= one.start && one.end <= one.sentenceStart + one.sentence.length);
      }
    }),
    { numRuns: 600 },
  );
});

test('MATCH-5 a long text made of nothing but anchors and disguises is read to its end', () => {
  const wanted = term('[a] [a] [a] [a] [a] (die|a)', { unmask: true });
  const text = `${'a d1e k y s aaaa '.repeat(5000)}d1e`;
  assert.equal(scan(wanted, text).at(-1)?.end, text.length);
});

test('MATCH-6 the probe says yes wherever a scan would find something', () => {
  const wanted = [term('(want|need) to die', { id: 'a' }), term("don't go", { id: 'b' })];
  const engine = engineOf(...wanted);
  const word = fc.constantFrom('want', 'to', 'die', 'need', "don't", 'go', ' ', '  ', ', ', 'x');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const text = `${words.join(' ')} `;
      const probe = engine.probe();
      let ended = false;
      for (const char of text) ended = probe.push(char) || ended;
      if (engine.scan(text, { source: 'typed' }).length > 0) assert.ok(ended, text);
    }),
    { numRuns: 300 },
  );
});

test('SENTENCE-1 a finding carries its sentence and where it begins', () => {
  const text = 'It rained. Nobody knew that he wants to die, she said! Then the sun came.';
  const [found] = scan(term('wants to die'), text);
  assert.equal(found?.sentence, 'Nobody knew that he wants to die, she said!');
  assert.equal(found?.sentenceStart, 11);
});

test('SENTENCE-1 a long sentence is cut at whole words around the match, in any script', () => {
  const text = `${'lorem ipsum '.repeat(60)}die ${'dolor sit '.repeat(60)}`;
  const [found] = scan(term('die'), text);
  assert.ok(found);
  assert.ok(found.sentence.length <= 300 && found.sentence.length > 200);
  assert.match(found.sentence, /^(?:lorem|ipsum) .* (?:dolor|sit)$/u);
  const arabic = 'هذا نص. اقتلوا الكفار الآن؟ نص آخر';
  assert.equal(scan(term('اقتلوا الكفار'), arabic)[0]?.sentence, 'اقتلوا الكفار الآن؟');
});

test('PACK-6 what a device runs holds none of what compiles terms', () => {
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    for (const [, statement = '', from = ''] of text.matchAll(
      /^(import|export)[^;]*? from '\.\/([\w-]+\.ts)';/gmu,
    )) {
      if (statement !== 'import type') follow(from);
    }
  };
  for (const file of ['engine.ts', 'pack.ts', 'typed.ts', 'merge.ts']) follow(file);
  assert.ok(seen.has('match.ts') && seen.has('judge-passage.ts'));
  const compilers = ['compile.ts', 'wording.ts', 'variants.ts', 'inflect.ts', 'frequency.ts'];
  for (const file of [...compilers, 'spelling.ts', 'spelling-exceptions.ts', 'fold-source.ts'])
    assert.ok(!seen.has(file), file);
});
