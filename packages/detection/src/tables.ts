/**
 * The tables of an automaton: a trie of patterns in a double array, with the links of Aho and Corasick. Built
 * when a pack is compiled; a device only reads them.
 *
 * A state is the number of a cell. From state s, column c leads to t = base(s) + c if check(t) is s; otherwise to
 * where the failure link of s leads with c. Cells are pairs of base and check, side by side so that one step
 * touches one place in memory.
 */
export type Tables = {
  /** Base and check of each state; with the base `SHALLOW` where the failure link leads to the root. */
  readonly cells: Int32Array;
  /** For each state, the longest other state that what was read ends with. */
  readonly fail: Int32Array;
  /** For each state, the place in `entries` of what ends there; 0 for nothing. */
  readonly out: Int32Array;
  /** Pairs: number of a pattern plus one (0 for none at this state itself), and the next entry (0 for the last). */
  readonly entries: Int32Array;
};

/** Nothing has been read. */
export const ROOT = 0;

/**
 * In the base of a state: where no step leads on, nothing of what was read leads anywhere. Most states are such, and
 * their failure links need not be looked at, which lie elsewhere in memory.
 */
export const SHALLOW = 1 << 30;
export const BASE = SHALLOW - 1;

/** More states than this are refused: some 64 MB of tables, several times what a school can use. */
export const MAX_STATES = 4_000_000;

/** The longest phrase, in folded letters. A match must fit into what is kept of a text. */
export const MAX_PHRASE = 200;

const FREE = -1;

/** A word boundary, in the trie and in `Tables`. */
export const SPACE_COLUMN = 1;

/**
 * Builds the tables of distinct patterns, each a string of columns (1 and up, below `width`), in ascending order.
 * Answers undefined where more than `MAX_STATES` would be needed.
 */
export function buildTables(patterns: readonly string[], width: number): Tables | undefined {
  const trie = new DoubleArray(width);
  const ends = new Map<number, number>();
  // Breadth first, so that the failure links of a parent are there before its children need them.
  const queue: Range[] = [{ state: ROOT, parent: ROOT, column: 0, from: 0, to: patterns.length, depth: 0 }];
  const order: Range[] = [];
  for (let taken = 0; taken < queue.length; taken += 1) {
    const range = queue[taken];
    if (range === undefined) break;
    if (taken > 0) order.push(range);
    let { from } = range;
    if (from < range.to && patterns[from]?.length === range.depth) {
      ends.set(range.state, from);
      from += 1;
    }
    const columns: number[] = [];
    const starts: number[] = [];
    for (let at = from; at < range.to; at += 1) {
      const column = patterns[at]?.charCodeAt(range.depth) ?? 0;
      if (columns.at(-1) === column) continue;
      columns.push(column);
      starts.push(at);
    }
    if (columns.length === 0) continue;
    const base = trie.place(range.state, columns);
    if (base < 0) return undefined;
    for (const [nth, column] of columns.entries()) {
      queue.push({
        state: base + column,
        parent: range.state,
        column,
        from: starts[nth] ?? 0,
        to: starts[nth + 1] ?? range.to,
        depth: range.depth + 1,
      });
    }
  }
  return link(trie.cells(), order, ends);
}

type Range = {
  readonly state: number;
  readonly parent: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
};

function link(cells: Int32Array, order: readonly Range[], ends: ReadonlyMap<number, number>): Tables {
  const states = cells.length / 2;
  const fail = new Int32Array(states);
  const out = new Int32Array(states);
  const entries = [0, 0];
  for (const { state, parent, column } of order) {
    if (parent !== ROOT) {
      let from = fail[parent] ?? ROOT;
      for (;;) {
        const next = (cells[from * 2] ?? 0) + column;
        if (cells[next * 2 + 1] === from) {
          fail[state] = next;
          break;
        }
        if (from === ROOT) break;
        from = fail[from] ?? ROOT;
      }
    }
    const suffix = out[fail[state] ?? ROOT] ?? 0;
    const pattern = ends.get(state);
    if (pattern === undefined) {
      out[state] = suffix;
    } else {
      out[state] = entries.length / 2;
      entries.push(pattern + 1, suffix);
    }
  }
  for (const { state } of order)
    if (fail[state] === ROOT) cells[state * 2] = (cells[state * 2] ?? 0) | SHALLOW;
  return { cells, fail, out, entries: Int32Array.from(entries) };
}

/** Where the children of a state go: the first place where all of them find a free cell. */
class DoubleArray {
  private base = new Int32Array(1 << 12);
  private check = new Int32Array(1 << 12).fill(FREE);
  /** Cells below are taken, but for some that no state has fitted into for long. */
  private search = 1;
  private last = 0;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
    // The root is nobody's child, and no cell is to be: a check of 0 must mean a child of the root.
    this.check[ROOT] = -2;
  }

  place(state: number, columns: readonly number[]): number {
    const first = columns[0] ?? 0;
    let misses = 0;
    for (let cell = Math.max(this.search, first + 1); ; cell += 1) {
      this.grow(cell + this.width + 1);
      if (this.check[cell] !== FREE) continue;
      const base = cell - first;
      if (!this.fits(base, columns)) {
        misses += 1;
        // Where many tries failed, holes are too small; leave them behind.
        if (misses > 64) this.search = cell;
        continue;
      }
      if (base + this.width > MAX_STATES) return -1;
      for (const column of columns) {
        this.check[base + column] = state;
        this.last = Math.max(this.last, base + column);
      }
      this.base[state] = base;
      while (this.check[this.search] !== FREE) this.search += 1;
      return base;
    }
  }

  /** As pairs, with room behind for any column of any state. */
  cells(): Int32Array {
    const states = this.last + 1 + this.width;
    this.grow(states);
    const cells = new Int32Array(states * 2);
    for (let state = 0; state < states; state += 1) {
      cells[state * 2] = this.base[state] ?? 0;
      cells[state * 2 + 1] = this.check[state] ?? FREE;
    }
    return cells;
  }

  private fits(base: number, columns: readonly number[]): boolean {
    for (const column of columns) if (this.check[base + column] !== FREE) return false;
    return true;
  }

  private grow(size: number): void {
    if (size <= this.check.length) return;
    const length = Math.max(size, this.check.length * 2);
    const base = new Int32Array(length);
    base.set(this.base);
    this.base = base;
    const check = new Int32Array(length).fill(FREE);
    check.set(this.check);
    this.check = check;
  }
}
