import { SLOW } from './columns.ts';
import { FoldClass, foldTable } from './fold-table.ts';
import { breaksSentence, endOfRun, expansionOf, foldPair, isPair, SEPARATES } from './fold.ts';
import type { Pack } from './pack.ts';
import { COLUMN_PRIME, COLUMN_SEED, mayBeMisspelt } from './respell.ts';
import { BASE, MAX_PHRASE, ROOT, SHALLOW, SPACE_COLUMN, type Tables } from './tables.ts';

/** What was met in a text. */
export type Hits = {
  /** Matches of patterns: pairs of the pattern's number and the offset where its last letter ends. */
  numbers: Int32Array;
  count: number;
  /** Where words end that may be misspelt. */
  readonly misspelt: number[];
};

/** Something of the two ends of a text. */
export type Ends = { readonly left: boolean; readonly right: boolean };

/** Finds where the patterns of a pack end in a text, folding and matching in one pass. */
export type Matcher = {
  /** At `open` ends the text was cut inside a word; `bits` are of the spellings to look for, if any. */
  run(text: string, open: Ends, bits?: Int32Array): Hits;
};

const NO_BITS = new Int32Array(1);
const SLOW_EXPAND = SLOW | FoldClass.expand;
const SLOW_SPACE = SLOW | FoldClass.space;
const SLOW_DROP = SLOW | FoldClass.drop;
const SLOW_APOSTROPHE = SLOW | FoldClass.apostrophe;
const SLOW_SURROGATE = SLOW | FoldClass.surrogate;

export function createMatcher(pack: Pack): Matcher {
  const { columns } = pack;
  const hasParts = pack.parts.entries.length > 2;
  return {
    run(text, open, bits = NO_BITS) {
      const hits: Hits = { numbers: new Int32Array(64), count: 0, misspelt: [] };
      runTables(pack.words, columns, false, text, open, bits, hits);
      if (hasParts) runTables(pack.parts, columns, true, text, open, NO_BITS, hits);
      return hits;
    },
  };
}

/** The most letters and spaces that lead to a state. */
const MAX_DEPTH = MAX_PHRASE + 2;

/** The state after one more letter (or the space) in a state without a step for it. */
export function afterFailure({ cells, fail }: Tables, state: number, column: number): number {
  if (((cells[state * 2] ?? 0) & SHALLOW) !== 0) {
    const next = ((cells[ROOT] ?? 0) & BASE) + column;
    return cells[next * 2 + 1] === ROOT ? next : ROOT;
  }
  let from = state;
  // As many links as a phrase has letters, at most: damaged tables must not make a ring.
  for (let hops = 0; from !== ROOT && hops <= MAX_DEPTH; hops += 1) {
    from = fail[from] ?? ROOT;
    const next = ((cells[from * 2] ?? 0) & BASE) + column;
    if (cells[next * 2 + 1] === from) return next;
  }
  return ROOT;
}

export function step(tables: Tables, state: number, column: number): number {
  const next = ((tables.cells[state * 2] ?? 0) & BASE) + column;
  return tables.cells[next * 2 + 1] === state ? next : afterFailure(tables, state, column);
}

/**
 * The one loop over the text. With `parts`, patterns may begin and end inside words, so that every letter counts;
 * without, the rest of a word that no pattern begins with is skipped.
 */
function runTables(
  tables: Tables,
  columns: Uint16Array,
  parts: boolean,
  text: string,
  open: Ends,
  bits: Int32Array,
  hits: Hits,
): void {
  const { cells, out } = tables;
  const boundary = step(tables, ROOT, SPACE_COLUMN);
  let state = open.left ? ROOT : boundary;
  let inWord = open.left;
  let begun = open.left;
  let hash = COLUMN_SEED;
  const to = text.length;
  let i = 0;
  while (i < to) {
    const column = columns[text.charCodeAt(i)] ?? SLOW_DROP;
    if (column < SLOW) {
      const base = cells[state * 2] ?? 0;
      const next = (base & BASE) + column;
      if (cells[next * 2 + 1] === state) state = next;
      else if (parts || (base & SHALLOW) === 0) state = afterFailure(tables, state, column);
      else state = ROOT;
      hash = Math.imul(hash ^ column, COLUMN_PRIME);
      inWord = true;
      i += 1;
      if (parts) {
        if (out[state] !== 0) emit(tables, state, i, hits);
      } else if (state === ROOT) {
        // No pattern begins as this word does: on to the next word.
        let skipped = 0;
        while (i < to) {
          skipped = columns[text.charCodeAt(i)] ?? SLOW;
          if (skipped >= SLOW) break;
          hash = Math.imul(hash ^ skipped, COLUMN_PRIME);
          i += 1;
        }
        if (skipped === SLOW_SPACE && i + 1 < to && (columns[text.charCodeAt(i + 1)] ?? SLOW) < SLOW) {
          if (mayBeMisspelt(bits, hash)) hits.misspelt.push(i);
          hash = COLUMN_SEED;
          state = boundary;
          inWord = false;
          begun = true;
          i += 1;
        }
      }
      continue;
    }
    if (column === SLOW_DROP) {
      i += 1;
      continue;
    }
    if (column === SLOW_APOSTROPHE && inWord && i + 1 < to) {
      const after = columns[text.charCodeAt(i + 1)] ?? SLOW;
      if (after < SLOW || after === SLOW_EXPAND) {
        i += 1;
        continue;
      }
    }
    if (column === SLOW_EXPAND || column === SLOW_SURROGATE) {
      const pair = column === SLOW_SURROGATE && isPair(text, i, to);
      const stands = pair ? foldPair(foldTable(), text, i) : expansionOf(foldTable(), text.charCodeAt(i));
      if (stands !== SEPARATES) {
        i += pair ? 2 : 1;
        for (let part = 0; part < stands.length; part += 1) {
          state = step(tables, state, columns[stands.charCodeAt(part)] ?? 0);
          inWord = true;
          if (parts && out[state] !== 0) emit(tables, state, i, hits);
        }
        continue;
      }
    }
    // The word ends here, if there was one.
    if (inWord) {
      const next = ((cells[state * 2] ?? 0) & BASE) + SPACE_COLUMN;
      state = cells[next * 2 + 1] === state ? next : afterFailure(tables, state, SPACE_COLUMN);
      if (out[state] !== 0) emit(tables, state, i, hits);
      if (mayBeMisspelt(bits, hash)) hits.misspelt.push(i);
      hash = COLUMN_SEED;
      inWord = false;
      begun = true;
    }
    if (column === SLOW_SPACE && i + 1 < to && (columns[text.charCodeAt(i + 1)] ?? SLOW) < SLOW) {
      i += 1;
      continue;
    }
    const end = endOfRun(foldTable(), text, i, to);
    if (begun && breaksSentence(foldTable().units, text, i, end)) state = boundary;
    i = end;
  }
  if (inWord && !open.right) {
    state = step(tables, state, SPACE_COLUMN);
    if (out[state] !== 0) emit(tables, state, to, hits);
    if (mayBeMisspelt(bits, hash)) hits.misspelt.push(to);
  }
}

function emit({ out, entries }: Tables, state: number, at: number, hits: Hits): void {
  for (let entry = out[state] ?? 0; entry > 0; entry = nextEntry(entries, entry)) {
    const pattern = (entries[entry * 2] ?? 0) - 1;
    if (pattern < 0) continue;
    if (hits.count + 2 > hits.numbers.length) {
      const more = new Int32Array(hits.numbers.length * 2);
      more.set(hits.numbers);
      hits.numbers = more;
    }
    hits.numbers[hits.count] = pattern;
    hits.numbers[hits.count + 1] = at;
    hits.count += 2;
  }
}

/** Entries lead to earlier ones only, whatever the bytes say. */
export function nextEntry(entries: Int32Array, entry: number): number {
  const next = entries[entry * 2 + 1] ?? 0;
  return next < entry ? next : 0;
}
