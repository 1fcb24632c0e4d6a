import { FIRST_SYMBOL, FoldClass, foldTable, OTHER_LETTER, type FoldTable } from './fold-table.ts';

/** Between words: a run of anything that is neither letter nor digit is one of these. */
export const SPACE = 0x20;

/** Between sentences, with a SPACE on either side: no phrase reaches across it. */
export const BREAK = 0x0a;

/**
 * A text as the automaton sees it. Symbol `i` came from the text at `starts[i]`; it ends where the next begins.
 * The first and the last symbol are always SPACE, and `starts[length]` is the end of the text.
 */
export type Folded = {
  readonly symbols: Uint16Array;
  readonly starts: Int32Array;
  readonly length: number;
};

const LAST_REGIONAL = 0x1f1ff;
const FIRST_REGIONAL = 0x1f1e6;

/** Folds `text` from `from` up to `to`; offsets in the answer are those of the whole text. */
export function foldText(text: string, from = 0, to = text.length): Folded {
  const table = foldTable();
  const { units } = table;
  // A sentence break is the only thing that grows without being checked: two units become three symbols.
  const slack = (rest: number): number => rest + (rest >> 1) + 16;
  let symbols = new Uint16Array(slack(to - from));
  let starts = new Int32Array(symbols.length);
  let length = 1;
  let inWord = false;
  symbols[0] = SPACE;
  starts[0] = from;

  for (let i = from; i < to; i += 1) {
    let value = units[text.charCodeAt(i)] ?? 0;
    if (value < FIRST_SYMBOL) {
      if (value === FoldClass.drop) continue;
      if (
        value === FoldClass.apostrophe &&
        inWord &&
        i + 1 < to &&
        isLetterUnit(table, text.charCodeAt(i + 1))
      ) {
        continue;
      }
      if (value === FoldClass.expand || value === FoldClass.surrogate) {
        const size = value === FoldClass.surrogate && isPair(text, i, to) ? 2 : 1;
        const stands = size === 2 ? foldPair(table, text, i) : expansionOf(table, text.charCodeAt(i));
        if (stands !== SEPARATES) {
          if (length + stands.length + slack(to - i) > symbols.length) {
            symbols = grown(symbols, new Uint16Array(symbols.length * 2 + stands.length));
            starts = grown(starts, new Int32Array(symbols.length));
          }
          for (let part = 0; part < stands.length; part += 1) {
            symbols[length] = stands.charCodeAt(part);
            starts[length] = i;
            length += 1;
          }
          if (stands.length > 0) inWord = true;
          i += size - 1;
          continue;
        }
        value = FoldClass.separator;
      }
      const end = endOfRun(table, text, i, to);
      if (inWord) {
        symbols[length] = SPACE;
        starts[length] = i;
        length += 1;
        inWord = false;
      }
      if (length > 1 && end < to && breaksSentence(units, text, i, end)) {
        symbols[length] = BREAK;
        starts[length] = i;
        symbols[length + 1] = SPACE;
        starts[length + 1] = end;
        length += 2;
      }
      i = end - 1;
      continue;
    }
    symbols[length] = value;
    starts[length] = i;
    length += 1;
    inWord = true;
  }
  if (inWord) {
    symbols[length] = SPACE;
    starts[length] = to;
    length += 1;
  }
  starts[length] = to;
  return { symbols, starts, length };
}

/** The symbols of a wording, words parted by one SPACE, none at the ends; sentence breaks do not count. */
export function foldPhrase(phrase: string): string {
  const { symbols, length } = foldText(phrase);
  return String.fromCharCode(...symbols.subarray(0, length))
    .replace(/[\s]+/gu, ' ')
    .trim();
}

/** Symbols as a string, for looking at words in a context. */
export function symbolsToString(folded: Folded, from: number, to: number): string {
  let out = '';
  for (let i = from; i < to; i += 1) out += String.fromCharCode(folded.symbols[i] ?? SPACE);
  return out;
}

/** The letter or digit that a unit stands for by itself; 0 if it is none. */
export function foldUnit(unit: number): number {
  const value = foldTable().units[unit] ?? 0;
  return value >= FIRST_SYMBOL ? value : 0;
}

/** What kind of unit it is; anything from `FIRST_SYMBOL` on is a letter or digit. */
export function classOfUnit(unit: number): number {
  return foldTable().units[unit] ?? 0;
}

/** What `foldPair` and `expansionOf` answer for signs that are no letters. */
export const SEPARATES = ' ';

/** What a unit of class `expand` stands for, or `SEPARATES`. */
export function expansionOf(table: FoldTable, unit: number): string {
  return table.expansions.get(unit) ?? SEPARATES;
}

/** True if a whole surrogate pair stands at `i`. */
export function isPair(text: string, i: number, to: number): boolean {
  const low = i + 1 < to ? text.charCodeAt(i + 1) : 0;
  return text.charCodeAt(i) < 0xdc00 && low >= 0xdc00 && low <= 0xdfff;
}

/** What a surrogate pair stands for: letters, nothing (a mark), or `SEPARATES`. */
export function foldPair(table: FoldTable, text: string, i: number): string {
  const point = text.codePointAt(i) ?? 0;
  if (point >= FIRST_REGIONAL && point <= LAST_REGIONAL) {
    // Two of them side by side are a flag; one alone is a letter in disguise.
    const alone = !isRegional(text, i + 2) && !isRegional(text, i - 2);
    return alone ? String.fromCharCode(0x61 + point - FIRST_REGIONAL) : SEPARATES;
  }
  if (point >= 0xe0000 && point <= 0xe0fff) return '';
  for (const first of [0x1f110, 0x1f130, 0x1f150, 0x1f170]) {
    if (point >= first && point < first + 26) return String.fromCharCode(0x61 + point - first);
  }
  const char = String.fromCodePoint(point);
  const plain = char.normalize('NFKD');
  if (plain.length === 1) {
    const value = table.units[plain.charCodeAt(0)] ?? 0;
    if (value >= FIRST_SYMBOL) return String.fromCharCode(value);
  }
  return /^[\p{L}\p{N}\p{M}]$/u.test(char) ? String.fromCharCode(OTHER_LETTER) : SEPARATES;
}

function isRegional(text: string, i: number): boolean {
  const point = i < 0 ? 0 : (text.codePointAt(i) ?? 0);
  return point >= FIRST_REGIONAL && point <= LAST_REGIONAL;
}

/** True if the unit stands for letters by itself. */
export function isLetterUnit(table: FoldTable, unit: number): boolean {
  const value = table.units[unit] ?? 0;
  return value >= FIRST_SYMBOL || value === FoldClass.expand;
}

/** The end of a run of signs that are neither letters nor digits. */
export function endOfRun(table: FoldTable, text: string, start: number, to: number): number {
  let i = start + 1;
  while (i < to) {
    const value = table.units[text.charCodeAt(i)] ?? 0;
    if (value >= FIRST_SYMBOL || value === FoldClass.expand) break;
    if (value === FoldClass.surrogate && isPair(text, i, to)) {
      if (foldPair(table, text, i) !== SEPARATES) break;
      i += 1;
    }
    i += 1;
  }
  return i;
}

/** A sentence ends at one full stop before a space, at a question or exclamation mark, or at an empty line. */
export function breaksSentence(units: Uint16Array, text: string, from: number, to: number): boolean {
  let stops = 0;
  let spaceAfterStop = false;
  let newlines = 0;
  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    switch (units[unit] ?? FoldClass.separator) {
      case FoldClass.stop:
        stops += 1;
        break;
      case FoldClass.loudStop:
        return true;
      case FoldClass.newline:
        // A carriage return with its line feed is one line's end.
        if (unit !== 0x0d || text.charCodeAt(i + 1) !== 0x0a) newlines += 1;
        if (stops > 0) spaceAfterStop = true;
        break;
      case FoldClass.space:
        if (stops > 0) spaceAfterStop = true;
        break;
      default:
        break;
    }
  }
  return newlines > 1 || (stops === 1 && spaceAfterStop);
}

function grown<T extends Uint16Array | Int32Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
