import {
  MOST_GLANCES,
  MOST_LOOKS,
  type Watched,
  type WatchScreens,
} from '@lapwing/protocol/features/screens/watch.ts';

export interface Wish {
  readonly groupId: string | null;
  /** Devices whose small picture is in view, or of which only what is in front is wanted. */
  readonly glances: readonly string[];
  /** CSS pixels of a small picture; 0 for no pictures. */
  readonly glanceWidth: number;
  /** Devices that are looked at large. */
  readonly looks: readonly string[];
  /** CSS pixels of a large picture. */
  readonly lookWidth: number;
  /** Device pixels to a CSS pixel. */
  readonly density: number;
  /** Nobody looks: the page is hidden, or paused. */
  readonly resting: boolean;
}

const GLANCE_EVERY_MS = 2000;
const NARROWEST = 160;
const WIDEST_GLANCE = 640;
const WIDEST_LOOK = 1920;
/** Widths go in such steps, so that a moved border does not ask every device for a new size. */
const WIDTH_STEP = 80;

/** Milliseconds between pictures of a large view: the more at once, the slower each. */
export function lookEvery(count: number): number {
  return count <= 1 ? 500 : count <= 4 ? 700 : 1000;
}

/** Pixels to ask for: what is shown, in steps, within what is sensible. */
export function widthFor(cssPixels: number, density: number, widest: number): number {
  if (cssPixels <= 0) return 0;
  // Beyond two a finer picture costs the network more than the eye gains.
  const pixels = cssPixels * Math.min(2, Math.max(1, density));
  return Math.min(widest, Math.max(NARROWEST, Math.ceil(pixels / WIDTH_STEP) * WIDTH_STEP));
}

/** What to ask the server for. A device that is looked at large needs no small picture as well. */
export function wanted(wish: Wish): WatchScreens {
  const { groupId } = wish;
  if (wish.resting) return { type: 'screens/watch', groupId, screens: [] };
  const looks = [...new Set(wish.looks)].slice(0, MOST_LOOKS);
  const large = new Set(looks);
  const glances = [...new Set(wish.glances)]
    .filter((id) => !large.has(id))
    .slice(0, MOST_GLANCES - looks.length);
  const screens: Watched[] = [
    ...looks.map((deviceId) => ({
      deviceId,
      purpose: 'look' as const,
      width: widthFor(wish.lookWidth, wish.density, WIDEST_LOOK),
      everyMs: lookEvery(looks.length),
    })),
    ...glances.map((deviceId) => ({
      deviceId,
      purpose: 'glance' as const,
      width: widthFor(wish.glanceWidth, wish.density, WIDEST_GLANCE),
      everyMs: GLANCE_EVERY_MS,
    })),
  ];
  return { type: 'screens/watch', groupId, screens };
}
