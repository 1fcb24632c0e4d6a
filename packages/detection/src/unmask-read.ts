/** Signs read as hidden words: all ways in which letters, digits and drawings can stand for them. */

import {
  childOf,
  endsWord,
  firstChild,
  isHiddenWord,
  lastChild,
  letterOf,
  ROOT,
  type HiddenWords,
} from './unmask-words.ts';
import {
  drawingsFrom,
  isDigit,
  isJoiner,
  isVowel,
  lettersOfSign,
  unitsOf,
  wildness,
} from './unmask-signs.ts';
import type { Signs } from './unmask-text.ts';

/** One hidden word and the place in the text where it begins. */
export type ReadWord = { readonly word: string; readonly at: number };

/** A way to read a token. `weak` ones count only beside others. */
export type Reading = { readonly words: readonly ReadWord[]; readonly weak: boolean };

/** How a reading came about: places in the tally, whose counts go up and down as the tree is walked. */
const LETTERS = 0;
const DIGITS = 1;
const SIGNS = 2;
const DRAWINGS = 3;
const DRAWN_OUT = 4;
const VOWELS = 5;
const WILD = 6;
/** Those of vowels and wild that were stars, which nothing but a disguise has. */
const STARS = 7;
const JOINERS = 8;
const COUNTS = 9;

type Walk = {
  readonly hidden: HiddenWords;
  readonly signs: Signs;
  readonly doubled: boolean;
  readonly glue: boolean;
  readonly path: number[];
  /** Where in the path a word begins, and at which sign. */
  readonly cuts: { readonly path: number; readonly sign: number }[];
  readonly tally: Int32Array;
  readonly found: Reading[];
  steps: number;
};

/** More ways to read one token are not followed. */
const MOST_READINGS = 4;

const NO_LETTERS: readonly number[] = [];
/** After an exclamation mark these say that it is a letter. */
const EXCLAIMED = unitsOf('$@|!+(\u00a2\u20ac');
/** Inside a word only these may be put in; others part words. */
const INNER_JOINERS = new Set(
  Array.from('.-_*~^=\u00b7\u2022\u2010\u2011\u2219\u22c5\u2027\u30fb', (sign) => sign.charCodeAt(0)),
);

/** Words that make a hyphen or a forgotten space likely. */
const SMALL = new Set(
  'a an and are as at be but by co do for go he her him his ho i if in is it me my no not of off on or our out pre re she so sub the to un up us we you all can not'.split(
    ' ',
  ),
);

/** Only these short words are read where words stand without a gap. */
const SHORT: ReadonlySet<string> = new Set(
  'i u r ur im me my we he up on in of or to go so no do if is it at be us am'.split(' '),
);

/** One letter is a word only at the beginning: `i`, `u`. */
export function isShort(word: string, place: number): boolean {
  return SHORT.has(word) && (place === 0 || word.length > 1);
}

/** The ways to read the signs as one hidden word or, failing that and if `glue`, as several without a gap. */
export function readSigns(hidden: HiddenWords, signs: Signs, glue: boolean): Reading[] {
  const { found, steps } = walkFrom(hidden, signs, false);
  // What took all its steps is a maze, not a word.
  return found.length > 0 || !glue || steps < 0 ? found : walkFrom(hidden, signs, true).found;
}

function walkFrom(hidden: HiddenWords, signs: Signs, glue: boolean): Walk {
  const walk: Walk = {
    hidden,
    signs,
    doubled: isDoubled(signs),
    glue,
    path: [],
    cuts: [{ path: 0, sign: 0 }],
    tally: new Int32Array(COUNTS),
    found: [],
    // In proportion to the length, so that no text makes it slow.
    steps:
      (glue ? 60 + 8 * signs.codes.length : 80 + 14 * signs.codes.length) + 400 * Math.min(3, starsIn(signs)),
  };
  step(walk, 0, ROOT);
  return walk;
}

function starsIn({ codes }: Signs): number {
  return codes.reduce((sum, code) => (wildness(code) === 2 ? sum + 1 : sum), 0);
}

/** Every letter stands twice: `ssuuiicciiddee`. */
function isDoubled({ codes }: Signs): boolean {
  if (codes.length < 6) return false;
  for (let i = 0; i < codes.length; i += 2) if (codes[i] !== codes[i + 1]) return false;
  return true;
}

function bump(tally: Int32Array, place: number, by: number): void {
  tally[place] = (tally[place] ?? 0) + by;
}

function step(walk: Walk, at: number, node: number): void {
  const { codes, isLetter } = walk.signs;
  const { tally } = walk;
  walk.steps -= 1;
  if (walk.steps < 0 || walk.found.length >= MOST_READINGS) return;
  if (at === codes.length) {
    if (endsWord(walk.hidden, node)) accept(walk);
    return;
  }
  const code = codes[at] ?? 0;
  const run = runAt(walk.signs, at);
  if (isLetter[at] === 1) {
    bump(tally, LETTERS, 1);
    readAs(walk, at, node, code, run, walk.doubled);
    bump(tally, LETTERS, -1);
  } else {
    const kind = isDigit(code) ? DIGITS : SIGNS;
    for (const letter of isExclamation(walk.signs, at, run) ? NO_LETTERS : lettersOfSign(code)) {
      bump(tally, kind, 1);
      readAs(walk, at, node, letter, run, walk.doubled);
      bump(tally, kind, -1);
    }
  }
  for (const { signs: drawing, letter } of drawingsFrom(code)) {
    // Empty brackets at the end are those of a program.
    if (codes[at + 1] !== drawing.charCodeAt(1) || !standsAt(codes, at, drawing)) continue;
    if (drawing === '()' && at + 2 === codes.length) continue;
    bump(tally, DRAWINGS, 1);
    follow(walk, at + drawing.length, node, letter, 1);
    bump(tally, DRAWINGS, -1);
  }
  if (isLetter[at] === 1) {
    startNext(walk, at, node);
    return;
  }
  if (node !== ROOT) fillIn(walk, at, node, code);
  if (node !== ROOT ? INNER_JOINERS.has(code) : at > 0 && isJoiner(code)) {
    bump(tally, JOINERS, 1);
    step(walk, at + run, node);
    bump(tally, JOINERS, -1);
  }
  startNext(walk, at, node);
}

/** An exclamation mark that no letter follows ends a sentence. */
function isExclamation({ codes, isLetter }: Signs, at: number, run: number): boolean {
  if (codes[at] !== 0x21) return false;
  const next = codes[at + run] ?? 0;
  return isLetter[at + run] !== 1 && !isDigit(next) && !EXCLAIMED.has(next);
}

/** A word has ended: the next begins here. */
function startNext(walk: Walk, at: number, node: number): void {
  if (!walk.glue || !endsWord(walk.hidden, node)) return;
  walk.cuts.push({ path: walk.path.length, sign: at });
  step(walk, at, ROOT);
  walk.cuts.pop();
}

/** The sign as this letter, once; drawn out, it may stand for one or two of them. */
function readAs(walk: Walk, at: number, node: number, letter: number, run: number, doubled: boolean): void {
  if (run >= 3) {
    bump(walk.tally, DRAWN_OUT, 1);
    follow(walk, at + run, node, letter, 1);
    follow(walk, at + run, node, letter, 2);
    bump(walk.tally, DRAWN_OUT, -1);
  } else if (doubled && run === 2) {
    bump(walk.tally, DRAWN_OUT, 1);
    follow(walk, at + 2, node, letter, 1);
    bump(walk.tally, DRAWN_OUT, -1);
  } else {
    follow(walk, at + 1, node, letter, 1);
  }
}

function follow(walk: Walk, to: number, node: number, letter: number, times: 1 | 2): void {
  let next = childOf(walk.hidden, node, letter);
  if (next !== ROOT && times === 2) next = childOf(walk.hidden, next, letter);
  if (next === ROOT) return;
  for (let n = 0; n < times; n += 1) walk.path.push(letter);
  step(walk, to, next);
  walk.path.length -= times;
}

/** A sign put in the place of a letter. */
function fillIn(walk: Walk, at: number, node: number, code: number): void {
  const how = wildness(code);
  if (how === 0) return;
  const { hidden, tally } = walk;
  for (let child = firstChild(hidden, node); child < lastChild(hidden, node); child += 1) {
    const letter = letterOf(hidden, child);
    const vowel = isVowel(letter);
    if (how === 1 && !vowel) continue;
    const kind = vowel ? VOWELS : WILD;
    bump(tally, kind, 1);
    bump(tally, STARS, how - 1);
    walk.path.push(letter);
    step(walk, at + 1, child);
    walk.path.length -= 1;
    bump(tally, STARS, 1 - how);
    bump(tally, kind, -1);
  }
}

/** How many equal signs stand here in a row, counted at the first of them only; elsewhere 1. */
function runAt({ codes }: Signs, at: number): number {
  const code = codes[at];
  if (at > 0 && codes[at - 1] === code) return 1;
  let end = at + 1;
  while (codes[end] === code) end += 1;
  return end - at;
}

function standsAt(codes: readonly number[], at: number, drawing: string): boolean {
  for (let i = 0; i < drawing.length; i += 1) if (codes[at + i] !== drawing.charCodeAt(i)) return false;
  return true;
}

function accept(walk: Walk): void {
  walk.steps -= 10;
  const words: ReadWord[] = walk.cuts.map((cut, place) => ({
    word: String.fromCharCode(...walk.path.slice(cut.path, walk.cuts[place + 1]?.path)),
    at: walk.signs.at[cut.sign] ?? 0,
  }));
  const length = walk.path.length;
  const judged = judgeReading(walk, words, length);
  if (judged === 'no') return;
  const text = words.map(({ word }) => word).join(' ');
  if (walk.found.some((other) => other.words.map(({ word }) => word).join(' ') === text)) return;
  walk.found.push({ words, weak: judged === 'weak' });
}

/** Is the disguise so clear that the signs mean these words and nothing innocent? */
function judgeReading(walk: Walk, words: readonly ReadWord[], length: number): 'yes' | 'weak' | 'no' {
  const { signs, tally } = walk;
  const [letters = 0, digits = 0, odds = 0, drawings = 0, drawnOut = 0, vowels = 0, wild = 0, stars = 0] =
    tally;
  const joiners = tally[JOINERS] ?? 0;
  const filled = vowels + wild;
  const odd = digits + odds + drawnOut + filled + (signs.decoded ? 1 : 0);
  if (odd + drawings === 0) {
    if (joiners === 0) return 'no';
    return words.length === 1 && isSplitWord(walk, words[0]?.word ?? '') ? 'yes' : 'no';
  }
  if (words.length > 1) {
    if (wild > 0 || filled > (length >= 7 ? Math.min(1, stars) : 0) || length < words.length * 3) return 'no';
    if (!words.every(({ word }, place) => isWellGlued(walk, word, place))) return 'no';
  }
  if (filled > 0 && !isFilledWell(walk, length, filled)) {
    return length === 3 && filled === 1 && letters === 2 ? 'weak' : 'no';
  }
  if (digits + odds + drawings > 0) {
    const plain = letters * 3 >= length;
    const enough =
      (letters >= 2 && plain) ||
      (letters >= 1 && digits <= odds && (plain || drawings > 0)) ||
      (drawings >= 2 && digits <= 1 && length >= 4);
    if (!enough) return length <= 3 && letters + odds > 0 && signs.capitals === 0 ? 'weak' : 'no';
    if (length === 3 && letters < 2 && signs.capitals > 0) return 'no';
    if (length === 3 && digits > odds && (signs.capitals > 0 || letters < 2)) return 'weak';
  }
  if (length < 3) return signs.capitals > 0 && digits > 0 ? 'no' : 'weak';
  return 'yes';
}

/** A word among several without a gap: a short one must stand in plain letters, a longer one have some. */
function isWellGlued({ signs, cuts }: Walk, word: string, place: number): boolean {
  const from = cuts[place]?.sign ?? 0;
  const to = cuts[place + 1]?.sign ?? signs.codes.length;
  let letters = 0;
  for (let i = from; i < to; i += 1) letters += signs.isLetter[i] ?? 0;
  if (word.length <= 2) return isShort(word, place) && letters === word.length;
  return letters >= 2 || letters * 3 >= word.length + 2;
}

/** Enough of the word is left that it can be no other. */
function isFilledWell({ signs, tally }: Walk, length: number, filled: number): boolean {
  const { codes, isLetter } = signs;
  const first = isLetter[0] === 1;
  const last = isLetter[codes.length - 1] === 1;
  const known = length - filled;
  const stars = starsIn(signs);
  if (stars > filled) return false;
  if (filled === 1 && tally[VOWELS] === 1) {
    return length >= (stars > 0 ? 4 : 5) && known >= 3 && (tally[LETTERS] ?? 0) >= 2 && first;
  }
  // A star stands for a letter or for nothing, not for both in one word.
  if (stars !== filled) return false;
  if (filled === 1) return length >= 4 && known >= 3 && first && last;
  if (filled === 2) return first && last && length >= 4;
  return first && last && known >= 4 && filled <= 3;
}

/** A word cut up by signs, and not a compound, a forgotten space or a choice of words. */
function isSplitWord(walk: Walk, word: string): boolean {
  const { codes, isLetter } = walk.signs;
  if (word.length < 4) return false;
  const pieces: string[] = [];
  let piece = '';
  let hyphens = true;
  let compound = false;
  for (const [i, code] of codes.entries()) {
    if (isLetter[i] === 1) {
      piece += String.fromCharCode(code);
      continue;
    }
    if (code !== 0x2d) hyphens = false;
    if (code === 0x2d || code === 0x2e) compound = true;
    if (piece !== '') pieces.push(piece);
    piece = '';
  }
  if (piece !== '') pieces.push(piece);
  if (pieces[0] === 'e' && hyphens) return false;
  if (compound && word.length < (hyphens ? 9 : 6) && pieces.some((one) => one.length > 1 && SMALL.has(one)))
    return false;
  const { hidden } = walk;
  return (
    (!compound && pieces.length > 2) ||
    (hyphens && word.length >= 6) ||
    !pieces.every((one) => one.length > 1 && isHiddenWord(hidden, one))
  );
}
