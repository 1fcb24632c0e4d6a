import type { Area, DesktopScreen, Grab, Grabbed } from '../../platform/contract/screen.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';

/** What stands in place of what is not shown: neither light nor dark. */
const COVER = 0x80;

/** A screen that says of each picture whether anything private was to be seen on the desktop, in it or elsewhere. */
export interface CoveredScreen extends DesktopScreen {
  grab(
    area: Area | null,
    into?: Uint8Array,
  ): Promise<
    Exclude<Grabbed, { ok: true }> | { readonly ok: true; readonly grab: Grab; readonly covered: boolean }
  >;
}

/**
 * The screen without what is private: where a secret or excluded window is to be seen there is a grey area. What is of
 * such a window just before or just after the picture counts, since it may come or go meanwhile.
 */
export function createCoveredScreen(parts: {
  readonly screen: DesktopScreen;
  /** Null where windows cannot be told: then nothing is taken. */
  readonly windows: Pick<Windows, 'list'> | null;
  readonly excluded: (window: DesktopWindow) => boolean;
}): CoveredScreen {
  const { screen, windows, excluded } = parts;
  const isPrivate = (window: DesktopWindow): boolean => window.secret || excluded(window);

  return {
    monitors: () => screen.monitors(),
    stamp: () => screen.stamp(),
    changedSince: (stamp) => screen.changedSince(stamp),
    onMonitors: (changed) => screen.onMonitors(changed),
    async grab(area, into) {
      if (windows === null) return { ok: false, why: 'not-possible' };
      const before = seenOf(await windows.list(), isPrivate);
      const grabbed = await screen.grab(area, into);
      if (!grabbed.ok) return grabbed;
      const after = seenOf(await windows.list(), isPrivate);
      const hidden = [...before, ...after];
      for (const one of hidden) coverUp(grabbed.grab, one);
      return { ...grabbed, covered: hidden.length > 0 };
    },
  };
}

/** The areas in which private windows are to be seen; windows come from the foremost to the rearmost. */
export function seenOf(
  windows: readonly DesktopWindow[],
  isPrivate: (window: DesktopWindow) => boolean,
): readonly Area[] {
  const inFront: Area[] = [];
  const seen: Area[] = [];
  for (const window of windows) {
    if (!window.shown) continue;
    if (isPrivate(window)) seen.push(...without(window.area, inFront));
    inFront.push(window.area);
  }
  return seen;
}

/** What is left of an area when others lie on it. */
export function without(area: Area, others: readonly Area[]): readonly Area[] {
  return others.reduce<readonly Area[]>((left, other) => left.flatMap((one) => rest(one, other)), [area]);
}

function rest(one: Area, other: Area): readonly Area[] {
  const [right, bottom] = [one.x + one.width, one.y + one.height];
  const left = Math.max(one.x, other.x);
  const top = Math.max(one.y, other.y);
  const end = Math.min(right, other.x + other.width);
  const foot = Math.min(bottom, other.y + other.height);
  if (left >= end || top >= foot) return [one];
  return [
    { x: one.x, y: one.y, width: one.width, height: top - one.y },
    { x: one.x, y: foot, width: one.width, height: bottom - foot },
    { x: one.x, y: top, width: left - one.x, height: foot - top },
    { x: end, y: top, width: right - end, height: foot - top },
  ].filter(({ width, height }) => width > 0 && height > 0);
}

function coverUp(grab: Grab, area: Area): void {
  const left = Math.max(0, area.x - grab.x);
  const end = Math.min(grab.width, area.x - grab.x + area.width);
  const foot = Math.min(grab.height, area.y - grab.y + area.height);
  if (left >= end) return;
  for (let y = Math.max(0, area.y - grab.y); y < foot; y += 1)
    grab.pixels.fill(COVER, (y * grab.width + left) * 4, (y * grab.width + end) * 4);
}
