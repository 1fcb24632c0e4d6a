import type { AppendAudit } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { endOver, schoolsWithOver } from './store.ts';
import type { Told } from './told.ts';

interface SweepDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly appendAudit: AppendAudit;
  readonly told: Told;
}

/**
 * Writes down, in all schools, which lessons are over by themselves. Nothing waits for it: a lesson ends at its moment,
 * on devices and in lists. What waits is what has to be said, in the audit and to consoles.
 */
export async function sweepLessons(deps: SweepDeps): Promise<void> {
  const now = new Date(deps.clock.now());
  for (const schoolId of await schoolsWithOver(deps.db, now)) {
    await deps.db.inSchool(schoolId, async (tx) => {
      for (const { id, title, group_id: groupId } of await endOver(tx, now)) {
        await deps.appendAudit(tx, {
          action: 'lessons.over',
          summary: `The time of the lesson ${title} was over`,
          subject: { kind: 'lesson', id },
          actor: null,
          address: null,
          outcome: 'done',
        });
        await deps.told.changed(tx, groupId);
      }
    });
  }
}

/** Sweeps again and again. @returns what stops it */
export function startSweep(
  deps: SweepDeps & { readonly log: Log; readonly everyMs: number },
): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= sweepLessons(deps)
      .catch((cause: unknown) => deps.log.error('lessons.not-swept', {}, cause))
      .finally(() => {
        running = null;
      });
  }, deps.everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
