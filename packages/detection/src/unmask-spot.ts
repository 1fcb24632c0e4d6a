/** A place where words are disguised, and the ways to read it. */

import type { Reading, ReadWord } from './unmask-read.ts';

export type Spot = {
  readonly start: number;
  readonly end: number;
  /** At least one; other ways to read the same signs follow the likeliest. */
  readonly readings: readonly (readonly ReadWord[])[];
  /** Counts only beside a spot that is not weak. */
  readonly weak: boolean;
  /** Plain letters of several words without a gap. */
  readonly glued: boolean;
  /** A plain word that is only spelt otherwise. */
  readonly spelt?: boolean | undefined;
};

export function spotOf(start: number, end: number, readings: readonly Reading[]): Spot {
  const strong = readings.filter((reading) => !reading.weak);
  const all = strong.length > 0 ? strong : readings;
  return {
    start,
    end,
    readings: all.map(({ words }) => words),
    weak: strong.length === 0,
    glued: false,
  };
}

/** A spot that can be read in one way. */
export function plainSpot(start: number, end: number, words: readonly ReadWord[], weak = false): Spot {
  return { start, end, readings: [words], weak, glued: false };
}
