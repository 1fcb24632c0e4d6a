import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LibraryFiles } from '@lapwing/library/load.ts';
import { readShippedFiles } from '@lapwing/library/read.ts';
import { makeRelease } from '@lapwing/library/release.ts';

/** A maker of libraries with a key of its own. */
export interface LibraryMaker {
  /** A new folder of the test; who stops the test removes it. */
  readonly folder: string;
  /** PEM file with the maker's public key, as LAPWING_LIBRARY_KEYS names it. */
  readonly keysFile: string;
  /** A signed file: the shipped library with one made-up term more, under this version. */
  release(version: string, key?: KeyObject): Uint8Array;
}

export const MADE_UP_TERM = 'drugs.la-flimmer';
export const MADE_UP_NOTE = 'Finds a word that has come up this term.';

export async function makeLibraryMaker(): Promise<LibraryMaker> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-test-library-'));
  const keysFile = path.join(folder, 'keys.pem');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(keysFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const files = await readShippedFiles();
  return {
    folder,
    keysFile,
    release: (version, key = privateKey) =>
      makeRelease(edition(files, version), new Map([[MADE_UP_TERM, MADE_UP_NOTE]]), key),
  };
}

function edition(files: LibraryFiles, version: string): LibraryFiles {
  const term = {
    id: MADE_UP_TERM,
    severity: 'severe',
    definition: 'A made-up word for a test, which means nothing.',
    wordings: ['flimmer'],
    sources: ['typed'],
    example: 'He said flimmer.',
    counterExample: 'He said glimmer.',
  };
  const file = {
    name: 'policies/drugs.la.json',
    content: { policy: 'drugs', language: 'la', terms: [term] },
  };
  return { ...files, about: { version }, policies: [...files.policies, file] };
}
