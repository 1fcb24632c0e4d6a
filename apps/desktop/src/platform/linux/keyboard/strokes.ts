import type { Composer } from './compose.ts';
import { isModifierKey, keysymName, keysymText } from './keysyms.ts';
import { type Keymap, press } from './keymap.ts';

/** A key as the mapping and the sequences begun before it make it. */
export interface Read {
  readonly key: string;
  readonly command: boolean;
}

/**
 * What `KeyboardEvent.key` would say of a key that went down.
 * @param modifiers effective ones, a bit each
 * @param group effective one, from 0
 */
export function readStroke(
  keymap: Keymap,
  composer: Composer,
  keycode: number,
  modifiers: number,
  group: number,
): Read {
  const pressed = press(keymap, keycode, modifiers, group);
  if (pressed === null) return { key: 'Unidentified', command: false };
  const { keysym, command } = pressed;
  if (isModifierKey(keysym)) return { key: keysymName(keysym), command: false };
  const text = keysymText(keysym);
  if (command) return { key: text ?? keysymName(keysym), command };
  const composed = composer.press(keysym);
  switch (composed.kind) {
    case 'dead':
      return { key: 'Dead', command };
    case 'text':
      return { key: composed.text, command };
    case 'itself':
      if (text === null) return { key: keysymName(keysym), command };
      return { key: pressed.capital ? capital(text) : text, command };
  }
}

/** Caps Lock makes one letter of one letter; what has a large form of two, such as `ß`, stays. */
function capital(text: string): string {
  const large = text.toUpperCase();
  return Array.from(large).length === Array.from(text).length ? large : text;
}
