import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Hands } from './contracts/hands.ts';
import type { Log } from './contracts/log.ts';

/** Milliseconds without a step after which everything is let go of, and nobody is said to work the device. */
export const WORK_RESTS_MS = 10_000;
/** Steps that may wait; whoever sends more than the device can do is not heard for the moment. */
export const MOST_WAITING_STEPS = 240;

export interface ScreenWork {
  /** Steps of somebody who may work the device now. */
  work(by: string, steps: readonly WorkStep[]): void;
  /** Nobody may any more: what waits is not done, and what is held is let go of. */
  end(): void;
  /** Who works the device; null when nobody does. */
  by(): string | null;
}

/** Keyboard and pointer worked by staff: SPEC.md, SCREEN-15 to SCREEN-17. */
export function createScreenWork(parts: {
  readonly hands: Hands;
  readonly clock: Clock;
  readonly log: Log;
  /** `by` has changed. */
  readonly changed: () => void;
}): ScreenWork {
  const { hands, clock, log, changed } = parts;
  let worker: string | null = null;
  let turn = 0;
  let waiting = 0;
  let work: Promise<void> = Promise.resolve();
  let cancelRest: Cancel = () => undefined;

  function failed(error: unknown): void {
    log('screens.not-worked', { error: error instanceof Error ? error.name : 'unknown' });
  }

  function end(): void {
    if (worker === null) return;
    worker = null;
    turn += 1;
    cancelRest();
    // Behind what is under way, so that nothing is pressed afterwards.
    work = work.then(() => hands.release()).catch(failed);
    changed();
  }

  return {
    work(by, steps) {
      if (waiting + steps.length > MOST_WAITING_STEPS) {
        log('screens.work-dropped', { steps: steps.length });
        return;
      }
      const before = worker;
      worker = by;
      cancelRest();
      cancelRest = clock.setTimer(WORK_RESTS_MS, end);
      if (before !== by) changed();
      const mine = turn;
      waiting += steps.length;
      work = work
        .then(() => (mine === turn ? hands.work(steps, () => mine === turn) : undefined))
        .catch(failed)
        .finally(() => {
          waiting -= steps.length;
        });
    },
    end,
    by: () => worker,
  };
}
