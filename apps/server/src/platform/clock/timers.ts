import type { Clock } from './clock.ts';

/** The time, and what is to be done later; an argument, so that tests can turn the hands themselves. */
export interface Timers extends Clock {
  /** Runs the action once after so many milliseconds. Returns what calls it off. */
  after(ms: number, action: () => void): () => void;
}

/** The real one. What waits does not keep the process alive. */
export function systemTimers(clock: Clock): Timers {
  return {
    now: () => clock.now(),
    after(ms, action) {
      const timer = setTimeout(action, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
