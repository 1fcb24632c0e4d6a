/**
 * Phrases that begin alike, in few bytes: each says how many units it shares with the one before (as one character, 0
 * to 9 and a to z), and its other units. They come back sorted.
 */

const MOST_SHARED = 35;
const BETWEEN = '|';

/** Phrases must not hold `|`, which no folded phrase does. */
export function frontCoded(phrases: readonly string[]): string {
  let before = '';
  return [...new Set(phrases)]
    .sort()
    .map((phrase) => {
      let shared = 0;
      while (shared < MOST_SHARED && shared < phrase.length && phrase[shared] === before[shared]) shared += 1;
      before = phrase;
      return shared.toString(36) + phrase.slice(shared);
    })
    .join(BETWEEN);
}

/** Reads any text and answers something. */
export function readFrontCoded(text: string): string[] {
  let before = '';
  return text.split(BETWEEN).map((coded) => {
    const shared = Number.parseInt(coded.charAt(0), 36);
    before = before.slice(0, Number.isNaN(shared) ? 0 : shared) + coded.slice(1);
    return before;
  });
}
