import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Runtime } from './binaries.ts';
import { folderAsSeenBy, type Layout } from './cluster.ts';
import { answers, endpointOf, type Endpoint } from './endpoint.ts';
import { errorCode } from './outcome.ts';
import { killPostgresIn, postgresEnvironment, processStart, runToEnd, signal, within } from './processes.ts';
import { serverOptions } from './settings.ts';

/** How the postmaster ended; an adopted one, which is no child of ours, tells neither. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A postmaster that lives, whoever started it. `output` is what it said before its log file was open. */
export type Postmaster = {
  pid: number;
  exited: Promise<Exit>;
  hasExited(): boolean;
  output(): string;
  release(): void;
};

/** What a server writes into postmaster.pid; `status` is starting, ready or stopping. */
export type PidFile = { pid: number; endpoint: Endpoint | undefined; status: string };

function pidPath(layout: Layout): string {
  return join(layout.data, 'postmaster.pid');
}

/** Undefined when there is none; 'empty' for the remnant of a start on a full disk. */
export function readPidFile(layout: Layout): PidFile | 'empty' | undefined {
  let text: string;
  try {
    text = readFileSync(pidPath(layout), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const [pid = '', , , port = '', socketFolder = '', address = '', , status = ''] = text.split('\n');
  // A server in single-user mode writes its pid as a negative number.
  const number = Math.abs(Number(pid));
  if (!Number.isInteger(number) || number === 0) return 'empty';
  const endpoint = endpointOf(layout.data, Number(port), socketFolder, address);
  return { pid: number, endpoint, status: status.trim() };
}

/**
 * Makes a pid file whose server is dead harmless. PostgreSQL copes with a pid that is gone but refuses one that now
 * belongs to another program of the same account. The rest of the file is kept: by its shared-memory key
 * PostgreSQL makes sure that no backend of the dead server is still writing.
 */
export function disarmPidFile(layout: Layout): void {
  const found = readPidFile(layout);
  if (found === undefined) return;
  if (found === 'empty') {
    rmSync(pidPath(layout), { force: true });
    return;
  }
  // Above the highest pid any supported system gives out.
  const text = readFileSync(pidPath(layout), 'utf8').replace(/^-?\d+/u, '2147483646');
  // The folder is not root's: a link in the file's place must not lead root elsewhere.
  const flag = constants.O_WRONLY | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);
  const handle = openSync(pidPath(layout), flag);
  try {
    writeFileSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

/** Starts PostgreSQL in its own session, so that Ctrl+C in the server's terminal does not reach it before us. */
export async function launch(
  layout: Layout,
  runtime: Runtime,
  account: Account,
  endpoint: Endpoint,
): Promise<Postmaster | { spawnError: string }> {
  const folder = folderAsSeenBy(account, layout.data);
  const child = spawn(runtime.postgres, ['-D', folder, ...serverOptions(layout.data, endpoint.settings)], {
    cwd: layout.data,
    env: postgresEnvironment(runtime.libraryPath),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    windowsHide: true,
    ...account.spawnAs,
  });
  const begun = await new Promise<string | undefined>((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', (error) => resolve(errorCode(error) ?? error.message));
  });
  if (begun !== undefined || child.pid === undefined) return { spawnError: begun ?? 'no process' };
  return fromChild(child, child.pid);
}

function fromChild(child: ChildProcess, pid: number): Postmaster {
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-65_536);
  });
  // PostgreSQL ignores a closed stderr once its log file is open.
  child.stderr?.on('error', () => undefined);
  // Not before the pipe is closed is all said, here and in the log, whose writer ends last.
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      if (child.stderr === null || child.stderr.closed) resolve({ code, signal });
      else child.stderr.once('close', () => resolve({ code, signal }));
    });
  });
  return {
    pid,
    exited,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    output: () => output,
    release() {
      child.stderr?.destroy();
      child.unref();
    },
  };
}

/** Watches a postmaster that is not our child, whose end the system does not report to us. */
export function watch(pid: number, everyMs: number): Postmaster {
  const start = processStart(pid);
  let timer: NodeJS.Timeout | undefined;
  function hasExited(): boolean {
    return start === undefined || processStart(pid) !== start;
  }
  const exited = new Promise<Exit>((resolve) => {
    timer = setInterval(() => {
      if (!hasExited()) return;
      clearInterval(timer);
      resolve({ code: null, signal: null });
    }, everyMs);
  });
  return { pid, exited, hasExited, output: () => '', release: () => timer?.unref() };
}

export type Readiness = 'ready' | 'exited' | 'late';

/** Waits until the postmaster says that it is ready and also answers on its endpoint. */
export async function whenReady(
  layout: Layout,
  postmaster: Postmaster,
  endpoint: Endpoint,
  now: () => number,
  timeoutMs: number,
): Promise<Readiness> {
  const end = now() + timeoutMs;
  while (now() < end) {
    if (postmaster.hasExited()) {
      await within(postmaster.exited, 1_000);
      return 'exited';
    }
    const file = readPidFile(layout);
    const ready = typeof file === 'object' && file.pid === postmaster.pid && file.status === 'ready';
    if (ready && (await answers(endpoint, Math.min(2_000, Math.max(1, end - now()))))) return 'ready';
    await sleep(10);
  }
  return 'late';
}

export type StopTimeouts = { fastStopMs: number; immediateStopMs: number };

/**
 * Ends the postmaster and all its backends: open transactions are rolled back (fast), after a while the backends are
 * cut off (immediate; the next start recovers from the log), and last they are killed. Returns which it took.
 */
export async function endPostmaster(
  layout: Layout,
  runtime: Runtime,
  account: Account,
  postmaster: Postmaster,
  timeouts: StopTimeouts,
): Promise<'fast' | 'immediate' | 'killed'> {
  const { pid, exited } = postmaster;
  if (process.platform === 'win32') await signalOnWindows(layout, runtime, account, timeouts.fastStopMs);
  else signal(pid, 'SIGINT');
  if (await within(exited, timeouts.fastStopMs)) return 'fast';
  if (process.platform !== 'win32') signal(pid, 'SIGQUIT');
  if (await within(exited, timeouts.immediateStopMs)) return 'immediate';
  signal(pid, 'SIGKILL');
  killPostgresIn(layout.data);
  await within(exited, 5_000);
  return 'killed';
}

/** Windows has no such signals: ending the process would be a crash, so pg_ctl asks through the server's own pipe. */
async function signalOnWindows(
  layout: Layout,
  runtime: Runtime,
  account: Account,
  ms: number,
): Promise<void> {
  const seconds = String(Math.max(1, Math.floor(ms / 1000)));
  await runToEnd([runtime.pgCtl, 'stop', '-D', layout.data, '-m', 'fast', '-w', '-t', seconds], {
    cwd: layout.data,
    account,
    libraryPath: runtime.libraryPath,
    timeoutMs: ms,
  });
}
