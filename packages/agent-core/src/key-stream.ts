/** What is remembered of the keys at most, in UTF-16 units; a sentence that ends beyond half of it ends the run too. */
const LONGEST = 2000;

/** The keys of one run of typing, where they are all that says what is written. */
export interface KeyStream {
  /** Takes a key as `KeyboardEvent.key` names it. False when the key ends the run, because the caret goes elsewhere. */
  press(key: string, withControl: boolean): boolean;
  /** Takes text that came by other means: pasted, or committed by an input method. */
  insert(text: string): void;
  text(): string;
  /** True when the run is long enough to be settled and begun anew. */
  full(): boolean;
  clear(): void;
}

/** Keys that move the caret: what comes after them does not follow what came before. */
const MOVES = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'Tab',
  'Escape',
  'Delete',
]);

/**
 * Some editors draw their text on a canvas: each key goes into a hidden field that is emptied at once, or never gets
 * there. The keys themselves are then all that says what is written.
 */
export function createKeyStream(): KeyStream {
  let text = '';
  return {
    press(key, withControl) {
      if (MOVES.has(key)) return false;
      if (key === 'Backspace')
        text = withControl ? text.replace(/\S*\s*$/u, '') : Array.from(text).slice(0, -1).join('');
      // A key of more than one code point is a name, such as `Shift`; with Control it is a command.
      else if (Array.from(key).length === 1 && !withControl) text += key;
      return true;
    },
    insert(inserted) {
      text = (text + inserted).slice(-LONGEST);
    },
    text: () => text,
    full: () => text.length >= LONGEST || (text.length >= LONGEST / 2 && /[.!?]\s$/u.test(text)),
    clear() {
      text = '';
    },
  };
}
