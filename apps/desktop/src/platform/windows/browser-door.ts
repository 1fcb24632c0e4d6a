import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';

import type { BrowserAtSeat, BrowserDoor } from '../contract/browser-link.ts';
import { BROWSER_PIPE_FILE, PIPES } from '../node/browser-pipe.ts';
import { browserAt, MOST_BROWSERS, NAMED_WITHIN_MS, processNamed } from '../node/browser-socket.ts';
import { replaceFile } from '../node/durable.ts';
import { createLines, type Lines } from '../node/lines.ts';
import type { StartedProcess } from './kin.ts';

/**
 * A pipe in the session of the person, by a name that nobody can know before, so that nobody can take it first. Where it
 * is stands in a file of the person's own. By its rights others may read of it and not write (CreateNamedPipe, "default
 * security descriptor"). Whoever connects is told one thing, a name made for this connection alone, and opens a pipe of its
 * own by that name: whose process that is Windows says.
 *
 * @param parts.folder of the person's own data, absolute; made if it is missing
 * @param parts.account whose session this is
 * @param parts.browserOf the browser that has opened the pipe of this name; null where it is none
 * @returns null where there can be no such pipe
 */
export async function openBrowserDoor(parts: {
  readonly folder: string;
  readonly account: () => Promise<string | null>;
  readonly browserOf: (pipe: string) => StartedProcess | null;
}): Promise<BrowserDoor | null> {
  const { folder, account, browserOf } = parts;
  const file = path.join(folder, BROWSER_PIPE_FILE);
  const name = `lapwing-browser-${randomBytes(16).toString('hex')}`;
  const listeners = new Set<(browser: BrowserAtSeat) => void>();
  const sockets = new Set<Socket>();
  let isOpen = false;

  async function come(socket: Socket): Promise<void> {
    const lines = createLines();
    const late = setTimeout(() => socket.destroy(), NAMED_WITHIN_MS);
    const held = `lapwing-held-${randomBytes(16).toString('hex')}`;
    socket.write(`${JSON.stringify({ hold: held })}\n`);
    // Windows says whose process has opened it, whatever this one says of itself.
    const isHeld = (await processNamed(socket, lines)) !== null;
    clearTimeout(late);
    const browser = isHeld ? browserOf(`${PIPES}${held}`) : null;
    if (browser === null || socket.destroyed || !isOpen) socket.destroy();
    else {
      const linked = link(socket, lines, browser);
      for (const came of listeners) came(linked);
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (!isOpen || sockets.size > MOST_BROWSERS) socket.destroy();
    else void come(socket);
  });

  function shut(): void {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  }

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(`${PIPES}${name}`, resolve);
    });
    server.on('error', () => undefined);
    await mkdir(folder, { recursive: true });
    await replaceFile(file, Buffer.from(name));
  } catch {
    server.close();
    return null;
  }
  return {
    onBrowser(came) {
      listeners.add(came);
      return () => listeners.delete(came);
    },
    async letIn(next) {
      if (next === null) {
        shut();
        return true;
      }
      // Directories write names in other letters than they were asked by.
      const isOurs = (await account())?.toLowerCase() === next.toLowerCase();
      if (isOurs) isOpen = true;
      else shut();
      return isOurs;
    },
    async close() {
      shut();
      server.close();
      await rm(file, { force: true });
    },
  };
}

function link(socket: Socket, lines: Lines, { pid, startedAt }: StartedProcess): BrowserAtSeat {
  let heard: ((message: string) => Promise<void>) | null = null;
  let isTelling = false;

  async function tell(): Promise<void> {
    if (isTelling || heard === null) return;
    isTelling = true;
    socket.pause();
    for (let line = lines.next(); line !== null; line = lines.next()) await heard(line);
    isTelling = false;
    if (lines.tooLong()) socket.destroy();
    else socket.resume();
  }
  socket.pause();
  socket.on('data', (chunk: Buffer) => {
    lines.add(chunk);
    void tell();
  });
  return {
    ...browserAt(socket),
    pid,
    startedAt,
    onMessage(listener) {
      heard = listener;
      // What came together with the name.
      void tell();
    },
  };
}
