/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPhraseSets } from './phrase-sets.ts';

test('PACK-2 sets of phrases in use stay ready, others are read again when they are needed', () => {
  const read: number[] = [];
  const setOf = createPhraseSets((number) => (read.push(number), [`phrase ${number}`, 'x']), 10);
  for (let round = 0; round < 100; round += 1) {
    assert.ok(setOf(0).phrases.has('phrase 0'));
    assert.ok(setOf(round).phrases.has(`phrase ${round}`));
  }
  assert.deepEqual(
    read,
    Array.from({ length: 100 }, (_, number) => number),
    'each once, the first never again',
  );
  setOf(5);
  assert.equal(read.at(-1), 5);
});
