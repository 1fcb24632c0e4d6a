import { alphabetOf, columnsOf } from './columns.ts';
import { asciiJson, bytesOf, bytesOfAscii, UNMASK_BIT, WHOLE_WORDING, writeSections } from './pack-format.ts';
import { compileHidden } from './unmask-words.ts';
import { buildTables, MAX_PHRASE, SPACE_COLUMN, type Tables } from './tables.ts';
import { DEFAULT_SOURCES, FRAMES, SOURCES, type Boundary, type Frame, type Term } from './term.ts';
import { compileSpellings } from './respell.ts';
import { compileSealed, type SealedList } from './sealed.ts';
import { spellingsOf } from './spelling.ts';
import { belongTogether, withVariants } from './variants.ts';
import {
  compileWording,
  expandWording,
  resolveWording,
  type CompiledWording,
  type Expansions,
  type Variants,
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

/** What keeps a term out of a pack; empty if nothing does. For editors and importers of a school's own terms. */
export function checkTerm(term: Term, classes: WordClasses = {}): TermProblem[] {
  const prepared = prepare(term, classes, newMemo());
  return prepared.ok ? [] : [...prepared.problems];
}

/** A term with everything expanded and folded. */
type Prepared = {
  readonly ok: true;
  readonly wordings: readonly (CompiledWording & { readonly varied: boolean })[];
  readonly unless: readonly string[];
  readonly softenedBy: readonly string[];
  readonly needs: readonly string[];
};

/** What compiling many terms shares. */
type Memo = {
  readonly expansions: Expansions;
  /** By the very array: the phrases of a word class are the same one wherever they occur. */
  readonly variants: Map<readonly string[], readonly string[]>;
  readonly tooLong: Map<readonly string[], boolean>;
};

function newMemo(): Memo {
  return { expansions: new Map(), variants: new Map(), tooLong: new Map() };
}

function prepare(
  term: Term,
  classes: WordClasses,
  memo: Memo,
): Prepared | { readonly ok: false; readonly problems: readonly TermProblem[] } {
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
  const wordings: (CompiledWording & { varied: boolean })[] = [];
  const variants: Variants = {
    of(phrases) {
      const known = memo.variants.get(phrases) ?? withVariants(phrases);
      memo.variants.set(phrases, known);
      return known;
    },
    together: belongTogether,
  };
  for (const wording of sortedOnce(term.wordings)) {
    const resolved = resolveWording(wording, classes);
    const varied = isVaried(term, wording);
    const compiled = resolved.ok
      ? compileWording(
          resolved.wording,
          isWhole(term.boundary),
          memo.expansions,
          varied ? variants : undefined,
        )
      : resolved;
    if (!compiled.ok) bad(compiled.message);
    else if (compiled.wording.steps.some((step) => typeof step === 'object' && hasTooLong(step, memo)))
      bad(`A phrase of the wording "${wording}" is longer than ${MAX_PHRASE} letters.`);
    else wordings.push({ ...compiled.wording, varied });
  }
  const folded = (phrases: readonly string[] = []): string[] =>
    sortedOnce(
      phrases.flatMap((phrase) => {
        const resolved = resolveWording(phrase, classes);
        const expanded = resolved.ok ? expandWording(resolved.wording) : resolved;
        if (expanded.ok) return expanded.phrases;
        bad(expanded.message);
        return [];
      }),
    );
  const prepared: Prepared = {
    ok: true,
    wordings,
    unless: folded(term.unless),
    softenedBy: folded(term.softenedBy),
    needs: folded(term.needs?.any),
  };
  return problems.length === 0 ? prepared : { ok: false, problems };
}

/** One word by itself is sought as it stands, unless it may be disguised: its misspellings may be other words. */
function isVaried(term: Term, wording: string): boolean {
  if (isWhole(term.boundary) || term.spelling === false) return false;
  return term.spelling === true || term.unmask === true || term.language === 'ar' || /\S\s+\S/u.test(wording);
}

/** Only a wording that keeps to whole words can be cut at its spaces. */
function isWhole(boundary: Boundary | undefined): boolean {
  return boundary !== undefined && boundary !== 'word';
}

function hasTooLong(phrases: readonly string[], memo: Memo): boolean {
  const known = memo.tooLong.get(phrases) ?? phrases.some((phrase) => phrase.length > MAX_PHRASE);
  memo.tooLong.set(phrases, known);
  return known;
}

/**
 * Turns terms into the bytes that a device loads. Equal terms and classes give equal bytes in whatever order they
 * come, so the SHA-256 of the bytes (computed by the caller) names the pack. Throws RangeError for a term that
 * `checkTerm` refuses, for two terms with one id, for a sealed phrase that `sealedPhraseProblem` refuses, and for
 * terms that together are too many for a device.
 */
export function compilePack(
  terms: readonly Term[],
  options: {
    readonly version: string;
    readonly classes?: WordClasses | undefined;
    /** Lists of phrases that cannot be read in the pack; found as whole words, in every source. */
    readonly sealed?: readonly SealedList[] | undefined;
  },
): Uint8Array {
  const classes = options.classes ?? {};
  const sorted = [...terms].sort((a, b) => (a.id < b.id ? -1 : 1));
  const memo = newMemo();
  const book = newBook();
  for (const [place, term] of sorted.entries()) {
    const prepared = prepare(term, classes, memo);
    if (!prepared.ok) throw new RangeError(prepared.problems[0]?.message);
    if (term.id === sorted[place + 1]?.id) throw new RangeError(`Two terms have the id ${term.id}.`);
    enter(book, term, prepared, place);
  }

  const patterns = [...book.patterns.values()];
  const alphabet = alphabetOf(patterns.map((pattern) => pattern.padded));
  const columns = columnsOf(alphabet);
  const words = tablesOf(patterns, true, alphabet);
  const parts = tablesOf(patterns, false, alphabet);
  const numbers: number[] = [];
  const refs: number[] = [];
  for (const pattern of [...words.patterns, ...parts.patterns]) {
    numbers.push(pattern.symbols, pattern.words, refs.length, pattern.anchors.length);
    for (const anchor of pattern.anchors) refs.push(anchor);
  }
  const anchors: number[] = [];
  const owners: number[] = [];
  for (const anchor of book.anchors.values()) {
    anchors.push(owners.length / 2, anchor.owners.length / 2);
    for (const number of anchor.owners) owners.push(number);
  }
  const lists = options.sealed ?? [];
  const ids = new Set(terms.map(({ id }) => id));
  for (const { id } of lists) {
    if (ids.has(id)) throw new RangeError(`The sealed list ${id} has the id of another list or of a term.`);
    ids.add(id);
  }
  const sealed = compileSealed(lists);
  return writeSections({
    about: bytesOfAscii(asciiJson({ version: options.version })),
    columns: bytesOf(columns),
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
    anchorsOf: bytesOf(Int32Array.from(refs)),
    anchors: bytesOf(Int32Array.from(anchors)),
    owners: bytesOf(Int32Array.from(owners)),
    terms: bytesOf(Int32Array.from(book.terms)),
    records: bytesOfAscii(book.records.join('')),
    sets: bytesOf(Int32Array.from(book.setPlaces)),
    hidden: compileHidden([...wordsOf(book.hidden)].sort()),
    spellings: compileSpellings(spellingsOfAll(wordsOf(book.spelt)), columns),
    sealedLists: sealed.about,
    sealedPhrases: sealed.phrases,
  });
}

/** A phrase to look for, with the boundaries that it asks for written as spaces. */
type Pattern = {
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

type Book = {
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

function newBook(): Book {
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

function enter(book: Book, term: Term, prepared: Prepared, place: number): void {
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
    book.setPlaces.push(...addRecord(book, phrases));
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

function spellingsOfAll(words: ReadonlySet<string>): (readonly [string, string])[] {
  return [...words].flatMap((word) => spellingsOf(word).map((spelling) => [spelling, word] as const));
}

function wordsOf(sets: Iterable<readonly string[]>): Set<string> {
  const words = new Set<string>();
  for (const phrases of sets)
    for (const phrase of phrases) for (const word of phrase.split(' ')) if (word !== '') words.add(word);
  return words;
}

function sortedOnce<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
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
