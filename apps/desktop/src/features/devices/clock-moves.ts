import type { Moment } from './last-run.ts';

/** By how much a clock has to be moved to count. */
const NOTABLE_MS = 60_000;
/** Small moves within so long add up; beyond it the two counts may drift apart by themselves. */
const ADD_UP_MS = 24 * 3_600_000;
const REMEMBERED = 20;

/** The clock was set. */
export interface ClockMove {
  /** Milliseconds; negative: back. */
  readonly by: number;
  /** Milliseconds since 1970 by the clock as it stood after it. */
  readonly at: number;
}

export interface ClockMoves {
  /**
   * Looks at the clocks.
   * @param truth milliseconds since 1970 as the school's server has it for this moment; null while it has said nothing
   * @returns moves away from the truth that were not returned before. A clock that is put right is left alone, and
   *   while the truth is not known every move waits for it
   */
  look(now: Moment, truth: number | null): ClockMove[];
}

/** @param start the moment that moves are counted from */
export function createClockMoves(start: Moment): ClockMoves {
  let anchor = start;
  let waiting: ClockMove[] = [];
  return {
    look(now, truth) {
      const by = Math.round(now.wall - anchor.wall - (now.up - anchor.up));
      const notable = Math.abs(by) >= NOTABLE_MS;
      if (notable) waiting = [...waiting, { by, at: now.wall }].slice(-REMEMBERED);
      if (notable || now.up - anchor.up > ADD_UP_MS) anchor = now;
      if (truth === null) return [];
      let wrong = now.wall - truth;
      const away: ClockMove[] = [];
      for (const move of waiting.toReversed()) {
        const wrongBefore = wrong - move.by;
        if (Math.abs(wrong) > Math.abs(wrongBefore)) away.unshift(move);
        wrong = wrongBefore;
      }
      waiting = [];
      return away;
    },
  };
}
