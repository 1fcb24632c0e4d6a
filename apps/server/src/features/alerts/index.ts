import type { Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { CaptureHooks } from '../captures/index.ts';
import { addChainRoutes } from './chain.api.ts';
import { addDeliveryRoutes } from './delivery.api.ts';
import { startAlertLoop, type AlertLoop } from './loop.ts';
import { addMailServerRoutes } from './mail-server.api.ts';
import { addMyAlertRoutes } from './mine.api.ts';
import type { AlertParts } from './parts.ts';
import { nextFor } from './plan.ts';
import { endWatch } from './store-chain.ts';
import { insertOwed, isOwed, type OwedKind } from './store.ts';

export type { AlertParts, Holder, Named } from './parts.ts';
export type { CaptureFacts } from './store.ts';
export { momentOf, schoolClock } from './school-time.ts';

/** Who is told of captures by mail, and who is next. */
export interface Alerts {
  /** To be called by the captures, within the transaction in which something happens to one. */
  readonly hooks: CaptureHooks;
  /** Tells a member of staff that a threshold rule acted, in the transaction in which it does. */
  tellOfThreshold(tx: SchoolTx, told: { accountId: string; captureId: string }): Promise<void>;
  /** Whoever is next by the school's chain at this hour, and why; null while the school has set no chain. */
  nextInChain(tx: SchoolTx, captureId: string, askedBy: string): ReturnType<typeof nextFor>;
  register(routes: Routes): void;
  /** Begins to send; what was owed before goes first. */
  start(): void;
  figures(): { readonly waiting: number; readonly dead: number };
  stop(): Promise<void>;
}

export function createAlerts(parts: AlertParts): Alerts {
  let loop: AlertLoop | null = null;
  const owe = async (
    tx: SchoolTx,
    kind: OwedKind,
    captureId: string,
    accountId: string | null = null,
    byId: string | null = null,
  ): Promise<void> => {
    const owes = await insertOwed(tx, { kind, captureId, accountId, byId, at: parts.clock.now() });
    if (owes) tx.afterCommit(() => loop?.wake(tx.schoolId));
  };
  return {
    hooks: {
      arrived: (tx, captureId) => owe(tx, 'arrived', captureId),
      raised: (tx, captureId) => owe(tx, 'raised', captureId),
      async opened(tx, captureId, by) {
        // What has not been taken up yet is told after it, so that the chain does not begin behind a capture's back.
        if (await isOwed(tx, captureId)) return owe(tx, 'opened', captureId, by.id);
        await endWatch(tx, captureId, 'opened', parts.clock.now(), by.id);
      },
      assigned: (tx, captureId, to, by) => owe(tx, 'assigned', captureId, to.id, by.id),
      escalated: (tx, captureId, to, by) => owe(tx, 'escalated', captureId, to.id, by.id),
    },
    tellOfThreshold: (tx, { accountId, captureId }) => owe(tx, 'threshold', captureId, accountId),
    nextInChain: (tx, captureId, askedBy) => nextFor(parts, tx, captureId, askedBy),
    register(routes) {
      const wake = (tx: SchoolTx): void => tx.afterCommit(() => loop?.wake(tx.schoolId));
      addDeliveryRoutes(routes, parts, wake);
      addMailServerRoutes(routes, parts, wake);
      addChainRoutes(routes, parts);
      addMyAlertRoutes(routes, parts);
    },
    start() {
      loop ??= startAlertLoop(parts);
    },
    figures: () => loop?.figures() ?? { waiting: 0, dead: 0 },
    async stop() {
      await loop?.stop();
      loop = null;
    },
  };
}
