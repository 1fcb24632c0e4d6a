/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { createSharedTerms, loadTerms } from './load-terms.ts';

const pack = compilePack([], { version: '1' });

test('agents of one program share the engine of one pack, and only of that one', () => {
  const shared = createSharedTerms();
  const [first, second, other] = [shared(pack, 'a'), shared(pack, 'a'), shared(pack, 'b')];
  assert.ok(first.ok && second.ok && other.ok);
  assert.equal(first.engine, second.engine);
  assert.notEqual(first.engine, other.engine);
});

test('a pack that cannot be read makes no engine, and is tried anew', () => {
  const shared = createSharedTerms();
  assert.equal(shared(new Uint8Array(4), 'a').ok, false);
  assert.equal(loadTerms(new Uint8Array(4), 'a').ok, false);
  assert.equal(shared(pack, 'a').ok, true);
});
