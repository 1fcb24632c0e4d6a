import { access, stat } from 'node:fs/promises';
import path from 'node:path';

import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import { openBareWaylandSeat, openLinuxSeat, type Personal } from './linux-seat.ts';
import type { Seat } from './platform/contract/platform.ts';
import type { SeatEnd } from './platform/contract/seat-end.ts';
import type { BusAddress } from './platform/linux/dbus/bus.ts';
import { ownerAmong, processesOn } from './platform/linux/log-on/owners.ts';
import { waylandPerson, type WaylandPlaces } from './platform/linux/log-on/wayland.ts';
import { type Display, type DisplayAddress, DisplayEnded } from './platform/linux/x11/display.ts';
import { keepDisplay } from './platform/linux/x11/keep-display.ts';
import type { SeatNow } from './seat-now.ts';

/** What works the sound of a person. */
export const PACTL = '/usr/bin/pactl';

export interface KeptSeat {
  stop(): Promise<void>;
}

/**
 * Keeps a seat at the X display of the device: built when the display is there, and built anew when it comes back or
 * somebody else logs on, who has another bus. While there is no display and somebody is there by Wayland, the seat is
 * one that says so.
 */
export function keepLinuxSeat(parts: {
  readonly where: () => Promise<DisplayAddress | null>;
  /** What is the person's own; left out: what the account has whose programs are on the display. */
  readonly personal?: (display: Display) => Promise<Personal>;
  /** Where Wayland sessions are found; null: they are not looked for. Left out: where the system has them. */
  readonly wayland?: WaylandPlaces | null;
  readonly seat: SeatNow;
  /** A seat that stood was cut off from outside: the X server ended, or ended this connection alone. */
  readonly lost?: (how: Promise<SeatEnd>) => void;
  readonly log: Log;
}): KeptSeat {
  const { where, seat, lost, log, personal = personalAt, wayland = {} } = parts;
  let stopDisplay = (): void => undefined;
  let stopped = false;
  let building = 0;
  let name = '';
  /** The seat of a Wayland session that has no display, and whose it is. */
  let bare: { readonly of: Seat; readonly uid: number } | null = null;

  function begin(): void {
    stopDisplay = keepDisplay(
      async () => {
        const address = await where();
        name = address?.display ?? '';
        if (address === null) await lookAtWayland().catch(() => log('seat.not-built'));
        return address;
      },
      (display) => void build(display),
      (why) => {
        log('seat.lost');
        const before = seat.current();
        // A fault of the agent's own is nobody's doing; and Xwayland ends by itself once nothing needs it.
        if (before !== null && before.kind === undefined && why instanceof DisplayEnded && why.cutOff)
          lost?.(Promise.resolve('killed'));
        leave();
      },
    );
  }

  async function build(display: Display): Promise<void> {
    building += 1;
    const own = building;
    try {
      const theirs = await personal(display);
      const next = await openLinuxSeat(display, name, theirs, wayland ?? undefined);
      if (stopped || own !== building || display.ended) {
        await next.close();
        return;
      }
      next.session.onChange(() => void lookAtBus(display, next, theirs.bus));
      const before = seat.current();
      seat.become(next);
      before?.close().catch(() => log('seat.not-closed'));
      log('seat.there', { gaps: next.gaps.length });
      // Whoever logged on while it was built.
      await lookAtBus(display, next, theirs.bus);
    } catch {
      log('seat.not-built');
      display.close();
      if (!stopped && own === building) begin();
    }
  }

  /** While there is no display. */
  async function lookAtWayland(): Promise<void> {
    const person = wayland === null ? null : await waylandPerson(wayland);
    if (stopped) return;
    if (bare !== null && bare.of === seat.current() && bare.uid !== person?.uid) leave();
    if (person === null || seat.current() !== null) return;
    building += 1;
    const own = building;
    const next = openBareWaylandSeat(await personalOf(person.uid), wayland ?? {});
    if (stopped || own !== building || seat.current() !== null) {
      await next.close();
      return;
    }
    bare = { of: next, uid: person.uid };
    seat.become(next);
    log('seat.there', { gaps: next.gaps.length });
  }

  async function lookAtBus(display: Display, of: Seat, before: BusAddress | null): Promise<void> {
    if (stopped || seat.current() !== of || display.ended) return;
    const now = await personal(display).then(
      ({ bus }) => bus,
      () => null,
    );
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

/** In systemd's place for it; sessions without have no bus and no sound that are found. */
async function personalAt(display: Display): Promise<Personal> {
  const uid = ownerAmong(await processesOn(display));
  return uid === null ? { bus: null, sound: null } : personalOf(uid);
}

async function personalOf(uid: number): Promise<Personal> {
  const runtime = `/run/user/${String(uid)}`;
  const theirs = await stat(runtime).catch(() => null);
  if (theirs?.uid !== uid) return { bus: null, sound: null };
  const socket = path.join(runtime, 'bus');
  const [hasBus, hasSound] = await Promise.all([isThere(socket), isThere(PACTL)]);
  return {
    bus: hasBus ? { address: `unix:path=${socket}`, uid } : null,
    sound: hasSound ? { uid, gid: theirs.gid, runtime } : null,
  };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
