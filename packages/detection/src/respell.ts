import { FIRST_SYMBOL, FoldClass, foldTable } from './fold-table.ts';

/**
 * Misspelt words of wordings, by hash, as they stand in a pack: a device knows them without spelling anything out
 * for itself, and a word costs it one look at a few bits.
 */
export type Spellings = {
  /** Two bits for each spelling, by the hash of its columns, which the matcher has at the end of each word. */
  readonly bits: Int32Array;
  /** Pairs: 16 bits of another hash of a spelling, and the number of the word plus one; 0 for an empty slot. */
  readonly slots: Uint16Array;
  /** Where each word begins in `letters`, and where the last one ends. */
  readonly starts: Int32Array;
  readonly letters: Uint16Array;
};

/** A misspelt word in a text, and the words that may be meant: at least one. */
export type Misspelt = { readonly start: number; readonly end: number; readonly words: readonly string[] };

/** The hash of a word's columns: begin with this, and for each `Math.imul(hash ^ column, COLUMN_PRIME)`. */
export const COLUMN_SEED = 0x811c9dc5 | 0;
export const COLUMN_PRIME = 0x01000193;
const SEED_2 = 0x2545f491;
const SEED_3 = 0x7f4a7c15;
const PRIME_2 = 0x5bd1e995;
const HEADER = 4;
/** Bits for each spelling: one word in as many that is none of them costs a look into the slots. */
const BITS_EACH = 12;
/** Slots for each spelling. */
const LOOSE = 1.5;
/** The number of a word stands in 16 bits. */
const MAX_WORDS = 0xfffe;
/** Neighbouring slots that one look goes through, at most. */
const FARTHEST = 64;
/** Nobody misspells more letters into one word. */
const LONGEST = 40;

/**
 * The section of a pack: `pairs` are a folded spelling of one word, and the word that it stands for; `columns` are
 * those of the pack.
 */
export function compileSpellings(
  pairs: readonly (readonly [spelling: string, word: string])[],
  columns: Uint16Array,
): Uint8Array {
  const words = [...new Set(pairs.map(([, word]) => word))].sort();
  const numbers = new Map(words.map((word, place) => [word, place]));
  const sorted = [...new Set(pairs.map(([spelling, word]) => `${spelling} ${word}`))].sort();
  const slotCount = Math.ceil(sorted.length * LOOSE) + 1;
  if (words.length > MAX_WORDS) throw new RangeError('The terms have too many different words.');
  const bitCount = powerOver(Math.max(32, sorted.length * BITS_EACH));
  const letters = words.join('');
  const room = HEADER + bitCount / 32 + slotCount + words.length + 1;
  const bytes = new Uint8Array(room * 4 + letters.length * 2);
  const numbersView = new Int32Array(bytes.buffer, 0, room);
  numbersView.set([bitCount / 32, slotCount, words.length, letters.length]);
  const spellings = viewsOf(bytes);
  if (spellings === undefined) throw new RangeError('The section of spellings does not fit together.');
  for (const pair of sorted) {
    const [spelling = '', word = ''] = pair.split(' ');
    let first = COLUMN_SEED;
    for (let i = 0; i < spelling.length; i += 1)
      first = Math.imul(first ^ (columns[spelling.charCodeAt(i)] ?? 0), COLUMN_PRIME);
    for (const bit of [first, otherBit(first)].map((hash) => hash & (bitCount - 1)))
      spellings.bits[bit >> 5] = (spellings.bits[bit >> 5] ?? 0) | (1 << (bit & 31));
    let slot = slotOf(spelling, slotCount);
    while (spellings.slots[slot * 2 + 1] !== 0) slot = (slot + 1) % slotCount;
    spellings.slots.set([checkOf(spelling), (numbers.get(word) ?? 0) + 1], slot * 2);
  }
  let at = 0;
  for (const [place, word] of words.entries()) {
    spellings.starts[place] = at;
    for (let i = 0; i < word.length; i += 1) spellings.letters[at + i] = word.charCodeAt(i);
    at += word.length;
  }
  spellings.starts[words.length] = at;
  return bytes;
}

/** Views on the section; what is damaged knows no spelling at all. */
export function readSpellings(bytes: Uint8Array): Spellings {
  const [none, short] = [new Int32Array(0), new Uint16Array(0)];
  return viewsOf(bytes) ?? { bits: none, slots: short, starts: none, letters: short };
}

function viewsOf(bytes: Uint8Array): Spellings | undefined {
  const all = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  const [bits = 0, slots = 0, words = 0, letters = 0] = all;
  const starts = HEADER + bits + slots;
  const end = (starts + words + 1) * 4;
  if (!isPower(bits) || slots <= 0 || words < 0 || letters < 0) return undefined;
  if (end + letters * 2 !== bytes.byteLength) return undefined;
  return {
    bits: all.subarray(HEADER, HEADER + bits),
    slots: new Uint16Array(bytes.buffer, bytes.byteOffset + (HEADER + bits) * 4, slots * 2),
    starts: all.subarray(starts, starts + words + 1),
    letters: new Uint16Array(bytes.buffer, bytes.byteOffset + end, letters),
  };
}

/** False for nearly every word that is no spelling; `hash` is that of the word's columns. */
export function mayBeMisspelt(bits: Int32Array, hash: number): boolean {
  const mask = bits.length * 32 - 1;
  const first = hash & mask;
  if (((bits[first >> 5] ?? 0) & (1 << (first & 31))) === 0) return false;
  const second = otherBit(hash) & mask;
  return ((bits[second >> 5] ?? 0) & (1 << (second & 31))) !== 0;
}

/** Those of the words that end at these offsets that are misspelt, in order. */
export function misspeltAt(text: string, ends: readonly number[], spellings: Spellings): Misspelt[] {
  const found: Misspelt[] = [];
  const { units } = foldTable();
  for (const to of ends) {
    const start = startOfWord(units, text, to);
    const end = endOfLetters(units, text, start, to);
    // "CNT's" is no misspelling of anything.
    if (hasApostrophe(units, text, start, end)) continue;
    const words = lookUp(spellings, foldedWord(units, text, start, end));
    if (words.length > 0) found.push({ start, end, words });
  }
  return found;
}

/** Back over letters and what may stand between them; without what stands before the first letter. */
function startOfWord(units: Uint16Array, text: string, end: number): number {
  let start = end;
  for (let i = end - 1; i >= 0 && end - i <= FARTHEST; i -= 1) {
    const value = units[text.charCodeAt(i)] ?? 0;
    if (value >= FIRST_SYMBOL) start = i;
    else if (value !== FoldClass.drop && value !== FoldClass.apostrophe) break;
  }
  return start;
}

/** Without apostrophes and marks behind the last letter: they may be closing quotes. */
function endOfLetters(units: Uint16Array, text: string, start: number, to: number): number {
  let end = to;
  while (end > start && (units[text.charCodeAt(end - 1)] ?? 0) < FIRST_SYMBOL) end -= 1;
  return end;
}

function hasApostrophe(units: Uint16Array, text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (units[text.charCodeAt(i)] === FoldClass.apostrophe) return true;
  return false;
}

function foldedWord(units: Uint16Array, text: string, from: number, to: number): string {
  let word = '';
  for (let i = from; i < to && word.length <= LONGEST; i += 1) {
    const value = units[text.charCodeAt(i)] ?? 0;
    if (value >= FIRST_SYMBOL) word += String.fromCharCode(value);
  }
  return word;
}

function lookUp({ slots, starts, letters }: Spellings, spelling: string): string[] {
  const count = slots.length / 2;
  const check = checkOf(spelling);
  const words: string[] = [];
  for (let n = 0, slot = slotOf(spelling, count); n < FARTHEST; n += 1, slot = (slot + 1) % count) {
    const number = slots[slot * 2 + 1] ?? 0;
    if (number === 0) break;
    if (slots[slot * 2] !== check) continue;
    const from = starts[number - 1] ?? 0;
    const to = Math.min(starts[number] ?? 0, from + LONGEST);
    words.push(String.fromCharCode(...letters.subarray(from, to)));
  }
  return words;
}

function slotOf(spelling: string, count: number): number {
  return Math.floor((hashOf(spelling, SEED_2) / 0x100000000) * count);
}

function checkOf(spelling: string): number {
  return hashOf(spelling, SEED_3) & 0xffff;
}

function hashOf(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(i), PRIME_2);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Of each spelling two bits are set: both by chance is rare. */
function otherBit(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), PRIME_2) >>> 7;
}

function isPower(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

function powerOver(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  return power;
}
