import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** The part of /proc/<pid>/stat that tells the terminal of a process. */
export interface ProcessTerminal {
  /** Number of the pseudo-terminal; null where it has none. */
  readonly pts: number | null;
  /** The process group that reads from it now. */
  readonly foreground: number;
}

/** Major numbers of Unix98 pseudo-terminals (Linux, Documentation/admin-guide/devices.txt). */
const PTS_FIRST_MAJOR = 136;
const PTS_LAST_MAJOR = 143;
/** More windows of one terminal than a person has open. */
const MOST_TERMINALS = 32;

/** Reads /proc/<pid>/stat; null for what is none. The name of a program may hold spaces and brackets. */
export function parseStat(stat: string): ProcessTerminal | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [device, foreground] = [Number(fields[4]), Number(fields[5])];
  if (!Number.isInteger(device) || !Number.isInteger(foreground) || fields.length < 6) return null;
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  const isPts = major >= PTS_FIRST_MAJOR && major <= PTS_LAST_MAJOR;
  return { pts: isPts ? (major - PTS_FIRST_MAJOR) * 256 + minor : null, foreground };
}

/**
 * Whether a terminal waits for a line that it does not show: what programs do that ask for a password. A shell that
 * edits its line takes character by character, and is none.
 * @param settings as `stty -a` says them
 */
export function asksHidden(settings: string): boolean {
  const words = settings.split(/[\s;]+/u);
  return words.includes('-echo') && words.includes('icanon');
}

/** The pseudo-terminals that the children of a terminal's process run in, with who reads from each. */
export async function terminalsOf(pid: number): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    for (const thread of threads) {
      const children = await readFile(`/proc/${pid}/task/${thread}/children`, 'latin1');
      for (const child of children.split(' ')) {
        if (child.trim() === '' || found.size >= MOST_TERMINALS) continue;
        const stat = parseStat(await readFile(`/proc/${child.trim()}/stat`, 'latin1').catch(() => ''));
        if (stat?.pts !== null && stat !== null) found.set(stat.pts, stat.foreground);
      }
    }
  } catch {
    // The terminal has just ended, or is not ours to look at.
  }
  return found;
}

const LATEST_MS = 1000;

/** Null when the terminal did not answer in time. */
async function settingsOf(pts: number): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'stty',
      ['-F', `/dev/pts/${pts}`, '-a'],
      { timeout: LATEST_MS, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } },
      (error, stdout) => {
        // A machine without the program can tell of no terminal; any other fault leaves it open.
        resolve(error === null || error.code === 'ENOENT' ? stdout : null);
      },
    );
  });
}

/**
 * Whether a password is asked for in a terminal's window. A terminal with several windows does not say which of its
 * pseudo-terminals is in front: one that asks is enough.
 * @param pid of the process whose window it is
 */
export async function passwordAsked(pid: number): Promise<boolean> {
  for (const pts of (await terminalsOf(pid)).keys()) {
    const settings = await settingsOf(pts);
    // What cannot be told is not read.
    if (settings === null || asksHidden(settings)) return true;
  }
  return false;
}
