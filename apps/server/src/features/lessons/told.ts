import { can, reachOf } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { ordersChanged } from '../state/index.ts';
import type { LessonParts } from './parts.ts';
import { covers } from './present.ts';
import { devicesOfGroup } from './store-people.ts';

/** Tells of lessons after the commit. */
export interface Told {
  /** A lesson with this group began, changed or ended: its devices hear it at once, and the consoles of its staff. */
  changed(tx: SchoolTx, groupId: string): Promise<void>;
}

export function createTold(
  parts: Pick<LessonParts, 'bus' | 'presence'> & { readonly live: Pick<LessonParts['live'], 'publish'> },
): Told {
  return {
    async changed(tx, groupId) {
      const { schoolId } = tx;
      const deviceIds = await devicesOfGroup(tx, groupId, parts.presence.online(schoolId));
      tx.afterCommit(() => {
        if (deviceIds.length > 0) parts.bus.publish(ordersChanged, { schoolId, deviceIds });
        parts.live.publish(schoolId, async (actor) =>
          can(actor, 'lessons.teach') && covers(reachOf(actor, 'lessons.teach'), groupId)
            ? { type: 'lessons/changed' }
            : null,
        );
      });
    },
  };
}
