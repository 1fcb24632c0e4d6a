/// <reference types="node" />
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { loadLibrary, type Library, type LibraryFiles } from './load.ts';

/**
 * A release of the library: one file, signed, with a note for each term that is not as it was. The bytes: `LWLB`, the
 * format in one byte, three zeros, the Ed25519 signature (64 bytes), then JSON compressed by gzip.
 */
export interface Release {
  readonly library: Library;
  /** Why a term is new, changed or gone, by its id. */
  readonly notes: ReadonlyMap<string, string>;
  /** SHA-256 of the file in hexadecimal. */
  readonly sha256: string;
}

export type ReadRelease =
  | { readonly ok: true; readonly release: Release }
  | { readonly ok: false; readonly reason: ReleaseProblem; readonly message: string };

export type ReleaseProblem = 'not-a-library' | 'newer-format' | 'bad-signature' | 'damaged' | 'not-sound';

const MAGIC = Buffer.from('LWLB', 'ascii');
const FORMAT = 1;
const HEADER = 8;
const SIGNATURE = 64;
/** What is signed says what it is for: a signature over something else can never pass for one over a library. */
const PURPOSE = Buffer.from('lapwing library release 1\n', 'ascii');
/** The JSON of a library ten times as large as today's; a file that unpacks to more is none. */
const MOST_UNPACKED = 64 * 1024 * 1024;
/** Problems of an unsound library that are told. */
const TOLD = 5;

const file = z.object({ name: z.string().max(200), content: z.unknown() });
const payloadSchema = z.object({
  about: z.unknown(),
  classes: z.unknown(),
  spellings: z.unknown(),
  policies: z.array(file).max(1000),
  guidance: z.array(file).max(1000),
  pages: z.array(file).max(1000).default([]),
  notes: z.record(z.string().max(80), z.string().trim().min(3).max(300)),
});

const unpack = promisify(gunzip);

/** The bytes of a release. Equal files and notes signed by one key give equal bytes. */
export function makeRelease(
  files: LibraryFiles,
  notes: ReadonlyMap<string, string>,
  privateKey: KeyObject,
): Uint8Array {
  const payload = gzipSync(
    JSON.stringify({ ...files, notes: Object.fromEntries([...notes].sort(([a], [b]) => (a < b ? -1 : 1))) }),
    {
      level: 9,
    },
  );
  const signature = sign(null, Buffer.concat([PURPOSE, payload]), privateKey);
  return Buffer.concat([MAGIC, Buffer.from([FORMAT, 0, 0, 0]), signature, payload]);
}

/**
 * Reads a release. The signature is looked at before anything else is made of the bytes; whatever they are, it answers
 * and does not throw.
 *
 * @param trusted public keys, one of which must have signed it
 */
export async function readRelease(bytes: Uint8Array, trusted: readonly KeyObject[]): Promise<ReadRelease> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (all.length <= HEADER + SIGNATURE || !all.subarray(0, MAGIC.length).equals(MAGIC))
    return problem('not-a-library', 'This is not a file of Lapwing’s library.');
  if (all[4] !== FORMAT)
    return problem(
      'newer-format',
      'The file is of a later kind than this server reads. Update Lapwing first.',
    );
  const signature = all.subarray(HEADER, HEADER + SIGNATURE);
  const payload = all.subarray(HEADER + SIGNATURE);
  const signed = Buffer.concat([PURPOSE, payload]);
  if (!trusted.some((key) => verify(null, signed, key, signature))) {
    return problem(
      'bad-signature',
      trusted.length === 0
        ? 'This server trusts no maker of libraries yet, so it takes no update.'
        : 'The file is not signed by a maker whom this server trusts, or it was changed on its way.',
    );
  }
  let content: unknown;
  try {
    content = JSON.parse((await unpack(payload, { maxOutputLength: MOST_UNPACKED })).toString('utf8'));
  } catch {
    return problem('damaged', 'The file cannot be unpacked.');
  }
  const parsed = payloadSchema.safeParse(content);
  if (!parsed.success)
    return problem('damaged', `The file is not complete: ${z.prettifyError(parsed.error)}`);
  const { notes, ...files } = parsed.data;
  const loaded = loadLibrary(files);
  if (!loaded.ok) {
    return problem(
      'not-sound',
      `The library in the file is not sound: ${loaded.problems.slice(0, TOLD).join(' ')}`,
    );
  }
  return {
    ok: true,
    release: {
      library: loaded.library,
      notes: new Map(Object.entries(notes)),
      sha256: createHash('sha256').update(all).digest('hex'),
    },
  };
}

/** A public key from the text of a PEM file; null for anything that is no Ed25519 key. */
export function readReleaseKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** Whether the first version comes before the second: `2026.9.10` before `2026.11.2`. */
export function isOlder(one: string, other: string): boolean {
  const a = one.split('.').map(Number);
  const b = other.split('.').map(Number);
  for (let place = 0; place < 3; place += 1) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** What became of a term from one library to another. */
export interface TermDifference {
  readonly id: string;
  readonly change: 'new' | 'changed' | 'gone';
}

/** The terms that are not the same in both, by their ids. A change of a word class changes every term that names it. */
export function differencesOf(before: Library, after: Library): TermDifference[] {
  const written = (library: Library): Map<string, string> =>
    new Map(
      library.terms.map((term) => [
        term.id,
        JSON.stringify([
          Object.entries(term).sort(([a], [b]) => (a < b ? -1 : 1)),
          classesIn(library, JSON.stringify(term)),
        ]),
      ]),
    );
  const old = written(before);
  const now = written(after);
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  return ids.flatMap((id): TermDifference[] => {
    if (!now.has(id)) return [{ id, change: 'gone' }];
    if (!old.has(id)) return [{ id, change: 'new' }];
    return old.get(id) === now.get(id) ? [] : [{ id, change: 'changed' }];
  });
}

/** What the word classes that a text names stand for, with the classes that those name. */
function classesIn(library: Library, text: string, known = new Set<string>()): string[] {
  const found: string[] = [];
  for (const [, name = ''] of text.matchAll(/\{([a-z-]+)\}/gu)) {
    const phrases = library.classes[name];
    if (phrases === undefined || known.has(name)) continue;
    known.add(name);
    const words = phrases.join('|');
    found.push(`${name}: ${words}`, ...classesIn(library, words, known));
  }
  return found;
}

function problem(reason: ReleaseProblem, message: string): ReadRelease {
  return { ok: false, reason, message };
}
