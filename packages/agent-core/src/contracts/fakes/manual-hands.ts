import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import type { Hands } from '../hands.ts';

export interface ManualHands extends Hands {
  /** Every step that was done; `let go` for a release. */
  readonly done: (WorkStep | 'let go')[];
  /** The next steps wait until it is called with false. */
  hold(holds: boolean): void;
}

/** Hands that only note what they were to do. */
export function createManualHands(): ManualHands {
  const done: (WorkStep | 'let go')[] = [];
  let free: () => void = () => undefined;
  let held: Promise<void> | null = null;
  return {
    done,
    hold(holds) {
      free();
      held = holds
        ? new Promise((resolve) => {
            free = resolve;
          })
        : null;
    },
    async work(steps, wanted) {
      for (const step of steps) {
        await held;
        if (wanted()) done.push(step);
      }
    },
    release() {
      done.push('let go');
      return Promise.resolve();
    },
  };
}
