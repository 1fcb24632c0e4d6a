import type { Boundary, Frame, Need, PolicyKey, Severity, Source, Term } from './term.ts';

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

/**
 * Turns terms into the bytes that a device loads. Equal terms give equal bytes in whatever order they come, so
 * the SHA-256 of the bytes (computed by the caller) names the pack. Throws for a term that `checkTerm` refuses.
 */
export function compilePack(terms: readonly Term[], options: { readonly version: string }): Uint8Array {
  void terms;
  void options;
  throw new Error('not built yet');
}

/** Reads the bytes of a pack; whatever they are, it answers and does not throw. */
export function loadPack(bytes: Uint8Array): LoadedPack {
  void bytes;
  throw new Error('not built yet');
}
