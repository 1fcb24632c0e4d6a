import {
  breaksSentence,
  classOfUnit,
  endOfRun,
  expansionOf,
  foldPair,
  foldText,
  isLetterUnit,
  isPair,
  SEPARATES,
} from './fold.ts';
import { FIRST_SYMBOL, FoldClass, foldTable } from './fold-table.ts';

/** The text around a match as folded words: lower case, no accents, no apostrophes. */
export type Passage = {
  /** The original text; `starts` and `ends` are offsets in it, in UTF-16 units. */
  readonly text: string;
  readonly words: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Of each word the number of its sentence, which grows at each break. */
  readonly sentences: readonly number[];
};

/** The match is `words[first]` to `words[last]`, both included. */
export type Place = { readonly first: number; readonly last: number };

/** How many words a passage shows on either side of a match, where the text has them. */
const WORDS = 46;
/** However much room is put between them: nobody is to hide a phrase behind a thousand spaces. */
const FAR = 6000;
/** How much more it holds where matches follow each other closely, so that the next need no passage of their own. */
const AHEAD = 1200;
/** Where the matched text came from: a text itself, or a rewriting of it with the offsets of each unit in it. */
export type Origin = { readonly text: string; readonly offsets: Int32Array };

/** What is known of a pattern that ends at an offset. */
export type PatternShape = { readonly words: number; readonly symbols: number; readonly whole: boolean };

/** Where a pattern stands, in words and in offsets of the original text. */
export type Located = {
  readonly passage: Passage;
  readonly place: Place;
  readonly start: number;
  readonly end: number;
  /** Offsets in the text that was matched. */
  readonly local: { readonly start: number; readonly end: number };
};

/** Passages of one text, made where asked for and kept for the next match. */
export type Passages = {
  /** Where the pattern stands whose last letter ends at `end`; undefined if its beginning is too far away. */
  locate(end: number, shape: PatternShape): Located | undefined;
};

/** `text` is what was matched; `origin` what the offsets of the passages are to be of, the text itself if absent. */
export function passagesOf(text: string, origin?: Origin): Passages {
  let from = 0;
  let to = -AHEAD;
  let local: Passage | undefined;
  let shown: Passage | undefined;
  const toOrigin = (offset: number): number =>
    origin === undefined ? offset : (origin.offsets[offset] ?? offset);

  /** True if the passage that is there shows enough on both sides of the word `last`. */
  function isCovered({ words }: Passage, last: number, end: number): boolean {
    if (last < 0 || end > to) return false;
    const before = from === 0 || last >= WORDS || end - from >= FAR;
    return before && (to === text.length || words.length - last > WORDS || to - end >= FAR);
  }

  return {
    locate(end, shape) {
      let last = local === undefined ? -1 : wordAt(local, end);
      if (local === undefined || shown === undefined || !isCovered(local, last, end)) {
        const ahead = end - to < AHEAD ? AHEAD : 0;
        from = reach(text, end, -1);
        to = Math.min(text.length, reach(text, end, 1) + ahead);
        local = passageOf(text, from, to);
        shown = origin === undefined ? local : mapped(local, origin);
        last = wordAt(local, end);
      }
      const first = last - shape.words + 1;
      if (last < 0 || first < 0) return undefined;
      const place = { first, last };
      const span = shape.whole
        ? { start: local.starts[first] ?? end, end: local.ends[last] ?? end }
        : partOf(text, local.starts[first] ?? end, local.ends[last] ?? end, end, shape.symbols);
      return { passage: shown, place, start: toOrigin(span.start), end: toOrigin(span.end), local: span };
    },
  };
}

/** Where a pattern of so many symbols stands that ends at `end` inside the words of `from`..`to`. */
function partOf(
  text: string,
  from: number,
  to: number,
  end: number,
  symbols: number,
): { start: number; end: number } {
  const { starts, length } = foldText(text, from, to);
  let last = length - 1;
  while (last > 1 && (starts[last] ?? 0) >= end) last -= 1;
  return { start: starts[Math.max(1, last - symbols + 1)] ?? from, end: starts[last + 1] ?? end };
}

/** The words of a text, or of a part of it; folded exactly as `foldText` folds. */
export function passageOf(text: string, from = 0, to = text.length): Passage {
  const table = foldTable();
  const { units } = table;
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const sentences: number[] = [];
  let sentence = 0;
  let start = -1;
  // What stands in the word before `taken`, and whether all since then is in its folded form already.
  let word = '';
  let taken = from;
  let plain = true;
  const take = (end: number): void => {
    if (end > taken) word += plain ? text.slice(taken, end) : foldedUnits(units, text, taken, end);
    plain = true;
  };

  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    const value = units[unit] ?? 0;
    if (value >= FIRST_SYMBOL) {
      if (start < 0) {
        start = i;
        taken = i;
      }
      if (value !== unit) plain = false;
      continue;
    }
    if (value === FoldClass.drop) {
      if (start < 0) continue;
      take(i);
      taken = i + 1;
      continue;
    }
    if (
      value === FoldClass.apostrophe &&
      start >= 0 &&
      i + 1 < to &&
      isLetterUnit(table, text.charCodeAt(i + 1))
    ) {
      take(i);
      taken = i + 1;
      continue;
    }
    if (value === FoldClass.expand || value === FoldClass.surrogate) {
      const size = value === FoldClass.surrogate && isPair(text, i, to) ? 2 : 1;
      const stands = size === 2 ? foldPair(table, text, i) : expansionOf(table, unit);
      if (stands !== SEPARATES) {
        if (start >= 0) take(i);
        else if (stands !== '') start = i;
        word += stands;
        taken = i + size;
        i += size - 1;
        continue;
      }
    }
    if (start >= 0) {
      take(i);
      words.push(word);
      starts.push(start);
      ends.push(i);
      sentences.push(sentence);
      word = '';
      start = -1;
    }
    const end = endOfRun(table, text, i, to);
    if (words.length > 0 && breaksSentence(units, text, i, end)) sentence += 1;
    i = end - 1;
  }
  if (start >= 0) {
    take(to);
    words.push(word);
    starts.push(start);
    ends.push(to);
    sentences.push(sentence);
  }
  return { text, words, starts, ends, sentences };
}

function foldedUnits(units: Uint16Array, text: string, from: number, to: number): string {
  let out = '';
  for (let i = from; i < to; i += 1) out += String.fromCharCode(units[text.charCodeAt(i)] ?? 0);
  return out;
}

function mapped(passage: Passage, { text, offsets }: Origin): Passage {
  const map = (offset: number): number => offsets[offset] ?? text.length;
  return { ...passage, text, starts: passage.starts.map(map), ends: passage.ends.map(map) };
}

/** The word that ends at the offset or reaches across it; -1 if there is none. */
function wordAt({ starts, ends }: Passage, end: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  const word = low - 1;
  return word >= 0 && (ends[word] ?? 0) >= end ? word : -1;
}

/** The place between words that is `WORDS` words away from the offset, or as near to that as `FAR` allows. */
function reach(text: string, at: number, direction: 1 | -1): number {
  const limit = direction === 1 ? Math.min(text.length, at + FAR) : Math.max(0, at - FAR);
  let words = 0;
  let letters = false;
  for (let edge = at; edge !== limit; edge += direction) {
    const value = classOfUnit(text.charCodeAt(edge));
    if (value >= FIRST_SYMBOL) {
      letters = true;
    } else if (value === FoldClass.space || value === FoldClass.newline) {
      if (letters) words += 1;
      if (words > WORDS) return edge;
      letters = false;
    }
  }
  return limit;
}
