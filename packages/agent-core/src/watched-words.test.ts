/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesInWords, watchedWords } from './watched-words.ts';

test('SCREEN-13 those who look are named as one reads names, and a glance names nobody', () => {
  const by = (...watchers: string[]): string | null => watchedWords({ purpose: 'look', watchers });
  assert.equal(by('Ms Khan'), 'Your screen is being looked at by Ms Khan.');
  assert.equal(by('Ms Khan', 'Mr Osei'), 'Your screen is being looked at by Ms Khan and Mr Osei.');
  assert.equal(by('A', 'B', 'C'), 'Your screen is being looked at by A, B and C.');
  assert.equal(by(), 'Your screen is being looked at by a member of staff.');
  assert.equal(
    watchedWords({ purpose: 'glance', watchers: ['Ms Khan'] }),
    'Staff can see your screen in small.',
  );
  assert.equal(watchedWords(null), null);
});

test('a name cannot turn the sentence around it', () => {
  assert.equal(namesInWords(['Ms\u202E Khan\n', '\u2066']), 'Ms Khan');
});
