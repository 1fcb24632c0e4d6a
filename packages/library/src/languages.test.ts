/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { createEngine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import type { PolicyKey } from '@lapwing/detection/term.ts';
import { readShippedLibrary } from './read.ts';
import type { LibraryTerm } from './schema.ts';

const RISK: readonly PolicyKey[] = ['suicide', 'self-harm', 'bullying', 'race-religious-hatred', 'grooming'];
const ARABIC: readonly PolicyKey[] = ['counter-radicalisation', 'race-religious-hatred'];

/** The least number of terms over these policies together, and the fewest in any of them. */
const LEAST = [
  { language: 'pl', policies: RISK, together: 80, each: 10 },
  { language: 'ur', policies: RISK, together: 80, each: 10 },
  { language: 'fr', policies: RISK, together: 80, each: 10 },
  { language: 'es', policies: RISK, together: 80, each: 10 },
  { language: 'cy', policies: RISK, together: 80, each: 10 },
  { language: 'ar', policies: ARABIC, together: 150, each: 60 },
];

const library = await readShippedLibrary();

for (const { language, policies, together, each } of LEAST) {
  test(`the library has at least ${together} terms in ${language}`, () => {
    const counts = policies.map(
      (policy) => library.terms.filter((term) => term.language === language && term.policy === policy).length,
    );
    for (const [place, count] of counts.entries()) assert.ok(count >= each, `${policies[place]}: ${count}`);
    const all = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(all >= together, `${all} terms`);
  });
}

test('every term in another language says in its own words what is meant', () => {
  const homes = new Map<string, string>();
  for (const { id, language, definition } of library.terms) {
    if (language === undefined || language === 'en') continue;
    assert.equal(homes.get(definition), undefined, `${id} has the definition of ${homes.get(definition)}`);
    homes.set(definition, id);
  }
});

const lines = readFileSync(new URL('../test-data/clean-languages.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

function foundBy(terms: readonly LibraryTerm[]): string[] {
  const loaded = loadPack(compilePack(terms, { version: library.version, classes: library.classes }));
  assert.ok(loaded.ok);
  const engine = createEngine(loaded.pack);
  return lines.flatMap((line) =>
    (['typed', 'page', 'search'] as const).flatMap((source) =>
      engine.scan(line, { source }).map(({ term, matched }) => `${term} (${matched}): ${line} (${source})`),
    ),
  );
}

const isEnglish = ({ language }: LibraryTerm): boolean => language === undefined || language === 'en';

test('no term in another language fires on ordinary sentences of pupils in any of them', () => {
  assert.ok(lines.length >= 20 * LEAST.length);
  assert.deepEqual(foundBy(library.terms.filter((term) => !isEnglish(term))), []);
});

test('no English term fires on ordinary sentences in other languages', () => {
  assert.deepEqual(foundBy(library.terms.filter(isEnglish)), []);
});
