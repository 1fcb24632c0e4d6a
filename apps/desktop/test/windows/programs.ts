import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { type Handle, type WindowsApi } from '../../src/platform/windows/api.ts';

/** A program with a window that is in front. */
export interface Opened {
  readonly pid: number;
  readonly over: Promise<void>;
  readonly window: Handle;
  /** Its field. */
  readonly field: Handle;
  /** What stands in it. */
  readonly text: () => string;
  readonly end: () => Promise<void>;
}

const SET_TEXT = 0xc;
const GET_TEXT = 0xd;
const ABORT_IF_HUNG = 2;
const LATEST_MS = 20_000;

/** Opens the system's own editor, and waits until its field has the keyboard. */
export async function openEditor(api: WindowsApi, title?: string): Promise<Opened> {
  const child = spawn('notepad.exe', [], { stdio: 'ignore' });
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const window = await windowOf(api, child.pid ?? 0);
  const field = api.FindWindowExW(window, 0, 'Edit', null);
  if (title !== undefined) rename(api, window, title);
  await bringToFront(api, window);
  return {
    pid: child.pid ?? 0,
    over,
    window,
    field,
    text: () => textIn(api, field),
    end: async () => end(child),
  };
}

export function rename(api: WindowsApi, window: Handle, title: string): void {
  api.SendMessageTimeoutW(
    window,
    SET_TEXT,
    0,
    Buffer.from(`${title}\0`, 'utf16le'),
    ABORT_IF_HUNG,
    2000,
    [0],
  );
}

/** The person turns to it. */
export async function bringToFront(api: WindowsApi, window: Handle): Promise<void> {
  await until(() => {
    api.SetForegroundWindow(window);
    return api.GetForegroundWindow() === window;
  });
}

export function textIn(api: WindowsApi, field: Handle): string {
  const text = Buffer.alloc(4096);
  const units: [number] = [0];
  api.SendMessageTimeoutW(field, GET_TEXT, 2000, text, ABORT_IF_HUNG, 2000, units);
  return text.toString('utf16le', 0, units[0] * 2).replaceAll('\r\n', '\n');
}

/** Waits for the first window of a process that is shown. */
export async function windowOf(api: WindowsApi, pid: number): Promise<Handle> {
  let found: Handle = 0;
  await until(() => {
    api.EnumWindows((window) => {
      const owner: [number] = [0];
      api.GetWindowThreadProcessId(window, owner);
      if (owner[0] === pid && api.IsWindowVisible(window)) found = window;
      return found === 0;
    }, 0);
    return found !== 0;
  });
  return found;
}

/** Windows tells of other programs' windows only to those who ask again. */
export async function until(isSo: () => boolean): Promise<void> {
  const latest = performance.now() + LATEST_MS;
  while (!isSo()) {
    if (performance.now() > latest) throw new Error('What was waited for did not come.');
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
