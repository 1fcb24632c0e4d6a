import type { Done, Geometry } from 'x11';

import type { Cancel } from '../contract/cancel.ts';
import type { Bus } from './dbus/bus.ts';
import type { Display } from './x11/display.ts';
import { readMonitors } from './x11/monitors.ts';

/** Windows that lock a screen. */
export interface Lockers {
  locked(): boolean;
  close(): void;
}

const SUBSTRUCTURE_NOTIFY = 0x080000;
const GET_WINDOW_ATTRIBUTES = 3;
/** No monitor is smaller. */
const SMALLEST = 400;
const ACTIVE_RULE = "type='signal',member='ActiveChanged'";

/**
 * Notices the window of a screen lock: one that the window manager has no hand in and that covers a monitor. The lock
 * takes the keyboard from the window that the manager still calls active, so that its password would be read as written
 * there.
 */
export async function watchLockers(
  display: Display,
  session: Bus | null,
  changed: () => void,
): Promise<Lockers> {
  const shown = new Set<number>();
  const active = new Set<string>();
  const randr = await display.extension('randr');

  async function consider(window: number): Promise<void> {
    const box = await boxOf(display, window);
    // Menus and hints come and go all day: for them one question is enough.
    if (box === null || box.width < SMALLEST || box.height < SMALLEST) return;
    const monitors = await readMonitors(display, randr).catch(() => []);
    const covers = monitors.some(
      ({ x, y, width, height }) =>
        box.xPos <= x &&
        box.yPos <= y &&
        box.xPos + box.width >= x + width &&
        box.yPos + box.height >= y + height,
    );
    // One that shows nothing is a guard of the window manager.
    if (!covers || !(await isLocking(display, window))) return;
    shown.add(window);
    changed();
  }

  const cancels: readonly Cancel[] = [
    display.select(display.root, SUBSTRUCTURE_NOTIFY),
    display.onEvent(({ wid, name, overrideRedirect }) => {
      if (wid === undefined) return;
      if (name === 'MapNotify' && overrideRedirect === true) void consider(wid);
      else if ((name === 'UnmapNotify' || name === 'DestroyNotify') && shown.delete(wid)) changed();
    }),
    // The locks of desktops that draw them without a window of their own say so instead.
    session?.onSignal(ACTIVE_RULE, (signal) => {
      if (signal.member !== 'ActiveChanged' || !signal.interface.endsWith('ScreenSaver')) return;
      if (signal.body[0] === true) active.add(signal.sender);
      else active.delete(signal.sender);
      changed();
    }) ?? (() => undefined),
  ];
  const tree = await display
    .ask((done: Parameters<Display['client']['QueryTree']>[1]) => {
      display.client.QueryTree(display.root, done);
    })
    .catch(() => null);
  await Promise.all((tree?.children ?? []).map(async (window) => consider(window)));
  return {
    locked: () => shown.size > 0 || active.size > 0,
    close: () => {
      for (const cancel of cancels) cancel();
    },
  };
}

async function boxOf(display: Display, window: number): Promise<Geometry | null> {
  return display
    .ask((done: Done<Geometry>) => {
      display.client.GetGeometry(window, done);
    })
    .catch(() => null);
}

/** Whether a window is there to be seen, takes pixels, and is not managed. */
async function isLocking(display: Display, window: number): Promise<boolean> {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(GET_WINDOW_ATTRIBUTES, 0);
  bytes.writeUInt16LE(2, 2);
  bytes.writeUInt32LE(window, 4);
  return display
    .request(bytes, (body) => {
      const shows = body.readUInt16LE(4) === 1;
      const [mapState, overrideRedirect] = [body[18], body[19]];
      return shows && mapState === 2 && overrideRedirect === 1;
    })
    .catch(() => false);
}
