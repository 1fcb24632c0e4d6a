import type { Done, RandR } from 'x11';

import type { Area, DesktopScreen, Grabbed, Monitor } from '../contract/screen.ts';
import type { Display } from './x11/display.ts';
import { watchDrawn } from './x11/drawn.ts';
import { clip, desktopSize, readMonitors } from './x11/monitors.ts';
import { shareImage, type SharedImage } from './x11/shared-image.ts';

export interface X11Screen extends DesktopScreen {
  stamp(): number;
  /** Lets go of what the server keeps for it. */
  stop(): void;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const STRUCTURE_NOTIFY = 1 << 17;
const RANDR_CHANGES = 1 | 2 | 4;
const SETTLE_MS = 50;
const SMALL_BYTES = 64 * 1024;

/**
 * The screens of an X display.
 * @param shown whether what stands on the display is what the person in front of the device sees; where it is not, as
 *   at the sign-in screen or while another session is in front, nothing is taken
 * @returns null where pixels of this display cannot be read: it has fewer than 24 bits of colour
 */
export async function openScreen(
  display: Display,
  shown: () => boolean = () => true,
): Promise<X11Screen | null> {
  const { connected } = display;
  const depth = connected.screen[0]?.root_depth ?? 0;
  const bits = connected.format[depth]?.bits_per_pixel;
  if (depth < 24 || depth > 32 || depth === 30 || bits !== 32 || connected.image_byte_order !== 0)
    return null;
  const [drawn, randr] = await Promise.all([watchDrawn(display), display.extension('randr')]);
  const monitors = watchMonitors(display, randr);
  const size = await watchSize(display);
  const take = makeGrabber(display, size.read);
  return {
    monitors: monitors.read,
    onMonitors: monitors.onChange,
    stamp: drawn.stamp,
    changedSince: drawn.since,
    grab: async (area, into) => {
      if (display.ended) return { ok: false, why: 'failed' };
      if (!shown()) return { ok: false, why: 'hidden' };
      return take.grab(area, into);
    },
    stop: () => {
      drawn.close();
      monitors.close();
      size.close();
      take.close();
    },
  };
}

function watchMonitors(
  display: Display,
  randr: RandR | null,
): {
  read: () => Promise<readonly Monitor[]>;
  onChange: (changed: () => void) => () => void;
  close: () => void;
} {
  const listeners = new Set<() => void>();
  const whole: Monitor = {
    id: 'desktop',
    primary: true,
    x: 0,
    y: 0,
    width: display.connected.screen[0]?.pixel_width ?? 0,
    height: display.connected.screen[0]?.pixel_height ?? 0,
  };
  let last: readonly Monitor[] | null = null;
  let stale = true;
  let timer: NodeJS.Timeout | undefined;
  const read = async (): Promise<readonly Monitor[]> => {
    if (!stale && last !== null) return last;
    stale = false;
    try {
      last = await readMonitors(display, randr);
    } catch {
      stale = true;
    }
    return last ?? [whole];
  };
  const look = async (): Promise<void> => {
    const before = last;
    stale = true;
    const now = await read();
    if (before !== null && JSON.stringify(before) === JSON.stringify(now)) return;
    for (const listener of listeners) listener();
  };
  // One change of the screens comes as a dozen events.
  const cancel = display.onEvent((event) => {
    const told =
      (event.name === 'ConfigureNotify' && event['wid1'] === display.root) ||
      event.name === 'RRScreenChangeNotify' ||
      (randr !== null && event.type === randr.firstEvent + 1);
    if (!told) return;
    stale = true;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), SETTLE_MS);
  });
  const deselect = display.select(display.root, STRUCTURE_NOTIFY);
  randr?.SelectInput(display.root, RANDR_CHANGES);
  void read();
  return {
    read,
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: () => {
      cancel();
      clearTimeout(timer);
      listeners.clear();
      if (display.ended) return;
      deselect();
      randr?.SelectInput(display.root, 0);
    },
  };
}

/** The size of the desktop: as the server told it last, which it does before it answers with a picture of another size. */
async function watchSize(
  display: Display,
): Promise<{ readonly read: () => Size; readonly close: () => void }> {
  const deselect = display.select(display.root, STRUCTURE_NOTIFY);
  let told: Size | null = null;
  const cancel = display.onEvent((event) => {
    const { width, height } = event;
    // The root window is told of windows in it, too: `wid1` is the one that has become another.
    if (event.name !== 'ConfigureNotify' || event['wid1'] !== display.root) return;
    if (typeof width === 'number' && typeof height === 'number') told = { width, height };
  });
  const asked = await desktopSize(display);
  return {
    read: () => told ?? asked,
    close: () => {
      cancel();
      if (!display.ended) deselect();
    },
  };
}

/** Grabs one after the other: the memory shared with the server holds one picture. */
function makeGrabber(
  display: Display,
  sizeNow: () => Size,
): {
  grab: (area: Area | null, into?: Uint8Array) => Promise<Grabbed>;
  close: () => void;
} {
  let shared: SharedImage | null = null;
  let room = 0;
  let sharing = true;
  let before: Promise<unknown> = Promise.resolve();
  let closed = false;

  const sharedFor = async (bytes: number, desktop: number): Promise<SharedImage | null> => {
    if (!sharing || (bytes <= SMALL_BYTES && shared === null)) return null;
    if (bytes <= room) return shared;
    shared?.close();
    room = desktop;
    shared = await shareImage(display, room);
    if (shared === null) sharing = false;
    return shared;
  };
  const pixelsOf = async (area: Area, desktop: number, into?: Uint8Array): Promise<Uint8Array> => {
    const bytes = area.width * area.height * 4;
    const through = await sharedFor(bytes, desktop);
    if (through !== null) return through.grab(area, into);
    const { data } = await display.ask((done: Done<{ readonly data: Buffer }>) => {
      display.client.GetImage(2, display.root, area.x, area.y, area.width, area.height, 0xffffffff, done);
    });
    if (data.length < bytes) throw new Error('The X server cut a picture short.');
    return new Uint8Array(data.buffer, data.byteOffset, bytes);
  };
  const once = async (wanted: Area | null, into?: Uint8Array): Promise<Grabbed> => {
    const size = sizeNow();
    const area = clip(wanted ?? { x: 0, y: 0, ...size }, size);
    if (closed || area.width === 0 || area.height === 0) return { ok: false, why: 'failed' };
    const pixels = await pixelsOf(area, size.width * size.height * 4, into);
    return { ok: true, grab: { ...area, pixels, takenAt: Date.now() } };
  };
  const grab = async (wanted: Area | null, into?: Uint8Array): Promise<Grabbed> => {
    try {
      return await once(wanted, into);
    } catch {
      // The desktop may have become smaller meanwhile, which has been told by now.
      return once(wanted).catch((): Grabbed => ({ ok: false, why: 'failed' }));
    }
  };
  return {
    grab: async (wanted, into) => {
      const next = before.then(async () => grab(wanted, into));
      before = next;
      return next;
    },
    close: () => {
      closed = true;
      shared?.close();
    },
  };
}
