import { can } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { AccessDeps } from './parts.ts';

/**
 * Tells open consoles after the commit that something of access has changed: those who may look at it.
 *
 * @param owner whose own it is and was: nobody else is told; null where it is the school's
 */
export function tellConsoles(live: AccessDeps['live'], tx: SchoolTx, owner: string | null): void {
  const { schoolId } = tx;
  tx.afterCommit(() => {
    live.publish(schoolId, async (actor) =>
      can(actor, 'access.view') && (owner === null || owner === actor.accountId)
        ? { type: 'access/changed' }
        : null,
    );
  });
}
