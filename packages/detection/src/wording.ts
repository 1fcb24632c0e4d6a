import { foldPhrase } from './fold.ts';
import { frequencyOfAny } from './frequency.ts';
import { inflectionsOf } from './inflect.ts';

/** Words or phrases that a wording can name together: `{relation}`. A member may hold `(a|b)`, `[a]` and `word~`. */
export type WordClasses = { readonly [name: string]: readonly string[] };

/** More phrases than this from one wording are a mistake in the wording. */
export const MAX_PHRASES = 4000;

export type Expanded =
  | { readonly ok: true; readonly phrases: readonly string[] }
  | { readonly ok: false; readonly code: WordingFault; readonly message: string };

export type WordingFault = 'unbalanced' | 'too-many' | 'empty' | 'unknown-class' | 'bad-gap';

const CLASS = /\{([^{}]*)\}/gu;
const INFLECTED = /([\p{L}\p{M}]+)~/gu;
const GAP = /^<([1-9])>$/u;

/**
 * Puts the members of word classes for `{name}` and the forms of a word for `word~`: what comes out holds only
 * the signs that `compileWording` reads.
 */
export function resolveWording(
  wording: string,
  classes: WordClasses = {},
): { readonly ok: true; readonly wording: string } | (Expanded & { readonly ok: false }) {
  let unknown: string | undefined;
  const named = wording.replace(CLASS, (_sign, name: string) => {
    const members = Object.hasOwn(classes, name) ? classes[name] : undefined;
    if (members === undefined || members.length === 0) unknown ??= name;
    return `(${(members ?? []).join('|')})`;
  });
  if (unknown !== undefined || /[{}]/u.test(named)) {
    const message = `The wording "${wording}" names a word class that is not there: {${unknown ?? ''}}.`;
    return { ok: false, code: 'unknown-class', message };
  }
  return {
    ok: true,
    wording: named.replace(
      INFLECTED,
      (_sign, word: string) => `(${inflectionsOf(word.toLowerCase()).join('|')})`,
    ),
  };
}

/**
 * All phrases that a wording stands for, folded, sorted, each once: `(a|b)` is either, `[a]` is a or nothing.
 */
export function expandWording(wording: string): Expanded {
  if (/[<>]/u.test(wording)) {
    const message = `The phrase "${wording}" must not hold a gap: only wordings do.`;
    return { ok: false, code: 'bad-gap', message };
  }
  const expanded = expand(wording);
  if (!expanded.ok) return expanded;
  const phrases = expanded.phrases.filter((phrase) => phrase !== '');
  return phrases.length === 0 ? empty(wording) : { ok: true, phrases };
}

/**
 * A wording cut at its spaces: one of `steps[0]`, then one of `steps[1]` and so on, an empty one meaning nothing.
 * `anchor` is the step by which to look for it: never empty, and the one that stands least often in a text.
 */
export type CompiledWording = {
  readonly steps: readonly Step[];
  readonly anchor: number;
  /** The phrases as they are written, without other ways to write them. */
  readonly written: readonly (readonly string[])[];
};

/** One of these phrases, or a gap of up to so many words. */
export type Step = readonly string[] | number;

export type Compiled =
  | { readonly ok: true; readonly wording: CompiledWording }
  | { readonly ok: false; readonly code: WordingFault; readonly message: string };

/** What groups of wordings stand for, kept while many wordings are compiled: word classes occur in many of them. */
export type Expansions = Map<string, Expanded>;

/** Other ways to write phrases. */
export type Variants = {
  readonly of: (phrases: readonly string[]) => readonly string[];
  /** True if the two must be one step, because they may be written in another way together. */
  readonly together: (before: readonly string[], after: readonly string[]) => boolean;
};

/**
 * Prepares a wording for matching without spelling out all its phrases, which can be many thousands. `whole`
 * keeps it in one step, for wordings that may stand inside words. `variants` adds other ways to write
 * the phrases of a step.
 */
export function compileWording(
  wording: string,
  whole = false,
  memo: Expansions = new Map(),
  variants?: Variants,
): Compiled {
  let steps: Step[] = [];
  for (const group of whole ? [wording] : groupsOf(wording)) {
    const gap = GAP.exec(group);
    if (gap !== null) {
      steps.push(Number(gap[1]));
      continue;
    }
    if (/[<>]/u.test(group)) return badGap(wording);
    const expanded = memo.get(group) ?? expand(group);
    memo.set(group, expanded);
    if (!expanded.ok) return expanded.code === 'unbalanced' ? unbalanced(wording) : expanded;
    if (expanded.phrases.some((phrase) => phrase !== '')) steps.push(expanded.phrases);
  }
  const written = steps.filter((step) => typeof step === 'object');
  if (variants !== undefined) {
    const { together, of } = variants;
    steps = join(
      steps,
      (before, after) => before.length * after.length <= TOGETHER_UP_TO && together(before, after),
    );
    steps = steps.map((step) => (typeof step === 'number' ? step : of(step)));
  }
  steps = join(steps, (before, after) => before.length * after.length <= JOIN_UP_TO);
  let anchor = -1;
  let least = Infinity;
  if (typeof steps[0] === 'number' || typeof steps.at(-1) === 'number') return badGap(wording);
  for (const [place, step] of steps.entries()) {
    if (typeof step === 'number') continue;
    if (step.includes('')) continue;
    const often = frequencyOfAny(step);
    if (anchor < 0 || often < least) {
      least = often;
      anchor = place;
    }
  }
  return anchor < 0 ? empty(wording) : { ok: true, wording: { steps, anchor, written } };
}

/** Steps are one up to so many phrases: a longer anchor is less common, but each phrase wants its room in the tables. */
const JOIN_UP_TO = 4;
/** The same for steps that may be written in another way together, which only one step can be. */
const TOGETHER_UP_TO = 16;

function join(
  steps: readonly Step[],
  isWanted: (before: readonly string[], after: readonly string[]) => boolean,
): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const before = joined.at(-1);
    if (typeof step === 'number' || typeof before !== 'object' || !isWanted(before, step)) joined.push(step);
    else
      joined[joined.length - 1] = [
        ...new Set(before.flatMap((head) => step.map((tail) => `${head} ${tail}`.trim()))),
      ];
  }
  return joined;
}

/** Pieces between the spaces that stand outside all brackets; the whole if `|` stands outside. */
function groupsOf(wording: string): string[] {
  const groups: string[] = [];
  let depth = 0;
  let group = '';
  for (const char of wording) {
    if (char === '(' || char === '[') depth += 1;
    if (char === ')' || char === ']') depth -= 1;
    if (depth === 0 && char === '|') return [wording];
    if (depth === 0 && /\s/u.test(char)) {
      groups.push(group);
      group = '';
    } else {
      group += char;
    }
  }
  return [...groups, group].filter((one) => one !== '');
}

/** Folded, sorted, each once, the empty one too. */
function expand(wording: string): Expanded {
  const reader = { text: wording, at: 0 };
  const read = readChoice(reader);
  if (read === 'too-many') {
    const message = `A part of the wording "${wording}" stands for over ${MAX_PHRASES} phrases.`;
    return { ok: false, code: 'too-many', message };
  }
  if (read === 'unbalanced' || reader.at < wording.length) return unbalanced(wording);
  return { ok: true, phrases: [...new Set(read.map(foldPhrase))].sort() };
}

function unbalanced(wording: string): { ok: false; code: 'unbalanced'; message: string } {
  return { ok: false, code: 'unbalanced', message: `Brackets do not match in the wording "${wording}".` };
}

function badGap(wording: string): { ok: false; code: 'bad-gap'; message: string } {
  const message = `A gap in the wording "${wording}" must stand between words, outside brackets, as <1> to <9>.`;
  return { ok: false, code: 'bad-gap', message };
}

function empty(wording: string): { ok: false; code: 'empty'; message: string } {
  return {
    ok: false,
    code: 'empty',
    message: `The wording "${wording}" needs a letter or digit that is not optional.`,
  };
}

type Reader = { readonly text: string; at: number };
type Read = string[] | 'unbalanced' | 'too-many';

function readChoice(reader: Reader): Read {
  const all: string[] = [];
  for (;;) {
    const read = readSequence(reader);
    if (typeof read === 'string') return read;
    all.push(...read);
    if (all.length > MAX_PHRASES) return 'too-many';
    if (reader.text[reader.at] !== '|') return all;
    reader.at += 1;
  }
}

function readSequence(reader: Reader): Read {
  let heads = [''];
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at] ?? '';
    if (char === ')' || char === ']' || char === '|') return heads;
    reader.at += 1;
    if (char === '(' || char === '[') {
      const read = readChoice(reader);
      if (typeof read === 'string') return read;
      if (reader.text[reader.at] !== (char === '(' ? ')' : ']')) return 'unbalanced';
      reader.at += 1;
      const tails = char === '[' ? [...read, ''] : read;
      if (heads.length * tails.length > MAX_PHRASES) return 'too-many';
      heads = heads.flatMap((head) => tails.map((tail) => head + tail));
    } else {
      heads = heads.map((head) => head + char);
    }
  }
  return heads;
}
