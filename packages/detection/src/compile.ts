import { SPACE } from './fold.ts';
import { asciiJson, bytesOf, bytesOfAscii, writeSections } from './pack-format.ts';
import { compileHidden } from './unmask-words.ts';
import { buildTables, SPACE_COLUMN, type Tables } from './tables.ts';
import { DEFAULT_SOURCES, FRAMES, SOURCES, type Boundary, type Frame, type Term } from './term.ts';
import {
  compileWording,
  expandWording,
  resolveWording,
  WHOLE_WORDING,
  type Step,
  type WordClasses,
} from './wording.ts';

/** Why a term cannot go into a pack, and what to do about it. */
export type TermProblem = {
  readonly code: 'bad-id' | 'no-wording' | 'bad-wording';
  readonly message: string;
};

const TERM_ID = /^[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?$/u;
/** Patterns of all terms together; more is a mistake in some wording. */
const MAX_PATTERNS = 400_000;
/** The longest phrase, in folded letters. A match must fit into what is kept of a text. */
export const MAX_PHRASE = 200;

/** In the bits of a term, above those of its sources. */
export const UNMASK_BIT = 1 << 16;

/** What keeps a term out of a pack; empty if nothing does. For editors and importers of a school's own terms. */
export function checkTerm(term: Term, classes: WordClasses = {}): TermProblem[] {
  const problems: TermProblem[] = [];
  if (!TERM_ID.test(term.id)) {
    problems.push({
      code: 'bad-id',
      message: `The id "${term.id}" must be lower case letters, digits, dots, hyphens.`,
    });
  }
  if (term.wordings.length === 0)
    problems.push({ code: 'no-wording', message: `The term ${term.id} has no wording.` });
  const bad = (message: string): void => {
    problems.push({ code: 'bad-wording', message });
  };
  for (const wording of term.wordings) {
    const resolved = resolveWording(wording, classes);
    const compiled = resolved.ok ? compileWording(resolved.wording, isWhole(term.boundary)) : resolved;
    if (!compiled.ok) bad(compiled.message);
    else if (compiled.wording.steps.some((step) => typeof step === 'object' && step.some(isTooLong)))
      bad(`A phrase of the wording "${wording}" is longer than ${MAX_PHRASE} letters.`);
  }
  for (const phrase of [...(term.unless ?? []), ...(term.softenedBy ?? []), ...(term.needs?.any ?? [])]) {
    const resolved = resolveWording(phrase, classes);
    const expanded = resolved.ok ? expandWording(resolved.wording) : resolved;
    if (!expanded.ok) bad(expanded.message);
  }
  return problems;
}

/** Only a wording that keeps to whole words can be cut at its spaces. */
function isWhole(boundary: Boundary | undefined): boolean {
  return boundary !== undefined && boundary !== 'word';
}

function isTooLong(phrase: string): boolean {
  return phrase.length > MAX_PHRASE;
}

/**
 * Turns terms into the bytes that a device loads. Equal terms and classes give equal bytes in whatever order they
 * come, so the SHA-256 of the bytes (computed by the caller) names the pack. Throws RangeError for a term that
 * `checkTerm` refuses, for two terms with one id, and for terms that together are too many for a device.
 */
export function compilePack(
  terms: readonly Term[],
  options: { readonly version: string; readonly classes?: WordClasses | undefined },
): Uint8Array {
  const classes = options.classes ?? {};
  const sorted = [...terms].sort((a, b) => (a.id < b.id ? -1 : 1));
  const book = newBook();
  for (const [place, term] of sorted.entries()) {
    const problem = checkTerm(term, classes)[0];
    if (problem !== undefined) throw new RangeError(problem.message);
    if (term.id === sorted[place + 1]?.id) throw new RangeError(`Two terms have the id ${term.id}.`);
    enter(book, term, place, classes);
  }

  const patterns = [...book.patterns.values()];
  const alphabet = alphabetOf(patterns);
  const words = tablesOf(patterns, true, alphabet);
  const parts = tablesOf(patterns, false, alphabet);
  const numbers: number[] = [];
  const owners: number[] = [];
  for (const pattern of [...words.patterns, ...parts.patterns]) {
    numbers.push(pattern.symbols, pattern.words, owners.length / 2, pattern.owners.length / 2);
    for (const number of pattern.owners) owners.push(number);
  }
  return writeSections({
    about: bytesOfAscii(asciiJson({ version: options.version })),
    alphabet: bytesOf(Uint16Array.from(alphabet.keys())),
    wordCells: bytesOf(words.tables.cells),
    wordFail: bytesOf(words.tables.fail),
    wordOut: bytesOf(words.tables.out),
    wordEntries: bytesOf(words.tables.entries),
    partCells: bytesOf(parts.tables.cells),
    partFail: bytesOf(parts.tables.fail),
    partOut: bytesOf(parts.tables.out),
    // Patterns are numbered through: those of the words first.
    partEntries: bytesOf(shifted(parts.tables.entries, words.patterns.length)),
    patterns: bytesOf(Int32Array.from(numbers)),
    owners: bytesOf(Int32Array.from(owners)),
    terms: bytesOf(Int32Array.from(book.terms)),
    records: bytesOfAscii(book.records.join('')),
    sets: bytesOf(Int32Array.from(book.setPlaces)),
    hidden: compileHidden([...book.hidden].sort()),
  });
}

/** A phrase to look for, with the boundaries that it asks for written as spaces. */
type Pattern = {
  readonly padded: string;
  readonly symbols: number;
  readonly words: number;
  readonly whole: boolean;
  /** Pairs of term and wording. */
  readonly owners: number[];
};

type Book = {
  readonly patterns: Map<string, Pattern>;
  readonly records: string[];
  recordsLength: number;
  readonly terms: number[];
  readonly sets: Map<string, number>;
  readonly setPlaces: number[];
  readonly hidden: Set<string>;
};

function newBook(): Book {
  return {
    patterns: new Map(),
    records: [],
    recordsLength: 0,
    terms: [],
    sets: new Map(),
    setPlaces: [],
    hidden: new Set(),
  };
}

function enter(book: Book, term: Term, place: number, classes: WordClasses): void {
  const boundary = term.boundary ?? 'word';
  const wordings: { readonly steps: number[]; readonly anchor: number }[] = [];
  for (const text of sortedOnce(term.wordings)) {
    const resolved = resolveWording(text, classes);
    const compiled = resolved.ok ? compileWording(resolved.wording, isWhole(boundary)) : resolved;
    if (!compiled.ok) throw new RangeError(compiled.message);
    const { steps, anchor } = compiled.wording;
    let wording = WHOLE_WORDING;
    if (steps.length > 1) {
      wording = wordings.length;
      wordings.push({
        steps: steps.map((step) => (typeof step === 'number' ? -step : setOf(book, step))),
        anchor,
      });
    }
    const phrases = steps[anchor];
    for (const phrase of typeof phrases === 'object' ? phrases : [])
      addPattern(book, phrase, boundary, place, wording);
    if (book.patterns.size > MAX_PATTERNS)
      throw new RangeError(`The terms stand for too many phrases; the last was "${text}" of ${term.id}.`);
    if (term.unmask === true) for (const word of wordsOf(steps)) book.hidden.add(word);
  }
  const sources = (term.sources ?? DEFAULT_SOURCES).reduce(
    (bits, one) => bits | (1 << SOURCES.indexOf(one)),
    0,
  );
  const [start, length] = addRecord(book, { ...recordOf(term, classes), wordings });
  book.terms.push(sources | (term.unmask === true ? UNMASK_BIT : 0), start, length);
}

function addPattern(book: Book, phrase: string, boundary: Boundary, term: number, wording: number): void {
  const lead = boundary === 'word' || boundary === 'start' ? ' ' : '';
  const trail = boundary === 'word' || boundary === 'end' ? ' ' : '';
  const padded = lead + phrase + trail;
  let pattern = book.patterns.get(padded);
  if (pattern === undefined) {
    const words = phrase.split(' ').length;
    pattern = { padded, symbols: phrase.length, words, whole: boundary === 'word', owners: [] };
    book.patterns.set(padded, pattern);
  }
  pattern.owners.push(term, wording);
}

function setOf(book: Book, phrases: readonly string[]): number {
  const key = JSON.stringify(phrases);
  const known = book.sets.get(key);
  if (known !== undefined) return known;
  const number = book.sets.size;
  book.sets.set(key, number);
  book.setPlaces.push(...addRecord(book, phrases));
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
function recordOf(term: Term, classes: WordClasses): object {
  const frames: { [frame in Frame]?: boolean } = {};
  for (const frame of FRAMES) {
    const set = term.frames?.[frame];
    if (set !== undefined) frames[frame] = set;
  }
  const folded = (phrases: readonly string[]): string[] =>
    sortedOnce(
      phrases.flatMap((phrase) => {
        const resolved = resolveWording(phrase, classes);
        const expanded = resolved.ok ? expandWording(resolved.wording) : resolved;
        if (!expanded.ok) throw new RangeError(expanded.message);
        return expanded.phrases;
      }),
    );
  return {
    id: term.id,
    policy: term.policy,
    categories: sortedOnce(term.categories ?? []),
    severity: term.severity,
    boundary: term.boundary ?? 'word',
    needs: term.needs === undefined ? null : { phrases: folded(term.needs.any), within: term.needs.within },
    unless: folded(term.unless ?? []),
    softenedBy: folded(term.softenedBy ?? []),
    frames,
    sealed: term.sealed ?? false,
  };
}

function wordsOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) =>
    typeof step === 'object' ? step.flatMap((phrase) => phrase.split(' ')).filter((word) => word !== '') : [],
  );
}

function sortedOnce<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}

/** A column for each letter in use, from 2 on; the space has its own. */
function alphabetOf(patterns: readonly Pattern[]): Map<number, number> {
  const letters = new Set<number>();
  for (const { padded } of patterns)
    for (let i = 0; i < padded.length; i += 1)
      if (padded.charCodeAt(i) !== SPACE) letters.add(padded.charCodeAt(i));
  return new Map([...letters].sort((a, b) => a - b).map((letter, place) => [letter, place + 2]));
}

function tablesOf(
  all: readonly Pattern[],
  whole: boolean,
  alphabet: ReadonlyMap<number, number>,
): { readonly tables: Tables; readonly patterns: readonly Pattern[] } {
  const columns = (text: string): string => {
    let out = '';
    for (let i = 0; i < text.length; i += 1)
      out += String.fromCharCode(alphabet.get(text.charCodeAt(i)) ?? SPACE_COLUMN);
    return out;
  };
  const sorted = all
    .filter((pattern) => pattern.whole === whole)
    .map((pattern) => ({ pattern, columns: columns(pattern.padded) }))
    .sort((a, b) => (a.columns < b.columns ? -1 : 1));
  const tables = buildTables(
    sorted.map((one) => one.columns),
    alphabet.size + 2,
  );
  if (tables === undefined) throw new RangeError('The terms together are too large for a device.');
  return { tables, patterns: sorted.map(({ pattern }) => pattern) };
}

function shifted(entries: Int32Array, by: number): Int32Array {
  return entries.map((value, place) => (place % 2 === 0 && value > 0 ? value + by : value));
}
