/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMerger } from './merge.ts';
import type { Finding } from './finding.ts';
import { scan, term } from './test/engine-of.ts';

function found(severity: 'minor' | 'severe', id = 'test.term'): Finding {
  const [finding] = scan(term('grey word', { severity, id }), 'a grey word');
  assert.ok(finding);
  return finding;
}

test('MERGE-1 the same term on the same page is one finding with a count', () => {
  const merger = createMerger({ windowMs: 1000 });
  assert.deepEqual(merger.offer('page-1', found('minor'), 'a', 0), { kind: 'first', id: 'a', count: 1 });
  assert.deepEqual(merger.offer('page-1', found('minor'), 'b', 900), {
    kind: 'repeat',
    id: 'a',
    count: 2,
    raised: false,
  });
  const third = merger.offer('page-1', found('severe'), 'c', 1800);
  assert.deepEqual(third, { kind: 'repeat', id: 'a', count: 3, raised: true });
  const fourth = merger.offer('page-1', found('severe'), 'd', 1900);
  assert.deepEqual(fourth, { kind: 'repeat', id: 'a', count: 4, raised: false });
});

test('MERGE-2 after the window, elsewhere, or for another term it is new', () => {
  const merger = createMerger({ windowMs: 1000 });
  merger.offer('page-1', found('minor'), 'a', 0);
  assert.equal(merger.offer('page-2', found('minor'), 'b', 1).kind, 'first');
  assert.equal(merger.offer('page-1', found('minor', 'test.other'), 'c', 2).kind, 'first');
  assert.equal(merger.offer('page-1', found('minor'), 'd', 1001).kind, 'first');
});

test('MERGE-2 only so many are remembered, the oldest is forgotten', () => {
  const merger = createMerger({ max: 2 });
  for (const [at, scope] of ['one', 'two', 'three'].entries()) merger.offer(scope, found('minor'), scope, at);
  assert.equal(merger.offer('three', found('minor'), 'x', 4).kind, 'repeat');
  assert.equal(merger.offer('one', found('minor'), 'y', 5).kind, 'first');
});
