/** The device's clock. */
export const systemClock = Object.freeze({
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  /** Milliseconds of this run, by a count that nobody can set. */
  passed: (): number => performance.now(),
  /**
   * Calls `run` once after `ms` milliseconds, never at once. Node counts no further than 2^31 milliseconds and would
   * call at once beyond.
   */
  setTimer: (ms: number, run: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const part = Math.min(left, LONGEST_MS);
      timer = setTimeout(
        () => {
          if (left > part) wait(left - part);
          else run();
        },
        Math.max(1, part),
      );
    };
    wait(Number.isNaN(ms) ? 0 : ms);
    return () => {
      clearTimeout(timer);
    };
  },
});

const LONGEST_MS = 2 ** 31 - 1;
