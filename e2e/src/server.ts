import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const CHECKOUT = path.join(import.meta.dirname, '../..');

const READY_WITHIN_MS = 60_000;

/** The program itself, started as `npm start` starts it, with a data folder of its own. */
export interface ServerUnderTest {
  readonly url: string;
  /** The one-time address of the first run; null when there is a school. */
  readonly setupUrl: string | null;
  readonly folder: string;
  readonly pid: number;
  /** From the start of the process to `ready`, in milliseconds. */
  readonly readyAfterMs: number;
  /** Everything that it wrote to its two outputs. */
  output(): string;
  /** SIGTERM; answers the milliseconds until the process was gone. */
  stop(): Promise<number>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** The process has ended, for whatever reason. */
  ended(): boolean;
}

/** Names the folder of `makeReadyFolder` to the processes of the stories; not one of the product's own, which it checks. */
const READY_FOLDER = 'E2E_READY_FOLDER';

/** An empty data folder, as before the first start of all. */
export function makeEmptyFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-'));
}

/** A data folder as the first start has left it, still without a school. */
export function makeDataFolder(): string {
  const folder = makeEmptyFolder();
  const ready = process.env[READY_FOLDER];
  if (ready !== undefined) execFileSync('cp', ['-a', `${ready}/.`, folder]);
  return folder;
}

/**
 * Starts the program once on an empty folder and keeps that: a first start makes its database, which is seconds of work
 * and of waiting for the disk that each story would have to wait for. What a first start does is `first-capture`.
 * @returns what removes the folder
 */
export async function makeReadyFolder(): Promise<() => void> {
  // Where there is no `cp` that keeps owners each story makes its own.
  if (process.platform === 'win32') return () => undefined;
  const folder = makeEmptyFolder();
  const server = await startServer({ folder });
  await server.stop();
  process.env[READY_FOLDER] = folder;
  return () => removeDataFolder(folder);
}

/** Deletes a data folder whose server has stopped. */
export function removeDataFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * @param options.port the port of an earlier start, so that devices find the server again; 0 for any
 */
export async function startServer(options: {
  folder: string;
  port?: number;
  logLevel?: 'debug' | 'info';
  environment?: Readonly<Record<string, string>>;
}): Promise<ServerUnderTest> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      path.join(CHECKOUT, 'apps/server/src/main.ts'),
      '--port',
      String(options.port ?? 0),
      '--data',
      options.folder,
    ],
    {
      cwd: CHECKOUT,
      env: {
        ...serverEnvironment(),
        LAPWING_LOG_LEVEL: options.logLevel ?? 'info',
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let output = '';
  const gone = once(child, 'exit');
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready in time.\n${output}`));
    }, READY_WITHIN_MS);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      output += chunk;
      // The set-up address follows in the same breath; a school that is set up has none.
      if (/^ready \S+$/m.test(said)) {
        clearTimeout(late);
        resolve();
      }
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`The server ended with ${String(code)} before it was ready.\n${output}`));
    });
  });
  const readyAfterMs = performance.now() - began;
  const url = /^ready (\S+)$/m.exec(said)?.[1] ?? '';
  const setupUrl = (await needsSetup(url)) ? await setupAddress(() => said, child) : null;
  return {
    url,
    setupUrl,
    folder: options.folder,
    pid: child.pid ?? 0,
    readyAfterMs,
    output: () => output,
    async stop() {
      const asked = performance.now();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
      return performance.now() - asked;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    ended: () => child.exitCode !== null || child.signalCode !== null,
  };
}

/** What the tests themselves are told by environment is nothing to the server, which refuses what it does not know. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('LAPWING_') && !/^(?:PORT|DATABASE_(?:APP_)?URL|NODE_OPTIONS)$/.test(name),
  );
  return Object.fromEntries(kept);
}

async function needsSetup(url: string): Promise<boolean> {
  const answer: unknown = await (await fetch(`${url}/api/setup`)).json();
  return typeof answer === 'object' && answer !== null && 'needed' in answer && answer.needed === true;
}

async function setupAddress(said: () => string, child: ChildProcess): Promise<string> {
  for (;;) {
    const address = /^ {2}(\S+\/setup#\S+)$/m.exec(said())?.[1];
    if (address !== undefined) return address;
    if (child.stdout === null) throw new Error('The server has no output.');
    await once(child.stdout, 'data');
  }
}

/** Process id of the database server that works on this data folder; null when none does. */
export function databasePid(folder: string): number | null {
  try {
    const lines = readFileSync(path.join(folder, 'postgres/cluster/data/postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]);
  } catch {
    return null;
  }
}
