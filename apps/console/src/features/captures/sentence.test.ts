import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as always, integer, property, string } from 'fast-check';
import { excerptSentence, markSentence } from './sentence.ts';

test('a sentence is cut at its match', () => {
  assert.deepEqual(markSentence({ sentence: 'we go home now', start: 3, end: 10 }), {
    before: 'we ',
    match: 'go home',
    after: ' now',
  });
});

test('offsets are UTF-16 units: an emoji before the match counts two', () => {
  assert.equal(markSentence({ sentence: '😀 go home', start: 3, end: 10 }).match, 'go home');
});

test('no character is ever cut in two', () => {
  assert.deepEqual(markSentence({ sentence: 'a😀b', start: 2, end: 2 }), {
    before: 'a',
    match: '😀',
    after: 'b',
  });
});

test('whatever the offsets, the three parts are the whole sentence', () => {
  always(
    property(string({ unit: 'grapheme' }), integer(), integer(), (sentence, start, end) => {
      const { before, match, after } = markSentence({ sentence, start, end });
      assert.equal(before + match + after, sentence);
    }),
  );
});

test('an excerpt keeps the match and drops far words before it, from a word’s beginning', () => {
  const sentence = `${'one two three four five six seven eight '.repeat(3)}go home now`;
  const start = sentence.indexOf('go home');
  const excerpt = excerptSentence({ sentence, start, end: start + 7 }, 20);
  assert.equal(excerpt.match, 'go home');
  assert.equal(excerpt.before, '…six seven eight ');
  assert.equal(excerpt.after, ' now');
});

test('an excerpt of a short sentence is the sentence', () => {
  const text = { sentence: 'we go home', start: 3, end: 10 };
  assert.deepEqual(excerptSentence(text, 36), markSentence(text));
});
