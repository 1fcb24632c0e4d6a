import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matcherOf } from './rules.ts';
import { lengthOf, namesOf } from './words.ts';

test('a length of time is said in days, hours and minutes', () => {
  assert.equal(lengthOf(1), '1 minute');
  assert.equal(lengthOf(90), '1 hour 30 minutes');
  assert.equal(lengthOf(10_080), '7 days');
});

test('names are enumerated, many of them counted', () => {
  assert.equal(namesOf(['Ana']), 'Ana');
  assert.equal(namesOf(['Ana', 'Ben', 'Cy']), 'Ana, Ben and Cy');
  assert.match(namesOf(Array.from({ length: 30 }, (_, at) => `P${at}`)), /P9 and 20 more$/);
});

test('in a pattern only the star has a meaning', () => {
  assert.deepEqual(matcherOf('8%_\\B'), { matcher: '8%_\\B', exact: true });
  assert.deepEqual(matcherOf('8%**_\\B*'), { matcher: '8\\%%\\_\\\\B%', exact: false });
});
