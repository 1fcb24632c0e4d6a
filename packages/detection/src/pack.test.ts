/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkTerm, compilePack } from './compile.ts';
import { createEngine } from './engine.ts';
import { readSections, SECTIONS } from './pack-format.ts';
import { loadPack, termCount } from './pack.ts';
import { term } from './test/engine-of.ts';
import type { Term } from './term.ts';

const TERMS: readonly Term[] = [
  term('[a] (b|ć)', {
    id: 'b',
    sources: ['url', 'page'],
    unless: ['b c'],
    frames: { study: false, game: true },
  }),
  term('😀 hello', {
    id: 'a',
    needs: { any: ['x'], within: 2 },
    sealed: true,
    definition: 'Only for people.',
  }),
];
const BYTES = compilePack(TERMS, { version: '1.2' });

test('PACK-1 equal terms make equal bytes in whatever order they come', () => {
  assert.deepEqual(compilePack(TERMS.slice(1).concat(TERMS.slice(0, 1)), { version: '1.2' }), BYTES);
  assert.notDeepEqual(compilePack(TERMS, { version: '1.3' }), BYTES);
});

test('PACK-1 definitions are not sent to devices', () => {
  assert.ok(!new TextDecoder().decode(BYTES).includes('Only for people'));
});

test('PACK-2 what was compiled loads to the same terms with defaults filled in', () => {
  const loaded = loadPack(BYTES);
  assert.ok(loaded.ok);
  const { pack } = loaded;
  assert.equal(pack.version, '1.2');
  assert.equal(termCount(pack), 2);
  assert.deepEqual(pack.term(0), {
    id: 'a',
    policy: 'suicide',
    categories: [],
    severity: 'moderate',
    boundary: 'word',
    needs: { phrases: ['x'], within: 2, beyond: false },
    unless: [],
    softenedBy: [],
    frames: {},
    sealed: true,
    wordings: [],
  });
  assert.deepEqual(pack.term(1)?.unless, ['b c']);
  assert.deepEqual(pack.term(1)?.frames, { study: false, game: true });
  assert.equal(pack.term(2), undefined);
  const engine = createEngine(pack);
  assert.equal(engine.scan('a b', { source: 'url' }).length, 1);
  assert.equal(engine.scan('a b', { source: 'typed' }).length, 0);
});

test('PACK-2 reading changes no byte, and a second engine shares them', () => {
  const bytes = BYTES.slice();
  const loaded = loadPack(bytes);
  assert.ok(loaded.ok);
  createEngine(loaded.pack).scan('a b, hello x 😀', { source: 'page' });
  assert.deepEqual(bytes, BYTES);
});

test('PACK-3 bytes that are no pack, of another version, or damaged are refused by code', () => {
  const code = (bytes: Uint8Array): string => {
    const loaded = loadPack(bytes);
    return loaded.ok ? 'ok' : loaded.code;
  };
  assert.equal(code(new Uint8Array()), 'not-a-pack');
  assert.equal(code(new TextEncoder().encode('<!doctype html><title>')), 'not-a-pack');
  const newer = BYTES.slice();
  newer[4] = 9;
  assert.equal(code(newer), 'unsupported-version');
  assert.equal(code(BYTES.slice(0, -1)), 'damaged');
  const within = new Uint8Array(BYTES.length + 8);
  within.set(BYTES, 8);
  assert.equal(code(within.subarray(8)), 'ok', 'a view into a larger buffer');
});

test('PACK-3 no change of the header passes', () => {
  const header = 16 + SECTIONS.length * 8;
  fc.assert(
    fc.property(fc.nat(header - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const bytes = BYTES.slice();
      bytes[place] = (bytes[place] ?? 0) ^ change;
      assert.equal(loadPack(bytes).ok, false);
    }),
    { numRuns: 1000 },
  );
});

test('PACK-3 whatever the sections hold, loading, scanning and typing end and do not throw', () => {
  const whole = compilePack([...TERMS, term('kill <3> myself', { id: 'c', unmask: true })], {
    version: '1',
    sealed: [{ id: 'd', policy: 'illegal-content', severity: 'severe', phrases: ['flimmer', 'a flimmer'] }],
  });
  const read = readSections(whole);
  assert.ok(read.ok);
  // Not the columns: they are most of the bytes, and any number in them is only another letter.
  const places = SECTIONS.filter((name) => name !== 'columns').flatMap((name) => {
    const section = read.sections[name];
    return Array.from(section, (_, place) => section.byteOffset + place);
  });
  // Set high bits make negative and huge numbers.
  const value = fc.oneof(fc.constantFrom(0, 127, 128, 255), fc.integer({ min: 0, max: 255 }));
  const change = fc.tuple(fc.constantFrom(...places), value);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), fc.string(), (changes, text) => {
      const bytes = whole.slice();
      for (const [place, changed] of changes) bytes[place] = changed;
      const loaded = loadPack(bytes);
      if (!loaded.ok) return;
      const engine = createEngine(loaded.pack);
      for (const words of [text, 'a b, hello x 😀 b c. a ć! k1ll my myself kil all myslef']) {
        engine.scan(words, { source: 'page' });
        engine.scan(words, { source: 'typed' });
        engine.probe().push(words);
      }
    }),
    { numRuns: 5000 },
  );
});

test('PACK-3 a term whose record is out of shape never fires, and nothing throws', () => {
  const text = Buffer.from(BYTES).toString('latin1');
  for (const [from, to] of [
    ['"severity":"moderate"', '"severity":"mild!!!!"'],
    ['"within":2', '"within":-'],
    ['"sealed":true', '"sealed":1111'],
    ['"id":"a"', '"id":111'],
  ] as const) {
    assert.ok(text.includes(from), from);
    const bytes = Uint8Array.from(text.replaceAll(from, to), (char) => char.charCodeAt(0));
    const loaded = loadPack(resealed(bytes));
    assert.ok(loaded.ok, from);
    assert.equal(loaded.pack.term(0), undefined);
    createEngine(loaded.pack).scan('hello x', { source: 'page' });
  }
});

test('PACK-3 sections that lie outside, or tables that do not fit together, are damaged', () => {
  const code = (change: (view: DataView) => void): string => {
    const bytes = BYTES.slice();
    change(new DataView(bytes.buffer));
    const loaded = loadPack(resealed(bytes));
    return loaded.ok ? 'ok' : loaded.code;
  };
  assert.equal(
    code(() => undefined),
    'ok',
    'sealing anew changes nothing by itself',
  );
  for (let section = 0; section < SECTIONS.length; section += 1) {
    const at = 16 + section * 8;
    assert.equal(
      code((view) => view.setUint32(at, BYTES.length + 4, true)),
      'damaged',
    );
    assert.equal(
      code((view) => view.setUint32(at + 4, BYTES.length, true)),
      'damaged',
    );
  }
  const cells = 16 + SECTIONS.indexOf('wordCells') * 8;
  assert.equal(
    code((view) => view.setUint32(cells + 4, 8, true)),
    'damaged',
  );
});

/** The same bytes with the checksum that they ask for. */
function resealed(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array(bytes.buffer);
  let hash = 0x811c9dc5;
  for (const [place, word] of words.subarray(0, 4 + SECTIONS.length * 2).entries())
    if (place !== 3) hash = Math.imul(hash ^ word, 0x01000193);
  words[3] = hash >>> 0;
  return bytes;
}

test('PACK-4 a term that cannot work is refused with what is wrong', () => {
  const codes = (one: Term): string[] => checkTerm(one).map((problem) => problem.code);
  assert.deepEqual(codes(term('fine word')), []);
  assert.deepEqual(codes(term('(open')), ['bad-wording']);
  assert.deepEqual(codes(term('...')), ['bad-wording']);
  assert.deepEqual(codes(term('[only optional]')), ['bad-wording']);
  assert.deepEqual(codes(term([])), ['no-wording']);
  assert.deepEqual(codes(term('x', { id: 'Upper Case' })), ['bad-id']);
  const many = `(${Array.from({ length: 80 }, (_, n) => `w${n}`).join('|')})`;
  assert.deepEqual(codes(term(`x${many}${many}`)), ['bad-wording']);
  assert.deepEqual(codes(term('a'.repeat(201))), ['bad-wording']);
  assert.throws(() => compilePack([term('(open')], { version: '1' }), RangeError);
  assert.throws(() => compilePack([term('a'), term('b')], { version: '1' }), /Two terms/u);
});

test('PACK-5 wordings that together are too many for a device are refused, naming the last', () => {
  const some = `(${Array.from({ length: 60 }, (_, n) => `w${n}`).join('|')})`;
  const terms = Array.from({ length: 150 }, (_, n) => term(`a${n}${some}${some}`, { id: `t${n}` }));
  assert.throws(() => compilePack(terms, { version: '1' }), /too many phrases.*t\d+/u);
});
