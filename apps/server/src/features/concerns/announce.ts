import { reachOf } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { isShared, isWithin } from './store-seen.ts';

/** Tells the open consoles that a concern has changed, once the transaction is committed. */
export type AnnounceConcern = (tx: SchoolTx, concernId: string) => void;

/**
 * Whoever sees the concern by their role is told which one. With whom it is shared by name is not in the rights by which
 * alone it is decided who is told what; of one that is shared, all others hear that one of those has changed, and ask.
 */
export function createConcernAnnounce(live: Pick<Live, 'publish'>): AnnounceConcern {
  return (tx, concernId) => {
    const { schoolId } = tx;
    tx.afterCommit(() =>
      live.publish(schoolId, async (actor, now) => {
        const reach = reachOf(actor, 'concerns.view');
        if (reach !== null && (await isWithin(now, reach, concernId))) {
          return { type: 'concerns/changed', concernId };
        }
        return (await isShared(now, concernId)) ? { type: 'concerns/changed', concernId: null } : null;
      }),
    );
  };
}
