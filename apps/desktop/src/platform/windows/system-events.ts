import type { Handle } from './api.ts';
import { type DeviceApi, guid } from './device-api.ts';
import type { Told, Watched } from './ui-messages.ts';

/** What the system tells the window that is never shown, and what it marks for the thread that waits. */
export interface SystemEvents {
  /** From now on it is told. False where the system does not. */
  watch(what: Watched): boolean;
  heard(message: number, w: number): void;
  /** Waits until there is a message or a mark. */
  wait(): void;
  /** False while there is nothing but messages to wait for. */
  readonly marked: boolean;
  stop(): void;
}

const MESSAGE = Object.freeze({ ending: 0x16, power: 0x218, device: 0x219, session: 0x2b1 });
const POWER = Object.freeze({ sleeps: 4, woken: 0x12 });
const DEVICE: ReadonlySet<number> = new Set([0x7, 0x8000, 0x8004]);
const OWN_SESSION = 0;
const VOLUMES = '53F5630D-B6BF-11D0-94F2-00A0C91EFB8B';
const INTERFACES = 5;
/** Jobs and printers that come, go and change. */
const PRINTER_CHANGES = 0xff00 | 0xff;
const ANY_MESSAGE = 0x4ff;
const ALSO_THOSE_THERE = 4;
const FOR_EVER = 0xffff_ffff;
const FAILED = 0xffff_ffff;

/** @param window gets the messages */
export function createSystemEvents(
  device: DeviceApi,
  window: Handle,
  tell: (told: Told) => void,
): SystemEvents {
  const watched = new Set<Watched>();
  let server: Handle = 0;
  let change: Handle = 0;

  function drop(): void {
    if (change > 0) device.FindClosePrinterChangeNotification(change);
    if (server !== 0) device.ClosePrinter(server);
    [change, server] = [0, 0];
  }
  /** The spooler was ended, and may be started anew. */
  function lose(): void {
    drop();
    watched.delete('printers');
  }
  function watchPrinters(): boolean {
    if (change > 0) return true;
    const opened: [Handle] = [0];
    // The device itself: it tells of all its printers.
    if (!device.OpenPrinterW(null, opened, null)) return false;
    [server] = opened;
    change = device.FindFirstPrinterChangeNotification(server, PRINTER_CHANGES, 0, null);
    if (change > 0) return true;
    change = 0;
    drop();
    return false;
  }
  function start(what: Watched): boolean {
    switch (what) {
      case 'session':
        return device.WTSRegisterSessionNotification(window, OWN_SESSION);
      case 'power':
        return device.RegisterSuspendResumeNotification(window, 0) !== 0;
      case 'drives': {
        const filter = Buffer.alloc(32);
        filter.writeUInt32LE(filter.length, 0);
        filter.writeUInt32LE(INTERFACES, 4);
        guid(VOLUMES).copy(filter, 12);
        return device.RegisterDeviceNotificationW(window, filter, 0) !== 0;
      }
      case 'printers':
        return watchPrinters();
    }
  }

  return {
    watch: (what) => {
      const told = watched.has(what) || start(what);
      if (told) watched.add(what);
      return told;
    },
    heard: (message, w) => {
      if (message === MESSAGE.session && watched.has('session')) tell({ tell: 'session' });
      if (message === MESSAGE.device && watched.has('drives') && DEVICE.has(w)) tell({ tell: 'drives' });
      if (!watched.has('power')) return;
      if (message === MESSAGE.power && w === POWER.woken) tell({ tell: 'wake' });
      if ((message === MESSAGE.power && w === POWER.sleeps) || (message === MESSAGE.ending && w !== 0))
        tell({ tell: 'sleep' });
    },
    wait: () => {
      const handles = Buffer.alloc(8);
      handles.writeBigInt64LE(BigInt(change));
      const how = device.MsgWaitForMultipleObjectsEx(1, handles, FOR_EVER, ANY_MESSAGE, ALSO_THOSE_THERE);
      if (how === 0) {
        // Marks it anew, for what comes after this.
        const done = device.FindNextPrinterChangeNotification(change, [0], null, null);
        if (!done) lose();
        tell({ tell: 'printers' });
      } else if (how === FAILED) lose();
    },
    get marked() {
      return change > 0;
    },
    stop: drop,
  };
}
