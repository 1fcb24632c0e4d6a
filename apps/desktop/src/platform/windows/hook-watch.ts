import type { WindowsApi } from './api.ts';
import { isDesktopShown } from './input-desktop.ts';

/**
 * Whether the hooks are still called. Windows takes a low-level hook away that answers too late, and tells nobody
 * (LowLevelKeyboardProc, "Remarks": LowLevelHooksTimeout). What it does tell is when something was last used, so that
 * hooks which stayed silent meanwhile are to be set anew: that costs next to nothing, and changes nothing where they
 * were there.
 */
export interface HookWatch {
  /** The hooks were set: what was used before is none of theirs. */
  start(): void;
  /** A hook was called. @param key its number; null for the pointer */
  heard(key: number | null): void;
  /** Whether the hooks are to be set anew now; to be asked every few seconds. */
  due(): boolean;
  /** They were set anew. @param gone those before were not there any more, or others could not be set */
  renewed(gone: boolean): void;
  /** False once they were lost again and again, until they have stayed for a while. */
  hears(): boolean;
}

/** How much later than the hooks the system may say that something was used. */
const SLACK_MS = 500;
/** While the pointer is heard, keys may be lost that nobody misses: somebody who uses the pointer alone costs one look in so long. */
const KEYS_SILENT_MS = 30_000;
/** So many losses in so long are no chance. */
const LOSSES = 3;
const REMEMBERED_MS = 600_000;
const LONGEST_MS = 2 ** 30;
const FIRST_KEY = 8;
const LAST_KEY = 0xfe;
/** Of Shift, Control and Alt, the hook names the left one or the right one. */
const EITHER: ReadonlySet<number> = new Set([0x10, 0x11, 0x12]);
const PRESSED_SINCE = 1;
/** PROCESS_VM_READ: denied to those with lower rights, as the keys of its windows are. */
const READ_MEMORY = 0x10;

/** @param told when `hears` has changed */
export function createHookWatch(api: WindowsApi, told: (hears: boolean) => void): HookWatch {
  const pressed = new Uint8Array(LAST_KEY + 1);
  let losses: readonly number[] = [];
  let lossAt = 0;
  /** When something was last used, at the look before. */
  let seen = 0;
  let heardAt = 0;
  /** When a key was told, or the hook set that would. */
  let keysFrom = 0;
  let keyAt = 0;
  /** What was in front kept its keys from the hooks, and that is no loss. */
  let beyond = false;
  let excused = false;
  let hears = true;

  function say(next: boolean): void {
    if (hears === next) return;
    hears = next;
    told(next);
  }

  /** Whether a key went down that no hook has told. The system says so of each key once, to whoever asks first. */
  function missed(): boolean {
    let any = false;
    for (let key = FIRST_KEY; key <= LAST_KEY; key++) {
      const since = (api.GetAsyncKeyState(key) & PRESSED_SINCE) === PRESSED_SINCE;
      if (since && pressed[key] === 0 && !EITHER.has(key)) any = true;
    }
    pressed.fill(0);
    return any;
  }

  return {
    start() {
      missed();
      heardAt = api.GetTickCount();
      keysFrom = heardAt;
      keyAt = heardAt;
    },
    heard(key) {
      heardAt = api.GetTickCount();
      if (key === null) return;
      keysFrom = heardAt;
      keyAt = heardAt;
      pressed[key] = 1;
    },
    due() {
      const now = api.GetTickCount();
      heardAt = notTooLong(heardAt, now);
      keysFrom = notTooLong(keysFrom, now);
      if (!hears && after(now, lossAt) >= REMEMBERED_MS && after(keyAt, lossAt) > 0) say(true);
      const last = lastUsed(api);
      if (last === null || last === seen) return false;
      seen = last;
      if (after(last, heardAt) <= SLACK_MS && after(last, keysFrom) <= KEYS_SILENT_MS) return false;
      const was = beyond;
      beyond = isBeyond(api);
      excused = was || beyond;
      return true;
    },
    renewed(gone) {
      const now = api.GetTickCount();
      heardAt = now;
      keysFrom = now;
      const without = missed() && !excused;
      if (!without && !gone) return;
      lossAt = now;
      losses = [...losses.filter((at) => after(now, at) < REMEMBERED_MS), now].slice(-LOSSES);
      if (losses.length === LOSSES) say(false);
    },
    hears: () => hears,
  };
}

/** Counts of milliseconds begin anew after 49 days. @returns how much later the one is; negative: earlier */
function after(one: number, other: number): number {
  return (one - other) | 0;
}

/** What is longer ago than half of the count would seem to come. */
function notTooLong(at: number, now: number): number {
  return after(now, at) < 0 || after(now, at) > LONGEST_MS ? now - LONGEST_MS : at;
}

/** When a key, the pointer or a touch was last used in this session, by `GetTickCount`. */
function lastUsed(api: WindowsApi): number | null {
  const info = { cbSize: api.sizeOf('LASTINPUTINFO'), dwTime: 0 };
  return api.GetLastInputInfo(info) ? info.dwTime : null;
}

/** A sign-in, a question of the system, or a program that runs with higher rights. */
function isBeyond(api: WindowsApi): boolean {
  if (!isDesktopShown(api)) return true;
  const window = api.GetForegroundWindow();
  const pid: [number] = [0];
  if (window === 0 || api.GetWindowThreadProcessId(window, pid) === 0) return false;
  const process = api.OpenProcess(READ_MEMORY, false, pid[0]);
  if (process === 0) return true;
  api.CloseHandle(process);
  return false;
}
