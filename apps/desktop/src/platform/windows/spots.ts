import type { Spot } from '../contract/surfaces.ts';
import type { SpotKey } from './ui-messages.ts';

/** The spot that has the keyboard in a window of ours, and what a key or a click does. */
export interface Focus {
  readonly focused: () => string | null;
  /** @returns the spot that was pressed */
  key(key: SpotKey, spots: readonly Spot[]): string | null;
  click(x: number, y: number, spots: readonly Spot[]): string | null;
}

/** @param moved called when another spot has the keyboard */
export function createFocus(moved: () => void): Focus {
  let focused: string | null = null;
  return {
    focused: () => focused,
    key: (key, spots) => {
      const at = spots.findIndex(({ id }) => id === focused);
      if (key === 'press') return at < 0 ? null : focused;
      if (key === 'leave' || spots.length === 0) return null;
      const step = key === 'next' ? 1 : -1;
      const to = at < 0 ? (key === 'next' ? 0 : spots.length - 1) : (at + step + spots.length) % spots.length;
      focused = spots[to]?.id ?? null;
      moved();
      return null;
    },
    click: (x, y, spots) =>
      spots.find((spot) => x >= spot.x && y >= spot.y && x < spot.x + spot.width && y < spot.y + spot.height)
        ?.id ?? null,
  };
}
