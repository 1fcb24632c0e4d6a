import { FOLD_EXPANSIONS, FOLD_RUNS } from './fold-data.ts';

/**
 * The folding table: for each UTF-16 unit either a class below {@link FIRST_SYMBOL}, or the letter or digit that
 * it stands for. See SPEC.md, FOLD. It is data, so that every device folds alike whatever Unicode it knows.
 */

/** Values of the table that are not symbols. */
export const FoldClass = Object.freeze({
  drop: 0,
  separator: 1,
  space: 2,
  newline: 3,
  stop: 4,
  loudStop: 5,
  apostrophe: 6,
  surrogate: 7,
  expand: 8,
});

/** Everything from here on in the table is a symbol. */
export const FIRST_SYMBOL = 16;

/** A letter outside the basic plane that folds to nothing known: part of a word, matches nothing. */
export const OTHER_LETTER = 0xffff;

export type FoldTable = {
  readonly units: Uint16Array;
  /** What a unit of class `expand` stands for. */
  readonly expansions: ReadonlyMap<number, string>;
};

let memo: FoldTable | undefined;

/** The table, unpacked once and on first use: a third of a millisecond. */
export function foldTable(): FoldTable {
  memo ??= unpack();
  return memo;
}

const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const COLON = 0x3a;
const LETTER_A = 0x61;

/** Runs are `length:value` for one value throughout, `length+shift` or `length-shift` for a value that follows the unit. */
function unpack(): FoldTable {
  const units = new Uint16Array(0x10000);
  let unit = 0;
  let length = 0;
  let sign = 0;
  let value = 0;
  for (let i = 0; i <= FOLD_RUNS.length; i += 1) {
    const code = i < FOLD_RUNS.length ? FOLD_RUNS.charCodeAt(i) : SPACE;
    if (code === COLON || code === PLUS || code === MINUS) {
      sign = code;
      length = value;
      value = 0;
    } else if (code === SPACE) {
      const shift = sign === PLUS ? value : -value;
      const end = unit + length;
      if (sign === COLON) units.fill(value, unit, end);
      else for (let at = unit; at < end; at += 1) units[at] = at + shift;
      unit = end;
      value = 0;
    } else {
      value = value * 36 + (code < LETTER_A ? code - DIGIT_0 : code - LETTER_A + 10);
    }
  }
  const expansions = new Map<number, string>();
  for (const expansion of FOLD_EXPANSIONS.split(' '))
    expansions.set(expansion.charCodeAt(0), expansion.slice(1));
  return { units, expansions };
}
