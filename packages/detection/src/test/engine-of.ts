import { createEngine, type Engine } from '../engine.ts';
import type { Finding, ScanOptions } from '../finding.ts';
import { compilePack } from '../compile.ts';
import { loadPack } from '../pack.ts';
import type { Term } from '../term.ts';

/** A term of which only what the test is about is given. */
export function term(wording: string | readonly string[], rest: Partial<Term> = {}): Term {
  const wordings = typeof wording === 'string' ? [wording] : wording;
  return {
    id: 'test.term',
    wordings,
    policy: 'suicide',
    severity: 'moderate',
    definition: 'A term of a test.',
    ...rest,
  };
}

export function engineOf(...terms: Term[]): Engine {
  const loaded = loadPack(compilePack(terms, { version: 'test' }));
  if (!loaded.ok) throw new Error(loaded.message);
  return createEngine(loaded.pack);
}

export function scan(wanted: Term, text: string, options: ScanOptions = { source: 'typed' }): Finding[] {
  return engineOf(wanted).scan(text, options);
}
