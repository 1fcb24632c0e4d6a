import type { InputTarget } from '../contract/input.ts';
import type { WindowsApi } from './api.ts';
import { type KeyPlace, placeOfKey } from './key-codes.ts';
import { desktopArea } from './monitors.ts';

const INPUT_BYTES = 40;
const MOUSE = 0;
const KEYBOARD = 1;
const MOVE = 0x1;
const WHEEL = 0x800;
const WHOLE_DESKTOP = 0x4000;
const ABSOLUTE = 0x8000;
const BUTTONS = Object.freeze([
  [0x2, 0x4],
  [0x20, 0x40],
  [0x8, 0x10],
] as const);
const EXTENDED = 0x1;
const UP = 0x2;
const UNICODE = 0x4;
const ENTER = 0x0d;
const SCAN_TO_KEY = 3;
const NOTCH = 120;
const LINES = 0x68;
const MOST_LINES = 100;

/** Keys and the pointer of the session, as if they were used by hand. Programs that run with higher rights get nothing. */
export function openTarget(api: WindowsApi): InputTarget {
  const keys = new Map<string, Buffer>();
  const buttons = new Set<0 | 1 | 2>();
  let rest = 0;

  function send(...inputs: readonly Buffer[]): boolean {
    return api.SendInput(inputs.length, Buffer.concat(inputs), INPUT_BYTES) === inputs.length;
  }
  function releaseKeys(): void {
    for (const up of keys.values()) send(up);
    keys.clear();
  }
  return {
    move: async (x, y) => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return Promise.resolve(false);
      const { width, height } = desktopArea(api);
      // Counted from 0 to 65535 over the whole desktop; the middle of the pixel is meant.
      const scale = (at: number, size: number): number =>
        Math.ceil((Math.min(Math.max(0, Math.round(at)), size - 1) * 65_536) / size);
      return Promise.resolve(
        send(mouse(MOVE | ABSOLUTE | WHOLE_DESKTOP, 0, scale(x, width), scale(y, height))),
      );
    },
    button: async (button, down) => {
      if (buttons.has(button) === down) return Promise.resolve(true);
      if (down) buttons.add(button);
      else buttons.delete(button);
      return Promise.resolve(send(mouse(BUTTONS[button][down ? 0 : 1], 0)));
    },
    scroll: async (lines) => {
      if (!Number.isFinite(lines)) return Promise.resolve(false);
      // A notch of the wheel is as many lines as the person has chosen.
      rest += (Math.max(-MOST_LINES, Math.min(MOST_LINES, lines)) * NOTCH) / linesOfNotch(api);
      const now = Math.trunc(rest);
      rest -= now;
      return Promise.resolve(now === 0 || send(mouse(WHEEL, -now)));
    },
    key: async (code, down) => {
      const place = placeOfKey(code);
      if (place === null) return Promise.resolve(false);
      if (!down && !keys.has(code)) return Promise.resolve(true);
      const flags = place.extended === null ? 0 : EXTENDED;
      const up = keys.get(code) ?? key(place.scan, flags | UP, numberOf(api, place));
      if (down) keys.set(code, up);
      else keys.delete(code);
      return Promise.resolve(send(down ? key(place.scan, flags, up.readUInt16LE(8)) : up));
    },
    text: async (text) => {
      // With Control held it would be commands.
      releaseKeys();
      const units = text.toWellFormed().replaceAll(/\r\n?/gu, '\n');
      const written: Buffer[] = [];
      for (let at = 0; at < units.length; at++) {
        const unit = units.charCodeAt(at);
        if (unit === 0x0a) written.push(key(0x1c, 0, ENTER), key(0x1c, UP, ENTER));
        else written.push(key(unit, UNICODE, 0), key(unit, UNICODE | UP, 0));
      }
      return Promise.resolve(written.length === 0 || send(...written));
    },
    release: async () => {
      releaseKeys();
      for (const button of buttons) send(mouse(BUTTONS[button][1], 0));
      buttons.clear();
      return Promise.resolve();
    },
  };
}

function mouse(flags: number, data: number, x = 0, y = 0): Buffer {
  const input = Buffer.alloc(INPUT_BYTES);
  input.writeUInt32LE(MOUSE, 0);
  input.writeInt32LE(x, 8);
  input.writeInt32LE(y, 12);
  input.writeInt32LE(data, 16);
  input.writeUInt32LE(flags, 20);
  return input;
}

function key(scan: number, flags: number, number: number): Buffer {
  const input = Buffer.alloc(INPUT_BYTES);
  input.writeUInt32LE(KEYBOARD, 0);
  input.writeUInt16LE(number, 8);
  input.writeUInt16LE(scan, 10);
  input.writeUInt32LE(flags, 12);
  return input;
}

function linesOfNotch(api: WindowsApi): number {
  const lines: [number] = [3];
  return api.SystemParametersInfoW(LINES, 0, lines, 0) && lines[0] > 0 && lines[0] < 100 ? lines[0] : 3;
}

/** What the layout of the program in front makes of a place. */
function numberOf(api: WindowsApi, { scan, extended }: KeyPlace): number {
  if (extended !== null) return extended;
  const thread = api.GetWindowThreadProcessId(api.GetForegroundWindow(), [0]);
  return api.MapVirtualKeyExW(scan, SCAN_TO_KEY, api.GetKeyboardLayout(thread));
}
