import type { Done, KeyboardState, XEvent, XKeyboard } from 'x11';

import type { Cancel } from '../../contract/cancel.ts';
import type { Display } from '../x11/display.ts';
import { getKeymap } from './keep-keymap.ts';
import { type Keymap, KEYMAP_PARTS } from './keymap.ts';

/** A key that went down, with what was in force then. */
export interface KeyDown {
  readonly keymap: Keymap;
  readonly keycode: number;
  readonly modifiers: number;
  readonly group: number;
}

const CORE_KEYBOARD = 0x100;
/** NewKeyboardNotify, MapNotify, StateNotify and ControlsNotify of XKB. */
const WATCHED = 0x0f;
const EVERY_MASTER = 1;
const REPEAT_KEYS = 1;
/** More keys than anybody presses while a mapping is read. */
const MOST_WAITING = 256;

/**
 * Hears every key and button of the seat, whoever has the keyboard. The mapping is read again when it changes, and keys
 * that went down since are told after it, in their order.
 *
 * Raw events know no repetition, since the server repeats a key by itself; a key that is held is repeated here with the
 * server's own delay and interval. Whether one is held is asked when it would repeat: to be woken by every key that comes
 * up again would be half of what typing costs.
 * @returns null where the server has not what is needed for it
 */
export async function listenKeyboard(
  display: Display,
  heard: { readonly key: (down: KeyDown) => void; readonly button: () => void },
): Promise<Cancel | null> {
  const [xinput, xkb] = [await display.extension('xinput'), await display.extension('xkb')];
  if (xinput === null || xkb === null || xinput.xi2 === null) return null;
  if (xinput.xi2.majorVersion === 2 && xinput.xi2.minorVersion < 1) return null;

  let state: KeyboardState = { mods: 0, group: 0 };
  let keymap: Keymap | null = null;
  let reading = false;
  let stale = false;
  let waiting: { keycode: number; modifiers: number; group: number }[] = [];
  let stopped = false;
  const repeat = createRepeat(display, xkb, (keycode) => {
    down(keycode);
  });

  function down(keycode: number): void {
    if (keymap === null || reading) {
      if (waiting.length < MOST_WAITING) waiting.push({ keycode, modifiers: state.mods, group: state.group });
      return;
    }
    heard.key({ keymap, keycode, modifiers: state.mods, group: state.group });
  }

  async function readKeymap(): Promise<void> {
    stale = true;
    if (reading) return;
    reading = true;
    while (stale && !stopped) {
      stale = false;
      const read = await getKeymap(display, xkb?.majorOpcode ?? 0).catch(() => null);
      if (read !== null) keymap = read;
    }
    reading = false;
    const [map, strokes] = [keymap, waiting];
    waiting = [];
    if (map === null || stopped) return;
    for (const stroke of strokes) heard.key({ keymap: map, ...stroke });
  }

  const cancel = display.onEvent((event) => {
    switch (event.name ?? '') {
      case 'XIRawKeyPress': {
        const keycode = numberOf(event, 'detail');
        repeat.down(keycode);
        down(keycode);
        break;
      }
      case 'XIRawButtonPress':
        heard.button();
        break;
      case 'XkbStateNotify':
        state = { mods: numberOf(event, 'mods'), group: numberOf(event, 'group') };
        break;
      case 'XkbEvent':
        if (event['xkbType'] === 3) repeat.changed();
        else void readKeymap();
        break;
      case 'MappingNotify':
        void readKeymap();
        break;
    }
  });
  xkb.SelectEvents(CORE_KEYBOARD, WATCHED, 0, WATCHED, KEYMAP_PARTS, KEYMAP_PARTS);
  xinput.XISelectEvents(display.root, {
    deviceId: EVERY_MASTER,
    mask: ['RawKeyPress', 'RawButtonPress'],
  });
  try {
    state = await display.ask((done: Done<KeyboardState>) => {
      xkb.GetState(CORE_KEYBOARD, done);
    });
  } catch {
    cancel();
    return null;
  }
  await readKeymap();
  repeat.changed();
  return () => {
    if (stopped) return;
    stopped = true;
    cancel();
    repeat.stop();
    if (!display.ended) xinput.XISelectEvents(display.root, { deviceId: EVERY_MASTER, mask: [] });
  };
}

function numberOf(event: XEvent, member: string): number {
  const value = event[member];
  return typeof value === 'number' ? value : 0;
}

async function askDown(display: Display, keycode: number): Promise<boolean> {
  const keys = await display
    .ask((done: Done<Uint8Array>) => {
      display.client.QueryKeymap(done);
    })
    .catch(() => null);
  return ((keys?.[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0;
}

interface Repeat {
  readonly down: (keycode: number) => void;
  /** The settings may have become others. */
  readonly changed: () => void;
  readonly stop: () => void;
}

/** Repeats the key that went down last, for as long as it is held, as the server does. */
function createRepeat(display: Display, xkb: XKeyboard, repeated: (keycode: number) => void): Repeat {
  let settings: { delay: number; interval: number; keys: readonly number[] } | null = null;
  let held: number | null = null;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearTimeout(timer);
    held = null;
  }

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void again(), ms);
    timer.unref();
  }

  async function again(): Promise<void> {
    const key = held;
    if (key === null || display.ended) return;
    const isDown = await askDown(display, key);
    // Another key may have gone down meanwhile, which has a time of its own.
    if (held !== key || settings === null) return;
    if (!isDown) {
      held = null;
      return;
    }
    later(settings.interval);
    repeated(key);
  }

  async function readSettings(): Promise<void> {
    const controls = await display
      .ask((done: Parameters<XKeyboard['GetControls']>[1]) => {
        xkb.GetControls(CORE_KEYBOARD, done);
      })
      .catch(() => null);
    settings =
      controls === null || (controls.enabledControls & REPEAT_KEYS) === 0
        ? null
        : {
            delay: Math.max(1, controls.repeatDelay),
            interval: Math.max(5, controls.repeatInterval),
            keys: controls.perKeyRepeat,
          };
  }

  return {
    down: (keycode) => {
      const repeats = ((settings?.keys[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0;
      // A key that does not repeat, such as Shift, leaves another that is held repeating.
      if (settings === null || !repeats) return;
      stop();
      held = keycode;
      later(settings.delay);
    },
    changed: () => {
      void readSettings();
    },
    stop,
  };
}
