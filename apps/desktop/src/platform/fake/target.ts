import type { InputTarget } from '../contract/input.ts';

/** Remembers what was done to it. */
export interface FakeTarget extends InputTarget {
  readonly pointer: { readonly x: number; readonly y: number };
  /** Codes of keys and numbers of buttons that are down. */
  readonly held: ReadonlySet<string | number>;
  /** What was written, with `Enter` as a line end. */
  readonly written: string;
  /** Lines, positive downwards. */
  readonly scrolled: number;
}

const KEY =
  /^(?:Key[A-Z]|Digit\d|(?:Shift|Control|Alt|Meta)(?:Left|Right)|Enter|Space|Tab|Escape|F\d{1,2})$/u;

export function createFakeTarget(): FakeTarget {
  const held = new Set<string | number>();
  let pointer = { x: 0, y: 0 };
  let written = '';
  let scrolled = 0;
  const done = async (outcome: boolean): Promise<boolean> => Promise.resolve(outcome);
  const hold = (what: string | number, down: boolean): void => {
    if (down) held.add(what);
    else held.delete(what);
  };
  return {
    get pointer() {
      return pointer;
    },
    held,
    get written() {
      return written;
    },
    get scrolled() {
      return scrolled;
    },
    move: async (x, y) => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return done(false);
      pointer = { x: Math.max(0, Math.round(x)), y: Math.max(0, Math.round(y)) };
      return done(true);
    },
    button: async (button, down) => {
      hold(button, down);
      return done(true);
    },
    scroll: async (lines) => {
      if (!Number.isFinite(lines)) return done(false);
      scrolled += Math.round(lines);
      return done(true);
    },
    key: async (code, down) => {
      if (!KEY.test(code)) return done(false);
      hold(code, down);
      if (down && code === 'Enter') written += '\n';
      if (down && /^Key[A-Z]$/u.test(code)) {
        const letter = code.slice(3);
        written += held.has('ShiftLeft') ? letter : letter.toLowerCase();
      }
      return done(true);
    },
    text: async (text) => {
      for (const what of held) if (typeof what === 'string') held.delete(what);
      written += text;
      return done(true);
    },
    release: async () => {
      held.clear();
      return Promise.resolve();
    },
  };
}
