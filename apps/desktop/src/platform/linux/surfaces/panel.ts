import type { Property, XEvent } from 'x11';

import type { Cancel } from '../../contract/cancel.ts';
import type { Panel, PanelWanted, Spot } from '../../contract/surfaces.ts';
import type { Keymap } from '../keyboard/keymap.ts';
import type { Display } from '../x11/display.ts';
import type { Monitors } from './cover.ts';
import type { Painter } from './paint.ts';
import { moveFocus, spotAt, spotKey } from './spots.ts';

const STRUCTURE_NOTIFY = 0x020000;
const PROPERTY_CHANGE = 0x400000;
const KEY_PRESS = 0x01;
const BUTTON_PRESS = 0x04;
const BUTTON_RELEASE = 0x08;
const OWN_EVENTS = STRUCTURE_NOTIFY | KEY_PRESS | BUTTON_PRESS | BUTTON_RELEASE;
const ATOM = 4;
const STRING = 31;
const WM_HINTS = 35;
const WM_NORMAL_HINTS = 40;
const WM_SIZE_HINTS = 41;
const WM_NAME = 39;
const WM_CLASS = 67;
const WM_TRANSIENT_FOR = 68;
const RESOURCE_MANAGER = 23;
const USUAL_DPI = 96;

/** Opens a window as any program has one, above others, in the middle of the primary monitor. */
export async function openPanel(
  display: Display,
  monitors: Monitors,
  painter: Painter,
  keymap: () => Keymap | null,
  wanted: PanelWanted,
  pressed: (spot: string) => void,
  closed: () => void,
): Promise<Panel> {
  const { client, root } = display;
  const names = ['WM_PROTOCOLS', 'WM_DELETE_WINDOW', '_NET_WM_NAME', 'UTF8_STRING', '_NET_WM_STATE'] as const;
  const more = ['_NET_WM_STATE_ABOVE', '_NET_WM_WINDOW_TYPE', '_NET_WM_WINDOW_TYPE_DIALOG'] as const;
  const [protocols = 0, deletes = 0, netName = 0, utf8 = 0, netState = 0] = await atoms(display, names);
  const [above = 0, windowType = 0, dialog = 0] = await atoms(display, more);
  let scale = await readScale(display);
  const [monitor] = await monitors.monitors();
  let focused: string | null = null;
  let pointed: string | null = null;
  let open = true;
  let { face, spots } = wanted.draw({ scale, focused });
  const window = client.AllocID();

  client.CreateWindow(
    window,
    root,
    (monitor?.x ?? 0) + Math.max(0, Math.floor(((monitor?.width ?? face.width) - face.width) / 2)),
    (monitor?.y ?? 0) + Math.max(0, Math.floor(((monitor?.height ?? face.height) - face.height) / 2)),
    face.width,
    face.height,
    0,
    0,
    1,
    0,
    {
      backgroundPixel: display.connected.screen[0]?.white_pixel ?? 0,
      eventMask: OWN_EVENTS,
    },
  );
  const title = Buffer.from(wanted.title, 'utf8');
  const latin = Buffer.from(wanted.title.replace(/[^\u0020-\u00ff]/gu, '?'), 'latin1');
  client.ChangeProperty(0, window, WM_NAME, STRING, 8, latin);
  client.ChangeProperty(0, window, netName, utf8, 8, title);
  client.ChangeProperty(0, window, WM_CLASS, STRING, 8, Buffer.from('lapwing\0Lapwing\0', 'latin1'));
  client.ChangeProperty(0, window, protocols, ATOM, 32, words(deletes));
  client.ChangeProperty(0, window, windowType, ATOM, 32, words(dialog));
  client.ChangeProperty(0, window, netState, ATOM, 32, words(above));
  // A dialogue of no window of its own program belongs to all: the manager keeps it above them.
  client.ChangeProperty(0, window, WM_TRANSIENT_FOR, 33, 32, words(root));
  client.ChangeProperty(0, window, WM_HINTS, WM_HINTS, 32, words(1, 1, 1, 0, 0, 0, 0, 0, 0));
  size();
  painter.put(window, face);
  client.MapWindow(window);

  function size(): void {
    const { width, height } = face;
    // Program's size, and no other: the picture is drawn for it.
    const hints = words(
      8 | 16 | 32,
      0,
      0,
      width,
      height,
      width,
      height,
      width,
      height,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    );
    client.ChangeProperty(0, window, WM_NORMAL_HINTS, WM_SIZE_HINTS, 32, hints);
  }

  function draw(): void {
    if (!open || display.ended) return;
    const before = face;
    ({ face, spots } = wanted.draw({ scale, focused }));
    if (before.width !== face.width || before.height !== face.height) {
      size();
      client.ConfigureWindow(window, { width: face.width, height: face.height });
    }
    if (focused !== null && !spots.some(({ id }) => id === focused)) focused = null;
    painter.put(window, face);
  }

  function press(spot: string | null): void {
    if (open && spot !== null && spots.some(({ id }: Spot) => id === spot)) pressed(spot);
  }

  function gone(byPerson: boolean): void {
    if (!open) return;
    open = false;
    for (const cancel of cancels) cancel();
    painter.forget(window);
    if (!display.ended) client.DestroyWindow(window);
    if (byPerson) closed();
  }

  function heard(event: XEvent): void {
    if (event.name === 'PropertyNotify' && event.wid === root && event['atom'] === RESOURCE_MANAGER)
      void rescale();
    if (event.wid !== window) return;
    switch (event.name ?? '') {
      case 'KeyPress':
        key(numberOf(event, 'keycode'), numberOf(event, 'buttons'));
        break;
      case 'ButtonPress':
      case 'ButtonRelease': {
        if (event['keycode'] !== 1) break;
        const at = spotAt(spots, numberOf(event, 'x'), numberOf(event, 'y'));
        if (event.name === 'ButtonPress') pointed = at;
        else if (at === pointed) press(at);
        break;
      }
      case 'ClientMessage': {
        if (event['message_type'] === protocols && firstOf(event['data']) === deletes) gone(true);
        break;
      }
      case 'DestroyNotify':
        gone(true);
        break;
    }
  }

  function key(keycode: number, state: number): void {
    const does = spotKey(keymap(), keycode, state);
    if (does === 'next' || does === 'before') {
      focused = moveFocus(spots, focused, does);
      draw();
    } else if (does === 'press') press(focused);
  }

  async function rescale(): Promise<void> {
    const now = await readScale(display);
    if (now === scale) return;
    scale = now;
    draw();
  }

  const cancels: readonly Cancel[] = [
    display.onEvent(heard),
    // The connection has one mask for each window: others who watch this one would else take ours away.
    display.select(window, OWN_EVENTS),
    display.select(root, PROPERTY_CHANGE),
    display.onEnd(() => {
      gone(true);
    }),
  ];
  return {
    refresh: draw,
    close: () => {
      gone(false);
    },
  };
}

async function atoms(display: Display, names: readonly string[]): Promise<readonly number[]> {
  return Promise.all(names.map(async (name) => display.atom(name)));
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4);
  return bytes;
}

function firstOf(data: unknown): unknown {
  const list: readonly unknown[] = Array.isArray(data) ? data : [];
  return list[0];
}

function numberOf(event: XEvent, member: string): number {
  const value = event[member];
  return typeof value === 'number' ? value : 0;
}

/** How large the person has things drawn: 1 as usual. Desktops write it into the resources of the display. */
async function readScale(display: Display): Promise<number> {
  const resources = await display
    .ask<Property>((done) => {
      display.client.GetProperty(0, display.root, RESOURCE_MANAGER, STRING, 0, 16_384, done);
    })
    .catch(() => null);
  return scaleOf(resources?.data.toString('latin1') ?? '');
}

/** @param resources of the display, a line each */
export function scaleOf(resources: string): number {
  const dpi = Number(/^Xft\.dpi:\s*(\d+(?:\.\d+)?)\s*$/mu.exec(resources)?.[1] ?? USUAL_DPI);
  return Math.min(4, Math.max(0.5, dpi / USUAL_DPI));
}
