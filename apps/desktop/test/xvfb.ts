import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

import type { Done, Property } from 'x11';

import { readClients } from '../src/platform/linux/x11/clients.ts';
import { openDisplay, type DisplayAddress } from '../src/platform/linux/x11/display.ts';

const SUBSTRUCTURE_NOTIFY = 1 << 19;
const PROPERTY_CHANGE = 1 << 22;
const VIEWABLE = 2;
const RUN_MS = 200_000;
/** So often a program is run anew that gave up since a window went while it looked around. */
const LOOKS = 20;

export interface ScreenOptions {
  readonly width?: number;
  readonly height?: number;
  /** Whether openbox runs on it; yes, unless told otherwise. */
  readonly windowManager?: boolean;
  /** Whether programs on it share a D-Bus session bus of their own; no, unless told otherwise. */
  readonly bus?: boolean;
}

/** A real X server without a monitor, with a cookie of its own, and the programs on it. */
export interface TestScreen {
  readonly display: string;
  readonly address: DisplayAddress;
  /** File with its cookie. */
  readonly authority: string;
  readonly width: number;
  readonly height: number;
  /** Process of the X server. */
  readonly pid: number;
  /** Environment of programs on it: their home, files at run time and settings are of the test alone. */
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** Starts a program; it is ended with the screen. */
  start(program: string, args?: readonly string[], env?: NodeJS.ProcessEnv): Program;
  /** Runs a short program to its end; answers what it says. Rejects with what it complained of. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  /** Waits until a window with such a title (regular expression) is shown. @returns its number */
  windowCalled(title: string): Promise<number>;
  /** The same for a window of a program. */
  windowOf(program: Program): Promise<number>;
  /** Ends the X server as if it had crashed. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface Program {
  readonly pid: number;
  readonly ended: Promise<void>;
  /** @param signal that ends it; SIGKILL, unless told otherwise: it is not asked whether it wants to save */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts an X server on a free display. Rejects when it does not come up within 20 s. */
export async function startScreen(options: ScreenOptions = {}): Promise<TestScreen> {
  const { width = 1280, height = 800 } = options;
  const home = mkdtempSync(path.join(tmpdir(), 'lapwing-screen-'));
  const cookie = randomBytes(16);
  const authority = path.join(home, '.Xauthority');
  writeFileSync(authority, authorityOf(cookie), { mode: 0o600 });
  const running = new Set<ChildProcess>();
  const server = spawn(
    'Xvfb',
    [
      '-displayfd',
      '3',
      '-auth',
      authority,
      '-nolisten',
      'tcp',
      '-noreset',
      '-screen',
      '0',
      `${width}x${height}x24`,
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  running.add(server);
  const number = await firstLine(server, server.stdio[3] as Readable, 'Xvfb');
  const display = `:${number}`;
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    DISPLAY: display,
    XAUTHORITY: authority,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_CONFIG_HOME: path.join(home, '.config'),
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
  };
  const start = (program: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}): Program => {
    const child = spawn(program, args, { env: { ...env, ...more }, stdio: 'ignore', cwd: home });
    child.on('error', () => undefined);
    child.once('exit', () => running.delete(child));
    running.add(child);
    return {
      pid: child.pid ?? 0,
      ended: gone(child),
      stop: async (signal = 'SIGKILL') => end(child, signal),
    };
  };
  const run = async (program: string, ...args: readonly string[]): Promise<string> => {
    for (let look = 1; ; look += 1) {
      const child = spawn(program, args, {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: home,
        timeout: RUN_MS,
      });
      child.on('error', () => undefined);
      running.add(child);
      const [out, complaint] = await Promise.all([textOf(child.stdout), textOf(child.stderr), gone(child)]);
      running.delete(child);
      if (child.exitCode === 0) return out;
      if (look === LOOKS || !/BadWindow|BadDrawable/u.test(complaint))
        throw new Error(`${program} ${args.join(' ')}: ${complaint}`);
    }
  };
  const search = async (...by: readonly string[]): Promise<number> => {
    const found = await run('xdotool', 'search', '--sync', '--onlyvisible', ...by);
    return Number(found.trim().split('\n').at(-1));
  };
  const kill = async (): Promise<void> => {
    server.kill('SIGKILL');
    await gone(server);
  };
  if (options.bus === true) {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    running.add(bus);
    env['DBUS_SESSION_BUS_ADDRESS'] = await firstLine(bus, bus.stdio[3] as Readable, 'dbus-daemon');
    delete env['NO_AT_BRIDGE'];
  } else {
    // Else GTK would start a bus of its own, which nobody ends.
    env['DBUS_SESSION_BUS_ADDRESS'] = 'disabled:';
  }
  if (options.windowManager !== false) {
    start('openbox', ['--sm-disable']);
    await managed({ display, cookie });
  }
  return {
    display,
    address: { display, cookie },
    authority,
    width,
    height,
    pid: server.pid ?? 0,
    env,
    home,
    start,
    run,
    windowCalled: async (title) => search('--name', title),
    windowOf: async (program) => shownBy({ display, cookie }, program.pid),
    kill,
    stop: async () => {
      const programs = [...running].filter((child) => child !== server);
      await Promise.all(programs.map(async (child) => end(child, 'SIGKILL')));
      await end(server);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Whether this machine has what a test needs; names what is missing. */
export function lacking(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? false : `needs ${missing.join(', ')}`;
}

/** An Xauthority file with one entry that fits every display (family 65535). */
function authorityOf(cookie: Uint8Array): Buffer {
  const field = (bytes: Uint8Array): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(Buffer.alloc(0)),
    field(Buffer.alloc(0)),
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(cookie),
  ]);
}

/** Waits until a window manager has said that it is there. */
async function managed(address: DisplayAddress): Promise<void> {
  const display = await openDisplay(address);
  const check = await display.atom('_NET_SUPPORTING_WM_CHECK');
  const changed = new EventTarget();
  display.onEvent((event) => {
    if (event.name === 'PropertyNotify') changed.dispatchEvent(new Event('property'));
  });
  display.select(display.root, PROPERTY_CHANGE);
  for (;;) {
    const next = once(changed, 'property');
    const property = await display.ask<Property>((done) => {
      display.client.GetProperty(0, display.root, check, 0, 0, 1, done);
    });
    if (property.type !== 0) break;
    await next;
  }
  display.close();
}

/** Waits until a process shows a window, in a frame of the window manager's or without one. */
async function shownBy(address: DisplayAddress, pid: number): Promise<number> {
  const display = await openDisplay(address);
  const ids = await display.extension('res');
  const changed = new EventTarget();
  display.onEvent(() => {
    changed.dispatchEvent(new Event('any'));
  });
  display.select(display.root, PROPERTY_CHANGE | SUBSTRUCTURE_NOTIFY);
  for (;;) {
    const next = once(changed, 'any');
    const { windows } = await readClients(display);
    for (const window of windows) {
      const shown = await display
        .ask((done: Done<{ readonly mapState: number; readonly overrideRedirect: number }>) => {
          display.client.GetWindowAttributes(window, done);
        })
        .then(
          ({ mapState }) => mapState === VIEWABLE,
          () => false,
        );
      const [owner] = await display
        .ask((done: Done<readonly { readonly mask: number; readonly value: readonly number[] }[]>) => {
          ids?.QueryClientIds([{ client: window, mask: 2 }], done);
        })
        .catch(() => []);
      if (!shown || owner?.value[0] !== pid) continue;
      display.close();
      return window;
    }
    await next;
  }
}

async function firstLine(child: ChildProcess, stream: Readable, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${what} did not start within 20 s.`));
    }, 20_000);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(late);
      reject(new Error(`${what} ended before it had started.`));
    });
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [line, rest] = text.split('\n');
      if (line === undefined || rest === undefined) return;
      clearTimeout(late);
      resolve(line.trim());
    });
  });
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  await once(child, 'exit');
}

/** An X server is asked, since it takes its socket away. */
async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
  child.kill(signal);
  await gone(child);
  clearTimeout(late);
}
