import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { proposePhrase } from './phrase.ts';

const phraseOf = (sentence: string, match: string): string => {
  const start = sentence.indexOf(match);
  return proposePhrase({ sentence, start, end: start + match.length });
};

test('the phrase runs to the next word on either side that says something', () => {
  assert.equal(
    phraseOf('Today we watched shooting stars over the sea.', 'shooting'),
    'watched shooting stars',
  );
  assert.equal(
    phraseOf('the zimmer pact is what the song is called', 'zimmer pact'),
    'zimmer pact is what the song',
  );
  assert.equal(phraseOf('flimmer crew', 'flimmer crew'), 'flimmer crew');
});

test('it stays within its clause', () => {
  assert.equal(phraseOf('First the rest, then shooting stars. Home now.', 'shooting'), 'shooting stars');
  assert.equal(phraseOf('He said: “shooting stars” and left', 'shooting'), 'shooting stars');
});

test('a match that is part of a word takes the rest of the word along', () => {
  assert.equal(phraseOf('an overshooting rocket', 'shooting'), 'overshooting rocket');
});

test('whatever the sentence, the phrase fits an allowance, is tidy, and comes from the sentence', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 400, unit: 'grapheme' }),
      fc.nat(400),
      fc.nat(60),
      (sentence, at, length) => {
        const phrase = proposePhrase({ sentence, start: at, end: at + length });
        assert.ok(phrase.length <= 200);
        assert.equal(phrase, phrase.trim());
        assert.doesNotMatch(phrase, /\s\s/u);
        const plain = sentence.replaceAll(/\s+/gu, ' ');
        assert.ok(plain.includes(phrase) || phrase === '');
      },
    ),
  );
});
