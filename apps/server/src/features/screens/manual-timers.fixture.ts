import type { Timers } from '../../platform/clock/timers.ts';

/** Timers whose hands a test turns. */
export interface ManualTimers extends Timers {
  /** Lets so many milliseconds pass, with everything that falls due on the way. */
  pass(ms: number): void;
}

export function manualTimers(): ManualTimers {
  let now = 1_000_000;
  let order = 0;
  const due = new Map<number, { at: number; action: () => void }>();
  return {
    now: () => now,
    after(ms, action) {
      const key = (order += 1);
      due.set(key, { at: now + ms, action });
      return () => due.delete(key);
    },
    pass(ms) {
      const until = now + ms;
      for (;;) {
        let next: [number, { at: number; action: () => void }] | null = null;
        for (const entry of due) if (next === null || entry[1].at < next[1].at) next = entry;
        if (next === null || next[1].at > until) break;
        due.delete(next[0]);
        now = next[1].at;
        next[1].action();
      }
      now = until;
    },
  };
}
