/** What the terms of a pack come to, before it is written down as bytes. */

import { frontCoded } from './front-coded.ts';
import { asciiJson, UNMASK_BIT, WHOLE_WORDING } from './pack-format.ts';
import { DEFAULT_SOURCES, FRAMES, SOURCES, type Boundary, type Frame, type Term } from './term.ts';
import type { CompiledWording } from './wording.ts';

/** Patterns of all terms together; more is a mistake in some wording. */
const MAX_PATTERNS = 400_000;

/** A term with everything expanded and folded. */
export type Prepared = {
  readonly ok: true;
  readonly wordings: readonly (CompiledWording & { readonly varied: boolean })[];
  readonly unless: readonly string[];
  readonly softenedBy: readonly string[];
  readonly needs: readonly string[];
};

/** A phrase to look for, with the boundaries that it asks for written as spaces. */
export type Pattern = {
  readonly padded: string;
  readonly symbols: number;
  readonly words: number;
  readonly whole: boolean;
  /** Numbers of the anchors that it belongs to. */
  readonly anchors: number[];
};

/** Phrases by which wordings are looked for, shared by all wordings that have the same. */
type Anchor = {
  readonly number: number;
  /** Pairs of term and wording. */
  readonly owners: number[];
};

export type Book = {
  readonly patterns: Map<string, Pattern>;
  /** By boundary and number of the set of phrases. */
  readonly anchors: Map<string, Anchor>;
  readonly records: string[];
  recordsLength: number;
  readonly terms: number[];
  /** The number of a set of phrases: by its phrases, and faster by the very array. */
  readonly sets: Map<string | readonly string[], number>;
  setCount: number;
  readonly setPlaces: number[];
  /** Phrases of which the words may be disguised. */
  readonly hidden: Set<readonly string[]>;
  /** Phrases of which the words may be misspelt. */
  readonly spelt: Set<readonly string[]>;
};

/** A book with nothing in it. */
export function newBook(): Book {
  return {
    patterns: new Map(),
    anchors: new Map(),
    records: [],
    recordsLength: 0,
    terms: [],
    sets: new Map(),
    setCount: 0,
    setPlaces: [],
    hidden: new Set(),
    spelt: new Set(),
  };
}

/** Puts a term, which is the `place`th, into the book. Throws RangeError when it holds too much. */
export function enter(book: Book, term: Term, prepared: Prepared, place: number): void {
  const boundary = term.boundary ?? 'word';
  const wordings: { readonly steps: number[]; readonly anchor: number }[] = [];
  for (const { steps, anchor, written, varied } of prepared.wordings) {
    let wording = WHOLE_WORDING;
    if (steps.length > 1) {
      wording = wordings.length;
      wordings.push({
        steps: steps.map((step) => (typeof step === 'number' ? -step : setOf(book, step))),
        anchor,
      });
    }
    const phrases = steps[anchor];
    if (typeof phrases === 'object') anchorOf(book, phrases, boundary).owners.push(place, wording);
    if (book.patterns.size > MAX_PATTERNS)
      throw new RangeError(`The terms stand for too many phrases; the last was ${term.id}.`);
    for (const some of written) {
      if (term.unmask === true) book.hidden.add(some);
      if (varied) book.spelt.add(some);
    }
  }
  const sources = (term.sources ?? DEFAULT_SOURCES).reduce(
    (bits, one) => bits | (1 << SOURCES.indexOf(one)),
    0,
  );
  const [start, length] = addRecord(book, { ...recordOf(term, prepared), wordings: unlessEmpty(wordings) });
  book.terms.push(sources | (term.unmask === true ? UNMASK_BIT : 0), start, length);
}

function anchorOf(book: Book, phrases: readonly string[], boundary: Boundary): Anchor {
  const key = `${boundary} ${setOf(book, phrases)}`;
  let anchor = book.anchors.get(key);
  if (anchor === undefined) {
    anchor = { number: book.anchors.size, owners: [] };
    book.anchors.set(key, anchor);
    for (const phrase of phrases) patternOf(book, phrase, boundary).anchors.push(anchor.number);
  }
  return anchor;
}

function patternOf(book: Book, phrase: string, boundary: Boundary): Pattern {
  const lead = boundary === 'word' || boundary === 'start' ? ' ' : '';
  const trail = boundary === 'word' || boundary === 'end' ? ' ' : '';
  const padded = lead + phrase + trail;
  let pattern = book.patterns.get(padded);
  if (pattern === undefined) {
    const words = phrase.split(' ').length;
    pattern = { padded, symbols: phrase.length, words, whole: boundary === 'word', anchors: [] };
    book.patterns.set(padded, pattern);
  }
  return pattern;
}

function setOf(book: Book, phrases: readonly string[]): number {
  const known = book.sets.get(phrases) ?? book.sets.get(JSON.stringify(phrases));
  const number = known ?? book.setCount;
  if (known === undefined) {
    book.setCount += 1;
    book.sets.set(JSON.stringify(phrases), number);
    book.setPlaces.push(...addRecord(book, frontCoded(phrases)));
  }
  book.sets.set(phrases, number);
  return number;
}

function addRecord(book: Book, value: unknown): [start: number, length: number] {
  const text = asciiJson(value);
  const start = book.recordsLength;
  book.records.push(text);
  book.recordsLength += text.length;
  return [start, text.length];
}

/** All that the device needs of a term, in one order of keys: equal terms, equal text. */
function recordOf(term: Term, prepared: Prepared): object {
  const frames: { [frame in Frame]?: boolean } = {};
  for (const frame of FRAMES) {
    const set = term.frames?.[frame];
    if (set !== undefined) frames[frame] = set;
  }
  // What is empty or as usual is left out: most terms have nothing of it.
  return {
    id: term.id,
    policy: term.policy,
    severity: term.severity,
    categories: unlessEmpty(sortedOnce(term.categories ?? [])),
    boundary: term.boundary === 'word' ? undefined : term.boundary,
    needs:
      term.needs === undefined
        ? undefined
        : {
            phrases: prepared.needs,
            within: term.needs.within,
            beyond: term.needs.beyond === true ? true : undefined,
          },
    unless: unlessEmpty(prepared.unless),
    softenedBy: unlessEmpty(prepared.softenedBy),
    frames: Object.keys(frames).length === 0 ? undefined : frames,
    sealed: term.sealed === true ? true : undefined,
  };
}

function unlessEmpty<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values;
}

/** Sorted, each once. */
export function sortedOnce<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}
