import { accents } from './accents.ts';

// Keys that write nothing, by the number that Windows gives them (WinUser.h, VK_*).
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x08, 'Backspace'],
  [0x09, 'Tab'],
  [0x0c, 'Clear'],
  [0x0d, 'Enter'],
  [0x10, 'Shift'],
  [0x11, 'Control'],
  [0x12, 'Alt'],
  [0x13, 'Pause'],
  [0x14, 'CapsLock'],
  [0x1b, 'Escape'],
  [0x21, 'PageUp'],
  [0x22, 'PageDown'],
  [0x23, 'End'],
  [0x24, 'Home'],
  [0x25, 'ArrowLeft'],
  [0x26, 'ArrowUp'],
  [0x27, 'ArrowRight'],
  [0x28, 'ArrowDown'],
  [0x2c, 'PrintScreen'],
  [0x2d, 'Insert'],
  [0x2e, 'Delete'],
  [0x2f, 'Help'],
  [0x5b, 'Meta'],
  [0x5c, 'Meta'],
  [0x5d, 'ContextMenu'],
  [0x90, 'NumLock'],
  [0x91, 'ScrollLock'],
  [0xa0, 'Shift'],
  [0xa1, 'Shift'],
  [0xa2, 'Control'],
  [0xa3, 'Control'],
  [0xa4, 'Alt'],
  [0xa5, 'Alt'],
  ...Array.from({ length: 24 }, (_, index) => [0x70 + index, `F${index + 1}`] as const),
]);

/** `KeyboardEvent.key` of a key that writes nothing; null for one that may write. */
export function nameOf(key: number): string | null {
  return NAMES.get(key) ?? null;
}

/** What a layout makes of one key. */
export type Made = { readonly kind: 'text' | 'dead'; readonly text: string } | { readonly kind: 'nothing' };

/** Puts accents and letters together, as the program that is written in does for itself. */
export interface Composer {
  /** @returns `KeyboardEvent.key` */
  press(made: Made): string;
  reset(): void;
}

/** Accents wait for the letter; where they do not go together, both are written, one after the other. */
export function createComposer(): Composer {
  let waiting = '';
  return {
    press: (made) => {
      if (made.kind === 'nothing') return 'Unidentified';
      if (made.kind === 'dead') {
        if (waiting === '') {
          waiting = made.text;
          return 'Dead';
        }
        const both = waiting + made.text;
        waiting = '';
        return both;
      }
      const accent = waiting;
      waiting = '';
      return accent === '' ? made.text : together(accent, made.text);
    },
    reset: () => {
      waiting = '';
    },
  };
}

function together(accent: string, text: string): string {
  if (text === ' ') return accent;
  const mark = accents.get(accent);
  if (mark === undefined) return accent + text;
  // The system may have put them together already.
  if (text.normalize('NFD').includes(mark)) return text;
  const composed = (text + mark).normalize('NFC');
  return Array.from(composed).length === 1 ? composed : accent + text;
}
