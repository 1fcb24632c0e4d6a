/** Other ways in which pupils write a word. For the server that compiles terms; devices get the outcome only. */

import { EXCEPTIONS } from './spelling-exceptions.ts';
import { CUT_WORDS, PHRASE_GROUPS } from './spelling-phrases.ts';
import { generatedSpellings } from './spelling-rules.ts';
import { WORD_GROUPS } from './spelling-table.ts';

/**
 * Words and phrases with other ways to write them, besides those of ordinary talk that are known here: all folded,
 * and none of these ways is a word of its own right in ordinary text. The library has one.
 */
export type SpellingTable = {
  /** A word: other words that are it. */
  readonly words: { readonly [word: string]: readonly string[] };
  /** A phrase of up to three words, or a word: phrases that are it (`want to` is `wanna`). */
  readonly phrases: { readonly [phrase: string]: readonly string[] };
};

export type Speller = {
  /**
   * Other ways to write a folded word: text-speak and misspellings from tables, and typing errors, sounds and the
   * reversed word for longer ones. Sorted, each once, never the word itself and never a word that is in common use.
   */
  of(word: string): readonly string[];
  /**
   * Other ways to write folded phrases of two words or so, and long words cut in two: those have a single word for
   * their key.
   */
  readonly phrases: ReadonlyMap<string, readonly string[]>;
};

const NOTHING: SpellingTable = Object.freeze({ words: {}, phrases: {} });

let exceptions: ReadonlySet<string> | undefined;

export function createSpeller(more: SpellingTable = NOTHING): Speller {
  exceptions ??= readExceptions();
  const innocent = exceptions;
  const words = together(readGroups(WORD_GROUPS, ' '), more.words);
  return {
    of(word) {
      const out = new Set(words.get(word));
      for (const form of generatedSpellings(word)) if (!innocent.has(form)) out.add(form);
      out.delete(word);
      return [...out].sort();
    },
    phrases: together(readGroups(PHRASE_GROUPS + CUT_WORDS, ', '), more.phrases),
  };
}

function together(
  groups: ReadonlyMap<string, readonly string[]>,
  more: { readonly [word: string]: readonly string[] },
): ReadonlyMap<string, readonly string[]> {
  const all = new Map(groups);
  for (const [word, forms] of Object.entries(more))
    all.set(word, [...new Set([...(all.get(word) ?? []), ...forms])]);
  return all;
}

function readGroups(lines: string, between: string): Map<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const line of lines.trim().split('\n')) {
    const [word = '', forms = ''] = line.split(': ');
    all.set(word, [...new Set([...(all.get(word) ?? []), ...forms.split(between)])]);
  }
  return all;
}

/** Each word is a digit, how many letters it shares with the one before, and its other letters. */
function readExceptions(): Set<string> {
  const all = new Set<string>();
  let before = '';
  for (const [, shared, rest = ''] of EXCEPTIONS.matchAll(/(\d)([a-z]*)/gu)) {
    before = before.slice(0, Number(shared)) + rest;
    all.add(before);
  }
  return all;
}
