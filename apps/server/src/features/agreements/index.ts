import type { DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Seat } from '../state/index.ts';
import { hearAnswers } from './agent.ts';
import { addAgreementRoutes } from './api.ts';
import { agreementsAtSeats } from './at.ts';
import type { AgreementParts } from './parts.ts';
import { addSignatureRoutes } from './signatures.api.ts';
import { createTold } from './told.ts';

export type { AgreementParts } from './parts.ts';

export interface Agreements {
  /** What whoever is at each device is asked, by the device's id; a few queries for all of them. */
  agreementsAt(tx: SchoolTx, seats: readonly Seat[]): Promise<Map<string, DeviceOrders['agreements']>>;
  stop(): void;
}

/** Adds the routes of acceptable use agreements, and hears what people answer. */
export function registerAgreements(parts: AgreementParts): Agreements {
  const told = createTold(parts);
  hearAnswers(parts, told);
  addAgreementRoutes(parts, told);
  addSignatureRoutes(parts, told);
  return {
    agreementsAt: (tx, seats) =>
      agreementsAtSeats(tx, seats, { timeZone: parts.timeZone, now: parts.clock.now() }),
    stop: () => told.stop(),
  };
}
