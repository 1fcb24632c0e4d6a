import { ANY, growCues, LISTS_EACH, type CueTree } from './cues-find.ts';
import { CUES } from './cues-lists.ts';
import { OTHERS_CUES } from './cues-others.ts';

const ALL_CUES = Object.freeze({ ...CUES, ...OTHERS_CUES });

export type CueName = keyof typeof ALL_CUES;

/** All lists of cues, in the order in which they are written. */
export const CUE_NAMES: readonly string[] = Object.freeze(Object.keys(ALL_CUES));

const ROWS = Math.ceil(CUE_NAMES.length / LISTS_EACH);
const marked = new WeakMap<readonly string[], Int32Array>();
let ready: ReadonlyMap<string, CueTree> | undefined;
let firstWords: ReadonlyMap<string, Int32Array> | undefined;

/** A list of cues made ready: on the first use, not when the program starts. */
export function cuesOf(name: CueName): CueTree {
  ready ??= growAll();
  return ready.get(name) ?? growCues(ALL_CUES[name]);
}

function growAll(): ReadonlyMap<string, CueTree> {
  const trees = new Map<string, CueTree>();
  for (const [list, name] of CUE_NAMES.entries()) {
    const tree = growCues(Object.entries(ALL_CUES).find(([one]) => one === name)?.[1] ?? []);
    tree.marks = { list, marksOf };
    trees.set(name, tree);
  }
  return trees;
}

/** For each word of a text bits of the lists of which a cue may begin with it; kept as long as the words are. */
function marksOf(words: readonly string[]): Int32Array {
  const known = marked.get(words);
  if (known !== undefined) return known;
  firstWords ??= readFirstWords();
  const any = firstWords.get(ANY);
  const marks = new Int32Array(words.length * ROWS);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    // Most words begin no cue; a few bits tell faster than the map, which has to hash a string that is new to it.
    const lists = isMarked(firstBits, word) ? firstWords.get(word) : undefined;
    if (lists === undefined && any === undefined) continue;
    for (let row = 0; row < ROWS; row += 1) marks[at * ROWS + row] = (lists?.[row] ?? 0) | (any?.[row] ?? 0);
  }
  marked.set(words, marks);
  return marks;
}

const BITS = 1 << 14;
const firstBits = new Int32Array(BITS / 32);

function bitOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) & (BITS - 1);
}

function isMarked(bits: Int32Array, word: string): boolean {
  const bit = bitOf(word);
  return ((bits[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

function readFirstWords(): ReadonlyMap<string, Int32Array> {
  const words = new Map<string, Int32Array>();
  for (const tree of (ready ?? growAll()).values()) {
    const list = tree.marks?.list ?? 0;
    const row = Math.floor(list / LISTS_EACH);
    for (const word of tree.next.keys()) {
      const lists = words.get(word) ?? new Int32Array(ROWS);
      lists[row] = (lists[row] ?? 0) | (1 << (list % LISTS_EACH));
      words.set(word, lists);
      const bit = bitOf(word);
      firstBits[bit >> 5] = (firstBits[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
  }
  return words;
}
