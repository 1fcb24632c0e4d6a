import { phraseSet, type PhraseSet } from './follow.ts';

/** So many phrases make a generation; there are two at most. Prose and names use some 30,000 of them, in a megabyte. */
const GENERATION = 36_000;

/**
 * Keeps sets of phrases ready for look-up, those in use lately: a device that has read many pages must hold no more
 * than one that has read few. A set that has not been asked for while a whole generation came is read again.
 */
export function createPhraseSets(
  read: (number: number) => readonly string[],
  generation = GENERATION,
): (number: number) => PhraseSet {
  let young = new Map<number, PhraseSet>();
  let old = new Map<number, PhraseSet>();
  let phrases = 0;
  return (number) => {
    const known = young.get(number);
    if (known !== undefined) return known;
    const set = old.get(number) ?? phraseSet(read(number));
    if (phrases > generation) {
      old = young;
      young = new Map();
      phrases = 0;
    }
    young.set(number, set);
    phrases += set.phrases.size;
    return set;
  };
}
