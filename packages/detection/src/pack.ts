import { readFrontCoded } from './front-coded.ts';
import {
  asciiOf,
  damaged,
  int32Of,
  readSections,
  uint16Of,
  type PackRefusal,
  type Sections,
} from './pack-format.ts';
import { readSealed, type SealedPhrases } from './sealed.ts';
import type { Tables } from './tables.ts';
import {
  BOUNDARIES,
  FRAMES,
  POLICY_KEYS,
  SEVERITIES,
  type Boundary,
  type Frame,
  type PolicyKey,
  type Severity,
} from './term.ts';

/** A term as the device holds it: every default filled in, phrases folded, nothing that only people read. */
export type PackTerm = {
  readonly id: string;
  readonly policy: PolicyKey;
  readonly categories: readonly PolicyKey[];
  readonly severity: Severity;
  readonly boundary: Boundary;
  readonly needs:
    | { readonly phrases: readonly string[]; readonly within: number; readonly beyond: boolean }
    | undefined;
  readonly unless: readonly string[];
  readonly softenedBy: readonly string[];
  readonly frames: { readonly [frame in Frame]?: boolean | undefined };
  readonly sealed: boolean;
  /** Wordings of more than one step. A step is the number of a set of phrases, or less than 0 for a gap. */
  readonly wordings: readonly PackWording[];
};

/** `anchor` is the step whose phrases are patterns of the automaton. */
export type PackWording = { readonly steps: readonly number[]; readonly anchor: number };

/**
 * A loaded pack: views over its bytes, and the records read so far. Only `name` and `version` are for other packages;
 * the rest is between pack and engine.
 */
export type Pack = {
  /** What its loader calls it, such as the hash of its bytes: findings say it. */
  readonly name: string;
  readonly version: string;
  readonly columns: Uint16Array;
  readonly words: Tables;
  readonly parts: Tables;
  readonly patterns: Int32Array;
  readonly anchorsOf: Int32Array;
  readonly anchors: Int32Array;
  readonly owners: Int32Array;
  readonly terms: Int32Array;
  readonly hidden: Uint8Array;
  readonly spellings: Uint8Array;
  /** Undefined where there are no sealed lists. */
  readonly sealed: SealedPhrases | undefined;
  /** The term of that number; undefined only in a pack whose content is not what a compiler writes. */
  term(number: number): PackTerm | undefined;
  /** Reads the set of phrases of that number and keeps nothing; an empty phrase in it: the step may be left out. */
  phrases(number: number): readonly string[];
};

export type LoadedPack =
  | { readonly ok: true; readonly pack: Pack }
  | { readonly ok: false; readonly code: PackRefusal; readonly message: string };

/**
 * Reads the bytes of a pack; whatever they are, it answers and does not throw. The bytes are kept and must not be
 * changed. Nothing is rebuilt: this takes a millisecond, and terms are read when they first match.
 */
export function loadPack(bytes: Uint8Array, name = ''): LoadedPack {
  const read = readSections(bytes);
  if (!read.ok) return read;
  const { sections } = read;
  const about = readJson(sections.about);
  if (!isRecord(about) || typeof about['version'] !== 'string')
    return damaged('it does not state its version');
  const words = tablesOf(sections, 'word');
  const parts = tablesOf(sections, 'part');
  if (words === undefined || parts === undefined) return damaged('its tables do not fit together');
  const columns = uint16Of(sections.columns);
  if (columns.length !== 0x10000) return damaged('its columns are not those of all letters');
  const terms = int32Of(sections.terms);
  const sets = int32Of(sections.sets);
  const knownTerms = new Map<number, PackTerm | undefined>();
  const record = (start: number | undefined, length: number | undefined): unknown =>
    start === undefined || length === undefined
      ? undefined
      : readJson(sections.records.subarray(start, start + length));

  const pack: Pack = {
    name,
    version: about['version'],
    columns,
    words,
    parts,
    patterns: int32Of(sections.patterns),
    anchorsOf: int32Of(sections.anchorsOf),
    anchors: int32Of(sections.anchors),
    owners: int32Of(sections.owners),
    terms,
    hidden: sections.hidden,
    spellings: sections.spellings,
    sealed: readSealed(sections.sealedLists, sections.sealedPhrases),
    term(number) {
      if (!knownTerms.has(number))
        knownTerms.set(number, readTerm(record(terms[number * 3 + 1], terms[number * 3 + 2])));
      return knownTerms.get(number);
    },
    phrases(number) {
      const found = record(sets[number * 2], sets[number * 2 + 1]);
      return typeof found === 'string' ? readFrontCoded(found) : [];
    },
  };
  return { ok: true, pack };
}

/** Calls `each` with the term and wording of everything that a pattern belongs to. */
export function forOwners(pack: Pack, pattern: number, each: (term: number, wording: number) => void): void {
  const { patterns, anchorsOf, anchors, owners } = pack;
  // Whatever the numbers say, no more is gone through than there is.
  const from = Math.max(0, patterns[pattern * 4 + 2] ?? 0);
  const to = Math.min(from + (patterns[pattern * 4 + 3] ?? 0), anchorsOf.length);
  for (let ref = from; ref < to; ref += 1) {
    const anchor = anchorsOf[ref] ?? 0;
    const first = Math.max(0, anchors[anchor * 2] ?? 0);
    const last = Math.min(first + (anchors[anchor * 2 + 1] ?? 0), owners.length / 2);
    for (let owner = first; owner < last; owner += 1)
      each(owners[owner * 2] ?? 0, owners[owner * 2 + 1] ?? 0);
  }
}

/** How many terms the pack holds. */
export function termCount(pack: Pack): number {
  return Math.floor(pack.terms.length / 3);
}

function tablesOf(sections: Sections, which: 'word' | 'part'): Tables | undefined {
  const tables: Tables = {
    cells: int32Of(sections[`${which}Cells`]),
    fail: int32Of(sections[`${which}Fail`]),
    out: int32Of(sections[`${which}Out`]),
    entries: int32Of(sections[`${which}Entries`]),
  };
  const states = tables.fail.length;
  return states > 0 && tables.cells.length === states * 2 && tables.out.length === states
    ? tables
    : undefined;
}

function readJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(asciiOf(bytes));
    return value;
  } catch {
    return undefined;
  }
}

function readTerm(value: unknown): PackTerm | undefined {
  if (!isRecord(value)) return undefined;
  const { id, policy, severity } = value;
  const { categories = [], boundary = 'word', unless = [], softenedBy = [], sealed = false } = value;
  const frames = readFrames(value['frames'] ?? {});
  const wordings = readWordings(value['wordings'] ?? []);
  const need = readNeeds(value['needs']);
  if (typeof id !== 'string' || typeof sealed !== 'boolean') return undefined;
  if (!isOneOf(POLICY_KEYS, policy) || !isOneOf(SEVERITIES, severity) || !isOneOf(BOUNDARIES, boundary))
    return undefined;
  if (!Array.isArray(categories) || !categories.every((one) => isOneOf(POLICY_KEYS, one))) return undefined;
  if (!isPhrases(unless) || !isPhrases(softenedBy)) return undefined;
  if (frames === undefined || wordings === undefined || need === 'bad') return undefined;
  return {
    id,
    policy,
    categories,
    severity,
    boundary,
    needs: need,
    unless,
    softenedBy,
    frames,
    sealed,
    wordings,
  };
}

function readNeeds(value: unknown): PackTerm['needs'] | 'bad' {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return 'bad';
  const { phrases, within, beyond = false } = value;
  if (!isPhrases(phrases) || typeof within !== 'number' || typeof beyond !== 'boolean') return 'bad';
  return within >= 0 ? { phrases, within, beyond } : 'bad';
}

function readWordings(value: unknown): PackWording[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const wordings: PackWording[] = [];
  for (const one of value as readonly unknown[]) {
    if (!isRecord(one)) return undefined;
    const { steps, anchor } = one;
    if (!isNumbers(steps) || typeof anchor !== 'number') return undefined;
    wordings.push({ steps, anchor });
  }
  return wordings;
}

function readFrames(value: unknown): PackTerm['frames'] | undefined {
  if (!isRecord(value)) return undefined;
  const frames: { [frame in Frame]?: boolean } = {};
  for (const [frame, set] of Object.entries(value)) {
    if (!isOneOf(FRAMES, frame) || typeof set !== 'boolean') return undefined;
    frames[frame] = set;
  }
  return frames;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf<T extends string>(allowed: readonly T[], value: unknown): value is T {
  return allowed.some((one) => one === value);
}

function isPhrases(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}
