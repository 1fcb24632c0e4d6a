/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scan, term } from './test/engine-of.ts';
import { createSpeller } from './spelling.ts';
import { createVariants } from './variants.ts';

test('MATCH-11 short forms stand for full ones and the other way round', () => {
  for (const [wording, text] of [
    ['i want to go', 'i wanna go'],
    ['i wanna go', 'i want to go'],
    ['i dont care', 'i do not care'],
    ['(i|we) (need|want) to go', 'we wanna go'],
  ] as const)
    assert.equal(scan(term(wording), text).length, 1, `${wording}: ${text}`);
});

test('MATCH-12 Arabic words are found with attached particles and the article', () => {
  const wanted = term('اقتلوا الكفار', { language: 'ar' });
  for (const text of [
    'اقتلوا الكفار',
    'واقتلوا الكفار',
    'فاقتلوا الكفار',
    'اقتلوا والكفار',
    'اقتلوا بالكفار',
    'اقتلوا للكفار',
  ])
    assert.equal(scan(wanted, text).length, 1, text);
  assert.equal(scan(term('كافر', { language: 'ar' }), 'هذا الكافر هنا').length, 1);
  assert.equal(scan(term('كافر', { language: 'ar' }), 'كافرون').length, 0);
});

test('MATCH-11 a word class stays as it is where its variants would be too many', () => {
  const many = Array.from({ length: 300 }, (_, n) => `i want to have number${n}`);
  assert.equal(createVariants(createSpeller().phrases).of(many), many);
});
