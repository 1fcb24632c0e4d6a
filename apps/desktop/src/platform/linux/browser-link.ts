import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, open, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';

import type { BrowserLink, LinkedBrowser } from '../contract/browser-link.ts';
import { browserAt, MOST_BROWSERS, NAMED_WITHIN_MS, processNamed } from '../node/browser-socket.ts';
import { createLines, type Lines } from '../node/lines.ts';
import { createTurns } from '../node/turns.ts';
import { type BrowserHost, nameHost } from './browser-host-manifest.ts';
import { isThere, parseStat, parseUid } from './running/proc.ts';

const PROC = '/proc';
/**
 * A socket for each person who may come, in a folder of the agent: it belongs to that person's account with mode 0600,
 * so that the kernel lets nobody else connect (unix(7): connecting needs the right to write to it). Which process has
 * connected is not told by the kernel to this runtime. So it names itself, and holds a file open that was made for this
 * connection alone: `/proc` shows whether it does. It has to run our program, as the child of the browser.
 *
 * @param folder below one that only the agent may write in, such as `/run/lapwing-agent/browser`; made if it is missing
 * @param options.program that runs the host; that of this process unless told otherwise
 * @param options.host what browsers start, and the folders in which they look for that; null: there is none
 */
export async function createLinuxBrowserLink(
  folder: string,
  options: { readonly program?: string; readonly host?: BrowserHost | null } = {},
): Promise<BrowserLink> {
  const { program = process.execPath, host = null } = options;
  const ours = await realpath(program);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chmod(folder, 0o755);
  // What an earlier run left.
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { force: true });
  const listeners = new Set<(browser: LinkedBrowser) => void>();
  const sockets = new Set<Socket>();
  const ticksOf = new WeakMap<LinkedBrowser, number>();
  let server: Server | null = null;
  let account: string | null = null;
  // Of several who come and go, one after the other.
  const inTurn = createTurns();

  async function come(socket: Socket, uid: number): Promise<void> {
    const lines = createLines();
    const held = path.join(folder, `${String(uid)}-${randomBytes(16).toString('hex')}`);
    const late = setTimeout(() => socket.destroy(), NAMED_WITHIN_MS);
    try {
      const file = await open(held, 'wx', 0o400);
      if (process.getuid?.() !== uid) await file.chown(uid, 0);
      await file.close();
      socket.write(`${JSON.stringify({ hold: held })}\n`);
      const pid = await processNamed(socket, lines);
      const browser = pid === null ? null : await browserOf(pid, uid, held);
      if (browser === null || socket.destroyed) {
        socket.destroy();
        return;
      }
      const linked = link(socket, lines, browser.pid);
      ticksOf.set(linked, browser.ticks);
      for (const came of listeners) came(linked);
    } catch {
      socket.destroy();
    } finally {
      clearTimeout(late);
      await rm(held, { force: true });
    }
  }

  /** The browser that has started this process; null where it is not what it says. */
  async function browserOf(
    pid: number,
    uid: number,
    held: string,
  ): Promise<{ readonly pid: number; readonly ticks: number } | null> {
    const of = path.join(PROC, String(pid));
    const [status, exe, stat] = await Promise.all([
      readFile(path.join(of, 'status'), 'utf8'),
      readlink(path.join(of, 'exe')),
      readFile(path.join(of, 'stat'), 'utf8'),
    ]);
    const parent = parseStat(stat)?.parent ?? null;
    if (parseUid(status) !== uid || exe !== ours || parent === null || parent <= 1) return null;
    if (!(await holds(of, held))) return null;
    const above = path.join(PROC, String(parent));
    if (parseUid(await readFile(path.join(above, 'status'), 'utf8')) !== uid) return null;
    const ticks = parseStat(await readFile(path.join(above, 'stat'), 'utf8'))?.ticks ?? null;
    return ticks === null ? null : { pid: parent, ticks };
  }

  async function listen(uid: number): Promise<void> {
    const file = path.join(folder, String(uid));
    await rm(file, { force: true });
    const next = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      if (sockets.size > MOST_BROWSERS) socket.destroy();
      else void come(socket, uid);
    });
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject);
      next.listen(file, resolve);
    });
    await chmod(file, 0o600);
    if (process.getuid?.() !== uid) await chown(file, uid, 0);
    server = next;
  }

  async function shut(): Promise<void> {
    const before = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    if (before !== null) await new Promise<void>((resolve) => before.close(() => resolve()));
  }

  return {
    onBrowser(came) {
      listeners.add(came);
      return () => listeners.delete(came);
    },
    letIn: (next) =>
      inTurn(async () => {
        if (next === account && (server !== null || next === null)) return true;
        account = next;
        await shut();
        if (next === null) return true;
        const uid = await uidOf(next);
        if (uid === null) return false;
        await listen(uid);
        return true;
      }).catch(() => false),
    name: (extensionId) =>
      host === null ? Promise.resolve(false) : inTurn(() => nameHost(host, extensionId)).catch(() => false),
    isThere(browser) {
      const ticks = ticksOf.get(browser);
      return ticks !== undefined && isThere(PROC, browser.pid, ticks);
    },
    close: () => inTurn(shut),
  };
}

function link(socket: Socket, lines: Lines, pid: number): LinkedBrowser {
  const early: string[] = [];
  let heard: ((message: string) => void) | null = null;
  const take = (): void => {
    for (let line = lines.next(); line !== null; line = lines.next()) {
      if (heard === null) early.push(line);
      else heard(line);
    }
    if (lines.tooLong()) socket.destroy();
  };
  socket.on('data', (chunk: Buffer) => {
    lines.add(chunk);
    take();
  });
  // What came together with the name.
  take();
  return {
    ...browserAt(socket),
    pid,
    onMessage(listener) {
      heard = listener;
      for (const message of early.splice(0)) listener(message);
    },
  };
}

async function holds(process: string, file: string): Promise<boolean> {
  const folder = path.join(process, 'fd');
  for (const number of await readdir(folder)) {
    const target = await readlink(path.join(folder, number)).catch(() => null);
    if (target === file) return true;
  }
  return false;
}

/** Null where the system knows no such account. */
async function uidOf(account: string): Promise<number | null> {
  const line = await new Promise<string>((resolve) => {
    execFile('getent', ['passwd', '--', account], { timeout: 10_000 }, (error, out) => {
      resolve(error === null ? out : '');
    });
  });
  const [name, , uid] = line.trim().split(':');
  // A directory may write a name in other letters than it was asked by.
  return name?.toLowerCase() === account.toLowerCase() && uid !== undefined && /^\d+$/u.test(uid)
    ? Number(uid)
    : null;
}
