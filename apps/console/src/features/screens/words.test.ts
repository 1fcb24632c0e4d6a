import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putInWords } from './words.ts';

test('what has come of putting some in a group says who was in it before', () => {
  assert.equal(putInWords('8B', 1, 1, null), 'One put in 8B.');
  assert.equal(putInWords('8B', 3, 3, 60), '3 put in 8B for 60 min.');
  assert.equal(putInWords('8B', 3, 2, null), '2 put in 8B; one was in it already.');
  assert.equal(putInWords('8B', 5, 1, null), 'One put in 8B; 4 were in it already.');
  assert.equal(putInWords('8B', 1, 0, null), 'That one was in 8B already.');
  assert.equal(putInWords('8B', 4, 0, null), 'All 4 were in 8B already.');
});
