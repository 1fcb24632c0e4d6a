import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { parse } from 'node:path';
import type { Account } from './account.ts';
import { errorCode } from './outcome.ts';

/** What a finished program left behind; `spawnError` is the system's code when it could not be started at all. */
export type Finished = { code: number | null; output: string; spawnError?: string };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function linuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in brackets and may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === undefined || ticks === undefined || 'ZXx'.includes(state)) return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')} ${ticks}`;
  } catch {
    return undefined;
  }
}

/**
 * A token that names this very process and no later one with the same pid; undefined when it does not live.
 * A zombie counts as dead. On Windows a pid that was given out again cannot be told apart.
 */
export function processStart(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return 'alive';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The option on the server's command line by which its folder is recognised where the system hides more. */
export function folderMark(dataFolder: string): string {
  return `lapwing.data_folder=${dataFolder}`;
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function isWindowsPostgres(pid: number): boolean {
  try {
    const found = execFileSync('tasklist', ['/FI', `PID eq ${pid}`, '/NH', '/FO', 'CSV'], {
      encoding: 'utf8',
    });
    return found.includes('"postgres.exe"');
  } catch {
    return false;
  }
}

/**
 * Whether the process is a PostgreSQL that works on this cluster folder. A postmaster and its children have the
 * cluster as working directory; a container's root may not be allowed to see that, so the command line is asked next.
 */
export function servesFolder(pid: number, dataFolder: string): boolean {
  if (processStart(pid) === undefined) return false;
  if (process.platform === 'linux') {
    try {
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'postgres') return false;
      const [there, here] = [statSync(`/proc/${pid}/cwd`), statSync(dataFolder)];
      return there.dev === here.dev && there.ino === here.ino;
    } catch (error) {
      if (errorCode(error) !== 'EACCES') return false;
    }
  }
  if (process.platform === 'win32') return isWindowsPostgres(pid);
  return commandLine(pid).includes(folderMark(dataFolder));
}

/**
 * Kills what PostgreSQL has left working in the folder: servers, backends, initdb. Only Linux tells where a process
 * works; elsewhere nothing happens.
 */
export function killPostgresIn(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!['postgres', 'initdb'].includes(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())) continue;
      const [there, here] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
      if (there.dev === here.dev && there.ino === here.ino) process.kill(pid, 'SIGKILL');
    } catch {
      // Gone meanwhile, or not ours to look at.
    }
  }
}

/** The program file a process runs, or undefined where the system does not say. */
export function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that has gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** Resolves to true when the promise settles in time, to false after `ms` milliseconds. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The environment PostgreSQL gets: nothing of ours (secrets, PG* variables), only what it needs to run. Both places are
 * the systems' own defaults, so that a search path of whoever starts Lapwing has no say in what runs.
 */
export function postgresEnvironment(libraryPath: string | undefined): NodeJS.ProcessEnv {
  const windows = process.platform === 'win32';
  return {
    LC_ALL: 'C',
    ...(windows
      ? { SystemRoot: `${parse(homedir()).root}Windows` }
      : { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }),
    ...(libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath }),
  };
}

/** Runs a program of PostgreSQL to its end, as the database's account, and keeps the last 64 KB of its output. */
export async function runToEnd(
  command: readonly [string, ...string[]],
  how: { cwd: string; account: Account; libraryPath: string | undefined; input?: string; timeoutMs: number },
): Promise<Finished> {
  const [program, ...args] = command;
  return await new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: how.cwd,
      env: postgresEnvironment(how.libraryPath),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: how.timeoutMs,
      windowsHide: true,
      ...how.account.spawnAs,
    });
    let output = '';
    function keep(chunk: Buffer): void {
      output = (output + chunk.toString('utf8')).slice(-65_536);
    }
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // A program that ends before it has read its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(how.input ?? '');
    child.once('error', (error) =>
      resolve({ code: null, output, spawnError: errorCode(error) ?? error.message }),
    );
    child.once('close', (code) => resolve({ code, output }));
  });
}
