import { readFileSync } from 'node:fs';
import type { Term } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { engineOf, packOfTerms } from './engines.ts';

const disguisesSchema = z.object({
  kinds: z.array(
    z.object({
      kind: z.string(),
      examples: z.array(z.object({ term: z.string(), text: z.string() })).min(1),
    }),
  ),
  clean: z.array(z.string()).default([]),
});

export type Disguises = z.infer<typeof disguisesSchema>;

export type DisguiseResult = {
  readonly kinds: readonly { readonly kind: string; readonly found: number; readonly examples: number }[];
  /** Kinds all of whose examples were found. */
  readonly caught: number;
  /** Harmless texts of the table in which something was found. */
  readonly alarms: readonly string[];
};

/** The table of disguises; undefined if it is not in this checkout. Throws if it has another shape. */
export function readDisguises(file: string): Disguises | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return disguisesSchema.parse(JSON.parse(text));
}

/**
 * Looks for each example's own term in its text, in an engine of its own: where terms overlap, only the longest is
 * told. The clean texts are looked through for the terms of all examples at once. Unmasking is on.
 */
export function catchDisguises({ kinds, clean }: Disguises): DisguiseResult {
  const words = [...new Set(kinds.flatMap(({ examples }) => examples.map(({ term }) => term)))];
  const all = engineOf(packOfTerms(words.map(disguisedTerm)));
  const own = new Map(words.map((word) => [word, engineOf(packOfTerms([disguisedTerm(word, 0)]))]));
  const finds = (term: string, text: string): boolean =>
    (own.get(term)?.scan(text, { source: 'typed' }).length ?? 0) > 0;
  const results = kinds.map(({ kind, examples }) => ({
    kind,
    found: examples.filter(({ term, text }) => finds(term, text)).length,
    examples: examples.length,
  }));
  return {
    kinds: results,
    caught: results.filter(({ found, examples }) => found === examples).length,
    alarms: clean.filter((text) => all.scan(text, { source: 'typed' }).length > 0),
  };
}

function disguisedTerm(word: string, place: number): Term {
  return {
    id: `disguise.${place}`,
    wordings: [word],
    policy: 'bullying',
    severity: 'severe',
    definition: 'A term of the table of disguises.',
    unmask: true,
  };
}
