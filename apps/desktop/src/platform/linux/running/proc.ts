import { readFile, readlink } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { executableName } from '../program-names.ts';

/** A program that runs, as `/proc` tells of it. */
export interface Found {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks from the start of the device to its own. With `pid` it names one process for good. */
  readonly ticks: number;
  /** The real account, which a program that changes its effective one does not change. */
  readonly uid: number | null;
  readonly executable: string;
  readonly path: string | null;
}

/** The parts of `/proc/<pid>/stat` that we need. */
export interface Stat {
  readonly name: string;
  /** `R`, `S`, ...; `Z` is one that has ended. */
  readonly state: string;
  readonly parent: number;
  readonly ticks: number;
}

/** In a second, as all interfaces of the kernel count them (USER_HZ). */
export const TICKS = 100;
const WINE = /^wine(?:64)?(?:-preloader)?$/u;
/** The parent of all threads of the kernel, which are no programs. */
const KERNEL = 2;

/** Reads `/proc/<pid>/stat` (proc(5)). The name may hold anything, brackets too: fields are counted from its end. */
export function parseStat(text: string): Stat | null {
  const [open, end] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 0 || end < open) return null;
  const fields = text.slice(end + 2).split(' ');
  const [parent, ticks] = [Number(fields[1]), Number(fields[19])];
  if (!Number.isSafeInteger(parent) || !Number.isSafeInteger(ticks)) return null;
  return { name: text.slice(open + 1, end), state: fields[0] ?? '', parent, ticks };
}

/** The real account in `/proc/<pid>/status`. */
export function parseUid(text: string): number | null {
  const found = /^Uid:\s+(\d+)/mu.exec(text);
  return found === null ? null : Number(found[1]);
}

/** The file that a process runs; null where there is none or it is not ours to see. */
export async function readProgram(proc: string, pid: number): Promise<string | null> {
  const file = await readlink(path.join(proc, String(pid), 'exe')).catch(() => null);
  return file?.replace(/ \(deleted\)$/u, '') ?? null;
}

/** Null for one that is over, and for threads of the kernel. Never rejects. */
export async function readFound(proc: string, pid: number): Promise<Found | null> {
  const folder = path.join(proc, String(pid));
  const read = async (file: string): Promise<string> =>
    readFile(path.join(folder, file), 'utf8').catch(() => '');
  const stat = parseStat(await read('stat'));
  if (stat === null || stat.state === 'Z' || stat.state === 'X') return null;
  if (pid === KERNEL || stat.parent === KERNEL) return null;
  const uid = parseUid(await read('status'));
  const whole = await readProgram(proc, pid);
  if (whole === null) {
    // Not ours to see.
    return {
      pid,
      parent: stat.parent,
      ticks: stat.ticks,
      uid,
      executable: executableName(stat.name),
      path: null,
    };
  }
  const own = executableName(path.basename(whole));
  const inside = WINE.test(own) ? insideWine(await read('cmdline')) : null;
  return {
    pid,
    parent: stat.parent,
    ticks: stat.ticks,
    uid,
    executable: inside ?? own,
    path: whole,
  };
}

/** Programs for Windows run inside one and the same program: their command says which. */
function insideWine(command: string): string | null {
  const name = executableName(path.win32.basename(command.split('\0')[0] ?? ''));
  return name === '' ? null : name;
}

/** Whether the process is still there and has not ended, asked without waiting, so that a signal can follow at once. */
export function isThere(proc: string, pid: number, ticks: number): boolean {
  try {
    const stat = parseStat(readFileSync(path.join(proc, String(pid), 'stat'), 'utf8'));
    return stat !== null && stat.ticks === ticks && stat.state !== 'Z' && stat.state !== 'X';
  } catch {
    return false;
  }
}

/** When the device was started, in milliseconds since 1970; null where `/proc/stat` does not say. */
export function parseBootTime(text: string): number | null {
  const found = /^btime (\d+)/mu.exec(text);
  return found === null ? null : Number(found[1]) * 1000;
}

/** The number that was given to a process or thread last: the fifth field of `/proc/loadavg`. */
export function parseNewest(text: string): number | null {
  const newest = Number(text.trim().split(' ')[4] ?? Number.NaN);
  return Number.isSafeInteger(newest) ? newest : null;
}

/** Clock ticks from the start of the device until now, read without waiting. */
export function ticksNow(proc: string): number {
  try {
    return Math.floor(Number(readFileSync(path.join(proc, 'uptime'), 'utf8').split(' ')[0]) * TICKS);
  } catch {
    return Number.MAX_SAFE_INTEGER;
  }
}
