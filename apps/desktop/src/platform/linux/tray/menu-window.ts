import type { Done, XEvent } from 'x11';

import type { TrayEntry } from '../../contract/surfaces.ts';
import type { Display } from '../x11/display.ts';

const EXPOSURE = 0x8000;
const BUTTON_PRESS = 0x04;
const BUTTON_RELEASE = 0x08;
/** Of the font that every X server has built in: each letter has the same width, and Latin letters are there alone. */
const LETTER = Object.freeze({ width: 6, ascent: 11 });
const ROW = 24;
const SIDE = 12;
const LONGEST = 60;

/**
 * A small menu at a place of the screen, above everything; a click beside it closes it.
 * @param chosen called with the entry that was clicked, if it is enabled
 */
export function openMenuWindow(
  display: Display,
  entries: readonly TrayEntry[],
  at: { readonly x: number; readonly y: number },
  chosen: (entry: string) => void,
): { readonly close: () => void } {
  const { client, root, connected } = display;
  const screen = connected.screen[0];
  const [white, black] = [screen?.white_pixel ?? 0xffffff, screen?.black_pixel ?? 0];
  const labels = entries.map(({ label }) => latinOf(label));
  const width = Math.max(...labels.map((label) => label.length)) * LETTER.width + SIDE * 2;
  const height = entries.length * ROW;
  const [window, gc, font] = [client.AllocID(), client.AllocID(), client.AllocID()];
  let open = true;
  const x = Math.max(0, Math.min(at.x, (screen?.pixel_width ?? width) - width));
  const y = at.y + height > (screen?.pixel_height ?? 0) ? Math.max(0, at.y - height) : at.y;

  client.CreateWindow(window, root, x, y, width, height, 1, 0, 1, 0, {
    backgroundPixel: white,
    borderPixel: black,
    overrideRedirect: 1,
    eventMask: EXPOSURE | BUTTON_PRESS | BUTTON_RELEASE,
  });
  client.OpenFont(font, 'fixed');
  client.CreateGC(gc, window, { foreground: black, background: white, font, graphicsExposures: 0 });
  client.MapWindow(window);
  client.ConfigureWindow(window, { stackMode: 0 });

  function draw(): void {
    for (const [row, entry] of entries.entries()) {
      client.ChangeGC(gc, { foreground: entry.enabled ? black : 0x808080 });
      const line = row * ROW + Math.floor((ROW + LETTER.ascent) / 2) - 1;
      client.ImageText16(window, gc, SIDE, line, labels[row] ?? '');
    }
  }

  function close(): void {
    if (!open) return;
    open = false;
    cancel();
    if (display.ended) return;
    client.UngrabPointer(0);
    client.FreeGC(gc);
    client.CloseFont(font);
    client.DestroyWindow(window);
  }

  function clicked(event: XEvent): void {
    const [left, top] = [event['x'], event['y']];
    if (typeof left !== 'number' || typeof top !== 'number') return;
    const inside = left >= 0 && left < width && top >= 0 && top < height;
    if (event.name === 'ButtonPress') {
      if (!inside) close();
      return;
    }
    const entry = inside ? entries[Math.floor(top / ROW)] : undefined;
    if (entry?.enabled !== true) return;
    close();
    chosen(entry.id);
  }

  const cancel = display.onEvent((event) => {
    if (event.wid !== window) return;
    if (event.name === 'Expose') draw();
    else if (event.name === 'ButtonPress' || event.name === 'ButtonRelease') clicked(event);
  });
  void hold();
  return { close };

  async function hold(): Promise<void> {
    const status = await display
      .ask((done: Done<number>) => {
        client.GrabPointer(window, 0, BUTTON_PRESS | BUTTON_RELEASE, 1, 1, 0, 0, 0, done);
      })
      .catch(() => 1);
    // Without the pointer a click beside the menu would not be seen, and it would stay for ever.
    if (status !== 0) close();
  }
}

function latinOf(label: string): string {
  return label.replace(/[^\u0020-\u00ff]/gu, '?').slice(0, LONGEST);
}
