/** Finds the places of a text where words are disguised. Ordinary text is only looked over, a unit at a time. */

import { lettersFrom, readLetters } from './unmask-letters.ts';
import { isDigit, isWhite, Look, LOOK_BITS, looks, isOnlyTurned } from './unmask-signs.ts';
import type { Spot } from './unmask-spot.ts';
import { mayNameSomeone, readGlued, readToken } from './unmask-token.ts';
import { readIndicators, readTurned } from './unmask-turned.ts';
import type { HiddenWords } from './unmask-words.ts';

const HIGH_OF_INDICATORS = 0xd83c;

const LOOK_MASK = (1 << LOOK_BITS) - 1;
const WINDOW = (1 << (3 * LOOK_BITS)) - 1;
/** Nothing but letters in ten units: that may be several words. */
const LONG_WORD = 0o4444444444;
/** Two letters after a space. */
const IN_WORD = Look.space << (2 * LOOK_BITS);
const AT_START = (Look.space << LOOK_BITS) | Look.space;

/** For three units in a row, newest in the lowest bits: is the newest one suspicious? */
const SUSPICIOUS = makeSuspicious();

function makeSuspicious(): Uint8Array {
  const table = new Uint8Array(WINDOW + 1);
  const isLetter = (look: number): boolean => look < Look.space;
  const isGap = (look: number): boolean => look === Look.space || look === Look.punctuation;
  const isSmall = (look: number): boolean => look === Look.small || look === Look.smallArticle;
  for (let window = 0; window <= WINDOW; window += 1) {
    const last = window & LOOK_MASK;
    const middle = (window >> LOOK_BITS) & LOOK_MASK;
    const first = window >> (2 * LOOK_BITS);
    const sign = (last === Look.sign && isLetter(middle)) || (isLetter(last) && middle === Look.sign);
    const parted = isLetter(last) && middle === Look.punctuation && isLetter(first);
    const alone = isGap(last) && isGap(first) && (middle === Look.small || middle === Look.capital);
    const hump = isSmall(middle) && (last === Look.capital || last === Look.capitalArticle);
    const drawing = isLetter(last) && middle === Look.punctuation && first === Look.punctuation;
    if (last === Look.rare || sign || parted || drawing || alone || hump) table[window] = 1;
  }
  return table;
}

/** All places, in order, none overlapping another. */
export function wordsInDisguise(text: string, hidden: HiddenWords): Spot[] {
  const spots: Spot[] = [];
  const { length } = text;
  let done = 0;
  while (done < length) {
    const next = nextOdd(text, done);
    if (next < 0) {
      done = inspectLong(text, hidden, ~next, done, spots);
    } else if (next < length) {
      const at = lookAt(text, next) === Look.space ? next - 1 : next;
      done = Math.max(inspect(text, hidden, at, done, spots), at + 1);
    } else {
      // The last letter may stand alone, as if a space followed.
      if (lookAt(text, length - 2) >= Look.space) inspect(text, hidden, length - 1, done, spots);
      break;
    }
  }
  return keepWeakNeighbours(spots);
}

/**
 * The next place from `from` on that ordinary text seldom has: its offset, its complement (`~`) for a long row of
 * letters, the length of the text if there is none. All text goes through here, so nothing else is done.
 */
function nextOdd(text: string, from: number): number {
  const table = looks();
  const { length } = text;
  let window = AT_START;
  let before: number = Look.space;
  for (let i = from; i < length; i += 1) {
    const look = table[text.charCodeAt(i)] ?? 0;
    window = (window << LOOK_BITS) | (look & LOOK_MASK);
    if (SUSPICIOUS[window & WINDOW] !== 0 && !isQuoted(text, i, window)) return i;
    if ((window & LONG_WORD) === 0) {
      const end = rowEnd(text, i + 1);
      if (mayNameSomeone(text, i - 9, end)) return ~i;
      i = end - 1;
      window = IN_WORD;
      before = table[text.charCodeAt(i)] ?? 0;
      continue;
    }
    if (look === before && (look & Look.space) === 0 && isDrawnOut(text, i)) return i;
    before = look;
  }
  return length;
}

/** The end of a row of letters that goes on at `at`; it ends at a doubled letter too, which may be drawn out. */
function rowEnd(text: string, at: number): number {
  const table = looks();
  let end = at;
  let before = text.charCodeAt(at - 1);
  for (; end < text.length; end += 1) {
    const unit = text.charCodeAt(end);
    if (unit === before || !isLetterLook(table[unit])) break;
    before = unit;
  }
  return end;
}

const AFTER_SIGNS = (Look.punctuation << (2 * LOOK_BITS)) | (Look.punctuation << LOOK_BITS);

/**
 * A letter after two signs, as in `word--word` and `--"word`: only brackets before it could draw a letter. And a
 * capital after an apostrophe, which passes for a small letter.
 */
function isQuoted(text: string, at: number, window: number): boolean {
  const last = window & LOOK_MASK;
  if (last === Look.capital || last === Look.capitalArticle) {
    const before = text.charCodeAt(at - 1);
    if (before === 0x27 || before === 0x2018 || before === 0x2019) return true;
  }
  if ((window & WINDOW & ~LOOK_MASK) !== AFTER_SIGNS) return false;
  const sign = text.charCodeAt(at - 1);
  return sign !== 0x29 && sign !== 0x5d && sign !== 0x7d && sign !== 0x21;
}

/** Two equal units stand here: is there a third, or another such pair before them? */
function isDrawnOut(text: string, at: number): boolean {
  const twoBefore = text.charCodeAt(at - 2);
  return twoBefore === text.charCodeAt(at) || (at > 2 && twoBefore === text.charCodeAt(at - 3));
}

/** A long row of letters, which may be several words. */
function inspectLong(text: string, hidden: HiddenWords, at: number, done: number, spots: Spot[]): number {
  const table = looks();
  let from = Math.max(done, at - 9);
  while (from > done && isLetterLook(table[text.charCodeAt(from - 1)])) from -= 1;
  let end = at + 1;
  let before = text.charCodeAt(at);
  for (; end < text.length; end += 1) {
    const unit = text.charCodeAt(end);
    if (!isLetterLook(table[unit])) break;
    if (unit === before && isDrawnOut(text, end)) break;
    before = unit;
  }
  if (!isEnd(text, end)) return inspect(text, hidden, at, done, spots);
  const spot = readGlued(hidden, text, from, end);
  if (spot !== undefined) spots.push(spot);
  return end;
}

function isLetterLook(look: number | undefined): boolean {
  return look !== undefined && (look & Look.space) === 0;
}

/** White space, or punctuation that no letter follows. */
function isEnd(text: string, at: number): boolean {
  const look = lookAt(text, at);
  return (
    look === Look.space ||
    (look === Look.punctuation &&
      lookAt(text, at + 1) <= Look.punctuation &&
      lookAt(text, at + 1) >= Look.space)
  );
}

function lookAt(text: string, at: number): number {
  return at < text.length ? (looks()[text.charCodeAt(at)] ?? 0) & LOOK_MASK : Look.space;
}

/** Looks closely at the token around `at`, adds what it finds; up to where the text is dealt with now. */
function inspect(text: string, hidden: HiddenWords, at: number, done: number, spots: Spot[]): number {
  const unit = text.charCodeAt(at);
  if (unit === HIGH_OF_INDICATORS) {
    const { end, spot } = readIndicators(hidden, text, at);
    if (spot !== undefined) spots.push(spot);
    if (end > at) return end;
  } else if (isOnlyTurned(text.charAt(at))) {
    const spot = readTurned(hidden, text, at, done);
    if (spot !== undefined) {
      spots.push(spot);
      return spot.end;
    }
  }
  let from = at;
  while (from > done && !isWhite(text.charCodeAt(from - 1))) from -= 1;
  const letters = lettersFrom(text, backToArticle(text, from, done));
  if (letters !== undefined) {
    const found = readLetters(hidden, text, letters);
    spots.push(...found);
    const last = found.at(-1);
    if (letters.signs.codes.length > 2 || last !== undefined) {
      return Math.max(letters.end, last?.end ?? 0);
    }
  }
  let end = at;
  while (end < text.length && !isWhite(text.charCodeAt(end))) end += 1;
  spots.push(...readToken(hidden, text, from, end));
  return end;
}

/** Letters that stand alone in ordinary text are not suspicious by themselves, but may begin what is spelt out. */
function backToArticle(text: string, from: number, done: number): number {
  let start = from;
  for (let n = 0; n < 3 && start - 2 >= done; n += 1) {
    const unit = text.charCodeAt(start - 2);
    if (
      !isWhite(text.charCodeAt(start - 1)) ||
      !('aiAI$@!|+'.includes(text.charAt(start - 2)) || isDigit(unit))
    )
      break;
    if (start - 2 > done && !isWhite(text.charCodeAt(start - 3))) break;
    start -= 2;
  }
  return start;
}

/** What is weak counts only beside what is not. */
function keepWeakNeighbours(spots: readonly Spot[]): Spot[] {
  if (!spots.some(({ weak }) => weak)) return [...spots];
  const kept = spots.map(({ weak }) => !weak);
  const isBeside = (a: Spot | undefined, b: Spot | undefined): boolean =>
    a !== undefined && b !== undefined && b.start - a.end <= 2;
  for (let i = 1; i < spots.length; i += 1) {
    if (kept[i - 1] === true && isBeside(spots[i - 1], spots[i])) kept[i] = true;
  }
  for (let i = spots.length - 2; i >= 0; i -= 1) {
    if (kept[i + 1] === true && isBeside(spots[i], spots[i + 1])) kept[i] = true;
  }
  return spots.filter((_, place) => kept[place] === true);
}
