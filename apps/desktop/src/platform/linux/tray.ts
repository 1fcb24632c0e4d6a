import type { Tray } from '../contract/surfaces.ts';
import { type Bus, type BusAddress, joinBus } from './dbus/bus.ts';
import { type NotifierItem, showNotifierItem, type Sign } from './tray/notifier-item.ts';
import { dockIcon, type DockedIcon } from './tray/docked-icon.ts';
import type { Display } from './x11/display.ts';

export interface X11Tray {
  readonly tray: Tray;
  close(): Promise<void>;
}

/**
 * The sign that the device is looked after: as a StatusNotifierItem on the person's own bus, or else in the older tray of
 * the X display.
 * @param display null where the session has none
 * @param session null where the session has no bus
 */
export function createTray(display: Display | null, session: BusAddress | null): X11Tray {
  let bus: Bus | null = null;
  let item: NotifierItem | null = null;
  let docked: DockedIcon | null = null;
  let chosen: (entry: string) => void = () => undefined;
  let sign: Sign | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function settle(): Promise<boolean> {
    const now = sign;
    if (now === null) return false;
    if (bus === null && session !== null) {
      bus = await joinBus(session);
      bus?.onEnd(() => {
        [bus, item] = [null, null];
      });
    }
    if (item !== null) item.change(now);
    else if (bus !== null)
      item = await showNotifierItem(
        bus,
        now,
        (entry) => {
          chosen(entry);
        },
        () => void inTurn(settleDock),
      );
    return settleDock();
  }

  /** Only where nothing else shows the sign. */
  async function settleDock(): Promise<boolean> {
    if (sign === null) return false;
    if (item?.shown() === true || display === null || display.ended) {
      docked?.close();
      docked = null;
      return item?.shown() === true;
    }
    docked ??= await dockIcon(display, (entry) => {
      chosen(entry);
    });
    docked.change(sign);
    return docked.shown();
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  }

  async function hide(): Promise<void> {
    sign = null;
    docked?.close();
    docked = null;
    await item?.close();
    item = null;
    bus?.close();
    bus = null;
  }

  return {
    tray: {
      show: async (wanted, choice) => {
        sign = wanted;
        chosen = choice;
        return inTurn(settle).catch(() => false);
      },
      hide: async () => inTurn(hide).catch(() => undefined),
    },
    close: async () => inTurn(hide),
  };
}
