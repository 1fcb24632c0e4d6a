import type { Severity } from '@lapwing/protocol/vocabulary.ts';

interface SeverityWord {
  readonly word: string;
  readonly shape: string;
  readonly tone: 'stop' | 'warn' | 'quiet';
}

/** How each severity is said, drawn and coloured, everywhere the same. */
export const SEVERITY_WORDS: Readonly<Record<Severity, SeverityWord>> = Object.freeze({
  severe: { word: 'Severe', shape: '▲', tone: 'stop' },
  moderate: { word: 'Moderate', shape: '◆', tone: 'warn' },
  minor: { word: 'Minor', shape: '○', tone: 'quiet' },
});

/** Worst first, as lists of choices show them. */
export const WORST_FIRST: readonly Severity[] = Object.freeze(['severe', 'moderate', 'minor']);

/** The worst severity that is waiting, or null when nothing is. */
export function worstOf(counts: Readonly<Record<Severity, number>>): Severity | null {
  return WORST_FIRST.find((severity) => counts[severity] > 0) ?? null;
}
