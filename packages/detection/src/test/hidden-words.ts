import { readdirSync, readFileSync } from 'node:fs';
import { foldPhrase } from '../fold.ts';
import { createSpeller, type Speller, type SpellingTable } from '../spelling.ts';

/** Ways to disguise words, and innocent texts that look a little like them. */
export type Disguises = {
  readonly kinds: readonly {
    readonly kind: string;
    readonly examples: readonly { readonly term: string; readonly text: string }[];
  }[];
  /** Texts that hide nothing. */
  readonly clean: readonly string[];
  /** Texts in which innocent words stand in an unusual way: they may be put plain. */
  readonly harmless: readonly string[];
};

export function readDisguises(): Disguises {
  return JSON.parse(
    readFileSync(new URL('../../test-data/disguises.json', import.meta.url), 'utf8'),
  ) as Disguises;
}

/** All words of the shipped library's terms that may be hidden, folded: some thousands, many of them common. */
export function libraryWords(): string[] {
  const folder = new URL('../../../library/policies/', import.meta.url);
  const words = new Set<string>();
  for (const file of readdirSync(folder)) {
    const { terms } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      terms: readonly { readonly unmask?: boolean; readonly wordings: readonly string[] }[];
    };
    for (const { wordings } of terms.filter(({ unmask }) => unmask === true)) {
      for (const wording of wordings) {
        // Names of word classes and gaps are no words.
        for (const word of foldPhrase(wording.replace(/\{[^}]*\}|<\d+>/gu, ' ')).split(' ')) words.add(word);
      }
    }
  }
  words.delete('');
  return [...words];
}

/** Knows how the words of the shipped library are written, too. */
export function librarySpeller(): Speller {
  const file = new URL('../../../library/spellings.json', import.meta.url);
  return createSpeller(JSON.parse(readFileSync(file, 'utf8')) as SpellingTable);
}

/** The words of all terms that the kinds of disguise hide. */
export function disguisedWords({ kinds }: Disguises): string[] {
  return kinds.flatMap(({ examples }) => examples.flatMap(({ term }) => foldPhrase(term).split(' ')));
}
