import { NO_ORDERS, type StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import type { RestrictionsActual } from '@lapwing/protocol/features/restrictions/actual.event.ts';
import { hostOf } from './address.ts';
import type { AgentContracts } from './contracts.ts';
import { type ControlKeeper, createControlKeeper } from './control.ts';
import { wantedAt, type WantedAt } from './control-wanted.ts';
import type { Identity } from './identity.ts';
import { isSameData } from './same-data.ts';
import type { ServerTime } from './server-time.ts';
import type { StateKeeper } from './state.ts';
import type { ControlShown } from './status.ts';

/** The device's clock is handed on anew when it is off by so many milliseconds from where it was. */
const NOTABLE_SHIFT_MS = 1000;
/** How far time has come is written down this often, in milliseconds. */
const MARK_EVERY_MS = 15_000;

/** All that the device is made to do, and what the person at it is told and asked. */
export interface DeviceOrders {
  begin(): void;
  /** Another document, or content of it, is in force. */
  documentChanged(): void;
  /** Looks after everything that is due. */
  wake(): void;
  connected(): void;
  shown(): ControlShown | null;
  /** Everything is released unless the same session goes on. */
  end(keepSession: boolean): Promise<void>;
}

export function createDeviceOrders(parts: {
  readonly contracts: AgentContracts;
  readonly identity: Identity;
  readonly time: ServerTime;
  readonly state: Pick<StateKeeper, 'document' | 'restrictions' | 'agreement'>;
  readonly say: (frame: RestrictionsActual) => boolean;
  readonly changed: () => void;
}): DeviceOrders {
  const { contracts, identity, time, state, say, changed } = parts;
  const { clock, random, log } = contracts;
  const serverHost = hostOf(identity.server) ?? '';
  let shift = 0;
  let markedAt = -Infinity;
  let latest: WantedAt | null = null;

  function wanted(): WantedAt {
    const document: StateDocument | null = state.document();
    const now = time.steady();
    const off = clock.now() - now;
    if (Math.abs(off - shift) >= NOTABLE_SHIFT_MS) shift = off;
    const next = wantedAt({
      orders: document?.orders ?? NO_ORDERS,
      rules: state.restrictions(),
      sanctions: [],
      declined: [],
      schoolName: document?.school.name ?? identity.schoolName,
      serverHost,
      now,
      shift,
    });
    const isNew = latest === null || !isSameData(latest.shown, next.shown);
    latest = next;
    if (isNew) changed();
    return next;
  }

  const keeper: ControlKeeper | null =
    contracts.control === null
      ? null
      : createControlKeeper({
          control: contracts.control,
          clock,
          random,
          log,
          wanted,
          now: () => time.steady(),
          version: () => state.document()?.version ?? 0,
          passing() {
            if (clock.passed() - markedAt < MARK_EVERY_MS) return;
            markedAt = clock.passed();
            time.mark();
          },
          say: (actual) => void say(actual),
          changed,
        });

  return {
    begin: () => keeper?.begin(),
    documentChanged: () => keeper?.look(),
    wake: () => keeper?.look(),
    connected: () => keeper?.connected(),
    shown() {
      if (state.document() === null) return null;
      const { shown } = keeper === null || latest === null ? wanted() : latest;
      const failed = keeper?.failed() ?? null;
      // What the platform cannot do does not hold, whatever is wanted.
      const holds = failed === null ? [] : shown.holds.filter(({ id }) => !failed.has(id));
      return { ...shown, holds, asks: [] };
    },
    end: async (keepSession) => keeper?.end(!keepSession),
  };
}
