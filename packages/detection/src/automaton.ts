import { SPACE } from './fold.ts';
import type { Boundary } from './term.ts';

/** One phrase to find: folded symbols without the spaces at its ends, and what the caller knows it by. */
export type Pattern = { readonly phrase: string; readonly boundary: Boundary; readonly owner: number };

/** All patterns in one table (Aho and Corasick, every failure already followed): one look-up per symbol. */
export type Automaton = {
  /** State after `state` has read `symbol`. */
  step(state: number, symbol: number): number;
  /** True if some pattern ends in this state. */
  ends(state: number): boolean;
  /** Calls `found(owner, from, to)` for each pattern in the symbols, `to` exclusive, without boundary spaces. */
  run(symbols: Uint16Array, length: number, found: (owner: number, from: number, to: number) => void): void;
  readonly states: number;
};

/** A table of more states than this does not belong on a device. */
export const MAX_STATES = 2_000_000;

/** Builds the table. Throws RangeError if it would have more than `MAX_STATES` states. */
export function buildAutomaton(patterns: readonly Pattern[]): Automaton {
  const padded = patterns
    .map(({ phrase, boundary, owner }) => {
      const lead = boundary === 'word' || boundary === 'start' ? 1 : 0;
      const trail = boundary === 'word' || boundary === 'end' ? 1 : 0;
      return { text: (lead === 1 ? ' ' : '') + phrase + (trail === 1 ? ' ' : ''), lead, trail, owner };
    })
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.owner - b.owner));

  const { columns, width } = columnsOf(padded.map((pattern) => pattern.text));
  const states = countStates(padded.map((pattern) => pattern.text));
  if (states > MAX_STATES)
    throw new RangeError(`The terms need ${states} states; ${MAX_STATES} are allowed.`);

  const next = states > 0xffff ? new Int32Array(states * width) : new Uint16Array(states * width);
  const head = new Int32Array(states); // first pattern that ends here, plus one
  const chain = new Int32Array(padded.length); // the next pattern that ends in the same state, plus one
  let used = 1;
  for (const [index, { text }] of padded.entries()) {
    let state = 0;
    for (let i = 0; i < text.length; i += 1) {
      const cell = state * width + (columns[text.charCodeAt(i)] ?? 0);
      if (next[cell] === 0) {
        next[cell] = used;
        used += 1;
      }
      state = next[cell] ?? 0;
    }
    chain[index] = head[state] ?? 0;
    head[state] = index + 1;
  }
  const link = followFailures(next, head, width, states);
  const accepts = new Uint8Array(states);
  for (let state = 0; state < states; state += 1) {
    if (head[state] !== 0 || link[state] !== 0) accepts[state] = 1;
  }

  return {
    states,
    step: (state, symbol) => next[state * width + (columns[symbol] ?? 0)] ?? 0,
    ends: (state) => accepts[state] === 1,
    run(symbols, length, found) {
      let state = 0;
      for (let i = 0; i < length; i += 1) {
        state = next[state * width + (columns[symbols[i] ?? 0] ?? 0)] ?? 0;
        if (accepts[state] === 0) continue;
        for (let end = state; end !== 0; end = link[end] ?? 0) {
          for (let at = head[end] ?? 0; at !== 0; at = chain[at - 1] ?? 0) {
            const pattern = padded[at - 1];
            if (pattern === undefined) break;
            found(pattern.owner, i + 1 - pattern.text.length + pattern.lead, i + 1 - pattern.trail);
          }
        }
      }
    },
  };
}

/** A column for each symbol in use; 0 for all others, which lead back to the start. */
function columnsOf(texts: readonly string[]): { columns: Uint16Array; width: number } {
  const columns = new Uint16Array(0x10000);
  let width = 2;
  columns[SPACE] = 1;
  for (const text of texts) {
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (columns[unit] === 0) {
        columns[unit] = width;
        width += 1;
      }
    }
  }
  return { columns, width };
}

/** States of the tree of sorted texts, the root included. */
function countStates(sorted: readonly string[]): number {
  let states = 1;
  let before = '';
  for (const text of sorted) {
    let shared = 0;
    while (shared < text.length && shared < before.length && text[shared] === before[shared]) shared += 1;
    states += text.length - shared;
    before = text;
  }
  return states;
}

/** Completes the table breadth first; answers for each state the nearest suffix state where a pattern ends. */
function followFailures(
  next: Int32Array | Uint16Array,
  head: Int32Array,
  width: number,
  states: number,
): Int32Array {
  const fail = new Int32Array(states);
  const link = new Int32Array(states);
  const queue = new Int32Array(states);
  let waiting = 1;
  for (let taken = 0; taken < waiting; taken += 1) {
    const state = queue[taken] ?? 0;
    const other = fail[state] ?? 0;
    for (let column = 0; column < width; column += 1) {
      const cell = state * width + column;
      const child = next[cell] ?? 0;
      const instead = state === 0 ? 0 : (next[other * width + column] ?? 0);
      if (child === 0) {
        next[cell] = instead;
        continue;
      }
      fail[child] = instead;
      link[child] = head[instead] === 0 ? (link[instead] ?? 0) : instead;
      queue[waiting] = child;
      waiting += 1;
    }
  }
  return link;
}
