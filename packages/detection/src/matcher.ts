import { buildAutomaton, type Automaton, type Pattern } from './automaton.ts';
import { BREAK, SPACE, type Folded } from './fold.ts';
import type { Boundary } from './term.ts';
import { compileWording, type CompiledWording, type Step } from './wording.ts';

/** The wordings of one term. */
export type Wanted = { readonly wordings: readonly string[]; readonly boundary: Boundary };

/** Finds the wordings of many terms: one automaton finds the anchors, then the steps around each are checked. */
export type Matcher = {
  readonly automaton: Automaton;
  /** Calls `found(term, from, to)` for every match; `term` is the place in the list given to `buildMatcher`. */
  run(folded: Folded, found: (term: number, from: number, to: number) => void): void;
  /** All words that occur in the wordings of a term. */
  wordsOf(term: number): ReadonlySet<string>;
};

/** Only a wording that keeps to whole words can be cut at its spaces. */
export function isWhole(boundary: Boundary): boolean {
  return boundary !== 'word';
}

export function buildMatcher(wanted: readonly Wanted[]): Matcher {
  const compiled: { readonly term: number; readonly wording: CompiledWording }[] = [];
  const patterns: Pattern[] = [];
  const words = wanted.map(() => new Set<string>());
  for (const [term, { wordings, boundary }] of wanted.entries()) {
    for (const text of new Set(wordings)) {
      const result = compileWording(text, isWhole(boundary));
      if (!result.ok) continue;
      const { wording } = result;
      const anchor = wording.steps[wording.anchor];
      for (const phrase of typeof anchor === 'object' ? anchor : []) {
        patterns.push({ phrase, boundary, owner: compiled.length });
      }
      for (const step of wording.steps) {
        if (typeof step === 'object') for (const word of step.join(' ').split(' ')) words[term]?.add(word);
      }
      compiled.push({ term, wording });
    }
  }
  const automaton = buildAutomaton(patterns);

  return {
    automaton,
    run(folded, found) {
      automaton.run(folded.symbols, folded.length, (owner, from, to) => {
        const one = compiled[owner];
        if (one === undefined) return;
        const { steps, anchor } = one.wording;
        const start = anchor === 0 ? from : extend(folded, from, steps.slice(0, anchor).toReversed(), -1);
        if (start < 0) return;
        const end = anchor === steps.length - 1 ? to : extend(folded, to, steps.slice(anchor + 1), 1);
        if (end >= 0) found(one.term, start, end);
      });
    },
    wordsOf: (term) => words[term] ?? new Set(),
  };
}

/**
 * How far the steps reach from `at` in the direction given, following all possibilities at once; the furthest
 * wins, -1 if there is none.
 */
function extend({ symbols }: Folded, at: number, steps: readonly Step[], direction: 1 | -1): number {
  let places = new Set([at]);
  for (const step of steps) {
    const next = new Set<number>();
    if (typeof step === 'number') {
      for (const place of places) addGap(symbols, place, step, direction, next);
      places = next;
      continue;
    }
    for (const place of places) {
      for (const phrase of step) {
        if (phrase === '') next.add(place);
        else if (direction === 1 && standsAt(symbols, place + 1, phrase, place))
          next.add(place + 1 + phrase.length);
        else if (direction === -1 && standsAt(symbols, place - 1 - phrase.length, phrase, place - 1)) {
          next.add(place - 1 - phrase.length);
        }
      }
    }
    if (next.size === 0) return -1;
    places = next;
  }
  return direction === 1 ? Math.max(...places) : Math.min(...places);
}

/** Every place that up to `words` words of the same sentence lead to, `place` itself among them. */
function addGap(
  symbols: Uint16Array,
  from: number,
  words: number,
  direction: 1 | -1,
  next: Set<number>,
): void {
  next.add(from);
  let place = from;
  for (let word = 0; word < words; word += 1) {
    let edge = direction === 1 ? place + 1 : place - 2;
    while (edge > 0 && edge < symbols.length && symbols[edge] !== SPACE && symbols[edge] !== BREAK)
      edge += direction;
    if (symbols[edge] !== SPACE) return;
    place = direction === 1 ? edge : edge + 1;
    next.add(place);
  }
}

/** The phrase stands at `from` as whole words, with one SPACE (at `gap`) between it and what it follows. */
function standsAt(symbols: Uint16Array, from: number, phrase: string, gap: number): boolean {
  if (from < 1 || symbols[gap] !== SPACE || symbols[from] !== phrase.charCodeAt(0)) return false;
  for (let i = 1; i < phrase.length; i += 1) if (symbols[from + i] !== phrase.charCodeAt(i)) return false;
  return symbols[from - 1] === SPACE && symbols[from + phrase.length] === SPACE;
}
