import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShownAsk } from './messages.ts';
import { askWords, closedWords } from './words.ts';

const NOON = new Date(2026, 4, 4, 12, 0).getTime();
const plain = (text: string | null): string => (text ?? '').replaceAll(/[\u2068\u2069]/g, '');

test('a page is closed for a reason that a child reads', () => {
  assert.match(closedWords({ why: 'not-listed', title: 'Rivers' }), /Only the sites of “Rivers” are open/u);
  assert.match(closedWords({ why: 'scheme', title: '' }), /Only some sites are open/u);
  assert.match(closedWords({ why: 'internet-off', title: '' }), /switched off/u);
  for (const why of ['list', 'title', 'unknown'] as const)
    assert.equal(closedWords({ why, title: 'Secret list' }).includes('Secret'), false);
});

test('every state of what was asked has words, with those of the teacher', () => {
  const ask = (state: ShownAsk['state'], words: string | null = null, until: number | null = null): string =>
    plain(askWords({ state, words, by: 'Ms Khan', until }, NOON));
  assert.equal(ask('waiting'), 'You have asked. Waiting for an answer.');
  assert.equal(ask('allowed', null, NOON + 600_000), 'Ms Khan says yes. You can open it until 12:10.');
  assert.equal(ask('declined', 'After the lesson'), 'Ms Khan says no: After the lesson');
  assert.equal(ask('declined'), 'Ms Khan says not now.');
  assert.equal(ask('refused', 'You have asked a lot.'), 'You have asked a lot.');
  for (const state of ['coming', 'done', 'expired', 'refused'] as const) assert.notEqual(ask(state), '');
});
