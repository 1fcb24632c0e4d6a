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

test('MERGE-3 a capture shows the most severe of what is one with it, as each reads now', () => {
  const merger = createMerger({ windowMs: 1000 });
  merger.offer('field', found('severe'), 'a', 0);
  merger.offer('field', found('minor'), 'b', 1);
  assert.equal(merger.amend('b', found('minor')), undefined, 'the worse one is shown and stays');
  assert.deepEqual(merger.amend('a', found('minor')), { id: 'a', finding: found('minor') });
  const again = merger.offer('field', found('severe'), 'c', 2);
  assert.deepEqual(
    again,
    { kind: 'repeat', id: 'a', count: 3, raised: true },
    'worse than what is shown now',
  );
  assert.deepEqual(
    merger.amend('c', { ...found('minor'), because: ['settle.harmless'] })?.finding.severity,
    'minor',
  );
  assert.equal(merger.amend('b', found('severe'))?.id, 'a');
  assert.equal(merger.amend('c', found('severe')), undefined, 'no worse than what is shown');
  assert.equal(merger.amend('a', found('minor')), undefined);
  assert.deepEqual(merger.amend('b', found('minor'))?.finding, found('severe'), 'c is the worst one left');
});

test('MERGE-3 what is forgotten or was never offered amends nothing', () => {
  const merger = createMerger({ max: 3 });
  for (let n = 0; n < 50; n += 1) merger.offer('page', found('minor'), `f${n}`, n);
  assert.equal(merger.latest('f0'), undefined);
  assert.equal(merger.amend('f0', found('severe')), undefined);
  assert.equal(merger.amend('other', found('severe')), undefined);
  assert.deepEqual(merger.amend('f49', found('severe')), { id: 'f0', finding: found('severe') });
  assert.deepEqual(merger.latest('f49'), found('severe'));
});
