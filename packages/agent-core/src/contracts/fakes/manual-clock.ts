import type { Clock } from '../clock.ts';

export interface ManualClock extends Clock {
  /** Moves the hands and runs what is due, in order, letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Moves the hands without running anything, as a person can. */
  set(now: number): void;
}

/**
 * A clock that stands still until it is moved.
 * @param turns how many turns promises are given to settle after each timer
 */
export function createManualClock(
  start: number = Date.parse('2026-11-14T10:00:00.000Z'),
  turns = 200,
): ManualClock {
  let now = start;
  /** Time that has passed, whatever the hands say. */
  let passed = 0;
  let timers: { due: number; run: () => void }[] = [];
  return {
    now: () => now,
    passed: () => passed,
    setTimer(ms, run) {
      const timer = { due: passed + Math.max(0, ms), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = passed + ms;
      await settled(turns);
      for (;;) {
        const next = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now += next.due - passed;
        passed = next.due;
        next.run();
        await settled(turns);
      }
      now += end - passed;
      passed = end;
      await settled(turns);
    },
    set(next) {
      now = next;
    },
  };
}

/** Lets chains of promises come to rest; no promise of the fakes takes longer. */
async function settled(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
}
