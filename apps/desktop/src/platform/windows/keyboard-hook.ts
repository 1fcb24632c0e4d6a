import { type Handle, type HookedKey, textOf, type WindowsApi } from './api.ts';
import { focusedField } from './focused-field.ts';
import { createHookWatch } from './hook-watch.ts';
import { createComposer, type Made, nameOf } from './key-names.ts';
import type { SpotKey, Told } from './ui-messages.ts';

/** The hooks of this thread. The system waits for them at every key of the session: nothing here may take long. */
export interface KeyboardHook {
  /** Tells keys and buttons, or no longer. False where the system refuses. */
  read(on: boolean): boolean;
  /** Keeps every key from every program, or no longer. */
  cover(on: boolean): boolean;
  /** Sets the hooks anew where the system may have taken them away; to be called while `looking` says so. */
  look(): void;
  stop(): void;
  /** Lets go of what the hooks called, once no message is awaited any more. */
  free(): void;
}

const KEYBOARD = 13;
const MOUSE = 14;
const KEY_DOWN: ReadonlySet<number> = new Set([0x100, 0x104]);
const BUTTON_DOWN: ReadonlySet<number> = new Set([0x201, 0x204, 0x207, 0x20b]);
const MOUSE_MOVE = 0x200;
/** What a program writes by SendInput: the character is in the scan code. */
const PACKET = 0xe7;
const SHIFTS: readonly number[] = [0xa0, 0xa1];
const CONTROLS: readonly number[] = [0xa2, 0xa3];
const ALTS: readonly number[] = [0xa4, 0xa5];
const METAS: readonly number[] = [0x5b, 0x5c];
const CAPS_LOCK = 0x14;
const NUM_LOCK = 0x90;
/** The Control that the system adds to AltGr. */
const ALT_GR_CONTROL = 0x21d;
/** Since Windows 10 1607: what the layout remembers of dead keys stays as it is for the program. */
const LEAVE_STATE = 4;

/**
 * @param outer `covered`: whether the cover stands; `looking`: from now on `look` is to be called every few seconds, or no
 *   longer
 */
export function createKeyboardHook(
  api: WindowsApi,
  tell: (told: Told) => void,
  outer: { readonly covered: () => boolean; readonly looking: (on: boolean) => void },
): KeyboardHook {
  const down = new Set<number>();
  const swallowed = new Set<number>();
  const composer = createComposer();
  const watch = createHookWatch(api, (hears) => tell({ tell: 'hears', hears }));
  const state = new Uint8Array(256);
  const text = Buffer.alloc(32);
  let reading = false;
  let covering = false;
  let keyboard: Handle = 0;
  let mouse: Handle = 0;
  let caps = false;
  let numbers = false;
  let half = '';
  let lastField: string | null = null;
  let lastWindow: Handle = 0;

  const onKey = (code: number, w: number, l: number): number => {
    if (code < 0) return api.CallNextHookEx(0, code, w, l);
    const key = api.keyAt(l);
    watch.heard(key.vkCode);
    const isDown = KEY_DOWN.has(w);
    const again = down.has(key.vkCode);
    if (isDown) down.add(key.vkCode);
    else down.delete(key.vkCode);
    if (isDown && !again && key.vkCode === CAPS_LOCK) caps = !caps;
    if (isDown && !again && key.vkCode === NUM_LOCK) numbers = !numbers;
    if (covering) {
      if (isDown) {
        swallowed.add(key.vkCode);
        const spot = spotKey(key.vkCode, held(SHIFTS));
        if (spot !== null) tell({ tell: 'spot-key', id: 0, key: spot });
        return 1;
      }
      // What went down before the cover came has to go up for the program that has it.
      if (swallowed.delete(key.vkCode)) return 1;
    } else if (!isDown && swallowed.delete(key.vkCode)) return 1;
    else if (isDown && reading) stroke(key);
    return api.CallNextHookEx(0, code, w, l);
  };
  const onMouse = (code: number, w: number, l: number): number => {
    if (code >= 0) watch.heard(null);
    if (code >= 0 && w !== MOUSE_MOVE) {
      if (outer.covered()) {
        const pid: [number] = [0];
        api.GetWindowThreadProcessId(api.WindowFromPoint(api.mouseAt(l).pt), pid);
        if (pid[0] !== process.pid) return 1;
      } else if (BUTTON_DOWN.has(w)) {
        composer.reset();
        tell({ tell: 'pointer' });
      }
    }
    return api.CallNextHookEx(0, code, w, l);
  };
  const hooks = { key: api.keep('hook', onKey), mouse: api.keep('hook', onMouse) };

  function held(keys: readonly number[]): boolean {
    return keys.some((key) => down.has(key));
  }

  function stroke(key: HookedKey): void {
    const window = api.GetForegroundWindow();
    const thread = api.GetWindowThreadProcessId(window, [0]);
    const field = focusedField(api, thread);
    if (field !== lastField || window !== lastWindow) {
      lastField = field;
      lastWindow = window;
      composer.reset();
      tell({ tell: 'focus' });
    }
    if (field === 'secret') return;
    const read = readKey(key, thread);
    if (read !== null) tell({ tell: 'key', ...read, window });
  }

  function readKey(key: HookedKey, thread: number): { key: string; command: boolean } | null {
    if (key.vkCode === PACKET) return written(String.fromCharCode(key.scanCode));
    if (CONTROLS.includes(key.vkCode) && key.scanCode === ALT_GR_CONTROL) return null;
    const meta = held(METAS);
    const name = nameOf(key.vkCode);
    const [control, alt] = [held(CONTROLS), held(ALTS)];
    if (name !== null) {
      const modifier = [...SHIFTS, ...CONTROLS, ...ALTS, ...METAS].includes(key.vkCode);
      if (!modifier) composer.reset();
      return { key: name, command: !modifier && (meta || control || alt) };
    }
    const layout = api.GetKeyboardLayout(thread);
    if (control && alt && !meta) {
      const made = make(key, layout, true);
      if (made.kind !== 'nothing') return { key: composer.press(made), command: false };
    }
    const made = make(key, layout, false);
    if (!control && !alt && !meta) return { key: composer.press(made), command: false };
    return { key: made.kind === 'nothing' ? 'Unidentified' : made.text, command: true };
  }

  /** Characters beyond the first plane come in two halves. */
  function written(unit: string): { key: string; command: boolean } | null {
    const whole = half + unit;
    half = '';
    if (whole.isWellFormed()) return { key: whole, command: false };
    if (whole.length === 1) half = whole;
    return null;
  }

  function make(key: HookedKey, layout: Handle, graph: boolean): Made {
    state.fill(0);
    const set = (keys: readonly number[], both: number): void => {
      for (const one of keys) if (down.has(one)) state[one] = state[both] = 0x80;
    };
    set(SHIFTS, 0x10);
    if (graph) {
      set(CONTROLS, 0x11);
      set(ALTS, 0x12);
    }
    state[CAPS_LOCK] = caps ? 1 : 0;
    state[NUM_LOCK] = numbers ? 1 : 0;
    const units = api.ToUnicodeEx(key.vkCode, key.scanCode, state, text, 16, LEAVE_STATE, layout);
    if (units === 0) return { kind: 'nothing' };
    const made = textOf(text, Math.abs(units));
    if (made < ' ') return { kind: 'nothing' };
    return { kind: units < 0 ? 'dead' : 'text', text: made };
  }

  /** What is held and locked now, whatever was heard before. */
  function catchUp(): void {
    caps = (api.GetKeyState(CAPS_LOCK) & 1) === 1;
    numbers = (api.GetKeyState(NUM_LOCK) & 1) === 1;
    down.clear();
    for (const key of [...SHIFTS, ...CONTROLS, ...ALTS, ...METAS])
      if (api.GetAsyncKeyState(key) < 0) down.add(key);
  }

  function set(): boolean {
    const module = api.GetModuleHandleW(null);
    const key = api.SetWindowsHookExW(KEYBOARD, hooks.key.address, module, 0);
    const pointer = api.SetWindowsHookExW(MOUSE, hooks.mouse.address, module, 0);
    if (key !== 0) keyboard = key;
    if (pointer !== 0) mouse = pointer;
    return key !== 0 && pointer !== 0;
  }

  function unset(these: readonly Handle[]): boolean {
    return these.map((hook) => api.UnhookWindowsHookEx(hook)).every(Boolean);
  }

  function settle(): boolean {
    const wanted = reading || covering;
    if (wanted === (keyboard !== 0)) return true;
    outer.looking(wanted);
    if (wanted) {
      catchUp();
      const done = set();
      watch.start();
      return done;
    }
    const done = unset([keyboard, mouse]);
    keyboard = 0;
    mouse = 0;
    return done;
  }

  function renew(): void {
    const before = [keyboard, mouse];
    // The next before the last, so that no key gets past a cover between them.
    const done = set();
    const old = before.filter((hook) => hook !== keyboard && hook !== mouse);
    const were = unset(old);
    catchUp();
    composer.reset();
    half = '';
    watch.renewed(!done || !were);
  }

  return {
    read: (on) => {
      reading = on;
      return settle();
    },
    cover: (on) => {
      covering = on;
      // Keys that went down before keep the hook for their way up.
      return settle();
    },
    look: () => {
      if (keyboard !== 0 && watch.due()) renew();
    },
    stop: () => {
      reading = false;
      covering = false;
      settle();
    },
    free: () => {
      hooks.key.free();
      hooks.mouse.free();
    },
  };
}

/** What a key does among the spots of a window of ours. */
export function spotKey(key: number, shift: boolean): SpotKey | null {
  switch (nameOf(key)) {
    case 'Tab':
      return shift ? 'before' : 'next';
    case 'ArrowDown':
    case 'ArrowRight':
      return 'next';
    case 'ArrowUp':
    case 'ArrowLeft':
      return 'before';
    case 'Enter':
      return 'press';
    case 'Escape':
      return 'leave';
    case null:
    default:
      return key === 0x20 ? 'press' : null;
  }
}
