import { setTimeout as wait } from 'node:timers/promises';
import type { Done, KeyboardState } from 'x11';

import type { Display } from '../x11/display.ts';
import { keysymOf } from './codes.ts';
import { keysymText } from './keysyms.ts';

const CHANGE_KEYBOARD_MAPPING = 100;
const CORE_KEYBOARD = 0x100;
/** Keycodes from `Digit1` to `Space`. */
const FIRST_WRITING = 10;
const LAST_WRITING = 65;
/** How long programs may take to look up what a key of ours has written. */
const READ_MS = 300;
const IDLE_MS = 3_000;

/** Writes texts by pressing keys. */
export interface Typist {
  /**
   * Presses keys that write these characters one after the other; none that are held may change what they write. One
   * text at a time.
   * @param press presses a key, with Shift or without, and lets go of it
   * @returns false where the layout leaves no key free for a character that it has not
   */
  write(text: string, press: (keycode: number, shifted: boolean) => void): Promise<boolean>;
  /** Gives back every key that was borrowed, once programs have had the time to read it. */
  giveBack(): Promise<void>;
}

/**
 * Writes any script whatever the layout is. What the layout has is written with its keys. For other characters, keycodes
 * that mean nothing in it are given a meaning for a while: there are some eighteen of them. A program looks up what a key
 * means after it was pressed, so a key keeps its meaning until nothing more is written.
 */
export function createTypist(display: Display): Typist {
  let free: readonly number[] = [];
  let given = new Map<number, number>();
  let pressedAt = 0;
  let idle: NodeJS.Timeout | undefined;

  const programsHaveRead = async (): Promise<void> => {
    const left = READ_MS - (performance.now() - pressedAt);
    if (left > 0) await wait(left);
  };
  const giveBack = async (): Promise<void> => {
    clearTimeout(idle);
    if (given.size === 0) return;
    const back = given;
    given = new Map();
    await programsHaveRead();
    try {
      const rows = await readKeys(display);
      for (const [keysym, keycode] of back) {
        // Another layout may have come meanwhile, in which the key is somebody's.
        if (rows.get(keycode)?.[0] === keysym) map(display, keycode, 0);
      }
    } catch {
      // The display has ended, and its keys with it.
    }
  };
  const borrow = async (keysym: number): Promise<number | null> => {
    const before = given.get(keysym);
    if (before !== undefined) return before;
    if (given.size === free.length) {
      // Every key means something already: that must have been read before it means something else.
      await programsHaveRead();
      given = new Map();
    }
    const taken = new Set(given.values());
    const keycode = free.find((one) => !taken.has(one));
    if (keycode === undefined) return null;
    given.set(keysym, keycode);
    map(display, keycode, keysym);
    return keycode;
  };
  return {
    write: async (text, press) => {
      clearTimeout(idle);
      const rows = await readKeys(display);
      // With another layout, what was borrowed is gone.
      given = new Map([...given].filter(([keysym, keycode]) => rows.get(keycode)?.[0] === keysym));
      free = [...freeOf(rows), ...given.values()];
      const layout = layoutOf(rows, await readGroup(display));
      for (const { 0: character } of text.matchAll(/./gsu)) {
        const known = layout.get(character);
        const keysym = keysymOf(character);
        if (known !== undefined) press(known.keycode, known.shifted);
        else if (keysym !== null) {
          const keycode = await borrow(keysym);
          if (keycode === null) return false;
          press(keycode, false);
          pressedAt = performance.now();
        }
      }
      idle = setTimeout(() => void giveBack(), IDLE_MS);
      return true;
    },
    giveBack,
  };
}

async function readKeys(display: Display): Promise<ReadonlyMap<number, readonly number[]>> {
  const { min_keycode: first, max_keycode: last } = display.connected;
  const rows = await display.ask((done: Done<readonly (readonly number[])[]>) => {
    display.client.GetKeyboardMapping(first, last - first + 1, done);
  });
  return new Map(rows.map((row, index) => [first + index, row]));
}

/** Keycodes without a meaning, from the last: low ones are more likely to be on some keyboard after all. */
function freeOf(rows: ReadonlyMap<number, readonly number[]>): readonly number[] {
  return [...rows]
    .filter(([, row]) => row.every((keysym) => keysym === 0))
    .map(([keycode]) => keycode)
    .toReversed();
}

/** The layout that is switched on, from 0. */
async function readGroup(display: Display): Promise<number> {
  const keyboard = await display.extension('xkb');
  if (keyboard === null) return 0;
  const { group } = await display.ask((done: Done<KeyboardState>) => {
    keyboard.GetState(CORE_KEYBOARD, done);
  });
  return group;
}

/** Which key of the writing part of the keyboard writes what. Only of the first layout, where columns are plain. */
function layoutOf(
  rows: ReadonlyMap<number, readonly number[]>,
  group: number,
): ReadonlyMap<string, { readonly keycode: number; readonly shifted: boolean }> {
  const layout = new Map<string, { readonly keycode: number; readonly shifted: boolean }>();
  if (group !== 0) return layout;
  for (const [keycode, row] of rows) {
    if (keycode < FIRST_WRITING || keycode > LAST_WRITING) continue;
    for (const [column, keysym] of row.slice(0, 2).entries()) {
      const character = keysymText(keysym);
      if (character === null || layout.has(character)) continue;
      layout.set(character, { keycode, shifted: column === 1 });
    }
  }
  return layout;
}

/** @param keysym 0: nothing */
function map(display: Display, keycode: number, keysym: number): void {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt8(CHANGE_KEYBOARD_MAPPING, 0);
  bytes.writeUInt8(1, 1);
  bytes.writeUInt16LE(4, 2);
  bytes.writeUInt8(keycode, 4);
  bytes.writeUInt8(2, 5);
  // The same with Shift, which may be held.
  bytes.writeUInt32LE(keysym, 8);
  bytes.writeUInt32LE(keysym, 12);
  display.send(bytes);
}
