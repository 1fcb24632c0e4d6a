import { FIRST_SYMBOL, foldTable } from './fold-table.ts';
import { SPACE } from './fold.ts';

/** Columns from here on are no letters: what is left after taking it off is a `FoldClass`. */
export const SLOW = 0x8000;

/** A column for each letter in the phrases, from 2 on; 1 is the space, 0 every letter that no phrase has. */
export function alphabetOf(phrases: readonly string[]): ReadonlyMap<number, number> {
  const letters = new Set<number>();
  for (const phrase of phrases)
    for (let i = 0; i < phrase.length; i += 1)
      if (phrase.charCodeAt(i) !== SPACE) letters.add(phrase.charCodeAt(i));
  return new Map([...letters].sort((a, b) => a - b).map((letter, place) => [letter, place + 2]));
}

/**
 * For each UTF-16 unit its column, or `SLOW` and its class: the folding and the alphabet of a pack in one look-up.
 * It stands in the pack, for building it would take longer than loading all the rest.
 */
export function columnsOf(alphabet: ReadonlyMap<number, number>): Uint16Array {
  const { units } = foldTable();
  return Uint16Array.from(units, (value) =>
    value < FIRST_SYMBOL ? SLOW | value : (alphabet.get(value) ?? 0),
  );
}
