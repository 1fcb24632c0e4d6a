import type { Done, Testing, XEvent } from 'x11';

import type { Cancel } from '../../contract/cancel.ts';
import type { DesktopScreen, Monitor } from '../../contract/screen.ts';
import type { Cover, Face } from '../../contract/surfaces.ts';
import type { Keymap } from '../keyboard/keymap.ts';
import type { Display } from '../x11/display.ts';
import { withRing, type Painter } from './paint.ts';
import { moveFocus, spotAt, spotKey } from './spots.ts';

/** The cover of every screen, as it stands. */
export interface StandingCover {
  /** Whether keyboard and pointer are ours. */
  readonly held: () => boolean;
  readonly refresh: () => void;
  /** Asks for keyboard and pointer again, after another cover of ours has let go of them. */
  readonly regrab: () => Promise<void>;
  readonly close: () => void;
}

/** Where the monitors are told from. */
export type Monitors = Pick<DesktopScreen, 'monitors' | 'onMonitors'>;

const STRUCTURE_NOTIFY = 0x020000;
const SUBSTRUCTURE_NOTIFY = 0x080000;
const VISIBILITY_CHANGE = 0x010000;
const KEY_PRESS = 0x01;
const BUTTON_PRESS = 0x04;
const BUTTON_RELEASE = 0x08;
const POINTER_EVENTS = BUTTON_PRESS | BUTTON_RELEASE;
const OUR_EVENTS = STRUCTURE_NOTIFY | VISIBILITY_CHANGE | KEY_PRESS | POINTER_EVENTS;
/** While another program has the keyboard or the pointer, such as for an open menu. */
const TRY_AGAIN_MS = 150;
/** What is ours may be taken by a key that breaks grabs; asking again costs two requests. */
const CHECK_MS = 2000;
const ESCAPE_AFTER = 2;
const ICONIFY_AFTER = 6;
const ESCAPE_KEYCODE = 9;
const ICONIC = 3;
/** Two programs that both want to be above would keep the machine busy with it. */
const RAISE_MS = 15;

/**
 * Covers every monitor with a window that no window manager has a hand in, above all others, and takes keyboard and
 * pointer. With the connection all of it is gone: an agent that ends leaves the screens free.
 * @param told called when keyboard and pointer were lost, or are ours again
 */
export async function standCover(
  display: Display,
  monitors: Monitors,
  painter: Painter,
  keymap: () => Keymap | null,
  cover: Cover,
  pressed: (spot: string) => void,
  told: (held: boolean) => void,
): Promise<StandingCover> {
  const { client, root } = display;
  const windows = new Map<number, Monitor>();
  const testing = await display.extension('xtest');
  let closed = false;
  let held = false;
  let tries = 0;
  let focused: string | null = null;
  let pointed: string | null = null;
  let grabTimer: NodeJS.Timeout | undefined;
  let raiseTimer: NodeJS.Timeout | undefined;
  let layout = 0;

  function primary(): number | null {
    for (const [window, monitor] of windows) if (monitor.primary) return window;
    return windows.keys().next().value ?? null;
  }

  function paint(): void {
    for (const [window, monitor] of windows) {
      const { width, height } = monitor;
      const face: Face = cover.draw({ width, height, primary: monitor.primary });
      const spot = monitor.primary ? cover.spots().find(({ id }) => id === focused) : undefined;
      painter.put(window, spot === undefined ? face : withRing(face, spot));
    }
  }

  function open(monitor: Monitor): void {
    const window = client.AllocID();
    const { x, y, width, height } = monitor;
    client.CreateWindow(window, root, x, y, width, height, 0, 0, 1, 0, {
      backgroundPixel: display.connected.screen[0]?.black_pixel ?? 0,
      overrideRedirect: 1,
      eventMask: OUR_EVENTS,
    });
    windows.set(window, monitor);
  }

  /** Makes the windows as the monitors are now; the new ones stand before the old ones go. */
  async function arrange(): Promise<void> {
    layout += 1;
    const own = layout;
    const found = await monitors.monitors();
    if (closed || display.ended || own !== layout) return;
    const old = [...windows.keys()];
    windows.clear();
    for (const monitor of found) open(monitor);
    paint();
    for (const window of windows.keys()) client.MapWindow(window);
    raise();
    await grab();
    for (const window of old) drop(window);
  }

  function drop(window: number): void {
    painter.forget(window);
    client.DestroyWindow(window);
  }

  function raise(): void {
    clearTimeout(raiseTimer);
    raiseTimer = undefined;
    if (closed || display.ended) return;
    for (const window of windows.keys()) client.ConfigureWindow(window, { stackMode: 0 });
  }

  function raiseSoon(): void {
    raiseTimer ??= setTimeout(raise, RAISE_MS);
  }

  async function grab(): Promise<void> {
    clearTimeout(grabTimer);
    const window = primary();
    if (closed || display.ended || window === null) return;
    const [keyboard, pointer] = await Promise.all([
      display
        .ask((done: Done<number>) => {
          client.GrabKeyboard(window, 0, 0, 1, 1, done);
        })
        .catch(() => 1),
      display
        .ask((done: Done<number>) => {
          client.GrabPointer(window, 0, POINTER_EVENTS, 1, 1, 0, 0, 0, done);
        })
        .catch(() => 1),
    ]);
    if (closed || display.ended) return;
    const holds = keyboard === 0 && pointer === 0;
    tries = holds ? 0 : tries + 1;
    if (!holds) loosen(testing);
    grabTimer = setTimeout(() => void grab(), holds ? CHECK_MS : TRY_AGAIN_MS);
    if (holds === held) return;
    held = holds;
    told(held);
  }

  /** What has the keyboard is mostly an open menu, which Escape closes; else the window in front, which is put away. */
  function loosen(xtest: Testing | null): void {
    if (tries === ESCAPE_AFTER && xtest !== null) {
      xtest.FakeInput(2, ESCAPE_KEYCODE, 0, 0, 0, 0);
      xtest.FakeInput(3, ESCAPE_KEYCODE, 0, 0, 0, 0);
    }
    if (tries === ICONIFY_AFTER) void iconifyFront(display);
  }

  function press(spot: string | null): void {
    if (spot !== null && cover.spots().some(({ id }) => id === spot)) pressed(spot);
  }

  function heard(event: XEvent): void {
    const { wid } = event;
    if (wid === undefined) return;
    switch (event.name ?? '') {
      case 'KeyPress':
        if (windows.has(wid)) key(numberOf(event, 'keycode'), numberOf(event, 'buttons'));
        break;
      case 'ButtonPress':
      case 'ButtonRelease':
        if (windows.has(wid)) button(event);
        break;
      case 'VisibilityNotify':
        if (windows.has(wid) && event['state'] !== 0) raiseSoon();
        break;
      case 'MapNotify':
        if (!windows.has(wid)) raiseSoon();
        break;
      case 'ConfigureNotify':
        if (!windows.has(numberOf(event, 'wid1'))) raiseSoon();
        break;
      case 'UnmapNotify':
        if (windows.has(wid)) {
          client.MapWindow(wid);
          raise();
          void grab();
        }
        break;
      case 'DestroyNotify':
        if (windows.delete(wid)) {
          painter.forget(wid);
          void arrange();
        }
        break;
    }
  }

  function key(keycode: number, state: number): void {
    const does = spotKey(keymap(), keycode, state);
    if (does === 'next' || does === 'before') {
      focused = moveFocus(cover.spots(), focused, does);
      paint();
    } else if (does === 'press') press(focused);
  }

  function button(event: XEvent): void {
    if (event['keycode'] !== 1) return;
    const area = windows.get(primary() ?? 0);
    if (area === undefined) return;
    const at = spotAt(cover.spots(), numberOf(event, 'rootx') - area.x, numberOf(event, 'rooty') - area.y);
    if (event.name === 'ButtonPress') pointed = at;
    else if (at === pointed) press(at);
  }

  const cancels: readonly Cancel[] = [
    display.onEvent(heard),
    display.select(root, SUBSTRUCTURE_NOTIFY),
    monitors.onMonitors(() => void arrange()),
  ];
  await arrange();
  if (!display.ended) client.ForceScreenSaver(0);
  return {
    held: () => held,
    refresh: () => {
      if (!closed) paint();
    },
    regrab: grab,
    close: () => {
      if (closed) return;
      closed = true;
      clearTimeout(grabTimer);
      clearTimeout(raiseTimer);
      for (const cancel of cancels) cancel();
      if (display.ended) return;
      client.UngrabKeyboard(0);
      client.UngrabPointer(0);
      for (const window of windows.keys()) drop(window);
    },
  };
}

function numberOf(event: XEvent, member: string): number {
  const value = event[member];
  return typeof value === 'number' ? value : 0;
}

/** Asks the window manager to put the window in front away: a window out of sight holds no keyboard. */
async function iconifyFront(display: Display): Promise<void> {
  try {
    const [active, change] = await Promise.all([
      display.atom('_NET_ACTIVE_WINDOW'),
      display.atom('WM_CHANGE_STATE'),
    ]);
    const property = await display.ask((done: Parameters<Display['client']['GetProperty']>[6]) => {
      display.client.GetProperty(0, display.root, active, 0, 0, 1, done);
    });
    const window = property.data.length >= 4 ? property.data.readUInt32LE(0) : 0;
    if (window !== 0) display.client.SendClientMessage(display.root, window, change, 32, [ICONIC]);
  } catch {
    // The connection has just ended, and the cover with it.
  }
}
