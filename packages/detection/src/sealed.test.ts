/// <reference types="node" />
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePack } from './compile.ts';
import { createEngine, type Engine } from './engine.ts';
import type { TermView } from './finding.ts';
import { loadPack } from './pack.ts';
import { sealedPhraseProblem, type SealedList } from './sealed.ts';
import { sha256Words } from './sha256.ts';
import { SOURCES } from './term.ts';
import { engineOf, term } from './test/engine-of.ts';

function list(phrases: readonly string[], rest: Partial<SealedList> = {}): SealedList {
  return { id: 'sealed.a', policy: 'illegal-content', severity: 'severe', phrases, ...rest };
}

function bytesOf(...lists: SealedList[]): Uint8Array {
  return compilePack([], { version: '1', sealed: lists });
}

function sealedEngine(...lists: SealedList[]): Engine {
  const loaded = loadPack(bytesOf(...lists), 'sealed');
  if (!loaded.ok) throw new Error(loaded.message);
  return createEngine(loaded.pack);
}

function found(phrases: readonly string[], text: string): string[] {
  return sealedEngine(list(phrases))
    .scan(text, { source: 'typed' })
    .map(({ matched }) => matched);
}

const VIEW: TermView = { sought: () => true, severity: () => undefined, allowed: () => false };

test('the hash is SHA-256 as others make it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const hash = Buffer.alloc(32);
      for (const [place, word] of sha256Words(bytes).entries()) hash.writeInt32BE(word, place * 4);
      assert.equal(hash.toString('hex'), createHash('sha256').update(bytes).digest('hex'));
    }),
  );
});

test('SEALED-1 no phrase and no piece of one stands in the bytes, in any usual encoding', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzéжك0123456789')),
    minLength: 4,
    maxLength: 12,
  });
  const phrase = fc.array(letters, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  const inPlainSight = bytesOf(list([]));
  fc.assert(
    fc.property(fc.uniqueArray(phrase, { minLength: 1, maxLength: 20 }), (phrases) => {
      const bytes = Buffer.from(bytesOf(list(phrases)));
      for (const whole of phrases) {
        const utf16 = Buffer.from(whole, 'utf16le');
        // Eight bytes: the letters of half a short word at least, and not there by chance.
        for (const written of [Buffer.from(whole), utf16, Buffer.from(utf16).swap16()])
          for (let at = 0; at + 8 <= written.length; at += 2)
            assert.equal(bytes.indexOf(written.subarray(at, at + 8)), -1, whole);
        assert.equal(bytes.indexOf(whole.slice(0, 8)), -1, whole);
      }
      assert.ok(bytes.length - inPlainSight.length < 200 + phrases.length * 40);
    }),
    { numRuns: 25 },
  );
});

test('SEALED-1 what two packs have in common cannot be told', () => {
  const entriesOf = (phrases: readonly string[]): string[] => {
    const loaded = loadPack(bytesOf(list(phrases)));
    assert.ok(loaded.ok && loaded.pack.sealed !== undefined);
    const { entries } = loaded.pack.sealed;
    return Array.from({ length: entries.length / 3 }, (_, at) => entries.slice(at * 3, at * 3 + 2).join());
  };
  const before = new Set(entriesOf(['flimmer in the shed', 'grobble']));
  const after = entriesOf(['flimmer in the shed', 'grobble', 'zonk']);
  assert.equal(after.length, 3);
  assert.deepEqual(
    after.filter((entry) => before.has(entry)),
    [],
  );
});

test('SEALED-2 a phrase is found where a term of the same words is, and nowhere else', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'grün', 'don’t', 'كتاب', '7');
  const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  const gap = fc.constantFrom(' ', ' ', ', ', '. ', '... ', '\n\n', '-', '😀');
  const text = fc
    .array(fc.tuple(word, gap, fc.boolean()), { maxLength: 30 })
    .map((parts) => parts.map(([one, after, up]) => (up ? one.toUpperCase() : one) + after).join(''));
  fc.assert(
    fc.property(fc.uniqueArray(phrase, { minLength: 1, maxLength: 6 }), text, (phrases, written) => {
      const ends = (engine: Engine): string[] =>
        engine.scan(written, { source: 'page' }).map(({ start, end }) => `${start} ${end}`);
      const plain = engineOf(
        term(phrases, { id: 'sealed.a', policy: 'gambling', severity: 'severe', spelling: false }),
      );
      assert.deepEqual(ends(sealedEngine(list(phrases, { policy: 'gambling' }))), ends(plain));
    }),
    { numRuns: 300 },
  );
});

test('SEALED-2 whole words only, across no sentence, and not in disguise', () => {
  assert.deepEqual(found(['flimmer shed'], 'the FLÍMMER, shed!'), ['FLÍMMER, shed']);
  assert.deepEqual(found(['flimmer shed'], 'flimmer. Shed flimmers sheds flimmer the shed'), []);
  assert.deepEqual(found(['flimmer'], 'fl1mmer f l i m m e r flimmmmer aflimmer'), []);
  assert.deepEqual(found(['flimmer', 'flimmer in the shed'], 'flimmer in the shed'), ['flimmer in the shed']);
});

test('SEALED-2 in a long text a phrase is found wherever it stands', () => {
  const engine = sealedEngine(list(['flimmer in the shed']));
  const filler = 'so we went on and on '.repeat(4000);
  for (const at of [0, 65_530, 65_540, 80_000]) {
    const text = `${filler.slice(0, at)} flimmer in the shed ${filler.slice(at)}`;
    assert.deepEqual(
      engine.scan(text, { source: 'page' }).map(({ start, matched }) => [start, matched]),
      [[at + 1, 'flimmer in the shed']],
    );
  }
});

test('SEALED-3 what is found is sealed, of its list, and not judged, in every source', () => {
  const engine = sealedEngine(
    list(['flimmer']),
    list(['grobble', 'flimmer'], { id: 'sealed.b', policy: 'grooming', severity: 'moderate' }),
  );
  for (const source of SOURCES) {
    const findings = engine.scan('In our game she never said “flimmer”, lol.', { source });
    assert.deepEqual(
      findings.map(({ term: id, policy, severity, because, sealed, pack }) => [
        id,
        policy,
        severity,
        because,
        sealed,
        pack,
      ]),
      [
        ['sealed.a', 'illegal-content', 'severe', ['match.sealed'], true, 'sealed'],
        ['sealed.b', 'grooming', 'moderate', ['match.sealed'], true, 'sealed'],
      ],
    );
  }
  assert.match(engine.explain('match.sealed'), /sealed list/u);
});

test('SEALED-3 it follows what a school has decided', () => {
  const engine = sealedEngine(list(['flimmer']));
  const scan = (terms: Partial<TermView>): string[] =>
    engine
      .scan('a flimmer', { source: 'typed', terms: { ...VIEW, ...terms } })
      .map(({ severity, severityBefore }) => `${severity} ${severityBefore}`);
  assert.deepEqual(scan({}), ['severe severe']);
  assert.deepEqual(scan({ sought: (id) => id !== 'sealed.a' }), []);
  assert.deepEqual(scan({ severity: () => 'moderate' }), ['moderate moderate']);
  assert.deepEqual(scan({ allowed: ({ matched }) => matched === 'flimmer' }), []);
});

test('SEALED-4 equal lists make equal bytes, whatever their order', () => {
  const [a, b] = [list(['flimmer', 'a grobble']), list(['zonk'], { id: 'sealed.b' })];
  assert.deepEqual(bytesOf(a, b), bytesOf(b, list(['A  grobble', 'flimmer', 'Flimmer!'])));
});

test('SEALED-4 what cannot be looked for is refused without its words being said', () => {
  const long = 'zonk '.repeat(17).trim();
  assert.equal(sealedPhraseProblem('!!'), 'empty');
  assert.equal(sealedPhraseProblem(long), 'too-long');
  assert.equal(sealedPhraseProblem('z'.repeat(201)), 'too-long');
  assert.equal(sealedPhraseProblem('zonk '.repeat(16)), undefined);
  assert.throws(
    () => bytesOf(list(['fine', long])),
    /^RangeError: Phrase 2 of the sealed list sealed\.a is too-long\.$/u,
  );
  assert.throws(() => bytesOf(list(['a']), list(['b'])), RangeError);
  assert.throws(
    () => compilePack([term('x', { id: 'sealed.a' })], { version: '1', sealed: [list(['a'])] }),
    RangeError,
  );
});

test('SEALED-5 twenty thousand phrases hold up no text, and tell no ordinary words for theirs', () => {
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0);
  const word = (): string => `w${(random() >>> 8) % 5000}`;
  const phrases = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 2 + ((random() >>> 8) % 4) }, word).join(' '),
  );
  const engine = sealedEngine(list(phrases));
  const text = Array.from({ length: 60_000 }, () => `x${(random() >>> 8) % 5000}`).join(' ');
  const began = performance.now();
  assert.deepEqual(engine.scan(text, { source: 'page' }), []);
  assert.ok(performance.now() - began < 1000);
  assert.equal(engine.scan(`${text} ${phrases[19_999] ?? ''} `, { source: 'page' }).length > 0, true);
});
