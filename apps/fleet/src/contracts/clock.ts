import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';

/** The clock of a simulated device: it can be set, as that of a real one can be wrong. */
export interface DeviceClock extends Clock {
  /** From now on it shows this much more than the machine's clock; milliseconds, negative for the past. */
  shift(ms: number): void;
}

export function createDeviceClock(): DeviceClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    passed: () => performance.now(),
    setTimer(ms, run) {
      const timer = setTimeout(run, Math.max(1, ms));
      return () => clearTimeout(timer);
    },
    shift(ms) {
      ahead = ms;
    },
  };
}
