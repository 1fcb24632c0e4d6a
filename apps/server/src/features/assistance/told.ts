import { reachOf } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { AssistanceParts } from './parts.ts';
import { toldOf } from './present.ts';
import { isWithin, type RequestRow } from './store.ts';

/** Tells of requests after the commit. */
export interface Told {
  /** Tells the consoles of those who answer this pupil. */
  consoles(tx: SchoolTx, requestId: string, asked: boolean): void;
  /** Tells the device how a request stands, as long as whoever asked still sits there. */
  device(tx: SchoolTx, row: RequestRow): void;
}

export function createTold(parts: Pick<AssistanceParts, 'live' | 'presence'>): Told {
  return {
    consoles(tx, requestId, asked) {
      const { schoolId } = tx;
      tx.afterCommit(() =>
        parts.live.publish(schoolId, async (actor, reading) => {
          const reach = reachOf(actor, 'assistance.answer');
          return reach !== null && (await isWithin(reading, reach, requestId))
            ? { type: 'assistance/changed', asked }
            : null;
        }),
      );
    },
    device(tx, row) {
      if (!row.sits) return;
      const { schoolId } = tx;
      tx.afterCommit(() => parts.presence.send(schoolId, row.device_id, [toldOf(row)]));
    },
  };
}
