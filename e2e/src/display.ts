import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

export const WIDTH = 1280;
export const HEIGHT = 800;
const READY_WITHIN_MS = 20_000;

/** A real X server without a monitor, with a window manager and a cookie of its own. */
export interface DesktopUnderTest {
  readonly display: string;
  /** File with its cookie. */
  readonly authority: string;
  start(program: string, ...args: readonly string[]): void;
  /** Runs a short program on it; answers what it says. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  /** Whether a window lies over the whole screen. */
  covered(): Promise<boolean>;
  /** What lies before everything else: such a window, or another. */
  inFront(): Promise<'cover' | 'another'>;
  stop(): void;
}

/** Programs that this machine lacks for it. @param more that a story needs */
export function lackingForDesktop(...more: readonly string[]): readonly string[] {
  return ['Xvfb', 'openbox', 'mousepad', 'xdotool', 'xwininfo', ...more].filter(
    (program) => spawnSync('which', [program]).status !== 0,
  );
}

export async function startDesktop(): Promise<DesktopUnderTest> {
  const home = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-desktop-'));
  const authority = path.join(home, '.Xauthority');
  writeFileSync(authority, authorityOf(randomBytes(16)), { mode: 0o600 });
  const screen = `${String(WIDTH)}x${String(HEIGHT)}x24`;
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-auth', authority, '-nolisten', 'tcp', '-noreset', '-screen', '0', screen],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const running: ChildProcess[] = [server];
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
  const start = (program: string, ...args: readonly string[]): void => {
    running.push(spawn(program, args, { env, stdio: 'ignore', cwd: home }));
  };
  /** Null: a window went while it was looked at, and there is another look to be had. */
  const runOnce = async (program: string, args: readonly string[]): Promise<string | null> =>
    new Promise((resolve, reject) => {
      execFile(program, args, { env, timeout: READY_WITHIN_MS }, (error, out, complaint) => {
        if (error === null) resolve(out);
        else if (/BadWindow|BadDrawable/u.test(complaint)) resolve(null);
        else reject(error);
      });
    });
  const run = async (program: string, ...args: readonly string[]): Promise<string> => {
    let said: string | null = null;
    while (said === null) said = await runOnce(program, args);
    return said;
  };
  start('openbox', '--sm-disable');
  const over = `${String(WIDTH)}x${String(HEIGHT)}+0+0  +0+0`;
  // From the foremost on.
  const children = async (): Promise<readonly string[]> =>
    (await run('xwininfo', '-root', '-children')).split('\n').filter((line) => /^\s+0x/u.test(line));
  return {
    display,
    authority,
    start,
    run,
    covered: async () => (await children()).some((line) => line.includes(over)),
    inFront: async () => ((await children())[0]?.includes(over) === true ? 'cover' : 'another'),
    stop() {
      for (const program of running.slice(1)) program.kill('SIGKILL');
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
