import { access } from 'node:fs/promises';

import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import { openLinuxSeat } from './linux-seat.ts';
import type { Seat } from './platform/contract/platform.ts';
import type { BusAddress } from './platform/linux/dbus/bus.ts';
import { ownerAmong, processesOn } from './platform/linux/log-on/owners.ts';
import type { Display, DisplayAddress } from './platform/linux/x11/display.ts';
import { keepDisplay } from './platform/linux/x11/keep-display.ts';
import type { SeatNow } from './seat-now.ts';

export interface KeptSeat {
  stop(): Promise<void>;
}

/**
 * Keeps a seat at the X display of the device: built when the display is there, and built anew when it comes back or
 * somebody else logs on, who has another bus.
 */
export function keepLinuxSeat(parts: {
  readonly where: () => Promise<DisplayAddress | null>;
  /** The person's bus; left out: that of the account whose programs are on the display. */
  readonly busOf?: (display: Display) => Promise<BusAddress | null>;
  readonly seat: SeatNow;
  readonly log: Log;
}): KeptSeat {
  const { where, seat, log, busOf = personalBus } = parts;
  let stopDisplay = (): void => undefined;
  let stopped = false;
  let building = 0;
  let name = '';

  function begin(): void {
    stopDisplay = keepDisplay(
      async () => {
        const address = await where();
        name = address?.display ?? '';
        return address;
      },
      (display) => void build(display),
      () => {
        log('seat.lost');
        leave();
      },
    );
  }

  async function build(display: Display): Promise<void> {
    building += 1;
    const own = building;
    try {
      const bus = await busOf(display);
      const next = await openLinuxSeat(display, name, bus);
      if (stopped || own !== building || display.ended) {
        await next.close();
        return;
      }
      next.session.onChange(() => void lookAtBus(display, next, bus));
      seat.become(next);
      log('seat.there', { gaps: next.gaps.length });
      // Whoever logged on while it was built.
      await lookAtBus(display, next, bus);
    } catch {
      log('seat.not-built');
      display.close();
      if (!stopped && own === building) begin();
    }
  }

  async function lookAtBus(display: Display, of: Seat, before: BusAddress | null): Promise<void> {
    if (stopped || seat.current() !== of || display.ended) return;
    const now = await busOf(display).catch(() => null);
    if (stopped || seat.current() !== of || now?.address === before?.address || now === null) return;
    log('seat.another-person');
    stopDisplay();
    leave();
    begin();
  }

  function leave(): void {
    building += 1;
    const before = seat.current();
    seat.become(null);
    before?.close().catch(() => log('seat.not-closed'));
  }

  begin();
  return {
    async stop() {
      stopped = true;
      const before = seat.current();
      seat.become(null);
      await before?.close();
      stopDisplay();
    },
  };
}

/** systemd's place for it; sessions without have no bus that is found. */
async function personalBus(display: Display): Promise<BusAddress | null> {
  const uid = ownerAmong(await processesOn(display));
  if (uid === null) return null;
  const socket = `/run/user/${String(uid)}/bus`;
  return access(socket).then(
    () => ({ address: `unix:path=${socket}`, uid }),
    () => null,
  );
}
