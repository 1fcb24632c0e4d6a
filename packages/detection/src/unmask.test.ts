/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan, term } from './test/engine-of.ts';

const FILL = term('fill yourself', { unmask: true, policy: 'bullying' });

test('UNMASK-1 signs that look like letters are read as letters', () => {
  for (const text of ['f1ll y0urself', 'f!ll your$elf', 'f*ll yourself', 'fi11 yourself']) {
    const [found] = scan(FILL, `so ${text} now`);
    assert.equal(found?.matched, text);
    assert.equal(found?.because[0], 'match.unmasked');
  }
});

test('UNMASK-2 letters drawn out are read as the word has them', () => {
  assert.equal(scan(FILL, 'fiiiiill yourselfffff').length, 1);
  assert.equal(scan(FILL, 'filllll yourself').length, 1);
  assert.equal(
    scan(term('moon', { unmask: true }), 'a mon, m0n, moooon').length,
    1,
    'only the last has two o',
  );
});

test('UNMASK-3 letters parted by spaces and dots are read as words', () => {
  for (const text of [
    'f i l l y o u r s e l f',
    'f.i.l.l yourself',
    'f-i-l-l  y o u r s e l f',
    'fi.ll yourself',
  ]) {
    assert.equal(scan(FILL, text)[0]?.matched, text);
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
  assert.equal(scan(term('fill yourself'), 'f1ll yourself').length, 0);
});

test('UNMASK-5 addresses and markup are not unmasked', () => {
  const wanted = term('fill yourself', { unmask: true, sources: ['url', 'html', 'typed'] });
  assert.equal(scan(wanted, 'f1ll yourself', { source: 'url' }).length, 0);
  assert.equal(scan(wanted, 'f1ll yourself', { source: 'html' }).length, 0);
  assert.equal(scan(wanted, 'f1ll yourself', { source: 'typed' }).length, 1);
});
