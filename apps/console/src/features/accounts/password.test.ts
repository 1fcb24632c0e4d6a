import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advise } from './password.ts';

test('length is what is asked for, and what is missing is counted', () => {
  assert.equal(advise('').tone, 'quiet');
  assert.match(advise('short').text, /^7 more characters/);
  assert.match(advise('elevenchars').text, /^1 more character\./);
});

test('a long one without figures or signs is good', () => {
  assert.equal(advise('walnut ferry cushion').tone, 'good');
});

test('one that repeats itself, or is longer than the server takes, is warned of', () => {
  assert.equal(advise('aaaaaaaaaaaaaaaa').tone, 'warn');
  assert.equal(advise('abcdefg '.repeat(20)).tone, 'warn');
});
