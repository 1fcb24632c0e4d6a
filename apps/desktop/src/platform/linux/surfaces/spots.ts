import type { Spot } from '../../contract/surfaces.ts';
import { keysymName, keysymText } from '../keyboard/keysyms.ts';
import { type Keymap, press } from '../keyboard/keymap.ts';

/** What a key does among the spots of a window. */
export type SpotKey = 'next' | 'before' | 'press' | 'leave' | null;

const SHIFT = 1;

/**
 * @param state of the event: modifiers, and the group in bits 13 and 14
 */
export function spotKey(keymap: Keymap | null, keycode: number, state: number): SpotKey {
  const pressed = keymap === null ? null : press(keymap, keycode, state & 0xff, (state >> 13) & 3);
  if (pressed === null || pressed.command) return null;
  switch (keysymText(pressed.keysym) ?? keysymName(pressed.keysym)) {
    case 'Tab':
      return (state & SHIFT) === 0 ? 'next' : 'before';
    case 'ArrowDown':
    case 'ArrowRight':
      return 'next';
    case 'ArrowUp':
    case 'ArrowLeft':
      return 'before';
    case 'Enter':
    case ' ':
      return 'press';
    case 'Escape':
      return 'leave';
    default:
      return null;
  }
}

/** The spot that the keyboard goes to; round at the ends. */
export function moveFocus(
  spots: readonly Spot[],
  focused: string | null,
  by: 'next' | 'before',
): string | null {
  const at = spots.findIndex(({ id }) => id === focused);
  const step = by === 'next' ? 1 : -1;
  const to = at < 0 ? (by === 'next' ? 0 : spots.length - 1) : at + step;
  return spots[(to + spots.length) % Math.max(1, spots.length)]?.id ?? null;
}

export function spotAt(spots: readonly Spot[], x: number, y: number): string | null {
  return (
    spots.find((spot) => x >= spot.x && y >= spot.y && x < spot.x + spot.width && y < spot.y + spot.height)
      ?.id ?? null
  );
}
