import { crc32 } from 'node:zlib';

import type { Cancel } from '../contract/cancel.ts';
import type { Area, DesktopScreen, Grabbed, Monitor } from '../contract/screen.ts';
import { bytesAt, type Handle, type WindowsApi } from './api.ts';
import { isDesktopShown } from './input-desktop.ts';
import { clip, desktopArea, readMonitors } from './monitors.ts';
import { pictureInfo } from './own-windows.ts';
import type { Ui } from './ui.ts';

export interface WindowsScreen extends DesktopScreen {
  stamp(): number;
  /** Lets go of what the system keeps for it. */
  stop(): void;
}

/** SRCCOPY with CAPTUREBLT: with windows that are drawn in layers. */
const COPY = 0x00cc_0020 | 0x4000_0000;
const SETTLE_MS = 50;
/** A picture taken for the stamp serves the grab that comes right after it. */
const FRESH_MS = 30;

/** The screens of the session. Only the desktop that programs draw on is ever taken. */
export function openScreen(api: WindowsApi, ui: Ui): WindowsScreen {
  const canvas = createCanvas(api);
  const changed = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let count = 1;
  let sum: number | null = null;
  let last: readonly Monitor[] | null = null;
  const cancel: Cancel = ui.on((told) => {
    if (told.tell !== 'monitors') return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const before = JSON.stringify(last);
      if (before !== JSON.stringify(read())) for (const listener of changed) listener();
    }, SETTLE_MS);
  });
  const read = (): readonly Monitor[] => {
    const found = readMonitors(api);
    if (found.length > 0) last = found;
    const { width, height } = desktopArea(api);
    return last ?? [{ id: 'desktop', primary: true, x: 0, y: 0, width, height }];
  };
  read();
  return {
    monitors: async () => Promise.resolve(read()),
    onMonitors: (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    stamp: () => {
      // The system does not say here that something was drawn: the picture itself does.
      const now = isDesktopShown(api) ? canvas.take() : null;
      const next = now === null ? null : crc32(now.pixels, (now.width << 16) ^ now.height);
      if (next !== sum || next === null) count++;
      sum = next;
      return count;
    },
    changedSince: async () => Promise.resolve(null),
    grab: async (wanted) => Promise.resolve(grab(wanted)),
    stop: () => {
      cancel();
      clearTimeout(timer);
      changed.clear();
      canvas.close();
    },
  };

  function grab(wanted: Area | null): Grabbed {
    if (!isDesktopShown(api)) return { ok: false, why: 'hidden' };
    const size = desktopArea(api);
    const area = clip(wanted ?? { x: 0, y: 0, width: size.width, height: size.height }, size);
    if (area.width === 0 || area.height === 0) return { ok: false, why: 'failed' };
    const takenAt = Date.now();
    const whole =
      canvas.fresh() ?? (area.width * area.height * 2 > size.width * size.height ? canvas.take() : null);
    const pixels = whole === null ? canvas.part(area) : cut(whole, area);
    return pixels === null ? { ok: false, why: 'failed' } : { ok: true, grab: { ...area, pixels, takenAt } };
  }
}

interface Whole {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Memory of the system's that it copies the desktop into; as large as the desktop. */
function createCanvas(api: WindowsApi): {
  take: () => Whole | null;
  /** What was taken within the last moment. */
  fresh: () => Whole | null;
  part: (area: Area) => Uint8Array | null;
  close: () => void;
} {
  let kept: {
    readonly dc: Handle;
    readonly bitmap: Handle;
    readonly bits: bigint;
    readonly size: string;
  } | null = null;
  let whole: Whole | null = null;
  let takenAt = -Infinity;

  function close(): void {
    if (kept !== null) {
      api.DeleteDC(kept.dc);
      api.DeleteObject(kept.bitmap);
    }
    kept = null;
    whole = null;
  }
  function prepare(width: number, height: number): typeof kept {
    const size = `${width} ${height}`;
    if (kept?.size === size) return kept;
    close();
    const dc = api.CreateCompatibleDC(0);
    const bits: [bigint | null] = [null];
    const bitmap = api.CreateDIBSection(dc, pictureInfo(width, height), 0, bits, 0, 0);
    if (bitmap === 0 || bits[0] === null) {
      api.DeleteDC(dc);
      return null;
    }
    api.SelectObject(dc, bitmap);
    kept = { dc, bitmap, bits: bits[0], size };
    return kept;
  }
  function copy(area: Area): Uint8Array | null {
    const desktop = desktopArea(api);
    const into = prepare(desktop.width, desktop.height);
    if (into === null) return null;
    const screen = api.GetDC(0);
    const { x, y, width, height } = area;
    const copied = api.BitBlt(into.dc, x, y, width, height, screen, x + desktop.x, y + desktop.y, COPY);
    api.ReleaseDC(0, screen);
    api.GdiFlush();
    // Rows of the whole width, from the first to the last that was copied.
    const from = BigInt(y * desktop.width * 4);
    return copied ? bytesAt(into.bits + from, desktop.width * height * 4) : null;
  }
  return {
    take: () => {
      const { width, height } = desktopArea(api);
      const pixels = copy({ x: 0, y: 0, width, height });
      whole = pixels === null ? null : { width, height, pixels };
      takenAt = performance.now();
      return whole;
    },
    fresh: () => (performance.now() - takenAt < FRESH_MS ? whole : null),
    part: (area) => {
      const pixels = copy(area);
      const { width } = desktopArea(api);
      return pixels === null ? null : cut({ width, height: area.height, pixels }, { ...area, y: 0 });
    },
    close,
  };
}

/** An area of a picture, with nothing between its rows. */
function cut({ width, height, pixels }: Whole, area: Area): Uint8Array {
  if (area.x === 0 && area.y === 0 && area.width === width && area.height === height) return pixels;
  const out = new Uint8Array(area.width * area.height * 4);
  for (let row = 0; row < area.height; row++) {
    const from = ((area.y + row) * width + area.x) * 4;
    out.set(pixels.subarray(from, from + area.width * 4), row * area.width * 4);
  }
  return out;
}
