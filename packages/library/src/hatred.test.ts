/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { createEngine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { severityRank, type PolicyKey } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { compileOptions } from './compile-options.ts';
import { readShippedLibrary } from './read.ts';

/**
 * Sentences with and without hatred, written before the terms that are to tell them apart. One half, by the hash of
 * the sentence, is open to whoever writes terms; the other is held out: read its figures, not its sentences.
 */
const lineSchema = z.strictObject({ text: z.string(), hateful: z.boolean() });
type Line = z.infer<typeof lineSchema>;

function readLines(name: string): Line[] {
  return readFileSync(new URL(`../test-data/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

const lines = readLines('hatred-dev.ndjson');
/** Written later, to find what the terms still miss: they say nothing about sentences that nobody has seen. */
const seen = readLines('hatred-seen.ndjson');

const POLICIES: ReadonlySet<PolicyKey> = new Set<PolicyKey>([
  'bullying',
  'counter-radicalisation',
  'lgbt-derogatory',
  'misogyny',
  'race-religious-hatred',
  'weapons-violence',
]);

const library = await readShippedLibrary();
const loaded = loadPack(compilePack(library.terms, compileOptions(library)));
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

type Figures = { readonly hateful: number; readonly harmless: number };

/** Percent of the hateful and of the harmless lines that are flagged. */
function figuresOf(context: TestContext, wanted: readonly Line[]): Figures {
  const share = (hateful: boolean): number => {
    const kind = wanted.filter((line) => line.hateful === hateful);
    return (100 * kind.filter(({ text }) => isFlagged(text)).length) / kind.length;
  };
  const figures = { hateful: share(true), harmless: share(false) };
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
  const { hateful, harmless } = figuresOf(
    context,
    lines.filter(({ text }) => !isHeldOut(text)),
  );
  assert.ok(hateful >= 80 && harmless <= 5, `${hateful} and ${harmless}`);
});

test('hatred is found and harmless sentences are spared, in the half that is held out', (context) => {
  const { hateful, harmless } = figuresOf(
    context,
    lines.filter(({ text }) => isHeldOut(text)),
  );
  assert.ok(hateful >= 65 && harmless <= 10, `${hateful} and ${harmless}`);
});

test('harmless sentences that look like hatred are spared, and what was learnt is kept', (context) => {
  const { hateful, harmless } = figuresOf(context, seen);
  assert.ok(hateful >= 60 && harmless <= 3, `${hateful} and ${harmless}`);
});
