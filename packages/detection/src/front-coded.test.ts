/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { frontCoded, readFrontCoded } from './front-coded.ts';

test('PACK-2 phrases that begin alike come back as they went in, sorted, each once', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ж', 'ك'), maxLength: 60 });
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 20 }), (phrases) => {
      assert.deepEqual(readFrontCoded(frontCoded(phrases)), [...new Set(phrases)].sort());
    }),
  );
  assert.equal(frontCoded(['i want', 'i want to', '']), '0|0i want|6 to');
});

test('PACK-3 any text at all is read as some phrases', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.ok(readFrontCoded(text).every((phrase) => typeof phrase === 'string'));
    }),
  );
});
