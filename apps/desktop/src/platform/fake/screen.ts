import type { Area, DesktopScreen, Grabbed, Monitor } from '../contract/screen.ts';

/** A desktop of pixels in memory. */
export interface FakeScreen extends DesktopScreen {
  stamp(): number;
  /** Fills an area with one colour, as a program would. @param colour `0xRRGGBB` */
  paint(area: Area, colour: number): void;
  /** Another set of monitors was plugged in. */
  plug(monitors: readonly Monitor[]): void;
  /** What may not be taken now. */
  hide(hidden: boolean): void;
}

/** @param now the device's clock, milliseconds since 1970 */
export function createFakeScreen(
  now: () => number,
  monitors: readonly Monitor[] = [{ id: 'FAKE-1', primary: true, x: 0, y: 0, width: 320, height: 200 }],
): FakeScreen {
  let plugged = monitors;
  let hidden = false;
  let stamp = 1;
  let desktop = sizeOf(plugged);
  let pixels = new Uint8Array(desktop.width * desktop.height * 4);
  /** What was painted last, by the stamp that it made. */
  let painted: { readonly stamp: number; readonly area: Area } | null = null;
  const listeners = new Set<() => void>();
  const clip = (area: Area): Area => {
    const x = Math.max(0, area.x);
    const y = Math.max(0, area.y);
    return {
      x,
      y,
      width: Math.max(0, Math.min(area.x + area.width, desktop.width) - x),
      height: Math.max(0, Math.min(area.y + area.height, desktop.height) - y),
    };
  };
  return {
    monitors: async () => Promise.resolve(plugged),
    stamp: () => stamp,
    changedSince: async (since) => {
      if (since >= stamp) return Promise.resolve({ x: 0, y: 0, width: 0, height: 0 });
      return Promise.resolve(painted?.stamp === stamp && since === stamp - 1 ? painted.area : null);
    },
    grab: async (wanted) => {
      const area = clip(wanted ?? { x: 0, y: 0, ...desktop });
      const failed: Grabbed = { ok: false, why: hidden ? 'hidden' : 'failed' };
      if (hidden || area.width === 0 || area.height === 0) return Promise.resolve(failed);
      const part = new Uint8Array(area.width * area.height * 4);
      for (let row = 0; row < area.height; row++) {
        const from = ((area.y + row) * desktop.width + area.x) * 4;
        part.set(pixels.subarray(from, from + area.width * 4), row * area.width * 4);
      }
      return Promise.resolve({ ok: true, grab: { ...area, pixels: part, takenAt: now() } });
    },
    onMonitors: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    paint: (wanted, colour) => {
      const area = clip(wanted);
      for (let y = area.y; y < area.y + area.height; y++) {
        for (let x = area.x; x < area.x + area.width; x++) {
          pixels.set(
            [colour & 0xff, (colour >> 8) & 0xff, (colour >> 16) & 0xff, 0],
            (y * desktop.width + x) * 4,
          );
        }
      }
      stamp++;
      painted = { stamp, area };
    },
    plug: (next) => {
      plugged = next.toSorted((a, b) => Number(b.primary) - Number(a.primary));
      desktop = sizeOf(plugged);
      pixels = new Uint8Array(desktop.width * desktop.height * 4);
      stamp++;
      for (const listener of listeners) listener();
    },
    hide: (hide) => {
      hidden = hide;
    },
  };
}

function sizeOf(monitors: readonly Monitor[]): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(...monitors.map(({ x, width }) => x + width)),
    height: Math.max(...monitors.map(({ y, height }) => y + height)),
  };
}
