/** A token (what stands between white space) and the hidden words that it may be. */

import { FIRST_SYMBOL, FoldClass } from './fold-table.ts';
import { classOfUnit } from './fold.ts';
import { readSigns, type Reading, type ReadWord } from './unmask-read.ts';
import { isDigit, isLetter, lettersOfSign, Look, looks, unitsOf } from './unmask-signs.ts';
import { plainSpot, spotOf, type Spot } from './unmask-spot.ts';
import { cutSigns, signsOf, type Signs } from './unmask-text.ts';
import { childOf, endsWord, isHiddenWord, ROOT, type HiddenWords } from './unmask-words.ts';

const LONGEST_TOKEN = 64;
/** Longer ones may be codes all the way: `&#107;` is one letter. */
const LONGEST_CODED = 240;

const LEADING = unitsOf('("\'[{<*_~#-\u2013\u2014\u2026.\u201c\u2018\u00a1\u00bf/');
const TRAILING = unitsOf('.,!?;:)"\'\\]}>*_~-\u2013\u2014\u201d\u2019\u2026/');
const CODE = /&(?:#|[a-z])|%[0-9a-f]{2}|<\/?[a-z]{1,6}\/?>/iu;
const ADDRESS = /:\/\/|^www\.|^[\w.+-]+@[\w-]+\.[a-z]{2,}/iu;
const HEX = /^(?:#(?=.*\d)[0-9a-f]{3,8}|0x[0-9a-f]+|(?=.*\d.*\d)[0-9a-f]{6,})$/iu;
/** Signs at the end that draw a letter and are no punctuation: `dea|)`. */
const DRAWN_EDGE = /\|[)>]$|^\/\\/u;
/** Names of programs, which have signs of their own. */
const PROGRAM = /->|=>|::|==|\$\w+[[({_.=,;)]|[({,]\$|^@\w*[[({_:]/u;
/** Parts of a token that are looked at by themselves if it is no word as a whole. */
const PARTING = unitsOf('-/,;:.()=&"\u2013\u2014\u2026');
/** Ordinals, sizes: `64th`, `50ns`. */
const NUMBER = /^(?:\d{2,}[a-z]{1,3}|\d(?:st|nd|rd|th|[a-z]|am|pm|[ckm]m|kg|ml|[gmk]b|ft))$|^\d\d+$/iu;
/** A capital i for an l, or a small l for a capital i: `kiIl`, `SUlClDE`. */
const MIXED_L = /[a-z]I(?![a-zA-Z]*[a-z]{3})|[A-Z]l[A-Z]/u;
/** A number at the end of a name: `HornIII`. */
const ROMAN = /[a-z]I{3}$/u;
const VOWELS: readonly number[] = [0x61, 0x65, 0x69, 0x6f, 0x75];

const PERSONS = new Set('you your yourself urself myself my him himself them'.split(' '));
const BEGINNINGS = new Set('i u my go'.split(' '));
const JOINED_SHORT = new Set('i u my me to go ur'.split(' '));

/** A word in plain letters with a number glued to it needs to be so long. */
const NUMBERED = 6;
const MOST_NUMBERS = 4;

/** The places of hidden words in the token that stands from `from` up to `to`. */
export function readToken(hidden: HiddenWords, text: string, from: number, to: number): Spot[] {
  if (to - from > LONGEST_CODED) return [];
  const coded = hasCode(text, from, to);
  if (to - from > LONGEST_TOKEN && !coded) return [];
  let start = from;
  let end = to;
  while (start < end && LEADING.has(text.charCodeAt(start)) && !isRing(text, start)) start += 1;
  while (!coded && end > start && TRAILING.has(text.charCodeAt(end - 1)) && !isRing(text, end - 2)) end -= 1;
  const kind = kindOf(text, start, end);
  if (kind === Kind.plain) {
    const eager = text[start - 1] === '#' || hasHump(text, start, end);
    const glued = eager ? readGlued(hidden, text, start, end) : undefined;
    if (glued !== undefined) return [glued];
    return MIXED_L.test(text.slice(start, end)) ? readBetween(hidden, text, start, end, false) : [];
  }
  if (kind === Kind.parted && !couldBeCut(hidden, text, start, end)) return [];
  const bare = text.slice(start, end);
  if (NUMBER.test(bare) || ADDRESS.test(bare) || ROMAN.test(bare)) return [];
  if (HEX.test(text[start - 1] === '#' ? `#${bare}` : bare)) return [];
  const token = text.slice(from, to);
  const isCode = PROGRAM.test(token);
  if (token.startsWith('$') && isVariable(text, to)) return [];
  const found = readBetween(hidden, text, start, end, !isCode);
  if (found.length > 0) return found;
  if (DRAWN_EDGE.test(token)) return readBetween(hidden, text, from, to, false);
  if (isCode) return [];
  return readNumbered(hidden, text, start, end) ?? readParts(hidden, text, start, end);
}

function hasCode(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 0x26 || unit === 0x25 || unit === 0x3c) return CODE.test(text.slice(from, to));
  }
  return false;
}

/** Letters with signs between that stand for nothing, one of them perhaps for a vowel: are they a hidden word? */
function couldBeCut(
  hidden: HiddenWords,
  text: string,
  from: number,
  to: number,
  start: number = ROOT,
  filled = false,
): boolean {
  let node = start;
  let parted = false;
  for (let i = from; i < to; i += 1) {
    const letter = classOfUnit(text.charCodeAt(i));
    if (letter < FIRST_SYMBOL) {
      if (letter === FoldClass.expand || letter === FoldClass.surrogate) return true;
      parted ||= letter !== FoldClass.drop && letter !== FoldClass.apostrophe;
      continue;
    }
    if (parted && !filled) {
      for (const vowel of VOWELS) {
        const next = childOf(hidden, node, vowel);
        if (next !== ROOT && couldBeCut(hidden, text, i, to, next, true)) return true;
      }
    }
    node = childOf(hidden, node, letter);
    if (node === ROOT) return false;
    parted = false;
  }
  return endsWord(hidden, node);
}

/** A program's `$name`, and something done with it. */
function isVariable(text: string, end: number): boolean {
  return text[end - 1] === ';' || /^ {0,3}[-=.+]/u.test(text.slice(end, end + 4));
}

/** `()` and its like, which draw an o. */
function isRing(text: string, at: number): boolean {
  const pair = text.slice(at, at + 2);
  return pair === '()' || pair === '[]' || pair === '{}' || pair === '<>';
}

/** Only letters (and apostrophes), none drawn out; letters parted by punctuation; or anything odd. */
const Kind = Object.freeze({ plain: 0, parted: 1, odd: 2 });

function kindOf(text: string, from: number, to: number): number {
  const table = looks();
  let kind: number = Kind.plain;
  let before = 0;
  let run = 0;
  let pairs = 0;
  for (let i = from; i < to; i += 1) {
    const look = (table[text.charCodeAt(i)] ?? 0) | 1;
    if ((look & Look.space) !== 0) {
      const unit = text.charCodeAt(i);
      if ((look & 7) > (Look.punctuation | 1) || lettersOfSign(unit).length > 0) return Kind.odd;
      before = 0;
      kind = Kind.parted;
      continue;
    }
    run = look === before ? run + 1 : 1;
    if (run === 2) pairs += 1;
    if (run > 2) return Kind.odd;
    before = look;
  }
  return pairs > 2 && pairs * 2 >= to - from ? Kind.odd : kind;
}

function readBetween(hidden: HiddenWords, text: string, from: number, to: number, glue: boolean): Spot[] {
  const signs = signsOf(text, from, to);
  const { length } = signs.codes;
  if (length > LONGEST_TOKEN || length < 2) return [];
  const letters = signs.isLetter.reduce<number>((sum, one) => sum + one, 0);
  if (length > 6 * letters + 12) return [];
  const readings = readSigns(hidden, signs, glue);
  return readings.length > 0 ? [spotOf(from, to, readings)] : [];
}

function hasHump(text: string, from: number, to: number): boolean {
  if (to - from < 6) return false;
  for (let i = from + 1; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    const last = text.charCodeAt(i - 1);
    if (unit >= 0x41 && unit <= 0x5a && last >= 0x61 && last <= 0x7a) return true;
  }
  return false;
}

/** Could one of `PERSONS` or `BEGINNINGS` be in it? Most long words are done with here. */
export function mayNameSomeone(text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from) | 0x20;
  if (first === 0x69 || first === 0x75) return true;
  if (first === 0x67 && (text.charCodeAt(from + 1) | 0x20) === 0x6f) return true;
  let before = 0;
  for (let i = from; i < to; i += 1) {
    const letter = text.charCodeAt(i) | 0x20;
    // yo(u), my, him, them, and me or u at the end.
    if ((before === 0x79 && letter === 0x6f) || (before === 0x6d && letter === 0x79)) return true;
    if ((before === 0x69 || before === 0x65) && letter === 0x6d && (text.charCodeAt(i - 2) | 0x20) === 0x68)
      return true;
    if (i === to - 1 && ((before === 0x6d && letter === 0x65) || letter === 0x75)) return true;
    before = letter;
  }
  return false;
}

/** Several hidden words without a gap, from end to end. */
export function readGlued(hidden: HiddenWords, text: string, from: number, to: number): Spot | undefined {
  if (to - from > LONGEST_TOKEN || !beginsWithWord(hidden, text, from, to)) return undefined;
  const cuts: number[] = [from];
  let steps = 3 * (to - from) + 20;
  const walk = (at: number, node: number): boolean => {
    steps -= 1;
    if (steps < 0) return false;
    if (at === to) return endsWord(hidden, node) && isGlued(wordsOf(text, cuts, to));
    const next = childOf(hidden, node, classOfUnit(text.charCodeAt(at)));
    if (next !== ROOT && walk(at + 1, next)) return true;
    if (!endsWord(hidden, node)) return false;
    cuts.push(at);
    if (walk(at, ROOT)) return true;
    cuts.pop();
    return false;
  };
  if (!walk(from, ROOT)) return undefined;
  return { ...plainSpot(from, to, wordsOf(text, cuts, to)), glued: true };
}

/** A hidden word stands at the beginning, and the whole is none: most long words are done with here. */
function beginsWithWord(hidden: HiddenWords, text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from) | 0x20;
  const single = first === 0x69 || first === 0x75;
  // Of the short words only `i` and `u` begin many long ones, by chance.
  return (
    firstWordEnd(hidden, text, from, to, single ? 3 : 2) ||
    (single && firstWordEnd(hidden, text, from + 1, to, 3))
  );
}

/** Does a word of so many letters or more stand at `from`, and end before `to`? */
function firstWordEnd(hidden: HiddenWords, text: string, from: number, to: number, least: number): boolean {
  let node = ROOT;
  let begins = false;
  for (let i = from; i < to; i += 1) {
    if (i - from >= least && endsWord(hidden, node)) begins = true;
    node = childOf(hidden, node, classOfUnit(text.charCodeAt(i)));
    if (node === ROOT) return begins;
  }
  return begins && !endsWord(hidden, node);
}

function wordsOf(text: string, cuts: readonly number[], to: number): ReadWord[] {
  return cuts.map((at, place) => ({ word: foldedLetters(text, at, cuts[place + 1] ?? to), at }));
}

/** A person has to be among them, or any compound (`under`, `stand`) would do. */
function isGlued(words: readonly ReadWord[]): boolean {
  const size = words.reduce((sum, { word }) => sum + word.length, 0);
  if (words.length < 2 || size * 2 < words.length * 5) return false;
  const last = words.at(-1)?.word ?? '';
  const begins = words.length > 2 && BEGINNINGS.has(words[0]?.word ?? '');
  const ends = words.length > 2 && (last === 'me' || last === 'u');
  return (
    (begins || ends || words.some(({ word }) => PERSONS.has(word))) &&
    words.every(
      ({ word }, place) =>
        word.length > 2 ||
        (JOINED_SHORT.has(word) && (word.length > 1 || place === 0 || place === words.length - 1)),
    )
  );
}

function foldedLetters(text: string, from: number, to: number): string {
  let out = '';
  for (let i = from; i < to; i += 1) out += String.fromCharCode(classOfUnit(text.charCodeAt(i)));
  return out;
}

/** `suicide123`: a long hidden word with a short number at one end. */
function readNumbered(hidden: HiddenWords, text: string, from: number, to: number): Spot[] | undefined {
  let start = from;
  let end = to;
  while (start < end && isDigit(text.charCodeAt(start))) start += 1;
  while (end > start && isDigit(text.charCodeAt(end - 1))) end -= 1;
  if (end - start < NUMBERED || start - from + (to - end) > MOST_NUMBERS || start - from === 1)
    return undefined;
  for (let i = start; i < end; i += 1) if (!isLetter(text.charCodeAt(i))) return undefined;
  const word = foldedLetters(text, start, end);
  return isHiddenWord(hidden, word) ? [plainSpot(from, to, [{ word, at: from }])] : undefined;
}

/** Parts of the token by themselves, unless one of them looks like anything but a word. */
function readParts(hidden: HiddenWords, text: string, from: number, to: number): Spot[] {
  const signs = signsOf(text, from, to);
  if (signs.codes.length > LONGEST_TOKEN || !signs.codes.some((code) => PARTING.has(code))) return [];
  const spots: Spot[] = [];
  let first = 0;
  for (let place = 0; place <= signs.codes.length; place += 1) {
    if (place < signs.codes.length && !PARTING.has(signs.codes[place] ?? 0)) continue;
    let last = place;
    while (last > first && isLoud(signs.codes[last - 1] ?? 0)) last -= 1;
    if (last > first && !isAllLetters(signs, first, last)) {
      const readings: Reading[] = readSigns(hidden, cutSigns(signs, first, last), false);
      if (readings.every(({ weak }) => weak)) return [];
      spots.push(spotOf(signs.at[first] ?? from, signs.at[last] ?? to, readings));
    }
    first = place + 1;
  }
  return spots;
}

/** A question or exclamation mark at the end of a part is none of a letter. */
function isLoud(code: number): boolean {
  return code === 0x21 || code === 0x3f;
}

function isAllLetters({ codes, isLetter: letters }: Signs, from: number, to: number): boolean {
  let run = 0;
  for (let i = from; i < to; i += 1) {
    if (letters[i] === 0) return false;
    run = i > from && codes[i] === codes[i - 1] ? run + 1 : 1;
    if (run > 2) return false;
  }
  return true;
}
