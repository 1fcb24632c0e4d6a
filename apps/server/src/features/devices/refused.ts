import type { Live } from '../../permissions/live.ts';
import { can } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { insertRefusal, type NewRefusal } from './store.ts';

/** Keeps which devices were not let in, and tells those who look after the devices. */
export interface RefusedAttempts {
  record(tx: SchoolTx, refusal: NewRefusal): Promise<void>;
}

export function createRefusedAttempts(deps: {
  readonly live: Live;
  readonly changed: (schoolId: string, deviceId: string) => void;
}): RefusedAttempts {
  return {
    async record(tx, refusal) {
      const { schoolId } = tx;
      if (!(await insertRefusal(tx, refusal))) return;
      tx.afterCommit(() => {
        deps.live.publish(schoolId, (actor) =>
          Promise.resolve(can(actor, 'devices.manage') ? { type: 'devices/attempt-refused' } : null),
        );
        if (refusal.deviceId !== null) deps.changed(schoolId, refusal.deviceId);
      });
    },
  };
}
