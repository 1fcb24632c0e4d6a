import { can } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { ordersChanged } from '../state/index.ts';
import type { AgreementParts } from './parts.ts';

/** A whole school that logs on in the morning answers within minutes: consoles are told once in this time. */
const GATHER_MS = 1000;

/** Tells of agreements after the commit. */
export interface Told {
  /** What is asked has changed, or whom. */
  devices(tx: SchoolTx, deviceIds: readonly string[] | null): void;
  /** How people stand has changed, or an agreement. */
  consoles(tx: SchoolTx): void;
  stop(): void;
}

export function createTold(parts: Pick<AgreementParts, 'bus' | 'live'>): Told {
  const waiting = new Map<string, NodeJS.Timeout>();

  function say(schoolId: string): void {
    waiting.delete(schoolId);
    parts.live.publish(schoolId, async (actor) =>
      can(actor, 'agreements.view') ? { type: 'agreements/changed' } : null,
    );
  }

  return {
    devices(tx, deviceIds) {
      const { schoolId } = tx;
      tx.afterCommit(() => parts.bus.publish(ordersChanged, { schoolId, deviceIds }));
    },
    consoles(tx) {
      const { schoolId } = tx;
      tx.afterCommit(() => {
        if (waiting.has(schoolId)) return;
        waiting.set(
          schoolId,
          setTimeout(() => say(schoolId), GATHER_MS),
        );
      });
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
