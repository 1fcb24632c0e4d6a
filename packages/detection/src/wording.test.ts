/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, type Engine } from './engine.ts';
import { checkTerm, compilePack } from './compile.ts';
import { loadPack } from './pack.ts';
import { term } from './test/engine-of.ts';
import type { WordClasses } from './wording.ts';

const CLASSES: WordClasses = { relation: ['mum', 'dad', '(little|big) brother'], pet: ['cat', 'dog~'] };

function engineOf(wording: string): Engine {
  const loaded = loadPack(compilePack([term(wording)], { version: 'test', classes: CLASSES }));
  if (!loaded.ok) throw new Error(loaded.message);
  return createEngine(loaded.pack);
}

/** What the wording matches in the text, or undefined. */
function matched(wording: string, text: string): string | undefined {
  return engineOf(wording).scan(text, { source: 'typed' })[0]?.matched;
}

test('MATCH-7 a gap is up to so many words of any kind', () => {
  assert.equal(matched('purple <2> elephant', 'a purple elephant'), 'purple elephant');
  assert.equal(
    matched('purple <2> elephant', 'a purple, huge flying elephant'),
    'purple, huge flying elephant',
  );
  assert.equal(matched('purple <2> elephant', 'purple one two three elephant'), undefined);
  assert.equal(matched('purple <2> giraffe now', 'purple very giraffe now'), 'purple very giraffe now');
});

test('MATCH-7 a gap does not reach across a sentence', () => {
  assert.equal(matched('purple <3> elephant', 'It was purple. An elephant came'), undefined);
  assert.equal(matched('a <3> elephant', 'a. It was an elephant'), undefined);
});

test('MATCH-7 gaps before and after the rarest word', () => {
  const wording = '(i|we) <2> extraordinary <2> (it|them)';
  assert.equal(
    matched(wording, 'so i am really extraordinary for all them ok'),
    'i am really extraordinary for all them',
  );
  assert.equal(matched(wording, 'so you are extraordinary for them'), undefined);
});

test('MATCH-8 an inflected word in a wording', () => {
  for (const text of ['juggle knives', 'juggles knives', 'juggled knives', 'juggling knives'])
    assert.equal(matched('juggle~ knives', text), text);
  assert.equal(matched('juggle knives', 'juggling knives'), undefined);
});

test('MATCH-9 a class stands for each of its members, with their own signs', () => {
  for (const text of ['my mum sings', 'my dad sings', 'my big brother sings'])
    assert.equal(matched('my {relation} sings', text), text);
  assert.equal(matched('my {relation} sings', 'my cat sings'), undefined);
  assert.equal(matched('two {pet} sing', 'two dogs sing'), 'two dogs sing');
});

test('MATCH-9 a class that is not there, and a gap in a wrong place, are named', () => {
  assert.match(checkTerm(term('my {uncle} sings'), CLASSES)[0]?.message ?? '', /\{uncle\}/u);
  for (const wording of ['<2> word', 'word <2>', 'word (a <2> b)', 'word <0> b', 'word < b'])
    assert.match(checkTerm(term(wording))[0]?.message ?? '', /gap/u, wording);
});

test('PACK-4 a gap in an exception, a softening word or a need is refused, for it would never match', () => {
  for (const rest of [
    { unless: ['a <2> b'] },
    { softenedBy: ['a <2> b'] },
    { needs: { any: ['a <2> b'], within: 2 } },
  ])
    assert.match(checkTerm(term('fine word', rest))[0]?.message ?? '', /must not hold a gap/u);
});
