import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Done } from 'x11';

import type { Display } from '../x11/display.ts';

/** A process that has a connection to the display. */
export interface DisplayProcess {
  readonly pid: number;
  readonly uid: number;
  /** When it began, in clock ticks since the device was started. With `pid` it names one process for good. */
  readonly ticks: number;
  /** The kernel's own number of the log-on (audit), the same for all its processes; null where it counts none. */
  readonly logOn: number | null;
}

const PROCESS = 2;
const FIRST_PERSON = 1000;
const NOBODY = 65_534;
const NO_LOG_ON = 4_294_967_295;

/** Every process that is connected to the display, ourselves left out. Empty where the server does not tell. */
export async function processesOn(display: Display): Promise<readonly DisplayProcess[]> {
  const ids = await display.extension('res');
  if (ids === null) return [];
  const found = await display
    .ask((done: Done<readonly { readonly mask: number; readonly value: readonly number[] }[]>) => {
      ids.QueryClientIds([{ client: 0, mask: PROCESS }], done);
    })
    .catch(() => []);
  const pids = new Set(found.filter(({ mask }) => mask === PROCESS).map(({ value }) => value[0] ?? 0));
  pids.delete(process.pid);
  const processes = await Promise.all(
    [...pids].filter((pid) => pid > 0).map(async (pid) => readDisplayProcess(pid)),
  );
  return processes.filter((one) => one !== null);
}

/** Null when there is no such process any more. */
export async function readDisplayProcess(pid: number): Promise<DisplayProcess | null> {
  const folder = `/proc/${pid}`;
  try {
    const [{ uid }, line, logOn, command] = await Promise.all([
      stat(folder),
      readFile(path.join(folder, 'stat'), 'utf8'),
      readFile(path.join(folder, 'sessionid'), 'utf8').catch(() => ''),
      readFile(path.join(folder, 'comm'), 'utf8'),
    ]);
    // The name of the program may hold anything, brackets too: fields are counted from its end.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], Number(fields[19])];
    if (state === 'Z' || state === 'X' || !Number.isFinite(ticks)) return null;
    if (/^(?:Xorg|Xvfb|Xwayland|Xephyr|Xvnc|Xtigervnc)/u.test(command)) return null;
    const number = Number(logOn.trim() === '' ? NO_LOG_ON : logOn);
    return { pid, uid, ticks, logOn: number === NO_LOG_ON ? null : number };
  } catch {
    return null;
  }
}

/**
 * Whose display it is, where no logind says so: the account of a person that most of its processes run under. A display
 * with processes of the system's accounts alone shows a sign-in screen. Root counts where nobody else is there.
 */
export function ownerAmong(processes: readonly DisplayProcess[]): number | null {
  const counts = new Map<number, number>();
  for (const { uid } of processes) counts.set(uid, (counts.get(uid) ?? 0) + 1);
  const people = [...counts].filter(([uid]) => isPerson(uid));
  const most = people.toSorted(([, a], [, b]) => b - a)[0];
  if (most !== undefined) return most[0];
  return counts.size === 1 && counts.has(0) ? 0 : null;
}

/** Whether an account is a person's, and none of the system's. */
export function isPerson(uid: number): boolean {
  return uid >= FIRST_PERSON && uid !== NOBODY;
}
