import { FoldClass, foldTable } from './fold-table.ts';
import { expansionOf, SEPARATES } from './fold.ts';
import { SLOW } from './columns.ts';
import { nextEntry, step } from './match.ts';
import { WHOLE_WORDING } from './pack-format.ts';
import { forOwners, type Pack } from './pack.ts';
import { ROOT, SPACE_COLUMN, type Tables } from './tables.ts';

/**
 * Remembers, in one integer for each table, how far into a term a growing text has come, so that a key costs next
 * to nothing.
 */
export type Probe = {
  /** Feeds text; true if a term may have ended in it, so that a scan is worth its while. */
  push(text: string): boolean;
  reset(): void;
};

/** After a pattern that is only part of a wording, so many words may bring the rest of it. */
const WARM_WORDS = 16;

/** One probe of all terms of several packs. */
export function createProbes(packs: readonly Pack[]): Probe {
  const probes = packs.map(createProbe);
  const [first] = probes;
  if (first !== undefined && probes.length === 1) return first;
  return {
    push(text) {
      let ended = false;
      // Each must read all of the text, whatever the others say.
      for (const probe of probes) ended = probe.push(text) || ended;
      return ended;
    },
    reset() {
      for (const probe of probes) probe.reset();
    },
  };
}

function createProbe(pack: Pack): Probe {
  const { columns, words, parts } = pack;
  const hasParts = parts.entries.length > 2;
  const wordStart = step(words, ROOT, SPACE_COLUMN);
  const partStart = step(parts, ROOT, SPACE_COLUMN);
  let word = wordStart;
  let part = partStart;
  let inWord = false;
  let warm = 0;

  /** True if a pattern ends in the state; then its wordings of more steps are awaited, too. */
  function ends(tables: Tables, state: number): boolean {
    let entry = tables.out[state] ?? 0;
    if (entry === 0) return false;
    for (; entry > 0; entry = nextEntry(tables.entries, entry)) {
      const pattern = (tables.entries[entry * 2] ?? 0) - 1;
      forOwners(pack, pattern, (_term, wording) => {
        if (wording !== WHOLE_WORDING) warm = WARM_WORDS;
      });
    }
    return true;
  }

  function letter(column: number): boolean {
    inWord = true;
    word = step(words, word, column);
    let ended = ends(words, step(words, word, SPACE_COLUMN));
    if (hasParts) {
      part = step(parts, part, column);
      ended = ends(parts, part) || ended;
      ended = ends(parts, step(parts, part, SPACE_COLUMN)) || ended;
    }
    return ended || warm > 0;
  }

  return {
    push(text) {
      let ended = false;
      for (let i = 0; i < text.length; i += 1) {
        const column = columns[text.charCodeAt(i)] ?? SLOW;
        if (column < SLOW) {
          ended = letter(column) || ended;
          continue;
        }
        const value = column - SLOW;
        if (value === FoldClass.drop || value === FoldClass.apostrophe) continue;
        const stands = value === FoldClass.expand ? expansionOf(foldTable(), text.charCodeAt(i)) : SEPARATES;
        if (stands !== SEPARATES) {
          for (let at = 0; at < stands.length; at += 1)
            ended = letter(columns[stands.charCodeAt(at)] ?? 0) || ended;
        } else if (inWord) {
          inWord = false;
          word = step(words, word, SPACE_COLUMN);
          if (hasParts) part = step(parts, part, SPACE_COLUMN);
          if (warm > 0) warm -= 1;
        }
      }
      return ended;
    },
    reset() {
      word = wordStart;
      part = partStart;
      inWord = false;
      warm = 0;
    },
  };
}
