import type { AppendAudit } from '../../permissions/routes.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { namesOf } from './words.ts';
import { endMemberships } from './store-members.ts';

/**
 * Clears timed memberships that are over, of all schools, and writes into the audit whose they were. Lists do not
 * wait for it: for them a membership ends at its moment. What waits is what has to be told, devices and consoles.
 *
 * @param onEnded a school in which some ended; called after the commit
 * @returns what stops it
 */
export function startSweep(deps: {
  readonly db: Database;
  readonly schoolIds: () => Promise<readonly string[]>;
  readonly appendAudit: AppendAudit;
  readonly log: Log;
  readonly everyMs: number;
  readonly onEnded: (schoolId: string) => void;
}): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let busy = false;

  async function sweep(): Promise<void> {
    for (const schoolId of await deps.schoolIds()) {
      await deps.db.inSchool(schoolId, async (tx) => {
        const ended = await endMemberships(tx);
        for (const { groupId, groupName, names } of ended) {
          await deps.appendAudit(tx, {
            action: 'groups.ended',
            summary: `The time of ${namesOf(names)} in the group ${groupName} was over`,
            subject: { kind: 'group', id: groupId },
            actor: null,
            address: null,
            outcome: 'done',
          });
        }
        if (ended.length > 0) tx.afterCommit(() => deps.onEnded(schoolId));
      });
    }
  }
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = sweep()
      .catch((cause: unknown) => deps.log.error('groups.not-swept', {}, cause))
      .finally(() => {
        busy = false;
      });
  }, deps.everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
