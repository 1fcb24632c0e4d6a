/** What one watcher wants of one screen. */
export interface Wish {
  readonly purpose: 'glance' | 'look';
  /** Pixels; 0 for no pictures, only what is in front. */
  readonly width: number;
  readonly everyMs: number;
  /** JPEG quality when the usual of that width will not do. */
  readonly quality?: number;
  /** True for one that keeps what it gets: a picture made for a smaller wish will not do. */
  readonly whole?: boolean;
}

/** What a device is asked for, for all its watchers together. */
export interface Demand {
  readonly purpose: 'glance' | 'look';
  readonly width: number;
  readonly quality: number;
  readonly everyMs: number;
  /** Names of all who look, first come first; a glance names nobody. */
  readonly names: readonly string[];
}

/** Widths that devices are asked for: pulling at a slider of the console is not a new command for each pixel. */
const WIDTHS: readonly number[] = [0, 160, 240, 320, 480, 640, 960, 1280, 1600, 1920];
/** Names that a command may carry. */
export const MOST_NAMES = 5;
export const LONGEST_NAME = 200;

/** All wishes in one: the largest, the quickest, and a look where any of them is one. Null without any. */
export function mergeWishes(wishes: Iterable<readonly [string, Wish]>): Demand | null {
  const all = Array.from(wishes);
  if (all.length === 0) return null;
  const names = new Set<string>();
  let width = 0;
  let quality = 0;
  let everyMs = Number.POSITIVE_INFINITY;
  for (const [name, wish] of all) {
    if (wish.purpose === 'look') names.add(name.slice(0, LONGEST_NAME));
    width = Math.max(width, stepOf(wish.width));
    quality = Math.max(quality, wish.quality ?? qualityOf(stepOf(wish.width)));
    everyMs = Math.min(everyMs, wish.everyMs);
  }
  return { purpose: names.size > 0 ? 'look' : 'glance', width, quality, everyMs, names: [...names] };
}

/**
 * How a demand differs from the one in force: `more` is asked for at once, `less` may wait a little, since whoever
 * closed a large picture often opens it again.
 */
export function changeOf(before: Demand, after: Demand): 'none' | 'more' | 'less' {
  const more =
    (after.purpose === 'look' && before.purpose === 'glance') ||
    after.width > before.width ||
    after.quality > before.quality ||
    after.everyMs < before.everyMs ||
    after.names.some((name) => !before.names.includes(name));
  if (more) return 'more';
  const less =
    after.purpose !== before.purpose ||
    after.width < before.width ||
    after.quality < before.quality ||
    after.everyMs > before.everyMs ||
    after.names.length < before.names.length;
  return less ? 'less' : 'none';
}

function stepOf(width: number): number {
  return WIDTHS.find((step) => step >= width) ?? 1920;
}

/** A small picture of a whole screen is looked at for its colours and shapes, a large one is read. */
function qualityOf(width: number): number {
  if (width <= 320) return 0.5;
  return width <= 640 ? 0.6 : 0.7;
}
