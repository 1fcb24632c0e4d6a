/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { createEngine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { severityRank, type PolicyKey } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { readShippedLibrary } from './read.ts';

/**
 * Sentences with and without hatred, written before the terms that are to tell them apart. One half, by the hash of
 * the sentence, is open to whoever writes terms; the other is held out: read its figures, not its sentences.
 */
const lineSchema = z.strictObject({ text: z.string(), hateful: z.boolean() });
const lines = readFileSync(new URL('../test-data/hatred-dev.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => lineSchema.parse(JSON.parse(line)));

const POLICIES: ReadonlySet<PolicyKey> = new Set<PolicyKey>([
  'bullying',
  'counter-radicalisation',
  'lgbt-derogatory',
  'misogyny',
  'race-religious-hatred',
  'weapons-violence',
]);

const library = await readShippedLibrary();
const loaded = loadPack(compilePack(library.terms, { version: library.version, classes: library.classes }));
assert.ok(loaded.ok);
const engine = createEngine(loaded.pack);

/** FNV-1a, so that a new sentence moves no other from one half to the other. */
function isHeldOut(text: string): boolean {
  let hash = 2166136261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) >>> 0;
  return ((hash ^ (hash >>> 15)) & 1) === 1;
}

function isFlagged(text: string): boolean {
  return engine
    .scan(text, { source: 'typed' })
    .some(({ policy, severity }) => POLICIES.has(policy) && severityRank(severity) >= 1);
}

/** Percent of the sentences that are flagged. */
function flagged(held: boolean, hateful: boolean): number {
  const wanted = lines.filter((line) => line.hateful === hateful && isHeldOut(line.text) === held);
  return (100 * wanted.filter(({ text }) => isFlagged(text)).length) / wanted.length;
}

function report(
  context: TestContext,
  held: boolean,
): { readonly hateful: number; readonly harmless: number } {
  const figures = { hateful: flagged(held, true), harmless: flagged(held, false) };
  context.diagnostic(
    `hateful found ${figures.hateful.toFixed(1)} %, harmless flagged ${figures.harmless.toFixed(1)} %`,
  );
  return figures;
}

test('there are enough sentences of both kinds', () => {
  assert.ok(lines.filter(({ hateful }) => hateful).length >= 150);
  assert.ok(lines.filter(({ hateful }) => !hateful).length >= 300);
});

test('hatred is found and harmless sentences are spared, in the half that is open', (context) => {
  const { hateful, harmless } = report(context, false);
  assert.ok(hateful >= 80 && harmless <= 5, `${hateful} and ${harmless}`);
});

test('hatred is found and harmless sentences are spared, in the half that is held out', (context) => {
  const { hateful, harmless } = report(context, true);
  assert.ok(hateful >= 65 && harmless <= 10, `${hateful} and ${harmless}`);
});
