/** Words spelt out letter by letter: `k i l l`, `k.i.l.l`, `[k][i]`, with emoji or line ends between. */

import { FIRST_SYMBOL, FoldClass } from './fold-table.ts';
import { classOfUnit } from './fold.ts';
import { readSigns, type ReadWord } from './unmask-read.ts';
import { isDigit, isLetter, isWhite, lettersOfSign } from './unmask-signs.ts';
import { plainSpot, type Spot } from './unmask-spot.ts';
import { cutSigns, type Signs } from './unmask-text.ts';
import { childOf, endsWord, isHiddenWord, ROOT, type HiddenWords } from './unmask-words.ts';

/** Single letters one after the other. */
export type Letters = {
  readonly signs: Signs;
  /** Units of the text between each letter and the one before. */
  readonly gaps: readonly number[];
  readonly start: number;
  readonly end: number;
  /** Each is followed by a full stop and a space, as initials are. */
  readonly initials: boolean;
};

/** Signs between two letters of a word that is spelt out. */
const WIDEST_GAP = 8;
const MOST_LETTERS = 80;

/** Signs that can be a letter between spaces. */
const LONE_SIGNS = new Set(Array.from('!|@$+\u20ac', (sign) => sign.charCodeAt(0)));

/** The single letters from `from` on, as many as there are; undefined for fewer than two. */
export function lettersFrom(text: string, from: number): Letters | undefined {
  const first = nextLone(text, from, 3);
  const second = first < 0 ? -1 : nextLone(text, first + 1, WIDEST_GAP);
  if (second < 0) return undefined;
  // Two letters alone can only be a part of a word beside them: `s u icide`.
  const parted = text.charCodeAt(first + 1) !== 0x20 || second !== first + 2;
  if (parted && nextLone(text, second + 1, WIDEST_GAP) < 0) return undefined;
  const signs: Signs = { codes: [], at: [], isLetter: [], capitals: 0, decoded: false };
  const gaps: number[] = [];
  let end = from;
  let stops = 0;
  let at = from;
  while (signs.codes.length < MOST_LETTERS) {
    const next = nextLone(text, at, signs.codes.length === 0 ? 3 : WIDEST_GAP);
    if (next < 0) break;
    const unit = text.charCodeAt(next);
    const value = classOfUnit(unit);
    const letter = value >= FIRST_SYMBOL && !isDigit(value);
    if (unit >= 0x41 && unit <= 0x5a) signs.capitals += 1;
    gaps.push(signs.codes.length === 0 ? 0 : next - end);
    if (signs.codes.length > 0 && text[end] === '.' && next - end > 1) stops += 1;
    signs.codes.push(value >= FIRST_SYMBOL ? value : unit);
    signs.at.push(next);
    signs.isLetter.push(letter ? 1 : 0);
    end = next + 1;
    at = end;
  }
  const count = signs.codes.length;
  if (count < 2) return undefined;
  // A bracket or quotation mark that closes the last letter goes with it.
  return { signs, gaps, start: signs.at[0] ?? from, end, initials: stops >= count - 1 };
}

/** The place of the next single letter or digit, if no more than `most` other signs come before; else -1. */
function nextLone(text: string, from: number, most: number): number {
  let i = from;
  for (let n = 0; n <= most && i < text.length; n += 1, i += 1) {
    const unit = text.charCodeAt(i);
    const value = classOfUnit(unit);
    if (value >= FIRST_SYMBOL) return standsAlone(text, i) ? i : -1;
    if (value === FoldClass.expand) return -1;
    if (LONE_SIGNS.has(unit) && isParted(text, i)) return i;
  }
  return -1;
}

/** A sign between two equal ones that are not letters, or at the beginning. */
function isParted(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 1);
  if (at === 0) return isWhite(after);
  const before = text.charCodeAt(at - 1);
  return (
    before !== text.charCodeAt(at) &&
    (before === after ? !isLetter(before) : isWhite(before) && isWhite(after))
  );
}

function standsAlone(text: string, at: number): boolean {
  let next = at + 1;
  while (next < text.length && next < at + 6 && classOfUnit(text.charCodeAt(next)) === FoldClass.drop)
    next += 1;
  const value = next < text.length ? classOfUnit(text.charCodeAt(next)) : 0;
  return value < FIRST_SYMBOL && value !== FoldClass.expand;
}

/** The words that the letters spell. */
export function readLetters(hidden: HiddenWords, text: string, letters: Letters): Spot[] {
  const { signs } = letters;
  const count = signs.codes.length;
  const plain = signs.isLetter.reduce<number>((sum, one) => sum + one, 0);
  if (plain < 2 || plain * 3 < count) return [];
  const joined = joinFragment(hidden, text, letters);
  if (joined !== undefined) return [joined];
  if (count < 3) return [];
  const byGaps = readByGaps(hidden, letters);
  if (byGaps.length > 0) return byGaps;
  for (const [skip, keep] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    if (count - skip - keep < 3 || !isArticle(signs, 0, skip) || !isArticle(signs, count - 1, keep)) continue;
    const whole = readWhole(hidden, text, letters, skip, count - keep);
    if (whole !== undefined) return [whole];
  }
  return readGreedily(hidden, letters);
}

function isArticle({ codes }: Signs, at: number, skipped: 0 | 1): boolean {
  return skipped === 0 || 'aiunry'.includes(String.fromCharCode(codes[at] ?? 0));
}

/** All letters from end to end. */
function readWhole(
  hidden: HiddenWords,
  text: string,
  letters: Letters,
  from: number,
  to: number,
): Spot | undefined {
  const signs = spelt(cutSigns(letters.signs, from, to));
  const [reading] = readSigns(hidden, signs, true);
  if (reading === undefined) return undefined;
  const size = reading.words.reduce((sum, { word }) => sum + word.length, 0);
  if (size < 3 || (size === 3 && (letters.initials || !isEven(text, letters, from, to)))) return undefined;
  const start = letters.signs.at[from] ?? letters.start;
  const end = (letters.signs.at[to - 1] ?? start) + 1;
  return plainSpot(start, end, reading.words);
}

/** The same sign stands between all letters: for few letters nothing less will do. */
function isEven(text: string, { signs }: Letters, from: number, to: number): boolean {
  const between = (place: number): string => text.slice((signs.at[place] ?? 0) + 1, signs.at[place + 1]);
  for (let place = from + 1; place < to - 1; place += 1) if (between(place) !== between(from)) return false;
  return true;
}

/** What is spelt out letter by letter is disguised whatever the letters are. */
function spelt(signs: Signs): Signs {
  return { ...signs, capitals: 0, decoded: true };
}

/** Wider gaps part words: each is looked at by itself. */
function readByGaps(hidden: HiddenWords, letters: Letters): Spot[] {
  const { gaps, signs } = letters;
  const inner = gaps.slice(1);
  const least = Math.min(...inner);
  if (Math.max(...inner) === least) return [];
  const spots: Spot[] = [];
  let from = 0;
  for (let to = 1; to <= gaps.length; to += 1) {
    if (to < gaps.length && gaps[to] === least) continue;
    const word = to - from > 1 ? readWord(hidden, letters, from, to) : undefined;
    if (word !== undefined) {
      const start = signs.at[from] ?? 0;
      const end = (signs.at[to - 1] ?? start) + 1;
      spots.push(plainSpot(start, end, [{ word, at: start }], word.length < 3));
    }
    from = to;
  }
  return spots.every(({ weak }) => weak) ? [] : spots.map((spot) => ({ ...spot, weak: false }));
}

function readWord(hidden: HiddenWords, letters: Letters, from: number, to: number): string | undefined {
  const [reading] = readSigns(hidden, spelt(cutSigns(letters.signs, from, to)), false);
  const word = reading?.words[0]?.word;
  return word !== undefined && word.length === 3 && letters.initials ? undefined : word;
}

/** Words among letters that are not all words of terms, if those make up most of it. */
function readGreedily(hidden: HiddenWords, letters: Letters): Spot[] {
  const { codes, at } = letters.signs;
  const spots: Spot[] = [];
  let covered = 0;
  let longest = 0;
  for (let from = 0; from < codes.length;) {
    const size = longestFrom(hidden, codes, from);
    if (size >= 3) {
      const start = at[from] ?? 0;
      const word: ReadWord = { word: plainLetters(codes.slice(from, from + size)), at: start };
      spots.push(plainSpot(start, (at[from + size - 1] ?? start) + 1, [word]));
      covered += size;
      longest = Math.max(longest, size);
    }
    from += Math.max(1, size >= 3 ? size : 1);
  }
  return longest >= 4 && covered * 5 >= codes.length * 3 ? spots : [];
}

function longestFrom(hidden: HiddenWords, codes: readonly number[], from: number): number {
  let node = ROOT;
  let size = 0;
  for (let i = from; i < codes.length; i += 1) {
    node = childOf(hidden, node, letterOfCode(codes[i] ?? 0));
    if (node === ROOT) break;
    if (endsWord(hidden, node)) size = i - from + 1;
  }
  return size;
}

function letterOfCode(code: number): number {
  return lettersOfSign(code)[0] ?? code;
}

function plainLetters(codes: readonly number[]): string {
  return String.fromCharCode(...codes.map(letterOfCode));
}

/** `s u i cide` and `sui c i d e`: letters, and what is left of the word. */
function joinFragment(hidden: HiddenWords, text: string, letters: Letters): Spot | undefined {
  const { signs, start, end } = letters;
  const count = signs.codes.length;
  if (count > 12 || signs.isLetter.includes(0)) return undefined;
  const spelled = plainLetters(signs.codes);
  const after = wordAt(text, end + 1, 1);
  if (after !== '' && text.charCodeAt(end) === 0x20 && after.length > 1) {
    const word = spelled + after;
    if (fits(hidden, word, after)) return plainSpot(start, end + 1 + after.length, [{ word, at: start }]);
  }
  const before = wordAt(text, start - 2, -1);
  if (before !== '' && text.charCodeAt(start - 1) === 0x20 && before.length > 1) {
    const word = before + spelled;
    const from = start - 1 - before.length;
    if (fits(hidden, word, before)) return plainSpot(from, end, [{ word, at: from }]);
  }
  return undefined;
}

function fits(hidden: HiddenWords, word: string, fragment: string): boolean {
  return word.length >= 5 && isHiddenWord(hidden, word) && !isHiddenWord(hidden, fragment);
}

/** The plain word that begins (or, with -1, ends) at `from`, folded; '' if it is long or no word. */
function wordAt(text: string, from: number, direction: 1 | -1): string {
  let word = '';
  let at = from;
  for (; at >= 0 && at < text.length && word.length <= 12; at += direction) {
    const unit = text.charCodeAt(at);
    if (!isLetter(unit)) break;
    const letter = String.fromCharCode(classOfUnit(unit));
    word = direction === 1 ? word + letter : letter + word;
  }
  const ended = at < 0 || at >= text.length || isWhite(text.charCodeAt(at)) || direction === 1;
  return ended && word.length <= 12 ? word : '';
}
