import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import { compilePack } from '@lapwing/detection/compile.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { literalWording, type Term } from '@lapwing/detection/term.ts';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import type { Library } from '@lapwing/library/load.ts';

/**
 * The bytes that a device would load for plain terms: whole words, nothing unmasked and
 * nothing misspelt, which is what the peers look for. They are severe, so that
 * whatever the judge says each hit becomes a finding and the counts compare with those of the peers.
 */
export function packOfPlainTerms(terms: readonly string[]): Uint8Array {
  const written = terms.map((term, place): Term => ({
    id: `bench.${place}`,
    wordings: [literalWording(term)],
    policy: 'bullying',
    severity: 'severe',
    definition: 'A term of the benchmark.',
    unmask: false,
    spelling: false,
  }));
  return packOfTerms(written);
}

/** The bytes that a device would load for these terms, which name no word classes. */
export function packOfTerms(terms: readonly Term[]): Uint8Array {
  return compilePack(terms, { version: '1.0.0' });
}

/** The bytes that a device would load for a list of phrases that nobody is to read. */
export function packOfSealed(phrases: readonly string[]): Uint8Array {
  const sealed = [{ id: 'bench', policy: 'illegal-content', severity: 'severe', phrases } as const];
  return compilePack([], { version: '1.0.0', sealed });
}

/** The bytes of the managed library as it is shipped. */
export function packOfLibrary(library: Library): Uint8Array {
  return compilePack(library.terms, compileOptions(library));
}

/** An engine from the bytes of a pack that was just compiled; throws if it does not load. */
export function engineOf(bytes: Uint8Array): Engine {
  const loaded = loadPack(bytes);
  if (!loaded.ok) throw new Error(loaded.message);
  return createEngine(loaded.pack);
}
