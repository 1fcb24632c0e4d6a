/** Other ways in which pupils write a word. For the server that compiles terms; devices get the outcome only. */

import { EXCEPTIONS } from './spelling-exceptions.ts';
import { CUT_WORDS, PHRASE_GROUPS } from './spelling-phrases.ts';
import { generatedSpellings } from './spelling-rules.ts';
import { WORD_GROUPS } from './spelling-table.ts';

let groups: ReadonlyMap<string, readonly string[]> | undefined;
let exceptions: ReadonlySet<string> | undefined;

/**
 * Other ways to write a folded word: text-speak and misspellings from a table, and typing errors, sounds and the
 * reversed word for longer ones. Sorted, each once, never the word itself and never a word that is in common use.
 */
export function spellingsOf(word: string): readonly string[] {
  groups ??= readGroups(WORD_GROUPS, ' ');
  exceptions ??= readExceptions();
  const out = new Set(groups.get(word));
  for (const form of generatedSpellings(word)) if (!exceptions.has(form)) out.add(form);
  out.delete(word);
  return [...out].sort();
}

/**
 * Other ways to write folded phrases of two words or so (`want to` is `wanna`), and long words cut in two
 * (`sui cide`): those have a single word for their key.
 */
export const phraseSpellings: ReadonlyMap<string, readonly string[]> = readGroups(
  PHRASE_GROUPS + CUT_WORDS,
  ', ',
);

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
