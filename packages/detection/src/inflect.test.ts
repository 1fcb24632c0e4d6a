/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflectionsOf } from './inflect.ts';

const FORMS: readonly (readonly [string, string])[] = [
  ['kill', 'kill kills killed killing'],
  ['cut', 'cut cuts cutting'],
  ['hate', 'hate hates hated hating'],
  ['hurt', 'hurt hurts hurting'],
  ['stab', 'stab stabs stabbed stabbing'],
  ['die', 'die dies dying'],
  ['hang', 'hang hangs hung hanging'],
  ['bully', 'bully bullies bullied bullying'],
  ['vape', 'vape vapes vaped vaping'],
  ['starve', 'starve starves starved starving'],
  ['purge', 'purge purges purged purging'],
  ['overdose', 'overdose overdoses overdosed overdosing'],
  ['send', 'send sends sent sending'],
  ['wish', 'wish wishes wished wishing'],
  ['girl', 'girl girls'],
  ['agree', 'agree agrees agreed agreeing'],
  ['argue', 'argue argues argued arguing'],
  ['fix', 'fix fixes fixed fixing'],
  ['show', 'show shows shown showing'],
  ['be', 'be is am are was were been being'],
];

for (const [word, forms] of FORMS) {
  test(`MATCH-8 ${word}~ stands for its forms`, () => {
    const all = inflectionsOf(word);
    for (const form of forms.split(' ')) assert.ok(all.includes(form), `${form} in ${all.join(' ')}`);
    assert.equal(new Set(all).size, all.length);
  });
}

test('MATCH-8 the g of -ing may be left out, as it is typed', () => {
  assert.ok(inflectionsOf('cut').includes('cuttin'));
});
