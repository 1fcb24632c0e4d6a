import type { Finding, ScanOptions } from './finding.ts';
import type { Pack } from './pack.ts';

export type { Finding, ScanOptions } from './finding.ts';

/**
 * Remembers, in one integer, how far into a term a growing text has come, so that a key costs next to nothing.
 */
export type Probe = {
  /** Feeds text; true if a term may have ended in it, so that a scan is worth its while. */
  push(text: string): boolean;
  reset(): void;
};

export type Engine = {
  /** The version of the pack that it was made from. */
  readonly version: string;
  /** Every finding in the text, in the order of their beginnings. Never throws, whatever the text. */
  scan(text: string, options: ScanOptions): Finding[];
  probe(): Probe;
  /** What a rule id in `because` means, in one sentence. */
  explain(ruleId: string): string;
};

/** Builds the automaton of a pack; the engine holds no text and may be used for ever. */
export function createEngine(pack: Pack): Engine {
  void pack;
  throw new Error('not built yet');
}
