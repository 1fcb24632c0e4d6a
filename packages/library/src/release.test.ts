/// <reference types="node" />
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { readShippedFiles, readShippedLibrary } from './read.ts';
import { differencesOf, isOlder, makeRelease, readRelease, readReleaseKey } from './release.ts';

const maker = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const files = await readShippedFiles();
const library = await readShippedLibrary();
const notes = new Map([['drugs.alcohol', 'Finds one more way to say it.']]);
const bytes = makeRelease(files, notes, maker.privateKey);

test('a release comes back as it was made, and is the same however often it is made', async () => {
  const read = await readRelease(bytes, [other.publicKey, maker.publicKey]);
  assert.ok(read.ok);
  assert.equal(read.release.library.terms.length, library.terms.length);
  assert.deepEqual([...read.release.notes], [...notes]);
  assert.deepEqual(differencesOf(library, read.release.library), []);
  assert.deepEqual(makeRelease(files, notes, maker.privateKey), bytes);
});

async function refusal(content: Uint8Array, trusted = [maker.publicKey]): Promise<string> {
  const read = await readRelease(content, trusted);
  return read.ok ? 'taken' : read.reason;
}

/** Bytes around this payload, signed rightly. */
function signed(payload: Buffer, purpose = 'lapwing library release 1\n'): Buffer {
  const signature = sign(null, Buffer.concat([Buffer.from(purpose), payload]), maker.privateKey);
  return Buffer.concat([Buffer.from('LWLB'), Buffer.from([1, 0, 0, 0]), signature, payload]);
}

test('a file of somebody else, of another kind or with anything in it changed is refused, and why is said', async () => {
  assert.equal(await refusal(bytes, [other.publicKey]), 'bad-signature');
  assert.equal(await refusal(bytes, []), 'bad-signature');
  assert.equal(await refusal(bytes.subarray(0, 70)), 'not-a-library');
  assert.equal(await refusal(Buffer.from('PK\u0003\u0004 a spreadsheet')), 'not-a-library');
  const later = Buffer.from(bytes);
  later[4] = 2;
  assert.equal(await refusal(later), 'newer-format');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 8, max: bytes.length - 1 }), async (place) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      assert.equal(await refusal(changed), 'bad-signature');
    }),
    { numRuns: 50 },
  );
});

test('what is signed and yet no sound library is refused, also what unpacks without end', async () => {
  assert.equal(await refusal(signed(Buffer.from('not packed'))), 'damaged');
  assert.equal(await refusal(signed(gzipSync('{}'))), 'damaged');
  assert.equal(await refusal(signed(gzipSync(Buffer.alloc(65 * 1024 * 1024)))), 'damaged');
  const unsound = { ...files, about: { version: 'next' }, notes: {} };
  assert.equal(await refusal(signed(gzipSync(JSON.stringify(unsound)))), 'not-sound');
  assert.equal(await refusal(signed(gzipSync(JSON.stringify(unsound)), 'something else\n')), 'bad-signature');
});

test('versions are compared as numbers', () => {
  assert.equal(isOlder('2026.9.10', '2026.11.2'), true);
  assert.equal(isOlder('2026.11.2', '2026.9.10'), false);
  assert.equal(isOlder('2026.11.2', '2026.11.2'), false);
  assert.equal(isOlder('2026.11.2', '2026.11.10'), true);
});

test('what is new, changed and gone is told, also where only a word class changed', () => {
  const [first, second, ...rest] = library.terms;
  assert.ok(first !== undefined && second !== undefined);
  const after = {
    ...library,
    terms: [
      { ...first, id: 'drugs.zz-new' },
      { ...second, severity: 'minor' as const, note: 'Another note.' },
      ...rest,
    ],
  };
  assert.deepEqual(differencesOf(library, after), [
    { id: first.id, change: 'gone' },
    { id: second.id, change: 'changed' },
    { id: 'drugs.zz-new', change: 'new' },
  ]);
  const classes = { ...library.classes, close: [...(library.classes['close'] ?? []), 'my flimmer'] };
  const changed = differencesOf(library, { ...library, classes });
  assert.ok(changed.length > 0);
  assert.ok(changed.every(({ change }) => change === 'changed'));
});

test('only Ed25519 keys are keys', () => {
  const pem = maker.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  assert.ok(readReleaseKey(pem) !== null);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  assert.equal(readReleaseKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()), null);
  assert.equal(readReleaseKey('nonsense'), null);
});
