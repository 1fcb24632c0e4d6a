import type { Cancel } from '../platform/contract/cancel.ts';
import type { Cover, Face, Spot, Surfaces } from '../platform/contract/surfaces.ts';
import { layOutCover, type Page, PAGE_BACK, PAGE_ON, type Sheet } from './page.ts';
import { PALETTES } from './palette.ts';
import type { Stage } from './stage.ts';

/** Something that wants to stand over everything. */
export interface Wanted {
  /** Of several the one with the greatest stands. */
  readonly strength: number;
  /** Asked each time that it is drawn. */
  readonly page: () => Page;
  readonly pressed: (spot: string) => void;
  /** Milliseconds after it came in which nothing on it can be pressed: keys that were meant for what it covers. */
  readonly unawareMs: number;
}

/** One cover for all who want one: the strongest stands, and the next one when that goes. */
export interface Covers {
  /** Null takes it away. @returns false where no screen can be covered, or could not */
  set(key: string, wanted: Wanted | null): Promise<boolean>;
  /** What `page` answers has become another. */
  redraw(key: string): void;
  /** Called when what is covered can be used all the same, and when it cannot any more. */
  onHeld(changed: (held: boolean) => void): Cancel;
  close(): Promise<void>;
}

interface Drawn {
  readonly svg: string;
  readonly still: string;
  readonly face: Face;
}

const AGAIN_MS = 3000;
const MONITORS_KEPT = 8;

export function createCovers(stage: Stage): Covers {
  const { easel, time } = stage;
  const wanted = new Map<string, Wanted>();
  const listeners = new Set<(held: boolean) => void>();
  /** By the size of a monitor; only while something is covered. */
  const drawn = new Map<string, Drawn>();
  const drawing = new Map<string, string>();
  let standing: { readonly key: string; readonly on: Surfaces; readonly since: number } | null = null;
  let at = 0;
  let spots: readonly Spot[] = [];
  let cancelHeld: Cancel = () => undefined;
  let cancelAgain: Cancel = () => undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function strongest(): string | null {
    let best: string | null = null;
    for (const [key, { strength }] of wanted)
      if (best === null || strength > (wanted.get(best)?.strength ?? 0)) best = key;
    return best;
  }

  function draw(monitor: {
    readonly width: number;
    readonly height: number;
    readonly primary: boolean;
  }): Face {
    const page = (standing === null ? undefined : wanted.get(standing.key))?.page();
    if (page === undefined) return plain(monitor.width, monitor.height, stage);
    const sheet = layOutCover(page, monitor, at, stage.look());
    if (monitor.primary) {
      spots = sheet.spots;
      at = sheet.at;
    }
    const key = `${String(monitor.width)}x${String(monitor.height)}${monitor.primary ? '!' : ''}`;
    const before = drawn.get(key);
    if (before?.svg === sheet.svg) return before.face;
    void (before?.still === sheet.still && sheet.live !== null
      ? drawPart(key, sheet, sheet.live)
      : drawAnew(key, sheet));
    // What stood before is better than nothing for the moment that it takes; and nothing at all is a plain cover.
    return before?.face ?? plain(monitor.width, monitor.height, stage);
  }

  async function drawAnew(key: string, { svg, still }: Sheet): Promise<void> {
    const face = await drawOnce(key, svg, svg);
    if (face === null) return;
    if (drawn.size >= MONITORS_KEPT) drawn.clear();
    drawn.set(key, { svg, still, face: { ...face, version: Symbol('whole') } });
    refresh();
    stage.letGo?.();
  }

  /** What runs is put into the picture that stands: a page a second would cost a tenth of a processor. */
  async function drawPart(key: string, sheet: Sheet, live: NonNullable<Sheet['live']>): Promise<void> {
    const part = await drawOnce(key, sheet.svg, live.svg);
    const before = drawn.get(key);
    if (part === null || before?.still !== sheet.still) return;
    const { svg, still } = sheet;
    drawn.set(key, { svg, still, face: withPart(before.face, part, live) });
    refresh();
  }

  /** @param wanted the page that it is for: null where another is wanted by then, or it could not be drawn */
  async function drawOnce(key: string, wanted: string, svg: string): Promise<Face | null> {
    if (drawing.get(key) === wanted) return null;
    drawing.set(key, wanted);
    const face = await easel.draw(svg);
    if (drawing.get(key) !== wanted) return null;
    drawing.delete(key);
    if (standing === null) return null;
    if (face === null) {
      cancelAgain();
      cancelAgain = time.setTimer(AGAIN_MS, refresh);
    }
    return face;
  }

  function refresh(): void {
    standing?.on.refreshCover();
  }

  function pressed(spot: string): void {
    if (standing === null) return;
    const one = wanted.get(standing.key);
    if (spot === PAGE_BACK || spot === PAGE_ON) {
      at += spot === PAGE_ON ? 1 : -1;
      refresh();
    } else if (one !== undefined && time.passed() - standing.since >= one.unawareMs) one.pressed(spot);
  }

  const cover: Cover = { draw, spots: () => spots };

  function settle(): Promise<boolean> {
    const done = turn.then(async () => {
      const key = strongest();
      const on = stage.surfaces();
      if (key === null) {
        const before = standing;
        forget();
        if (before !== null) {
          await before.on.cover(null, () => undefined);
          stage.letGo?.();
        }
        return true;
      }
      if (on === null) {
        forget();
        return false;
      }
      if (standing?.on === on) {
        if (standing.key !== key) {
          standing = { key, on, since: time.passed() };
          at = 0;
        }
        refresh();
        return true;
      }
      forget();
      standing = { key, on, since: time.passed() };
      cancelHeld = on.onHeld(tell);
      tell(await on.cover(cover, pressed));
      return true;
    });
    turn = done.catch(() => undefined);
    return done.catch(() => false);
  }

  function tell(held: boolean): void {
    for (const changed of listeners) changed(held);
  }

  function forget(): void {
    cancelHeld();
    cancelAgain();
    standing = null;
    drawn.clear();
    drawing.clear();
    spots = [];
    at = 0;
  }

  const cancelSurfaces = stage.onSurfaces(() => void settle());
  return {
    async set(key, one) {
      if (one === null) wanted.delete(key);
      else wanted.set(key, one);
      return settle();
    },
    redraw(key) {
      if (standing?.key === key) refresh();
    },
    onHeld(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    async close() {
      cancelSurfaces();
      wanted.clear();
      await settle();
    },
  };
}

/** The same picture with another part, in place. */
function withPart(face: Face, part: Face, { x, y }: { readonly x: number; readonly y: number }): Face {
  const { width, height, pixels } = face;
  const columns = Math.min(part.width, width - x);
  for (let row = 0; row < Math.min(part.height, height - y); row += 1) {
    const from = row * part.width * 4;
    pixels.set(part.pixels.subarray(from, from + columns * 4), ((y + row) * width + x) * 4);
  }
  const since = face.version ?? Symbol('other');
  return { width, height, pixels, version: Symbol('part'), over: { since, x, y, part } };
}

/** Nothing but the ground of a page. */
function plain(width: number, height: number, { look }: Stage): Face {
  const { ground } = PALETTES[look().theme];
  const red = Number.parseInt(ground.slice(1, 3), 16);
  const green = Number.parseInt(ground.slice(3, 5), 16);
  const blue = Number.parseInt(ground.slice(5, 7), 16);
  const pixels = new Uint8Array(width * height * 4);
  new Uint32Array(pixels.buffer).fill(((0xff << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  return { width, height, pixels };
}
