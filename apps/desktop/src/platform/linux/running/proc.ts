import { readFileSync, readlinkSync } from 'node:fs';
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
export function readProgram(proc: string, pid: number): string | null {
  try {
    return readlinkSync(`${proc}/${pid}/exe`).replace(/ \(deleted\)$/u, '');
  } catch {
    return null;
  }
}

/**
 * Null for one that is over, and for threads of the kernel. Read without waiting: the kernel answers within microseconds,
 * and handing each question to another thread costs ten times as much.
 */
export function readFound(proc: string, pid: number): Found | null {
  const read = (file: string): string => readText(`${proc}/${pid}/${file}`);
  const stat = parseStat(read('stat'));
  if (stat === null || stat.state === 'Z' || stat.state === 'X') return null;
  if (pid === KERNEL || stat.parent === KERNEL) return null;
  const uid = parseUid(read('status'));
  const whole = readProgram(proc, pid);
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
  const inside = WINE.test(own) ? insideWine(read('cmdline')) : null;
  return {
    pid,
    parent: stat.parent,
    ticks: stat.ticks,
    uid,
    executable: inside ?? own,
    path: whole,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
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

/** The same of this moment; null where the system does not say. */
export function readNewest(proc: string): number | null {
  return parseNewest(readText(path.join(proc, 'loadavg')));
}

/** Clock ticks from the start of the device until now, read without waiting. */
export function ticksNow(proc: string): number {
  try {
    return Math.floor(Number(readFileSync(path.join(proc, 'uptime'), 'utf8').split(' ')[0]) * TICKS);
  } catch {
    return Number.MAX_SAFE_INTEGER;
  }
}
