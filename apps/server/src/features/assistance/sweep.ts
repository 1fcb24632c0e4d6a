import type { SchoolTx } from '../../platform/db/database.ts';
import type { AssistanceParts } from './parts.ts';
import { endOver, requestsById, schoolsWithOver } from './store.ts';
import type { Told } from './told.ts';

/** How long a request waits for an answer. */
export const GOOD_FOR_MS = 30 * 60_000;

type SweepDeps = Pick<AssistanceParts, 'db' | 'clock'> & { readonly told: Told };

/** Ends, in all schools, what nobody answered in time and what somebody asked who has left since. */
export async function sweepRequests(deps: SweepDeps): Promise<void> {
  const before = new Date(deps.clock.now() - GOOD_FOR_MS);
  for (const schoolId of await schoolsWithOver(deps.db, before)) {
    await deps.db.inSchool(schoolId, (tx) => endRequests(deps, tx));
  }
}

/** The same in one school. */
export async function endRequests(deps: SweepDeps, tx: SchoolTx): Promise<void> {
  const now = deps.clock.now();
  const ended = await endOver(tx, new Date(now - GOOD_FOR_MS), new Date(now));
  if (ended.length === 0) return;
  for (const row of await requestsById(tx, ended)) {
    deps.told.device(tx, row);
    deps.told.consoles(tx, row.id, false);
  }
}

/** Sweeps again and again. @returns what stops it */
export function startSweep(deps: SweepDeps & Pick<AssistanceParts, 'log'> & { readonly everyMs: number }): {
  soon(): void;
  stop(): Promise<void>;
} {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  function sweep(): void {
    if (stopped) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = sweepRequests(deps)
      .catch((cause: unknown) => deps.log.error('assistance.not-swept', {}, cause))
      .finally(() => {
        running = null;
        if (!again) return;
        again = false;
        sweep();
      });
  }
  const timer = setInterval(sweep, deps.everyMs);
  timer.unref();
  return {
    soon: sweep,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
