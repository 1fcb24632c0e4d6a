/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { term } from './test/engine-of.ts';
import type { Term } from './term.ts';
import { isTooGeneral, warnOfTerm } from './warn.ts';

function codes(one: Term): string[] {
  return warnOfTerm(one, { pet: ['cat', 'budgerigar'] }).map(({ code }) => code);
}

test('PACK-7 a short wording, a common one and a piece of common words are warned of', () => {
  assert.deepEqual(codes(term('kys')), ['short']);
  assert.deepEqual(codes(term('life')), ['common']);
  assert.deepEqual(codes(term('the')), ['short', 'common']);
  assert.deepEqual(codes(term('ring', { boundary: 'end' })), ['inside-words']);
  assert.match(warnOfTerm(term('sex', { boundary: 'inside' }))[0]?.message ?? '', /fewer than 4 letters/u);
  assert.match(
    warnOfTerm(term('hing', { boundary: 'end' }))[0]?.message ?? '',
    /also stands in \w+, \w+, \w+\. Look for it as a whole word/u,
  );
  assert.deepEqual(codes(term('{pet}')), ['short', 'common']);
});

test('PACK-7 a telling wording is not', () => {
  for (const wording of ['self harm', 'i want to <2> stop', 'purple elephant', 'overdose'])
    assert.deepEqual(codes(term(wording)), [], wording);
  assert.deepEqual(codes(term('life', { needs: { any: ['end'], within: 3 } })), []);
  assert.deepEqual(codes(term('ring')), []);
  assert.deepEqual(codes(term('(open')), [], 'what cannot be compiled is not this function to tell');
});

test('PACK-7 a term of very many wordings is warned of so often and no more', () => {
  const many = term(Array.from({ length: 100 }, (_, n) => `x${n}`));
  assert.equal(warnOfTerm(many).length, 20);
});

test('a phrase of everyday words, or of a few letters, is too general to be let pass', () => {
  for (const phrase of ['i', 'I want to', "I'm going to", 'you', 'I feel like', 'zyx', '!!'])
    assert.equal(isTooGeneral(phrase), true, phrase);
  for (const phrase of [
    'the school play',
    'shooting stars',
    'flim flam',
    'Romeo',
    'عيد الأضحى',
    'kill the lights',
  ])
    assert.equal(isTooGeneral(phrase), false, phrase);
});
