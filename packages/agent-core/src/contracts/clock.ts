/** Undoes what was set up; calling it twice is harmless. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970 by the device's own clock, which may be wrong or be moved. */
  now(): number;
  /**
   * Milliseconds that have passed since some moment of this run, by a count that nobody can set. It may stand still
   * while the device sleeps.
   */
  passed(): number;
  /** Calls `run` once after `ms` milliseconds, never at once. */
  setTimer(ms: number, run: () => void): Cancel;
}
