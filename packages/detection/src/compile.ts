import { enter, newBook, sortedOnce, type Pattern, type Prepared } from './compile-book.ts';
import { alphabetOf, columnsOf } from './columns.ts';
import { asciiJson, bytesOf, bytesOfAscii, writeSections } from './pack-format.ts';
import { compileHidden } from './unmask-words.ts';
import { buildTables, MAX_PHRASE, SPACE_COLUMN, type Tables } from './tables.ts';
import type { Boundary, Term } from './term.ts';
import { compileSpellings } from './respell.ts';
import { compileSealed, type SealedList } from './sealed.ts';
import { createSpeller, type Speller, type SpellingTable } from './spelling.ts';
import { createVariants } from './variants.ts';
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

/** Other ways to write phrases of ordinary talk; made on the first use. */
let ordinary: Variants | undefined;

/** What keeps a term out of a pack; empty if nothing does. For editors and importers of a school's own terms. */
export function checkTerm(term: Term, classes: WordClasses = {}): TermProblem[] {
  const prepared = prepare(term, classes, newMemo((ordinary ??= createVariants(createSpeller().phrases))));
  return prepared.ok ? [] : [...prepared.problems];
}

/** What compiling many terms shares. */
type Memo = {
  readonly expansions: Expansions;
  readonly written: Variants;
  /** By the very array: the phrases of a word class are the same one wherever they occur. */
  readonly variants: Map<readonly string[], readonly string[]>;
  readonly tooLong: Map<readonly string[], boolean>;
};

function newMemo(written: Variants): Memo {
  return { expansions: new Map(), written, variants: new Map(), tooLong: new Map() };
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
      const known = memo.variants.get(phrases) ?? memo.written.of(phrases);
      memo.variants.set(phrases, known);
      return known;
    },
    together: memo.written.together,
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
    /** Other ways to write words of the terms, besides those of ordinary talk. */
    readonly spellings?: SpellingTable | undefined;
    /** Lists of phrases that cannot be read in the pack; found as whole words, in every source. */
    readonly sealed?: readonly SealedList[] | undefined;
  },
): Uint8Array {
  const classes = options.classes ?? {};
  const sorted = [...terms].sort((a, b) => (a.id < b.id ? -1 : 1));
  const speller = createSpeller(options.spellings);
  const memo = newMemo(createVariants(speller.phrases));
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
    spellings: compileSpellings(spellingsOfAll(wordsOf(book.spelt), speller), columns),
    sealedLists: sealed.about,
    sealedPhrases: sealed.phrases,
  });
}

function spellingsOfAll(words: ReadonlySet<string>, speller: Speller): (readonly [string, string])[] {
  return [...words].flatMap((word) => speller.of(word).map((spelling) => [spelling, word] as const));
}

function wordsOf(sets: Iterable<readonly string[]>): Set<string> {
  const words = new Set<string>();
  for (const phrases of sets)
    for (const phrase of phrases) for (const word of phrase.split(' ')) if (word !== '') words.add(word);
  return words;
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
