import assert from 'node:assert/strict';

import type { Face, PanelWanted, Spot, Surfaces } from '../../src/platform/contract/surfaces.ts';
import { casesOn, type DefineCase } from './cases.ts';

export interface SurfacesSubject {
  readonly surfaces: Surfaces;
  /** Puts a key down and lets it go; `code` as `KeyboardEvent.code` names it. */
  readonly tap: (code: string) => Promise<void>;
  /** Clicks there, in pixels of the primary monitor. */
  readonly click: (x: number, y: number) => Promise<void>;
  /** The colour there as the person sees it, `0xRRGGBB`, once everything has been drawn. */
  readonly colourAt: (x: number, y: number) => Promise<number>;
  /** Letters that have reached the window behind so far. */
  readonly behind: () => Promise<string>;
  /** Where the panel with this title shows its picture; null when there is none. */
  readonly panelAt: (title: string) => Promise<{ readonly x: number; readonly y: number } | null>;
  /** The person closes the window with this title. */
  readonly closePanel: (title: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

const BLUE = 0x2040c0;
const GREEN = 0x20a040;
const SPOT: Spot = Object.freeze({ id: 'help', x: 40, y: 30, width: 60, height: 20, label: 'Help' });
const OTHER: Spot = Object.freeze({ id: 'read', x: 40, y: 80, width: 60, height: 20, label: 'Read' });
const LATEST_MS = 10_000;

export function plainFace(width: number, height: number, colour: number): Face {
  const pixels = new Uint8Array(width * height * 4);
  const pixel = [(colour >> 16) & 0xff, (colour >> 8) & 0xff, colour & 0xff, 0xff];
  for (let at = 0; at < pixels.length; at += 4) pixels.set(pixel, at);
  return { width, height, pixels };
}

/** What all Surfaces must do; `make` gives fresh ones before a window that takes letters, for each case. */
export function surfacesContract(test: DefineCase, make: () => Promise<SurfacesSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.end());

  on('nothing is covered at first, and keys go where they did', async ({ tap, behind }) => {
    await tap('KeyA');
    await eventually(behind, 'a');
  });

  on('a cover shows its picture and takes every key until it is taken away', async (subject) => {
    const { surfaces, tap, behind, colourAt } = subject;
    assert.equal(
      await surfaces.cover(
        coverOf(() => BLUE),
        () => undefined,
      ),
      true,
    );
    await eventually(async () => colourAt(5, 5), BLUE);
    for (const code of ['KeyX', 'Enter', 'KeyY', 'Tab', 'KeyZ', 'Escape']) await tap(code);
    assert.equal(await surfaces.cover(null, () => undefined), true);
    await tap('KeyB');
    await eventually(behind, 'b');
    assert.notEqual(await colourAt(5, 5), BLUE);
  });

  on('the cover is drawn anew, and one cover after another', async ({ surfaces, colourAt }) => {
    let colour = BLUE;
    await surfaces.cover(
      coverOf(() => colour),
      () => undefined,
    );
    colour = GREEN;
    surfaces.refreshCover();
    await eventually(async () => colourAt(5, 5), GREEN);
    assert.equal(
      await surfaces.cover(
        coverOf(() => BLUE),
        () => undefined,
      ),
      true,
    );
    await eventually(async () => colourAt(5, 5), BLUE);
    surfaces.refreshCover();
    await surfaces.cover(null, () => undefined);
  });

  on(
    'a part of the cover that becomes another is shown, and the whole to one who missed what was before',
    async ({ surfaces, colourAt }) => {
      const [first, second] = [Symbol('first'), Symbol('second')];
      let face: Face | null = null;
      const cover = {
        draw: ({ width, height }: { readonly width: number; readonly height: number }) =>
          (face ??= { ...plainFace(width, height, BLUE), version: first }),
        spots: () => [],
      };
      await surfaces.cover(cover, () => undefined);
      await eventually(async () => colourAt(60, 60), BLUE);
      const { width, height, pixels } = cover.draw({ width: 0, height: 0 });
      const part = plainFace(20, 10, GREEN);
      for (let row = 0; row < 10; row += 1)
        pixels.set(part.pixels.subarray(0, 80), ((row + 2) * width + 4) * 4);
      face = { width, height, pixels, version: second, over: { since: first, x: 4, y: 2, part } };
      surfaces.refreshCover();
      await eventually(async () => colourAt(5, 5), GREEN);
      assert.equal(await colourAt(2, 5), BLUE);
      assert.equal(await colourAt(25, 5), BLUE);
      assert.equal(await colourAt(60, 60), BLUE);
      face = { ...plainFace(width, height, GREEN), over: { since: first, x: 4, y: 2, part } };
      surfaces.refreshCover();
      await eventually(async () => colourAt(60, 60), GREEN);
      await surfaces.cover(null, () => undefined);
    },
  );

  on('its spots are pressed by the pointer and by the keyboard', async ({ surfaces, tap, click }) => {
    const pressed: string[] = [];
    await surfaces.cover({ ...coverOf(() => BLUE), spots: () => [SPOT, OTHER] }, (spot) =>
      pressed.push(spot),
    );
    await click(50, 40);
    await eventually(async () => Promise.resolve(pressed.join()), 'help');
    await click(200, 40);
    await tap('Enter');
    await tap('Tab');
    await tap('Tab');
    await tap('Enter');
    await eventually(async () => Promise.resolve(pressed.join()), 'help,read');
    await surfaces.cover(null, () => undefined);
  });

  on('a panel is shown, and its spots are pressed by pointer and keyboard', async (subject) => {
    const { surfaces, tap, click, colourAt, panelAt } = subject;
    const pressed: string[] = [];
    const wanted = panelOf((focused) => (focused === 'help' ? GREEN : BLUE));
    const panel = await surfaces.panel(
      wanted,
      (spot) => pressed.push(spot),
      () => pressed.push('closed'),
    );
    assert.ok(panel !== null);
    // A window manager has it in a frame before it can be seen.
    await eventually(async () => (await panelAt(wanted.title)) !== null, true);
    const at = await panelAt(wanted.title);
    assert.ok(at !== null);
    await eventually(async () => colourAt(at.x + 5, at.y + 5), BLUE);
    await click(at.x + 50, at.y + 40);
    await eventually(async () => Promise.resolve(pressed.join()), 'help');
    await tap('Tab');
    await eventually(async () => colourAt(at.x + 5, at.y + 5), GREEN);
    await tap('Space');
    await eventually(async () => Promise.resolve(pressed.join()), 'help,help');
    panel.refresh();
    panel.close();
    panel.close();
    await eventually(async () => panelAt(wanted.title), null);
    assert.equal(pressed.join(), 'help,help', 'what the program closes is not said to be closed');
  });

  on('a panel that the person closes says so, once', async ({ surfaces, closePanel, panelAt }) => {
    let closed = 0;
    const wanted = panelOf(() => BLUE);
    const panel = await surfaces.panel(
      wanted,
      () => undefined,
      () => {
        closed += 1;
      },
    );
    assert.ok((await panelAt(wanted.title)) !== null);
    await closePanel(wanted.title);
    await eventually(async () => Promise.resolve(closed), 1);
    panel?.close();
    assert.equal(closed, 1);
    assert.equal(await panelAt(wanted.title), null);
  });
}

export function coverOf(colour: () => number): {
  draw: (monitor: { width: number; height: number }) => Face;
  spots: () => readonly Spot[];
} {
  return { draw: ({ width, height }) => plainFace(width, height, colour()), spots: () => [] };
}

function panelOf(colour: (focused: string | null) => number): PanelWanted {
  return {
    title: 'A message from Ms Khan',
    draw: ({ focused }) => ({ face: plainFace(200, 120, colour(focused)), spots: [SPOT] }),
  };
}

/** Looks again until it is so; fails with what it is instead. */
async function eventually<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  const end = performance.now() + LATEST_MS;
  let seen = await look();
  while (seen !== wanted && performance.now() < end) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    seen = await look();
  }
  assert.deepEqual(seen, wanted);
}
