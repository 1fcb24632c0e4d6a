import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createPacked } from './packed.ts';

test('a large pack is read and compressed once, and many small ones do not push it out', async () => {
  const packed = createPacked();
  const library = new Uint8Array(2 * 1024 * 1024).fill(7);
  let reads = 0;
  const read = async (): Promise<Uint8Array> => {
    reads += 1;
    return library;
  };
  const [first, second] = await Promise.all([packed.of('library', read), packed.of('library', read)]);
  assert.equal(first, second, 'those who ask at once share it');
  assert.deepEqual(new Uint8Array(gunzipSync(first)), library);
  for (let at = 0; at < 20; at += 1) {
    const rules = await packed.of(`rules ${at}`, async () => new Uint8Array([at]));
    assert.deepEqual([...gunzipSync(rules)], [at]);
  }
  assert.equal(await packed.of('library', read), first);
  assert.equal(reads, 1);
});

test('a pack that cannot be read is asked for again', async () => {
  const packed = createPacked();
  await assert.rejects(packed.of('gone', () => Promise.reject(new Error('no database'))));
  assert.deepEqual([...gunzipSync(await packed.of('gone', async () => new Uint8Array([1])))], [1]);
});
