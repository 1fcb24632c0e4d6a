import { createJudge } from '@lapwing/protocol/features/access/judge.ts';
import type { Control, ControlApplied, ControlGap, ControlWanted } from '../control.ts';

export interface ManualControl extends Control {
  /** Everything that was asked for, in order. */
  readonly applied: ControlWanted[];
  /** What holds now; null before anything was asked for. */
  now(): ControlWanted | null;
  /** Whether a page may be open now. */
  opens(url: string, title?: string): boolean;
  /** How the next calls end, in place of all being well. */
  answer(how: (wanted: ControlWanted) => Promise<ControlApplied>): void;
  gaps(gaps: readonly ControlGap[]): void;
  /** Calls that were under way at once at most. */
  atOnce(): number;
}

const FINE: ControlApplied = Object.freeze({ failed: [], gaps: [] });

/** A device in memory that is as it is wanted, at once or as the test says. */
export function createManualControl(): ManualControl {
  const applied: ControlWanted[] = [];
  const listeners = new Set<(gaps: readonly ControlGap[]) => void>();
  let how: (wanted: ControlWanted) => Promise<ControlApplied> = () => Promise.resolve(FINE);
  let now: ControlWanted | null = null;
  let underWay = 0;
  let atOnce = 0;
  return {
    applied,
    now: () => now,
    opens: (url, title) =>
      now === null || now.web.open || createJudge(now.web.says, now.web.alwaysOpen).of(url, title).open,
    answer(next) {
      how = next;
    },
    gaps(gaps) {
      for (const listener of listeners) listener(gaps);
    },
    atOnce: () => atOnce,
    async apply(wanted) {
      applied.push(wanted);
      underWay += 1;
      atOnce = Math.max(atOnce, underWay);
      try {
        const outcome = await how(wanted);
        now = wanted;
        return outcome;
      } finally {
        underWay -= 1;
      }
    },
    onGaps(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
