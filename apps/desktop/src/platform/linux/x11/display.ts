import { createConnection, type Socket } from 'node:net';
import path from 'node:path';
import x11, { type Client, type Connected, type Done, type Extensions, type XError, type XEvent } from 'x11';
import fdpass from 'x11/lib/fdpass.js';

import type { Cancel } from '../../contract/cancel.ts';

/** Where the X server of a session is, and what it wants to see. */
export interface DisplayAddress {
  /** As `DISPLAY` says it, for example `:0`. Only displays of this device: a cookie never goes over a network. */
  readonly display: string;
  /** The MIT-MAGIC-COOKIE-1 of the display, 16 bytes; null where the server asks for none. */
  readonly cookie: Uint8Array | null;
}

/** The connection to an X server. What is asked of it after its end rejects with `DisplayEnded`; nothing else happens. */
export interface Display {
  /** For requests that are not answered. A refusal of one is told to `onRefused` and does no harm. */
  readonly client: Client;
  readonly connected: Connected;
  readonly root: number;
  readonly ended: boolean;
  /** A request with an answer: `send` is given what takes it. Rejects with the server's refusal. */
  ask<T>(send: (done: Done<T>) => void): Promise<T>;
  /**
   * A request that the library does not know.
   * @param bytes with its length in place
   * @param read the answer from its ninth byte on, and its second byte
   */
  request<T>(bytes: Buffer, read: (body: Buffer, detail: number) => T): Promise<T>;
  /** The same for a request without an answer. */
  send(bytes: Buffer): void;
  /** The number of a name, which is made if there was none. */
  atom(name: string): Promise<number>;
  /** The name of a number. */
  atomName(atom: number): Promise<string>;
  /** An extension of the server; null where it has not got it. */
  extension<Name extends keyof Extensions>(name: Name): Promise<Extensions[Name] | null>;
  /** Every event that the server sends. A listener that throws ends the connection: it has a fault. */
  onEvent(listener: (event: XEvent) => void): Cancel;
  /**
   * Asks for events of a window. Masks of several are put together: the server keeps only the last one of each
   * connection.
   */
  select(window: number, mask: number): Cancel;
  /** Refusals that nobody waited for, such as of a request about a window that has just gone. */
  onRefused(listener: (error: XError | Error) => void): Cancel;
  /** Called once, with the reason; soon, when it has ended already. Not called after `close`. */
  onEnd(listener: (why: Error) => void): Cancel;
  /** Resolves when the server has done everything that was asked of it so far. */
  settled(): Promise<void>;
  close(): void;
}

/** The X server is gone, or the connection to it is. */
export class DisplayEnded extends Error {
  override name = 'DisplayEnded';
  /** The other side ended it: the X server went, or was made to drop this connection. */
  readonly cutOff: boolean;
  constructor(message: string, options: { readonly cause?: unknown; readonly cutOff?: boolean } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.cutOff = options.cutOff ?? false;
  }
}

const CONNECT_MS = 10_000;
const NOBODY = new DisplayEnded('The connection to the display was closed.');

/** Where every X server of a device has its socket, whatever the account's own folder for temporary files is. */
const SOCKETS = ['', 'tmp', '.X11-unix'].join('/');

/**
 * Connects to an X server of this device.
 * @param options.folder where sockets of X servers are
 * Rejects when there is none, when it refuses the cookie, or when it has not answered after ten seconds.
 */
export async function openDisplay(
  address: DisplayAddress,
  options: { readonly folder?: string; readonly waitMs?: number } = {},
): Promise<Display> {
  const number = /^(?:unix)?:(\d{1,5})(?:\.\d+)?$/u.exec(address.display)?.[1];
  if (number === undefined) {
    throw new Error(`${address.display} is no display of this device: give one such as :0.`);
  }
  const socket = await connectSocket(
    path.join(options.folder ?? SOCKETS, `X${number}`),
    options.waitMs ?? CONNECT_MS,
  );
  const ending = makeEnding(socket);
  const client = await new Promise<Client>((resolve, reject) => {
    const refuse = (error: Error): void => {
      clearTimeout(slow);
      ending.end(error);
      reject(error);
    };
    const slow = setTimeout(() => {
      refuse(new Error(`The X server at ${address.display} did not answer.`));
    }, options.waitMs ?? CONNECT_MS);
    ending.onEnd(refuse);
    const made = x11.createClient(
      {
        stream: socket,
        display: address.display,
        auth:
          address.cookie === null
            ? { name: '', data: '' }
            : { name: 'MIT-MAGIC-COOKIE-1', data: Buffer.from(address.cookie).toString('latin1') },
      },
      (error, connected) => {
        clearTimeout(slow);
        if (connected === undefined) refuse(error ?? new Error('The X server said nothing.'));
        else resolve(connected.client);
      },
    );
    // A refused cookie comes as an event before the callback is ever called. Later ones go to `onRefused`.
    made.on('error', (error) => {
      if (!('error' in error)) refuse(error);
    });
  });
  const display = makeDisplay(client, ending);
  // A program may keep the server to itself for as long as it likes; that must neither blind nor stop us.
  (await display.extension('xtest'))?.GrabControl(true);
  return display;
}

/** A socket that is connected; over one of the library's own, files can be handed to the server. */
async function connectSocket(file: string, waitMs: number): Promise<Socket> {
  const socket = fdpass.connect(file) ?? createConnection(file);
  return new Promise((resolve, reject) => {
    const slow = setTimeout(() => {
      socket.destroy();
      reject(new Error(`Nothing answered at ${file}.`));
    }, waitMs);
    socket.once('connect', () => {
      clearTimeout(slow);
      resolve(socket);
    });
    socket.on('error', (cause) => {
      clearTimeout(slow);
      socket.destroy();
      reject(new Error(`There is no X server at ${file}.`, { cause }));
    });
  });
}

interface Ending {
  readonly why: () => Error | null;
  readonly end: (why: Error, quietly?: boolean) => void;
  readonly onEnd: (listener: (why: Error) => void) => Cancel;
}

/**
 * The one end of a connection, whatever it comes from. An X server may run under the account of the person in front of
 * it, so what it sends is foreign: when the library stumbles over it, the connection ends instead of the agent.
 */
function makeEnding(socket: Socket): Ending {
  let why: Error | null = null;
  const listeners = new Set<(why: Error) => void>();
  const end = (reason: Error, quietly = false): void => {
    if (why !== null) return;
    why = reason;
    socket.destroy();
    const told = quietly ? [] : [...listeners];
    listeners.clear();
    for (const listener of told) listener(reason);
  };
  const emit = socket.emit.bind(socket);
  Object.defineProperty(socket, 'emit', {
    value: (event: string, ...values: unknown[]): boolean => {
      if (why !== null && event === 'data') return true;
      try {
        return emit(event, ...values);
      } catch (cause) {
        end(new DisplayEnded('The X server sent what cannot be read.', { cause }));
        return true;
      }
    },
  });
  socket.on('error', (cause) => {
    end(new DisplayEnded('The connection to the X server broke.', { cause, cutOff: true }));
  });
  socket.on('close', () => {
    end(new DisplayEnded('The X server is gone.', { cutOff: true }));
  });
  socket.on('end', () => {
    end(new DisplayEnded('The X server is gone.', { cutOff: true }));
  });
  return {
    why: () => why,
    end,
    onEnd: (listener) => {
      const before = why;
      if (before !== null) {
        queueMicrotask(() => {
          listener(before);
        });
        return () => undefined;
      }
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function makeDisplay(client: Client, ending: Ending): Display {
  const connected = client.display;
  const screen = connected.screen[0];
  if (screen === undefined) throw new DisplayEnded('The X server has no screen.');
  const { root } = screen;
  const waiting = new Set<(why: Error) => void>();
  const listeners = new Set<(event: XEvent) => void>();
  const refused = new Set<(error: XError | Error) => void>();
  const atoms = new Map<string, Promise<number>>();
  const extensions = new Map<string, Promise<unknown>>();
  const masks = new Map<number, readonly { readonly mask: number }[]>();

  const dropAll = (why: Error): void => {
    const left = [...waiting];
    waiting.clear();
    listeners.clear();
    refused.clear();
    for (const reject of left) reject(why);
  };
  ending.onEnd(dropAll);
  client.on('event', (event) => {
    if (event.name === 'DestroyNotify' && event.wid !== undefined) masks.delete(event.wid);
    for (const listener of listeners) listener(event);
  });
  client.on('error', (error) => {
    for (const listener of refused) listener(error);
  });

  const ask = async <T>(send: (done: Done<T>) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      const before = ending.why();
      if (before !== null) {
        reject(before);
        return;
      }
      waiting.add(reject);
      send((error, value) => {
        waiting.delete(reject);
        if (error !== null && error !== undefined) reject(error);
        else if (value === undefined) reject(new Error('The X server gave no answer.'));
        else resolve(value);
        return true;
      });
    });
  const request = async <T>(bytes: Buffer, read: (body: Buffer, detail: number) => T): Promise<T> =>
    ask((done: Done<T>) => {
      client.seq_num++;
      client.pack_stream.put(bytes);
      client.replies[client.seq_num] = [read, done];
      client.pack_stream.submit(true);
    });
  const send = (bytes: Buffer): void => {
    if (ending.why() !== null) return;
    client.seq_num++;
    client.pack_stream.put(bytes);
    client.pack_stream.submit();
  };
  const applyMask = (window: number): void => {
    if (ending.why() !== null) return;
    const eventMask = (masks.get(window) ?? []).reduce((all, { mask }) => all | mask, 0);
    client.ChangeWindowAttributes(window, { eventMask });
  };
  const extension = async <Name extends keyof Extensions>(name: Name): Promise<Extensions[Name] | null> =>
    new Promise((resolve) => {
      if (ending.why() !== null) {
        resolve(null);
        return;
      }
      const gone = (): void => {
        resolve(null);
      };
      waiting.add(gone);
      client.require(name, (_error, found) => {
        waiting.delete(gone);
        resolve(found ?? null);
      });
    });

  return {
    client,
    connected,
    root,
    get ended() {
      return ending.why() !== null;
    },
    ask,
    request,
    send,
    atom: async (name) => {
      const known = atoms.get(name);
      if (known !== undefined) return known;
      // Not the library's own: it keeps the atoms of one server for all others, as a new server after the end of one.
      const asked = request(internAtom(name), (body) => body.readUInt32LE(0));
      atoms.set(name, asked);
      asked.catch(() => atoms.delete(name));
      return asked;
    },
    atomName: async (atom) => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt8(17, 0);
      bytes.writeUInt16LE(2, 2);
      bytes.writeUInt32LE(atom, 4);
      return request(bytes, (body) => body.toString('latin1', 24, 24 + body.readUInt16LE(0)));
    },
    extension: async <Name extends keyof Extensions>(name: Name) => {
      // Asked for twice at the same time, the library would set it up twice.
      const before = extensions.get(name) ?? Promise.resolve();
      const found = before.then(async () => extension(name));
      extensions.set(name, found);
      return found;
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    select: (window, mask) => {
      const wish = { mask };
      masks.set(window, [...(masks.get(window) ?? []), wish]);
      applyMask(window);
      return () => {
        const all = masks.get(window);
        if (all?.includes(wish) !== true) return;
        const left = all.filter((other) => other !== wish);
        if (left.length === 0) masks.delete(window);
        else masks.set(window, left);
        applyMask(window);
      };
    },
    onRefused: (listener) => {
      refused.add(listener);
      return () => refused.delete(listener);
    },
    onEnd: ending.onEnd,
    settled: async () => {
      await ask((done: Done<{ readonly focus: number }>) => {
        client.GetInputFocus(done);
      });
    },
    close: () => {
      ending.end(NOBODY, true);
      dropAll(NOBODY);
    },
  };
}

function internAtom(name: string): Buffer {
  const text = Buffer.from(name, 'latin1');
  const bytes = Buffer.alloc(8 + Math.ceil(text.length / 4) * 4);
  bytes.writeUInt8(16, 0);
  bytes.writeUInt16LE(bytes.length / 4, 2);
  bytes.writeUInt16LE(text.length, 4);
  text.copy(bytes, 8);
  return bytes;
}
