import type { Engine } from '@lapwing/detection/engine.ts';
import type { Finding } from '@lapwing/detection/finding.ts';
import type { Source } from '@lapwing/detection/term.ts';

/** What the engine found in sentences that should be silent. */
export type CleanResult = {
  readonly sentences: number;
  readonly findings: readonly Finding[];
  /** Findings for 100,000 sentences. */
  readonly severe: number;
  readonly other: number;
};

/** Scans each sentence by itself, as if it had been seen in the source. */
export function scanClean(engine: Engine, sentences: readonly string[], source: Source): CleanResult {
  const findings = sentences.flatMap((sentence) => engine.scan(sentence, { source }));
  const severe = findings.filter(({ severity }) => severity === 'severe').length;
  const scale = 100_000 / Math.max(1, sentences.length);
  return {
    sentences: sentences.length,
    findings,
    severe: severe * scale,
    other: (findings.length - severe) * scale,
  };
}

/** The worse of two: more severe findings first, then more of all. */
export function worseOf(one: CleanResult, other: CleanResult): CleanResult {
  if (one.severe !== other.severe) return one.severe > other.severe ? one : other;
  return one.other >= other.other ? one : other;
}
