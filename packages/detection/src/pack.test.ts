/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkTerm, compilePack, loadPack } from './pack.ts';
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
  assert.equal(loaded.pack.version, '1.2');
  assert.deepEqual(
    loaded.pack.terms.map((one) => one.id),
    ['a', 'b'],
  );
  const [first, second] = loaded.pack.terms;
  assert.deepEqual(first?.needs, { any: ['x'], within: 2 });
  assert.equal(first?.sealed, true);
  assert.deepEqual(first?.wordings, ['😀 hello']);
  assert.deepEqual(second?.sources, ['page', 'url']);
  assert.equal(second?.boundary, 'word');
  assert.deepEqual(second?.frames, { study: false, game: true });
  assert.deepEqual(compilePack(TERMS, { version: '1.2' }), BYTES);
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

test('PACK-3 no change of a byte passes, and none throws', () => {
  fc.assert(
    fc.property(fc.nat(BYTES.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const bytes = BYTES.slice();
      bytes[place] = (bytes[place] ?? 0) ^ change;
      assert.equal(loadPack(bytes).ok, false);
    }),
    { numRuns: 1000 },
  );
});

test('PACK-3 a well-formed envelope around anything else is damaged', () => {
  const wrap = (json: string): Uint8Array => {
    const body = new TextEncoder().encode(json);
    const bytes = new Uint8Array(16 + body.length);
    bytes.set(BYTES.subarray(0, 6));
    bytes.set(body, 16);
    let hash = 0x811c9dc5;
    for (const byte of body) hash = Math.imul(hash ^ byte, 0x01000193);
    new DataView(bytes.buffer).setUint32(8, body.length, true);
    new DataView(bytes.buffer).setUint32(12, hash >>> 0, true);
    return bytes;
  };
  assert.ok(loadPack(wrap('{"version":"1","terms":[]}')).ok, 'the wrapping itself is right');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const loaded = loadPack(wrap(JSON.stringify({ version: '1', terms: [value] })));
      assert.equal(loaded.ok ? 'ok' : loaded.code, 'damaged');
      assert.equal(loadPack(wrap(JSON.stringify(value))).ok, false);
    }),
    { numRuns: 300 },
  );
});

test('PACK-3 a term of a pack with a field out of shape is damaged', () => {
  const json = new TextDecoder().decode(BYTES.subarray(16));
  for (const [from, to] of [
    ['"severity":"moderate"', '"severity":"mild!!!!"'],
    ['"within":2', '"within":-'],
    ['"sealed":true', '"sealed":1111'],
    ['"boundary":"word"', '"boundary":"wort"'],
  ] as const) {
    assert.ok(json.includes(from), from);
    const bytes = new TextEncoder().encode(json.replaceAll(from, to));
    const whole = new Uint8Array([...BYTES.subarray(0, 16), ...bytes]);
    let hash = 0x811c9dc5;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    new DataView(whole.buffer).setUint32(8, bytes.length, true);
    new DataView(whole.buffer).setUint32(12, hash >>> 0, true);
    const loaded = loadPack(whole);
    assert.equal(loaded.ok ? 'ok' : loaded.code, 'damaged', from);
  }
});

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
  assert.throws(() => compilePack([term('(open')], { version: '1' }), RangeError);
  assert.throws(() => compilePack([term('a'), term('b')], { version: '1' }), /Two terms/u);
});
