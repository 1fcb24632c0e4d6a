import type { Seat } from './platform/contract/platform.ts';
import type { BusAddress } from './platform/linux/dbus/bus.ts';
import { createInput } from './platform/linux/input.ts';
import { openScreen } from './platform/linux/screen.ts';
import {
  openWaylandSession,
  waylandPerson,
  type WaylandPlaces,
  type WaylandSession,
} from './platform/linux/log-on/wayland.ts';
import { openSession } from './platform/linux/session.ts';
import { createSound, type SoundOwner } from './platform/linux/sound.ts';
import { createSurfaces } from './platform/linux/surfaces.ts';
import { openTarget } from './platform/linux/target.ts';
import { openTheme } from './platform/linux/theme.ts';
import { createTray } from './platform/linux/tray.ts';
import { openWindows } from './platform/linux/windows.ts';
import type { Display } from './platform/linux/x11/display.ts';
import { isXwayland } from './platform/linux/x11/xwayland.ts';

/** What is theirs alone who sits at a display; null where there is none, or nobody sits there. */
export interface Personal {
  readonly bus: BusAddress | null;
  readonly sound: SoundOwner | null;
}

/** In words for staff. */
export const WAYLAND_GAP =
  'The person is logged on to a Wayland session: it lets no program see the screen, the keys and the windows of others, or cover them. Choose a session on X.Org at the sign-in screen.';
const NO_SOUND = 'The sound cannot be switched off: there is no sound server of the person’s, or no pactl.';

/**
 * The screens of whoever sits at an X display. Not longer of use than the connection: another one is built when the
 * display comes back.
 * @param name of the display, as `DISPLAY` says it
 */
export async function openLinuxSeat(
  display: Display,
  name: string,
  personal: Personal,
  wayland?: WaylandPlaces,
): Promise<Seat> {
  const { bus } = personal;
  const sound = personal.sound === null ? null : createSound(personal.sound);
  if (await isXwayland(display)) return openWaylandSeat({ display, name }, { bus, sound }, wayland);
  const windows = await openWindows(display);
  const session = await openSession({ display, name, windows });
  const screen = await openScreen(display, () => session.shown());
  const input = await createInput(display, windows, bus);
  const surfaces = screen === null ? null : await createSurfaces(display, screen);
  const tray = createTray(display, bus);
  const target = await openTarget(display);
  const theme = await openTheme(display, bus);
  let closed = false;
  return {
    session,
    screen,
    windows,
    input: input?.source ?? null,
    target,
    surfaces: surfaces?.surfaces ?? null,
    tray: tray.tray,
    sound,
    theme,
    gaps: [
      ...(screen === null ? ['The display has too few colours: no pictures of it, and no lock.'] : []),
      ...(input === null ? ['The X server does not tell of keys: what is written is not seen.'] : []),
      ...(target === null ? ['Keys and pointer cannot be worked from afar on this X server.'] : []),
      ...(sound === null ? [NO_SOUND] : []),
      ...(input?.gaps ?? []),
      ...(surfaces?.gaps ?? []),
    ],
    async close() {
      if (closed) return;
      closed = true;
      surfaces?.close();
      input?.close();
      theme.stop();
      await tray.close().catch(() => undefined);
      await sound?.stop();
      screen?.stop();
      session.stop();
      windows.stop();
      display.close();
    },
  };
}

/**
 * Who is there by Wayland, a sign of ours, and the sound: all that such a session gives, with Xwayland and without.
 */
export function openBareWaylandSeat({ bus, sound: owner }: Personal, places?: WaylandPlaces): Seat {
  const sound = owner === null ? null : createSound(owner);
  return waylandSeat({ session: openWaylandSession(places), display: null, bus, sound });
}

/** The same where Xwayland is there, which may know who is when nothing else does. */
async function openWaylandSeat(
  { display, name }: { readonly display: Display; readonly name: string },
  own: Pick<Parameters<typeof waylandSeat>[0], 'bus' | 'sound'>,
  places?: WaylandPlaces,
): Promise<Seat> {
  const known = (await waylandPerson(places)) !== null;
  const session = known ? openWaylandSession(places) : await openSession({ display, name, windows: null });
  return waylandSeat({ session, display, ...own });
}

function waylandSeat(parts: {
  readonly session: WaylandSession;
  readonly display: Display | null;
  readonly bus: BusAddress | null;
  readonly sound: ReturnType<typeof createSound> | null;
}): Seat {
  const { session, display, bus, sound } = parts;
  const tray = createTray(display, bus);
  let closed = false;
  return {
    session,
    screen: null,
    windows: null,
    input: null,
    target: null,
    surfaces: null,
    tray: tray.tray,
    sound,
    kind: 'Wayland',
    gaps: [WAYLAND_GAP, ...(sound === null ? [NO_SOUND] : [])],
    async close() {
      if (closed) return;
      closed = true;
      await tray.close().catch(() => undefined);
      await sound?.stop();
      session.stop();
      display?.close();
    },
  };
}
