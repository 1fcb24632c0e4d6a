import type { Seat } from './platform/contract/platform.ts';
import type { BusAddress } from './platform/linux/dbus/bus.ts';
import { createInput } from './platform/linux/input.ts';
import { openScreen } from './platform/linux/screen.ts';
import { openSession } from './platform/linux/session.ts';
import { createSurfaces } from './platform/linux/surfaces.ts';
import { openTarget } from './platform/linux/target.ts';
import { createTray } from './platform/linux/tray.ts';
import { openWindows } from './platform/linux/windows.ts';
import type { Display } from './platform/linux/x11/display.ts';

/**
 * The screens of whoever sits at an X display. Not longer of use than the connection: another one is built when the
 * display comes back.
 * @param name of the display, as `DISPLAY` says it
 * @param bus the person's own; null where there is none
 */
export async function openLinuxSeat(display: Display, name: string, bus: BusAddress | null): Promise<Seat> {
  const windows = await openWindows(display);
  const session = await openSession({ display, name, windows });
  const screen = await openScreen(display, () => session.shown());
  const input = await createInput(display, windows, bus);
  const surfaces = screen === null ? null : await createSurfaces(display, screen);
  const tray = createTray(display, bus);
  const target = await openTarget(display);
  let closed = false;
  return {
    session,
    screen,
    windows,
    input: input?.source ?? null,
    target,
    surfaces: surfaces?.surfaces ?? null,
    tray: tray.tray,
    sound: null,
    gaps: [
      ...(screen === null ? ['The display has too few colours: no pictures of it, and no lock.'] : []),
      ...(input === null ? ['The X server does not tell of keys: what is written is not seen.'] : []),
      ...(target === null ? ['Keys and pointer cannot be worked from afar on this X server.'] : []),
      'The sound is not switched off on this system yet.',
      ...(input?.gaps ?? []),
      ...(surfaces?.gaps ?? []),
    ],
    async close() {
      if (closed) return;
      closed = true;
      surfaces?.close();
      input?.close();
      await tray.close().catch(() => undefined);
      screen?.stop();
      session.stop();
      windows.stop();
      display.close();
    },
  };
}
