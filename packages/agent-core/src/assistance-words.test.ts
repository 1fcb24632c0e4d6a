import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerWords, askedWords, isWaiting } from './assistance-words.ts';
import type { AskShown } from './status.ts';

const ASK: AskShown = {
  id: 'one',
  kind: 'access',
  url: 'https://www.wiki.example/a?secret=1',
  state: 'waiting',
  words: null,
  by: null,
  until: null,
};

test('what was asked for is named by its site, without the rest of the address', () => {
  assert.equal(askedWords(ASK), 'You asked for www.wiki.example');
  assert.equal(askedWords({ kind: 'access', url: null }), 'You asked for a page');
  assert.equal(askedWords({ kind: 'help', url: null }), 'You asked for help');
});

test('each answer has words, and only what waits can be taken back', () => {
  const time = (): string => '12:10';
  const states = ['waiting', 'coming', 'allowed', 'declined', 'done', 'expired', 'refused'] as const;
  const words = states.map((state) => answerWords({ ...ASK, state, by: 'Ms Khan', until: 1 }, time));
  assert.equal(new Set(words).size, states.length);
  assert.match(words[2] ?? '', /Ms Khan\u2069 says yes, until 12:10/u);
  assert.match(answerWords({ ...ASK, state: 'declined', words: 'Later' }, time), /says no: Later/u);
  assert.deepEqual(
    states.filter((state) => isWaiting({ state })),
    ['waiting', 'coming'],
  );
});
