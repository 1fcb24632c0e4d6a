import type { Done, XEvent } from 'x11';

import type { TrayEntry } from '../../contract/surfaces.ts';
import { createPainter } from '../surfaces/paint.ts';
import type { Display } from '../x11/display.ts';
import { openMenuWindow } from './menu-window.ts';
import type { Sign } from './notifier-item.ts';
import { drawSign } from './sign.ts';

// The sign in the older tray of X. Sources: System Tray Protocol Specification 0.4; XEmbed Protocol Specification 0.5.

export interface DockedIcon {
  readonly shown: () => boolean;
  readonly change: (sign: Sign) => void;
  readonly close: () => void;
}

const STRUCTURE_NOTIFY = 0x020000;
/** Else a press would go on to the window behind, and the release with it. */
const BUTTON_PRESS = 0x04;
const BUTTON_RELEASE = 0x08;
const REQUEST_DOCK = 0;
const SIZE = 24;
const STRING = 31;
const WM_CLASS = 67;
const BACKGROUND = Object.freeze([240, 240, 240] as const);

/** Asks the tray of the display to take in our icon; a tray that comes later is asked, too. */
export async function dockIcon(display: Display, chosen: (entry: string) => void): Promise<DockedIcon> {
  const { client, root } = display;
  const painter = createPainter(display);
  const [selection, opcode, info, manager, netName, utf8] = await Promise.all(
    [
      '_NET_SYSTEM_TRAY_S0',
      '_NET_SYSTEM_TRAY_OPCODE',
      '_XEMBED_INFO',
      'MANAGER',
      '_NET_WM_NAME',
      'UTF8_STRING',
    ].map(async (name) => display.atom(name)),
  );
  const window = client.AllocID();
  let docked = false;
  let sign: Sign | null = null;
  let size = SIZE;
  let menu: { readonly close: () => void } | null = null;

  client.CreateWindow(window, root, -SIZE * 2, -SIZE * 2, SIZE, SIZE, 0, 0, 1, 0, {
    eventMask: STRUCTURE_NOTIFY | BUTTON_PRESS | BUTTON_RELEASE,
  });
  client.ChangeProperty(0, window, WM_CLASS, STRING, 8, Buffer.from('lapwing\0Lapwing\0', 'latin1'));
  // Version 0 of XEmbed; 1: to be shown.
  client.ChangeProperty(0, window, info ?? 0, info ?? 0, 32, Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]));

  async function dock(): Promise<void> {
    const owner = await display
      .ask((done: Done<number>) => {
        client.GetSelectionOwner(selection ?? 0, done);
      })
      .catch(() => 0);
    docked = owner !== 0;
    if (docked) client.SendClientMessage(owner, owner, opcode ?? 0, 32, [0, REQUEST_DOCK, window, 0, 0], 0);
  }

  function paint(): void {
    if (sign === null || painter === null) return;
    const face = drawSign(size, sign.watching);
    // The tray's own colour is not known to us: a light ground that the sign is seen on.
    const pixels = Uint8Array.from(face.pixels);
    for (let at = 0; at < pixels.length; at += 4) {
      const alpha = (pixels[at + 3] ?? 0) / 255;
      for (const [part, ground] of BACKGROUND.entries())
        pixels[at + part] = Math.round((pixels[at + part] ?? 0) * alpha + ground * (1 - alpha));
      pixels[at + 3] = 255;
    }
    painter.put(window, { ...face, pixels });
  }

  function open(event: XEvent): void {
    menu?.close();
    const entries: readonly TrayEntry[] = sign?.entries ?? [];
    const [x, y] = [event['rootx'], event['rooty']];
    if (painter === null || entries.length === 0 || typeof x !== 'number' || typeof y !== 'number') return;
    menu = openMenuWindow(display, entries, { x, y }, chosen);
  }

  const cancels = [
    display.onEvent((event) => {
      if (event.name === 'ClientMessage' && event.wid === root && event['message_type'] === manager)
        void dock();
      if (event.wid !== window) return;
      if (event.name === 'ButtonRelease') open(event);
      if (event.name === 'ConfigureNotify') {
        const [width, height] = [event['width'], event['height']];
        if (typeof width !== 'number' || typeof height !== 'number') return;
        const now = Math.max(8, Math.min(width, height, 256));
        if (now !== size) {
          size = now;
          paint();
        }
      }
    }),
    display.select(root, STRUCTURE_NOTIFY),
  ];
  await dock();
  return {
    shown: () => docked,
    change: (now) => {
      const before = sign;
      sign = now;
      client.ChangeProperty(0, window, netName ?? 0, utf8 ?? 0, 8, Buffer.from(now.tip, 'utf8'));
      if (before?.watching !== now.watching) paint();
    },
    close: () => {
      menu?.close();
      for (const cancel of cancels) cancel();
      if (display.ended) return;
      client.DestroyWindow(window);
      painter?.close();
    },
  };
}
