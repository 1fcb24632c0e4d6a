import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

const READY_WITHIN_MS = 20_000;
const NEEDED = ['Xvfb', 'openbox', 'mousepad', 'xterm', 'xdotool', 'xwininfo'] as const;

/** A real X server without a monitor, with a window manager and real programs. */
export interface BenchDesktop {
  readonly display: string;
  /** File with its cookie. */
  readonly authority: string;
  start(program: string, ...args: readonly string[]): ChildProcess;
  /** Runs a short program on it; answers what it says. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  stop(): void;
}

/** Programs that this machine lacks for it. */
export function lackingForDesktop(): readonly string[] {
  return NEEDED.filter((program) => spawnSync('which', [program]).status !== 0);
}

/** Starts it at 1280x800. Rejects when it does not come up. */
export async function startBenchDesktop(): Promise<BenchDesktop> {
  const home = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-desktop-'));
  const authority = path.join(home, '.Xauthority');
  writeFileSync(authority, authorityOf(randomBytes(16)), { mode: 0o600 });
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-auth', authority, '-nolisten', 'tcp', '-noreset', '-screen', '0', '1280x800x24'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const running = new Set<ChildProcess>();
  const late = setTimeout(() => server.kill('SIGKILL'), READY_WITHIN_MS);
  const said: unknown[] = await once(server.stdio[3] as Readable, 'data');
  clearTimeout(late);
  const display = `:${String(said[0]).trim()}`;
  const env = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    DISPLAY: display,
    XAUTHORITY: authority,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  };
  const start = (program: string, ...args: readonly string[]): ChildProcess => {
    const child = spawn(program, args, { env, stdio: 'ignore', cwd: home });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  start('openbox', '--sm-disable');
  return {
    display,
    authority,
    start,
    run: async (program, ...args) =>
      new Promise((resolve, reject) => {
        execFile(program, args, { env, timeout: 10 * READY_WITHIN_MS }, (error, out) => {
          if (error === null) resolve(out);
          else reject(error);
        });
      }),
    stop() {
      for (const program of running) program.kill('SIGKILL');
      server.kill('SIGTERM');
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** An Xauthority file with one entry that fits every display (family 65535). */
function authorityOf(cookie: Uint8Array): Buffer {
  const field = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
  const nothing = new Uint8Array();
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(nothing),
    field(nothing),
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(cookie),
  ]);
}
