/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldPhrase } from '@lapwing/detection/fold.ts';
import { createSpeller } from '@lapwing/detection/spelling.ts';
import { loadLibrary } from './load.ts';
import { readShippedFiles, readShippedLibrary } from './read.ts';

const library = await readShippedLibrary();
const { words, phrases } = library.spellings;

test('spellings are folded, sorted, each once, and none is the word itself', () => {
  for (const table of [words, phrases]) {
    const keys = Object.keys(table);
    assert.deepEqual(keys, [...new Set(keys)].sort());
    for (const [word, forms] of Object.entries(table)) {
      assert.deepEqual(forms, [...new Set(forms)].sort(), word);
      assert.ok(!forms.includes(word), word);
      for (const form of [word, ...forms]) assert.equal(foldPhrase(form), form, word);
    }
  }
});

test('no phrase stands among those of ordinary talk as well', () => {
  const ordinary = createSpeller();
  for (const phrase of Object.keys(phrases)) assert.equal(ordinary.phrases.get(phrase), undefined, phrase);
});

test('a table of spellings that is out of shape is told of by its file', async () => {
  const files = await readShippedFiles();
  for (const spellings of [
    undefined,
    { words: {} },
    { words: { Flimmer: ['a'] }, phrases: {} },
    { words: { flimmer: [] }, phrases: {} },
    { words: { flimmer: ['fl!mmer'] }, phrases: {} },
    { words: { 'two words': ['one'] }, phrases: {} },
    { words: {}, phrases: { 'of four words altogether': ['one'] } },
  ]) {
    const loaded = loadLibrary({ ...files, spellings });
    assert.ok(!loaded.ok);
    assert.match(loaded.problems.join('\n'), /^spellings\.json: /u, JSON.stringify(spellings));
  }
});
