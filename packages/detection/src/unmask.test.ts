/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan, term } from './test/engine-of.ts';

const KILL = term('kill yourself', { unmask: true, policy: 'bullying' });

test('UNMASK-1 signs that look like letters are read as letters', () => {
  for (const text of ['k1ll y0urself', 'k!ll your$elf', 'k*ll yourself', 'ki11 yourself']) {
    const [found] = scan(KILL, `so ${text} now`);
    assert.equal(found?.matched, text);
    assert.equal(found?.because[0], 'match.unmasked');
  }
});

test('UNMASK-2 letters drawn out are read as the word has them', () => {
  assert.equal(scan(KILL, 'kiiiiill yourselfffff').length, 1);
  assert.equal(scan(KILL, 'killlll yourself').length, 1);
  assert.equal(
    scan(term('coon', { unmask: true }), 'a con, c0n, coooon').length,
    1,
    'only the last has two o',
  );
});

test('UNMASK-3 letters parted by spaces and dots are read as words', () => {
  for (const text of [
    'k i l l y o u r s e l f',
    'k.i.l.l yourself',
    'k-i-l-l  y o u r s e l f',
    'ki.ll yourself',
  ]) {
    assert.equal(scan(KILL, text)[0]?.matched, text);
  }
});

test('UNMASK-4 numbers, sizes, ids and code stay what they are', () => {
  const terms = ['ass', 'suicide', 'bob', 'tit', 'sis'].map((word) => term(word, { unmask: true }));
  for (const text of [
    '455',
    'A55',
    '4 5 5',
    '8o8',
    '717',
    '51.5074, -0.1278',
    'YXNz',
    '#a55',
    '5IS-7711',
    '515',
  ]) {
    for (const one of terms) assert.equal(scan(one, text).length, 0, text);
  }
});

test('UNMASK-4 a term that does not allow it is not seen through a disguise', () => {
  assert.equal(scan(term('kill yourself'), 'k1ll yourself').length, 0);
});

test('UNMASK-5 addresses and markup are not unmasked', () => {
  const wanted = term('kill yourself', { unmask: true, sources: ['url', 'html', 'typed'] });
  assert.equal(scan(wanted, 'k1ll yourself', { source: 'url' }).length, 0);
  assert.equal(scan(wanted, 'k1ll yourself', { source: 'html' }).length, 0);
  assert.equal(scan(wanted, 'k1ll yourself', { source: 'typed' }).length, 1);
});
