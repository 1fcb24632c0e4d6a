import type { Variants } from './wording.ts';

/** More variants of one part of a wording than this are not worth their room: a word class says enough by itself. */
const MAX_VARIANTS = 1500;
/** Words of the longest phrase that is written otherwise. */
const LONGEST = 3;
/** A shorter short form may be another word: `kys` is for "kill yourself", but the phrase not for `kys`. */
const SHORTEST_FULL = 4;

const ARABIC = /^[\u0621-\u064a]+$/u;
const ARTICLE = '\u0627\u0644';
const LAM = '\u0644';
/** And, so; with, for, like; and their usual unions. Written as one word with what follows. */
const ATTACHED = [
  '\u0648',
  '\u0641',
  '\u0628',
  '\u0644',
  '\u0643',
  '\u0648\u0628',
  '\u0648\u0644',
  '\u0641\u0628',
  '\u0641\u0644',
];

/** Other ways to write a phrase, in both directions: `want to` and `wanna`, `dont` and `do not`. */
type Written = ReadonlyMap<string, readonly string[]>;

/** For `compileWording`; `phrases` are those of a speller. */
export function createVariants(phrases: ReadonlyMap<string, readonly string[]>): Variants {
  const written = bothWays(phrases);
  return {
    of: (some) => withVariants(some, written),
    together: (before, after) => belongTogether(before, after, written),
  };
}

/**
 * Folded phrases together with other ways in which they are written: short forms of two or three words and their
 * full forms, words cut in two and, for Arabic, words with attached particles. In each variant one of these is
 * written otherwise. Made when a pack is compiled; misspelt single words are read as the word when they are met.
 */
function withVariants(phrases: readonly string[], written: Written): readonly string[] {
  const all = new Set(phrases);
  for (const phrase of phrases) {
    if (phrase === '') continue;
    for (const variant of variantsOf(phrase, written)) all.add(variant);
    if (all.size - phrases.length > MAX_VARIANTS) return phrases;
  }
  return all.size === phrases.length ? phrases : [...all].sort();
}

/** True if the end of one phrase and the beginning of another may be written in another way together. */
function belongTogether(before: readonly string[], after: readonly string[], written: Written): boolean {
  return before.some((head) =>
    after.some((tail) => isWrittenAcross(head.split(' '), tail.split(' '), written)),
  );
}

function isWrittenAcross(head: readonly string[], tail: readonly string[], written: Written): boolean {
  for (let left = 1; left < LONGEST && left <= head.length; left += 1)
    for (let right = 1; left + right <= LONGEST && right <= tail.length; right += 1)
      if (written.has([...head.slice(-left), ...tail.slice(0, right)].join(' '))) return true;
  return false;
}

function variantsOf(phrase: string, written: Written): string[] {
  const words = phrase.split(' ');
  const variants: string[] = [];
  for (let from = 0; from < words.length; from += 1) {
    const word = words[from] ?? '';
    if (ARABIC.test(word))
      for (const form of attachedForms(word)) variants.push(words.toSpliced(from, 1, form).join(' '));
    for (let count = 1; count <= LONGEST && from + count <= words.length; count += 1) {
      for (const other of written.get(words.slice(from, from + count).join(' ')) ?? [])
        variants.push(words.toSpliced(from, count, other).join(' '));
    }
  }
  return variants;
}

function bothWays(spellings: ReadonlyMap<string, readonly string[]>): Written {
  const all = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    all.set(from, [...(all.get(from) ?? []), to]);
  };
  for (const [full, forms] of spellings) {
    for (const form of forms) {
      add(full, form);
      if (full.includes(' ') && !form.includes(' ') && form.length >= SHORTEST_FULL) add(form, full);
    }
  }
  return all;
}

/** An Arabic word with the article, and with the particles that are written as one with it. */
function attachedForms(word: string): string[] {
  const withArticle = word.startsWith(ARTICLE) && word.length > 4;
  const bare = withArticle ? word.slice(ARTICLE.length) : word;
  const forms = [`${LAM}${LAM}${bare}`, `\u0648${LAM}${LAM}${bare}`];
  for (const particle of ATTACHED) {
    forms.push(particle + ARTICLE + bare);
    if (!withArticle) forms.push(particle + bare);
  }
  if (!withArticle) forms.push(ARTICLE + bare);
  return forms;
}
