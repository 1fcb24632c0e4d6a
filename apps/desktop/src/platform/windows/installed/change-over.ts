import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from './run.ts';

/** What an agent leaves for the program that puts another version in its place. */
export interface Job {
  readonly from: string;
  readonly to: string;
  /** Paths of the package that is to be installed, and of the one that is. */
  readonly package: string;
  readonly previous: string;
  /** A version that is not up by then is taken back, and so is one that does not stay up for so long. */
  readonly upWithinMs: number;
  readonly steadyMs: number;
}

/** What became of it, for the agent that runs afterwards. */
export interface Became {
  readonly from: string;
  readonly to: string;
  readonly outcome: 'done' | 'rolled-back';
}

export const JOB_FILE = 'job.json';
export const ALIVE_FILE = 'alive.json';
export const BECAME_FILE = 'became.json';

const INSTALL_MS = 20 * 60_000;
/** Windows' answer while something else is being installed (ERROR_INSTALL_ALREADY_RUNNING). */
const BUSY = 1618;
const BUSY_TRIES = 30;
const BUSY_WAIT_MS = 60_000;
/** Done; and done, with a restart that is wanted at some time (ERROR_SUCCESS_REBOOT_REQUIRED). */
const DONE = [0, 3010];
const LOOK_MS = 500;

/**
 * Puts the other version in place, waits until it is up and has stayed up for a while, and goes back to the one before if
 * it is not. It runs beside the agent, from a folder of its own, since the agent and its files are taken away meanwhile.
 * @param folder with the job; what became of it is left there too
 */
export async function changeOver(
  folder: string,
  parts: {
    readonly run: Run;
    /** Waits. */
    readonly pause: (ms: number) => Promise<void>;
    /** Whether there is a process of that id. */
    readonly isRunning: (pid: number) => boolean;
    /** Names of steps and codes. */
    readonly log: (step: string, code: number | null) => void;
  },
): Promise<Became> {
  const job = parseJob(await readFile(path.join(folder, JOB_FILE), 'utf8'));
  const { log, run, pause } = parts;

  async function install(file: string, more: readonly string[]): Promise<number | null> {
    const args = ['/i', file, '/qn', '/norestart', '/l*', path.join(folder, 'msiexec.log'), ...more];
    for (let tried = 1; ; tried += 1) {
      const code = await run('msiexec.exe', args, INSTALL_MS);
      if (code !== BUSY || tried === BUSY_TRIES) return code;
      await pause(BUSY_WAIT_MS);
    }
  }

  /** Up, and still the same process some time later. */
  async function staysUp(version: string): Promise<boolean> {
    for (let waited = 0; waited <= job.upWithinMs; waited += LOOK_MS) {
      const pid = await aliveAs(folder, version);
      if (pid !== null && parts.isRunning(pid)) {
        await pause(job.steadyMs);
        if ((await aliveAs(folder, version)) === pid && parts.isRunning(pid)) return true;
      }
      await pause(LOOK_MS);
    }
    return false;
  }

  const code = await install(job.package, []);
  log('installed', code);
  const { from, to } = job;
  if (code !== null && DONE.includes(code) && (await staysUp(to))) {
    // It has said so itself when it came up.
    await rm(path.join(folder, JOB_FILE), { force: true });
    return { from, to, outcome: 'done' };
  }
  // Left before the old one starts, which is the one to say it.
  const became = { from, to, outcome: 'rolled-back' } as const;
  await writeWhole(path.join(folder, BECAME_FILE), JSON.stringify(became));
  await rm(path.join(folder, JOB_FILE), { force: true });
  const back = await install(job.previous, ['ALLOWOLDER=1', 'REINSTALLMODE=amus']);
  log('put-back', back);
  log((await staysUp(from)) ? 'old-is-up' : 'old-is-not-up', null);
  return became;
}

/** Says that this version is up. */
export async function sayAlive(folder: string, version: string): Promise<void> {
  await writeWhole(path.join(folder, ALIVE_FILE), JSON.stringify({ version, pid: process.pid }));
}

async function aliveAs(folder: string, version: string): Promise<number | null> {
  const alive = objectOf(await readFile(path.join(folder, ALIVE_FILE), 'utf8').catch(() => ''));
  const pid = alive['pid'];
  return alive['version'] === version && typeof pid === 'number' ? pid : null;
}

function parseJob(text: string): Job {
  const read = objectOf(text);
  const words = (name: string): string => {
    const value = read[name];
    if (typeof value !== 'string' || value === '') throw new Error(`The job has no ${name}.`);
    return value;
  };
  const time = (name: string): number => {
    const value = read[name];
    if (typeof value !== 'number' || !(value >= 0)) throw new Error(`The job has no ${name}.`);
    return value;
  };
  return {
    from: words('from'),
    to: words('to'),
    package: words('package'),
    previous: words('previous'),
    upWithinMs: time('upWithinMs'),
    steadyMs: time('steadyMs'),
  };
}

/** The properties of a stored object; none of what is no object. */
export function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Whole or not at all, also when the power fails. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
}
