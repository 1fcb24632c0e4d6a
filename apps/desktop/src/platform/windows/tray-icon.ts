import type { TrayEntry } from '../contract/surfaces.ts';
import type { Handle, WindowsApi } from './api.ts';
import type { Told } from './ui-messages.ts';

/** The sign in the notification area, in the thread that has our windows. */
export interface TrayIcon {
  /** False where there is no notification area. */
  show(sign: {
    readonly tip: string;
    readonly watching: boolean;
    readonly entries: readonly TrayEntry[];
  }): boolean;
  hide(): boolean;
  /** A message to the window that the sign belongs to. */
  heard(message: number, l: number): void;
}

/** What the system sends when the sign is clicked. */
const CLICKED = 0x8002;
const ADD = 0;
const CHANGE = 1;
const REMOVE = 2;
/** NOTIFYICONDATAW on 64 bits. */
const BYTES = 976;
const MESSAGE_ICON_TIP = 0x1 | 0x2 | 0x4;
const MOST_TIP = 127;
const BUTTONS_UP: ReadonlySet<number> = new Set([0x202, 0x205]);
const GREYED = 1;
const RETURN_CHOICE = 0x100;
const SIZE = 16;
const BLUE = 0xff_1f_5f_bf;
const GREY = 0xff_80_80_80;

/** @param owner the window that hears of clicks */
export function createTrayIcon(api: WindowsApi, owner: () => Handle, tell: (told: Told) => void): TrayIcon {
  const again = api.RegisterWindowMessageW('TaskbarCreated');
  let shown: Parameters<TrayIcon['show']>[0] | null = null;
  let icon: Handle = 0;

  function put(how: number): boolean {
    const data = Buffer.alloc(BYTES);
    data.writeUInt32LE(BYTES, 0);
    data.writeBigInt64LE(BigInt(owner()), 8);
    data.writeUInt32LE(1, 16);
    data.writeUInt32LE(MESSAGE_ICON_TIP, 20);
    data.writeUInt32LE(CLICKED, 24);
    data.writeBigInt64LE(BigInt(icon), 32);
    data.write((shown?.tip ?? '').slice(0, MOST_TIP).toWellFormed(), 40, 'utf16le');
    return api.Shell_NotifyIconW(how, data);
  }
  function drop(): void {
    if (icon !== 0) api.DestroyIcon(icon);
    icon = 0;
  }
  function ask(): void {
    const entries = shown?.entries ?? [];
    if (entries.length === 0) return;
    const menu = api.CreatePopupMenu();
    // An ampersand would underline the letter after it.
    for (const [at, { label, enabled }] of entries.entries())
      api.AppendMenuW(menu, enabled ? 0 : GREYED, at + 1, label.replaceAll('&', '&&'));
    const where = { x: 0, y: 0 };
    api.GetCursorPos(where);
    // Else it stays open when the person clicks elsewhere.
    api.SetForegroundWindow(owner());
    const chosen = api.TrackPopupMenu(menu, RETURN_CHOICE, where.x, where.y, 0, owner(), null);
    api.DestroyMenu(menu);
    const entry = entries[chosen - 1];
    if (entry !== undefined) tell({ tell: 'chosen', entry: entry.id });
  }
  return {
    show: (sign) => {
      const how = shown === null ? ADD : CHANGE;
      shown = sign;
      const before = icon;
      icon = makeIcon(api, sign.watching ? BLUE : GREY);
      const done = put(how);
      if (before !== 0) api.DestroyIcon(before);
      if (!done && how === ADD) shown = null;
      return done;
    },
    hide: () => {
      const done = shown === null || put(REMOVE);
      shown = null;
      drop();
      return done;
    },
    heard: (message, l) => {
      // The notification area begins anew when its program has ended.
      if (message === again && shown !== null) put(ADD);
      if (message === CLICKED && BUTTONS_UP.has(l & 0xffff)) ask();
    },
  };
}

/** A disc. */
function makeIcon(api: WindowsApi, colour: number): Handle {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  const middle = (SIZE - 1) / 2;
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++)
      if (Math.hypot(x - middle, y - middle) <= middle) pixels.writeUInt32LE(colour, (y * SIZE + x) * 4);
  return api.CreateIcon(
    api.GetModuleHandleW(null),
    SIZE,
    SIZE,
    1,
    32,
    Buffer.alloc((SIZE * SIZE) / 8),
    pixels,
  );
}
