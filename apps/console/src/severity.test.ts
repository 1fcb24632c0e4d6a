import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { SEVERITY_WORDS, WORST_FIRST, worstOf } from './severity.ts';

test('no two severities share a word, a shape or a colour', () => {
  for (const part of ['word', 'shape', 'tone'] as const) {
    assert.equal(
      new Set(SEVERITIES.map((severity) => SEVERITY_WORDS[severity][part])).size,
      SEVERITIES.length,
    );
  }
});

test('worst first is the rising order turned round', () => {
  WORST_FIRST.forEach((severity, index) => {
    assert.equal(SEVERITIES.indexOf(severity), SEVERITIES.length - 1 - index);
  });
  assert.equal(WORST_FIRST.length, SEVERITIES.length);
});

test('the worst that waits is the worst of which there is any', () => {
  assert.equal(worstOf({ severe: 1, moderate: 9, minor: 9 }), 'severe');
  assert.equal(worstOf({ severe: 0, moderate: 0, minor: 2 }), 'minor');
  assert.equal(worstOf({ severe: 0, moderate: 0, minor: 0 }), null);
});
