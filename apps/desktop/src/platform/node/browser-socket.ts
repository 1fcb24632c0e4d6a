import type { Socket } from 'node:net';

import type { LinkedBrowser } from '../contract/browser-link.ts';
import type { Lines } from './lines.ts';

/** Milliseconds in which whoever connects says which process it is. */
export const NAMED_WITHIN_MS = 3000;
/** Browsers of one person, each with its profiles. */
export const MOST_BROWSERS = 20;
/** Bytes that wait for a browser that does not read. */
const MOST_WAITING = 8_000_000;

/** The process that has connected, as it says itself. Null where it says something else, or goes. */
export async function processNamed(socket: Socket, lines: Lines): Promise<number | null> {
  return new Promise((resolve) => {
    const settle = (answer: number | null): void => {
      socket.off('data', look);
      socket.off('close', gone);
      resolve(answer);
    };
    const gone = (): void => settle(null);
    const look = (chunk: Buffer): void => {
      lines.add(chunk);
      const line = lines.next();
      if (line === null && !lines.tooLong()) return;
      const pid = /^\{"pid":(\d{1,10})\}$/u.exec(line ?? '')?.[1];
      settle(pid === undefined ? null : Number(pid));
    };
    socket.on('data', look);
    socket.on('close', gone);
  });
}

/** How a browser at the other end of a socket is spoken to, and how it ends; what it says is read by whoever asks. */
export function browserAt(socket: Socket): Pick<LinkedBrowser, 'send' | 'onClosed' | 'close'> {
  const closed = new Set<() => void>();
  socket.on('close', () => {
    for (const listener of closed) listener();
    closed.clear();
  });
  return {
    send(message) {
      if (socket.destroyed || socket.writableLength > MOST_WAITING) return false;
      socket.write(`${message}\n`);
      return true;
    },
    onClosed(listener) {
      if (socket.destroyed) queueMicrotask(listener);
      else closed.add(listener);
      return () => closed.delete(listener);
    },
    close: () => socket.destroy(),
  };
}
