import type { PackWording } from './pack.ts';
import type { Passage, Place } from './passage.ts';

/** One step of a wording, ready to be looked up. */
export type PhraseSet = {
  readonly phrases: ReadonlySet<string>;
  /** The step may be left out. */
  readonly optional: boolean;
  /** Words of the longest phrase. */
  readonly longest: number;
};

export function phraseSet(phrases: readonly string[]): PhraseSet {
  let longest = 0;
  for (const phrase of phrases) if (phrase !== '') longest = Math.max(longest, phrase.split(' ').length);
  return {
    phrases: new Set(phrases.filter((phrase) => phrase !== '')),
    optional: phrases.includes(''),
    longest,
  };
}

/**
 * Follows a wording from its anchor, which stands at `place`, to both sides, all possibilities at once. Answers the
 * longest stretch of words that the wording stands for, or undefined if the rest of it is not there.
 */
export function followWording(
  passage: Passage,
  place: Place,
  wording: PackWording,
  setOf: (number: number) => PhraseSet,
): Place | undefined {
  const { steps, anchor } = wording;
  let first = new Set([place.first]);
  for (let at = anchor - 1; at >= 0 && first.size > 0; at -= 1)
    first = stepped(passage, place, first, steps[at] ?? 0, -1, setOf);
  let last = new Set([place.last]);
  for (let at = anchor + 1; at < steps.length && last.size > 0 && first.size > 0; at += 1)
    last = stepped(passage, place, last, steps[at] ?? 0, 1, setOf);
  if (first.size === 0 || last.size === 0) return undefined;
  return { first: Math.min(...first), last: Math.max(...last) };
}

/** Where one step leads from each of the outermost words reached so far. */
function stepped(
  { words, sentences }: Passage,
  anchor: Place,
  reached: ReadonlySet<number>,
  step: number,
  direction: 1 | -1,
  setOf: (number: number) => PhraseSet,
): Set<number> {
  const next = new Set<number>();
  const sentence = sentences[anchor.first];
  const isThere = (word: number): boolean => sentences[word] === sentence;
  if (step < 0) {
    for (const from of reached) {
      for (let gap = 0; gap <= -step && (gap === 0 || isThere(from + gap * direction)); gap += 1)
        next.add(from + gap * direction);
    }
    return next;
  }
  const set = setOf(step);
  for (const from of reached) {
    if (set.optional) next.add(from);
    let phrase = '';
    for (let count = 1; count <= set.longest; count += 1) {
      const at = from + count * direction;
      if (!isThere(at)) break;
      const word = words[at] ?? '';
      phrase = count === 1 ? word : direction === 1 ? `${phrase} ${word}` : `${word} ${phrase}`;
      if (set.phrases.has(phrase)) next.add(at);
    }
  }
  return next;
}
