/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import type { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import { contentLoader, createSharedLoader } from './content-loader.ts';
import { RULES } from './test/rules.ts';
import { encodeUtf8 } from './utf8.ts';

const bytes = compilePack([], { version: '1' });

function rulesOf(changes: Partial<WatchRules>): Uint8Array {
  return encodeUtf8(JSON.stringify({ ...RULES, ...changes }));
}

test('agents of one program share what is made of the same content, and only of that', () => {
  const loader = createSharedLoader();
  const [first, second, other] = ['a', 'a', 'b'].map((name) => loader.pack(bytes, name));
  assert.ok(first?.ok && second?.ok && other?.ok);
  assert.equal(first.value, second.value);
  assert.notEqual(first.value, other.value);
  assert.equal(first.value.name, 'a');
  const engines = [[first.value], [first.value], [first.value, other.value]].map((of) => loader.engine(of));
  assert.equal(engines[0], engines[1]);
  assert.notEqual(engines[0], engines[2]);
  const watches = ['x', 'x', 'y'].map((name) => loader.watch(rulesOf({}), name));
  assert.equal(watches[0], watches[1]);
  assert.notEqual(watches[0], watches[2]);
});

test('what a school changes all year long does not pile up', () => {
  const loader = createSharedLoader();
  const first = loader.watch(rulesOf({}), 'first');
  for (let change = 0; change < 100; change += 1) loader.watch(rulesOf({}), `change ${change}`);
  assert.notEqual(loader.watch(rulesOf({}), 'first'), first);
});

test('content that cannot be read makes nothing, and is tried anew', () => {
  const loader = createSharedLoader();
  assert.deepEqual(loader.pack(new Uint8Array(4), 'a'), { ok: false, code: 'damaged' });
  assert.equal(loader.pack(bytes, 'a').ok, true);
  assert.deepEqual(loader.watch(encodeUtf8('{'), 'a'), { ok: false, code: 'damaged' });
  assert.equal(loader.watch(rulesOf({}), 'a').ok, true);
});

test('a pack of another format is told from a damaged one', () => {
  const other = Uint8Array.from(bytes);
  other[4] = (other[4] ?? 0) + 1;
  assert.deepEqual(contentLoader.pack(other, 'a'), { ok: false, code: 'unsupported' });
});

test('rules that are not such as this agent reads make nothing, whatever they hold', () => {
  for (const wrong of [
    { format: 2 },
    { timeZone: 'Nowhere/Land' },
    { week: [] },
    { policies: { unheard: {} } },
    { terms: { 'NOT AN ID': {} } },
    { everyTerm: 'yes' },
    { more: 'than is known' },
  ]) {
    const made = contentLoader.watch(encodeUtf8(JSON.stringify({ ...RULES, ...wrong })), 'a');
    assert.deepEqual(made, { ok: false, code: 'damaged' }, JSON.stringify(wrong));
  }
  assert.equal(contentLoader.watch(rulesOf({}), 'a').ok, true);
});
