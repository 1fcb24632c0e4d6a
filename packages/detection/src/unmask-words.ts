/**
 * The words that may be hidden, as a tree of letters in bytes: a device reads it where it lies in the pack.
 *
 * Nodes stand in the order of their distance from the root, so the children of one node are neighbours and those
 * of the next node follow them. Layout, in units of four bytes: mark, number of nodes `n`, for each node (and one
 * more) where its children begin, with the highest bit set if a word ends here; then `n` letters of two bytes.
 */

const MARK = 0x3148574c;
const HEADER = 2;
const WORD = -0x80000000;
const PLACE = 0x7fffffff;

/** Longer words are not looked for in disguise. */
const LONGEST_WORD = 40;

/** A view on what {@link compileHidden} wrote. */
export type HiddenWords = {
  readonly nodes: number;
  readonly children: Int32Array;
  readonly letters: Uint16Array;
};

const NONE: HiddenWords = { nodes: 0, children: new Int32Array(1), letters: new Uint16Array(0) };

/** The root of the tree; no letter leads to it, so it also says "no such node". */
export const ROOT = 0;

type Branch = { word: boolean; readonly next: Map<number, Branch> };

/**
 * Writes the words (folded, without spaces; others are left out) as bytes, whose length is a multiple of four.
 * Equal sets of words make equal bytes, in whatever order they come.
 */
export function compileHidden(words: readonly string[]): Uint8Array {
  const root: Branch = { word: false, next: new Map() };
  for (const word of [...new Set(words)].sort()) {
    if (word === '' || word.length > LONGEST_WORD || word.includes(' ')) continue;
    let branch = root;
    for (let i = 0; i < word.length; i += 1) {
      const letter = word.charCodeAt(i);
      const next = branch.next.get(letter) ?? { word: false, next: new Map<number, Branch>() };
      branch.next.set(letter, next);
      branch = next;
    }
    branch.word = true;
  }
  const order: Branch[] = [root];
  const letters: number[] = [0];
  const starts: number[] = [];
  // The list grows while it is walked: that is what puts the nodes in order of their distance.
  for (const branch of order) {
    starts.push(order.length | (branch.word ? WORD : 0));
    for (const [letter, next] of [...branch.next].sort(([a], [b]) => a - b)) {
      order.push(next);
      letters.push(letter);
    }
  }
  starts.push(order.length);
  const bytes = new Uint8Array(4 * (HEADER + starts.length) + 4 * Math.ceil(letters.length / 2));
  const head = new Int32Array(bytes.buffer, 0, HEADER + starts.length);
  head.set([MARK, order.length]);
  head.set(starts, HEADER);
  new Uint16Array(bytes.buffer, 4 * head.length).set(letters);
  return bytes;
}

/**
 * Views on the bytes; nothing is built. Bytes that are not of {@link compileHidden} hide no words, and damaged
 * ones hide wrong words: every look-up is checked against the bounds.
 */
export function readHidden(bytes: Uint8Array): HiddenWords {
  if (bytes.byteLength < 4 * (HEADER + 2)) return NONE;
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const head = new Int32Array(buffer, byteOffset, HEADER);
  const nodes = head[1] ?? 0;
  if (head[0] !== MARK || nodes < 1 || nodes > bytes.byteLength) return NONE;
  const before = 4 * (HEADER + nodes + 1);
  if (before + 2 * nodes > bytes.byteLength) return NONE;
  return {
    nodes,
    children: new Int32Array(buffer, byteOffset + 4 * HEADER, nodes + 1),
    letters: new Uint16Array(buffer, byteOffset + before, nodes),
  };
}

/** Where the letter leads from a node, `ROOT` if nowhere. */
export function childOf(hidden: HiddenWords, node: number, letter: number): number {
  const { children, letters, nodes } = hidden;
  let low = (children[node] ?? 0) & PLACE;
  let high = (children[node + 1] ?? 0) & PLACE;
  if (high > nodes) high = nodes;
  while (high - low > 4) {
    const middle = (low + high) >>> 1;
    if ((letters[middle] ?? 0) <= letter) low = middle;
    else high = middle;
  }
  for (; low < high; low += 1) if (letters[low] === letter) return low;
  return ROOT;
}

/** The place of the first child; the children end before {@link lastChild}. */
export function firstChild({ children, nodes }: HiddenWords, node: number): number {
  return Math.min(nodes, Math.max(1, (children[node] ?? 0) & PLACE));
}

/** The place after the last child. */
export function lastChild({ children, nodes }: HiddenWords, node: number): number {
  return Math.min(nodes, (children[node + 1] ?? 0) & PLACE);
}

/** The letter that leads to a node. */
export function letterOf({ letters }: HiddenWords, node: number): number {
  return letters[node] ?? 0;
}

/** Does a word end at the node? */
export function endsWord({ children, nodes }: HiddenWords, node: number): boolean {
  return node > 0 && node < nodes && (children[node] ?? 0) < 0;
}

/** Is it one of the words? */
export function isHiddenWord(hidden: HiddenWords, word: string): boolean {
  let node = ROOT;
  for (let i = 0; i < word.length; i += 1) {
    node = childOf(hidden, node, word.charCodeAt(i));
    if (node === ROOT) return false;
  }
  return endsWord(hidden, node);
}
