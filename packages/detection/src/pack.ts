import {
  BOUNDARIES,
  DEFAULT_SOURCES,
  FRAMES,
  POLICY_KEYS,
  SEVERITIES,
  SOURCES,
  type Boundary,
  type Frame,
  type Need,
  type PolicyKey,
  type Severity,
  type Source,
  type Term,
} from './term.ts';
import { isWhole } from './matcher.ts';
import {
  compileWording,
  expandWording,
  resolveWording,
  type WordClasses,
  type WordingFault,
} from './wording.ts';

/** A term as the device holds it: every default filled in, nothing that only people read. */
export type PackTerm = {
  readonly id: string;
  readonly wordings: readonly string[];
  readonly policy: PolicyKey;
  readonly categories: readonly PolicyKey[];
  readonly severity: Severity;
  readonly sources: readonly Source[];
  readonly boundary: Boundary;
  readonly unmask: boolean;
  readonly needs: Need | undefined;
  readonly unless: readonly string[];
  readonly softenedBy: readonly string[];
  readonly frames: { readonly [frame in Frame]?: boolean | undefined };
  readonly sealed: boolean;
};

/** A loaded pack. Only `version` is for other packages; the rest is between pack and engine. */
export type Pack = { readonly version: string; readonly terms: readonly PackTerm[] };

export type PackRefusal = 'not-a-pack' | 'unsupported-version' | 'damaged';

export type LoadedPack =
  | { readonly ok: true; readonly pack: Pack }
  | { readonly ok: false; readonly code: PackRefusal; readonly message: string };

/** Why a term cannot go into a pack, and what to do about it. */
export type TermProblem = {
  readonly code: 'bad-id' | 'no-wording' | 'bad-wording';
  readonly message: string;
};

type Resolved = { readonly ok: true; readonly term: Term } | { readonly ok: false; readonly message: string };

const MAGIC = [0x4c, 0x57, 0x50, 0x4b]; // LWPK
const FORMAT = 1;
const HEADER = 16;
const TERM_ID = /^[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?$/u;

/** What keeps a term out of a pack; empty if nothing does. For editors and importers of a school's own terms. */
export function checkTerm(written: Term, classes: WordClasses = {}): TermProblem[] {
  const problems: TermProblem[] = [];
  const resolved = resolveTerm(written, classes);
  if (!resolved.ok) return [{ code: 'bad-wording', message: resolved.message }];
  const { term } = resolved;
  if (!TERM_ID.test(term.id)) {
    problems.push({
      code: 'bad-id',
      message: `The id "${term.id}" must be lower case letters, digits, dots, hyphens.`,
    });
  }
  if (term.wordings.length === 0)
    problems.push({ code: 'no-wording', message: `The term ${term.id} has no wording.` });
  for (const wording of term.wordings) {
    const compiled = compileWording(wording, isWhole(term.boundary ?? 'word'));
    if (!compiled.ok) problems.push({ code: 'bad-wording', message: compiled.message });
  }
  const phrases = [...(term.unless ?? []), ...(term.softenedBy ?? []), ...(term.needs?.any ?? [])];
  for (const phrase of phrases) {
    const expanded = expandWording(phrase);
    if (!expanded.ok) problems.push({ code: 'bad-wording', message: expanded.message });
  }
  return problems;
}

/**
 * Turns terms into the bytes that a device loads. Equal terms give equal bytes in whatever order they come, so
 * the SHA-256 of the bytes (computed by the caller) names the pack. Throws for a term that `checkTerm` refuses,
 * and for two terms with one id.
 */
export function compilePack(
  terms: readonly Term[],
  options: { readonly version: string; readonly classes?: WordClasses | undefined },
): Uint8Array {
  const sorted: Term[] = [];
  for (const term of [...terms].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const problem = checkTerm(term, options.classes)[0];
    if (problem !== undefined) throw new RangeError(problem.message);
    if (term.id === sorted.at(-1)?.id) throw new RangeError(`Two terms have the id ${term.id}.`);
    const resolved = resolveTerm(term, options.classes ?? {});
    if (resolved.ok) sorted.push(resolved.term);
  }
  const json = JSON.stringify({ version: options.version, terms: sorted.map(packTerm) });
  // Escaped, every character is one byte, and the device needs no decoder.
  const ascii = json.replace(/[^\x20-\x7e]/gu, escapeCharacter);
  const bytes = new Uint8Array(HEADER + ascii.length);
  bytes.set(MAGIC);
  for (let i = 0; i < ascii.length; i += 1) bytes[HEADER + i] = ascii.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setUint16(4, FORMAT, true);
  view.setUint32(8, ascii.length, true);
  view.setUint32(12, checksum(bytes.subarray(HEADER)), true);
  return bytes;
}

/** Reads the bytes of a pack; whatever they are, it answers and does not throw. */
export function loadPack(bytes: Uint8Array): LoadedPack {
  if (bytes.length < HEADER || MAGIC.some((byte, place) => bytes[place] !== byte)) {
    return { ok: false, code: 'not-a-pack', message: 'These bytes do not begin as a pack of terms does.' };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = view.getUint16(4, true);
  if (format !== FORMAT) {
    const message = `The pack has format ${format}; this engine reads format ${FORMAT}.`;
    return { ok: false, code: 'unsupported-version', message };
  }
  const body = bytes.subarray(HEADER);
  if (view.getUint16(6, true) !== 0 || view.getUint32(8, true) !== body.length) {
    return damaged('its length is not the one that it states');
  }
  if (view.getUint32(12, true) !== checksum(body)) return damaged('its checksum does not fit');
  let found: unknown;
  try {
    found = JSON.parse(asciiOf(body));
  } catch {
    return damaged('its content cannot be read');
  }
  const pack = readPack(found);
  return pack === undefined ? damaged('its content is not a list of terms') : { ok: true, pack };
}

/** The term with word classes and inflections written out. */
function resolveTerm(term: Term, classes: WordClasses): Resolved {
  let fault: { code: WordingFault; message: string } | undefined;
  const resolve = (phrases: readonly string[]): string[] =>
    phrases.map((phrase) => {
      const resolved = resolveWording(phrase, classes);
      if (resolved.ok) return resolved.wording;
      fault ??= resolved;
      return phrase;
    });
  const resolved: Term = {
    ...term,
    wordings: resolve(term.wordings),
    unless: resolve(term.unless ?? []),
    softenedBy: resolve(term.softenedBy ?? []),
    needs: term.needs === undefined ? undefined : { ...term.needs, any: resolve(term.needs.any) },
  };
  return fault === undefined ? { ok: true, term: resolved } : { ok: false, message: fault.message };
}

function damaged(why: string): LoadedPack {
  return { ok: false, code: 'damaged', message: `The pack is damaged: ${why}.` };
}

/** With every key in one order and absent ones as defaults: equal terms, equal text. */
function packTerm(term: Term): PackTerm {
  const frames: { [frame in Frame]?: boolean } = {};
  for (const frame of FRAMES) {
    const set = term.frames?.[frame];
    if (set !== undefined) frames[frame] = set;
  }
  return {
    id: term.id,
    wordings: sortedOnce(term.wordings),
    policy: term.policy,
    categories: sortedOnce(term.categories ?? []),
    severity: term.severity,
    sources: sortedOnce(term.sources ?? DEFAULT_SOURCES),
    boundary: term.boundary ?? 'word',
    unmask: term.unmask ?? false,
    needs:
      term.needs === undefined ? undefined : { any: sortedOnce(term.needs.any), within: term.needs.within },
    unless: sortedOnce(term.unless ?? []),
    softenedBy: sortedOnce(term.softenedBy ?? []),
    frames,
    sealed: term.sealed ?? false,
  };
}

function sortedOnce<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}

function escapeCharacter(char: string): string {
  let out = '';
  for (let i = 0; i < char.length; i += 1) out += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return out;
}

function asciiOf(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return parts.join('');
}

/** FNV-1a: against accidents, not against forgery; the signature and the SHA-256 are for that. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function readPack(value: unknown): Pack | undefined {
  if (!isRecord(value)) return undefined;
  const { version, terms } = value;
  if (typeof version !== 'string' || !Array.isArray(terms)) return undefined;
  const read = terms.map(readTerm).filter((term) => term !== undefined);
  return read.length === terms.length ? { version, terms: read } : undefined;
}

function readTerm(value: unknown): PackTerm | undefined {
  if (!isRecord(value)) return undefined;
  const {
    id,
    wordings,
    policy,
    categories,
    severity,
    sources,
    boundary,
    unmask,
    unless,
    softenedBy,
    sealed,
  } = value;
  const needs = value['needs'] === undefined ? undefined : readNeed(value['needs']);
  const frames = readFrames(value['frames']);
  if (typeof id !== 'string') return undefined;
  if (!isOneOf(POLICY_KEYS, policy) || !isOneOf(SEVERITIES, severity) || !isOneOf(BOUNDARIES, boundary))
    return undefined;
  if (!isListOf(POLICY_KEYS, categories) || !isListOf(SOURCES, sources)) return undefined;
  if (!isPhrases(unless) || !isPhrases(softenedBy) || frames === undefined) return undefined;
  if (!isWordings(wordings, isWhole(boundary))) return undefined;
  if (typeof unmask !== 'boolean' || typeof sealed !== 'boolean' || needs === 'bad') return undefined;
  return {
    id,
    wordings,
    policy,
    categories,
    severity,
    sources,
    boundary,
    unmask,
    needs,
    unless,
    softenedBy,
    frames,
    sealed,
  };
}

function readNeed(value: unknown): Need | 'bad' {
  if (!isRecord(value)) return 'bad';
  const { any, within } = value;
  return isPhrases(any) && typeof within === 'number' && within >= 0 ? { any, within } : 'bad';
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

function isListOf<T extends string>(allowed: readonly T[], value: unknown): value is T[] {
  return Array.isArray(value) && value.every((one) => isOneOf(allowed, one));
}

function isPhrases(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && expandWording(one).ok);
}

function isWordings(value: unknown, whole: boolean): value is string[] {
  const isWording = (one: unknown): boolean => typeof one === 'string' && compileWording(one, whole).ok;
  return Array.isArray(value) && value.length > 0 && value.every(isWording);
}
