import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetLookers, lookersOf, putLookers } from './lookers-store.ts';

const maya = { id: 'maya', name: 'Maya Okafor' };

test('who looks at a capture is known until they leave it or the line is cut', () => {
  assert.deepEqual(lookersOf('a'), []);
  putLookers('a', [maya]);
  putLookers('b', [maya]);
  assert.deepEqual(lookersOf('a'), [maya]);
  putLookers('a', []);
  assert.deepEqual(lookersOf('a'), []);
  assert.deepEqual(lookersOf('b'), [maya]);
  forgetLookers();
  assert.deepEqual(lookersOf('b'), []);
});

test('the same answer is given while nothing changes, so that nothing is drawn anew', () => {
  assert.equal(lookersOf('c'), lookersOf('d'));
  putLookers('c', [maya]);
  assert.equal(lookersOf('c'), lookersOf('c'));
});
