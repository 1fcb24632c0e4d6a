import type { Done, Testing } from 'x11';

import type { InputTarget } from '../contract/input.ts';
import { keycodeOf } from './keyboard/codes.ts';
import { createTypist } from './keyboard/typist.ts';
import type { Display } from './x11/display.ts';

const KEY_DOWN = 2;
const KEY_UP = 3;
const BUTTON_DOWN = 4;
const BUTTON_UP = 5;
const MOVED = 6;
const WHEEL_UP = 4;
const WHEEL_DOWN = 5;
const MOST_LINES = 100;
const LOCK = 2;
/** `ShiftLeft` */
const SHIFT = 50;
const FARTHEST = 32_767;

/**
 * Keys and the pointer of an X display, as if they were used by hand.
 * @returns null where the server does not have XTEST
 */
export async function openTarget(display: Display): Promise<InputTarget | null> {
  const testing = await display.extension('xtest');
  if (testing === null) return null;
  const hands = makeHands(display, testing);
  const typist = createTypist(display);
  let before: Promise<unknown> = Promise.resolve();
  /** One thing after the other, so that a text is not torn apart. False once the display has ended. */
  const inTurn = async (act: () => Promise<boolean> | boolean): Promise<boolean> => {
    const next = before.then(async () => {
      if (display.ended) return false;
      const done = await act();
      await display.settled();
      return done;
    });
    const outcome = next.catch(() => false);
    before = outcome;
    return outcome;
  };
  const release = async (): Promise<void> => {
    await inTurn(async () => {
      hands.release();
      await typist.giveBack();
      return true;
    });
  };
  return {
    move: async (x, y) => inTurn(() => hands.move(x, y)),
    button: async (button, down) => inTurn(() => hands.button(button + 1, down)),
    scroll: async (lines) => inTurn(() => hands.scroll(lines)),
    key: async (code, down) => inTurn(() => hands.key(code, down)),
    text: async (text) =>
      inTurn(async () => {
        // With Control held it would be commands, with Shift other letters.
        hands.releaseKeys();
        const locked = await setCapsLock(display, false);
        const written = await typist.write(text.toWellFormed(), hands.press);
        if (locked) await setCapsLock(display, true);
        return written;
      }),
    release,
  };
}

/** What is held down, and doing it. */
function makeHands(
  display: Display,
  testing: Testing,
): {
  move: (x: number, y: number) => boolean;
  button: (button: number, down: boolean) => boolean;
  scroll: (lines: number) => boolean;
  key: (code: string, down: boolean) => boolean;
  press: (keycode: number, shifted: boolean) => void;
  releaseKeys: () => void;
  release: () => void;
} {
  const keys = new Set<number>();
  const buttons = new Set<number>();
  const { min_keycode: first, max_keycode: last } = display.connected;
  const fake = (type: 2 | 3 | 4 | 5, detail: number): void => {
    testing.FakeInput(type, detail, 0, 0, 0, 0);
  };
  const hold = (held: Set<number>, detail: number, down: boolean): boolean => {
    if (held.has(detail) === down) return true;
    if (down) held.add(detail);
    else held.delete(detail);
    const [pressed, left] =
      held === keys ? ([KEY_DOWN, KEY_UP] as const) : ([BUTTON_DOWN, BUTTON_UP] as const);
    fake(down ? pressed : left, detail);
    return true;
  };
  const releaseKeys = (): void => {
    for (const keycode of keys) hold(keys, keycode, false);
  };
  return {
    move: (x, y) => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
      const whole = (value: number): number => Math.round(Math.min(Math.max(value, 0), FARTHEST));
      testing.FakeInput(MOVED, 0, 0, display.root, whole(x), whole(y));
      return true;
    },
    button: (button, down) => hold(buttons, button, down),
    scroll: (lines) => {
      if (!Number.isFinite(lines)) return false;
      const wheel = lines < 0 ? WHEEL_UP : WHEEL_DOWN;
      for (let line = 0; line < Math.min(Math.abs(Math.round(lines)), MOST_LINES); line++) {
        fake(BUTTON_DOWN, wheel);
        fake(BUTTON_UP, wheel);
      }
      return true;
    },
    key: (code, down) => {
      const keycode = keycodeOf(code);
      if (keycode === null || keycode < first || keycode > last) return false;
      return hold(keys, keycode, down);
    },
    press: (keycode, shifted) => {
      if (shifted) fake(KEY_DOWN, SHIFT);
      fake(KEY_DOWN, keycode);
      fake(KEY_UP, keycode);
      if (shifted) fake(KEY_UP, SHIFT);
    },
    releaseKeys,
    release: () => {
      releaseKeys();
      for (const button of buttons) hold(buttons, button, false);
    },
  };
}

/** Turns Caps Lock on or off. @returns whether it was on */
async function setCapsLock(display: Display, on: boolean): Promise<boolean> {
  const keyboard = await display.extension('xkb');
  const { keyMask } = await display.ask((done: Done<{ readonly keyMask: number }>) => {
    display.client.QueryPointer(display.root, done);
  });
  const was = (keyMask & LOCK) !== 0;
  if (keyboard === null || was === on) return was;
  const bytes = Buffer.alloc(16);
  bytes.writeUInt8(keyboard.majorOpcode, 0);
  // LatchLockState of the core keyboard.
  bytes.writeUInt8(5, 1);
  bytes.writeUInt16LE(4, 2);
  bytes.writeUInt16LE(0x100, 4);
  bytes.writeUInt8(LOCK, 6);
  bytes.writeUInt8(on ? LOCK : 0, 7);
  display.send(bytes);
  return was;
}
