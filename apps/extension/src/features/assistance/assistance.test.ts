import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssistanceMessage } from './messages.ts';

test('the worker takes no more words than the school does', () => {
  const says = (words: string): boolean =>
    AssistanceMessage.safeParse({ kind: 'assistance-ask', words }).success;
  assert.equal(says('x'.repeat(300)), true);
  assert.equal(says('x'.repeat(301)), false);
});
