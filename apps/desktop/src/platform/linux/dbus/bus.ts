import { createConnection, type Socket } from 'node:net';

import type { Cancel } from '../../contract/cancel.ts';
import {
  decodeMessage,
  encodeMessage,
  KINDS,
  type Message,
  messageLength,
  type Outgoing,
} from './message.ts';

/** Where a bus is, and whose it is. */
export interface BusAddress {
  /** As `DBUS_SESSION_BUS_ADDRESS` says it, for example `unix:path=/run/user/1000/bus`. */
  readonly address: string;
  /** The account that the bus belongs to; null: our own. A bus lets in only its own. */
  readonly uid: number | null;
}

export interface Call {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  readonly timeoutMs?: number;
}

/** Answers a call: the signature and values of the reply, or null when there is no such method. */
export type Serve = (
  call: Message,
) => { readonly signature: string; readonly body: readonly unknown[] } | null;

export interface Bus {
  /** Our own name on it. */
  readonly name: string;
  /** Null for an error, no answer in time, or when the connection is gone. */
  call(call: Call): Promise<readonly unknown[] | null>;
  signal(signal: {
    readonly path: string;
    readonly interface: string;
    readonly member: string;
    readonly signature: string;
    readonly body: readonly unknown[];
  }): void;
  /** @param rule as D-Bus writes match rules. All signals that any rule lets through come to each listener. */
  onSignal(rule: string, heard: (signal: Message) => void): Cancel;
  /** Answers every call to a path from now on. */
  serve(path: string, serve: Serve): Cancel;
  onEnd(ended: () => void): Cancel;
  close(): void;
}

const CALL_MS = 2000;
const JOIN_MS = 3000;
const BUS = Object.freeze({
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
});

/** The socket that an address names; null where it names none that we speak to. Source: D-Bus, "Server Addresses". */
export function socketOf(address: string): string | null {
  for (const one of address.split(';')) {
    const match = /^unix:(.*)$/u.exec(one);
    const pairs = new Map((match?.[1] ?? '').split(',').map((pair) => splitPair(pair)));
    const unescape = (text: string): string =>
      text.replace(/%([0-9a-f]{2})/giu, (_whole, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    const [path, abstract] = [pairs.get('path'), pairs.get('abstract')];
    if (path !== undefined) return unescape(path);
    if (abstract !== undefined) return `\0${unescape(abstract)}`;
  }
  return null;
}

function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

/** Joins a bus; null where there is none or it does not let us in. Never rejects. */
export async function joinBus(address: BusAddress): Promise<Bus | null> {
  const path = socketOf(address.address);
  if (path === null) return null;
  const socket = connectAs(path, address.uid);
  if (socket === null) return null;
  const uid = address.uid ?? process.getuid?.() ?? 0;
  return (await authenticate(socket, uid)) ? createBus(socket) : null;
}

/**
 * A bus reads the account of a connection from the kernel at the moment of `connect`, which Node does before
 * `createConnection` returns: so the service is the person for just that call. Its real and saved account stay its own,
 * so that the person can neither signal nor trace it meanwhile.
 */
function connectAs(path: string, uid: number | null): Socket | null {
  const { geteuid, seteuid } = process;
  const own = geteuid?.();
  if (uid === null || own === undefined || seteuid === undefined || own === uid || own !== 0) {
    return createConnection(path);
  }
  try {
    seteuid(uid);
    return createConnection(path);
  } catch {
    return null;
  } finally {
    seteuid(own);
  }
}

/** Source: D-Bus Specification, section "Authentication Protocol", mechanism EXTERNAL. */
async function authenticate(socket: Socket, uid: number): Promise<boolean> {
  return new Promise((resolve) => {
    let said = '';
    const settle = (joined: boolean): void => {
      clearTimeout(timer);
      for (const event of ['connect', 'data', 'error', 'close']) socket.removeAllListeners(event);
      if (!joined) {
        socket.on('error', () => undefined);
        socket.destroy();
      }
      resolve(joined);
    };
    const timer = setTimeout(() => {
      settle(false);
    }, JOIN_MS);
    socket.on('error', () => {
      settle(false);
    });
    socket.on('close', () => {
      settle(false);
    });
    socket.on('connect', () => {
      socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\n`);
    });
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (!said.includes('\r\n') && said.length < 1000) return;
      if (said.startsWith('OK ')) {
        socket.write('BEGIN\r\n');
        settle(true);
      } else settle(false);
    });
  });
}

async function createBus(socket: Socket): Promise<Bus | null> {
  let serial = 0;
  let ended = false;
  let name = '';
  const waiting = new Map<number, (reply: readonly unknown[] | null) => void>();
  const listeners = new Set<(signal: Message) => void>();
  const rules = new Map<string, number>();
  const served = new Map<string, Serve>();
  const ends = new Set<() => void>();

  function send(message: Outgoing): number {
    serial += 1;
    if (!ended) socket.write(encodeMessage(message, serial));
    return serial;
  }

  function end(): void {
    if (ended) return;
    ended = true;
    socket.destroy();
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
    for (const told of ends) told();
  }

  function take(message: Message): void {
    switch (message.kind) {
      case KINDS.reply:
      case KINDS.error:
        waiting.get(message.replyTo)?.(message.kind === KINDS.reply ? message.body : null);
        break;
      case KINDS.signal:
        for (const heard of listeners) heard(message);
        break;
      case KINDS.call:
        answer(message);
        break;
    }
  }

  function answer(call: Message): void {
    const result = served.get(call.path)?.(call) ?? null;
    if (call.noReply) return;
    const to = { replyTo: call.serial, destination: call.sender };
    if (result === null)
      send({ kind: KINDS.error, ...to, error: 'org.freedesktop.DBus.Error.UnknownMethod' });
    else send({ kind: KINDS.reply, ...to, signature: result.signature, body: result.body });
  }

  let held: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    try {
      for (;;) {
        const length = messageLength(held);
        if (ended || length === null || held.length < length) break;
        const message = decodeMessage(held.subarray(0, length));
        held = held.subarray(length);
        take(message);
      }
    } catch {
      // Whoever sends what cannot be read is not listened to any longer.
      end();
    }
  });
  socket.on('error', end);
  socket.on('close', end);
  socket.unref();

  const bus: Bus = {
    get name() {
      return name;
    },
    call: async ({ timeoutMs = CALL_MS, ...call }) => {
      if (ended) return null;
      return new Promise((resolve) => {
        const sent = send({ kind: KINDS.call, ...call });
        const timer = setTimeout(() => {
          waiting.get(sent)?.(null);
        }, timeoutMs);
        waiting.set(sent, (reply) => {
          clearTimeout(timer);
          waiting.delete(sent);
          resolve(reply);
        });
      });
    },
    signal: (signal) => {
      send({ kind: KINDS.signal, ...signal });
    },
    onSignal: (rule, heard) => {
      const change = (member: string): void => {
        send({ kind: KINDS.call, ...BUS, member, noReply: true, signature: 's', body: [rule] });
      };
      const users = rules.get(rule) ?? 0;
      rules.set(rule, users + 1);
      if (users === 0) change('AddMatch');
      const listener = (signal: Message): void => {
        heard(signal);
      };
      listeners.add(listener);
      return () => {
        if (!listeners.delete(listener)) return;
        const left = (rules.get(rule) ?? 1) - 1;
        rules.set(rule, left);
        if (left === 0) change('RemoveMatch');
      };
    },
    serve: (path, serve) => {
      served.set(path, serve);
      return () => {
        if (served.get(path) === serve) served.delete(path);
      };
    },
    onEnd: (told) => {
      ends.add(told);
      return () => ends.delete(told);
    },
    close: end,
  };
  const reply = await bus.call({ ...BUS, member: 'Hello' });
  const [own] = reply ?? [];
  if (typeof own !== 'string') {
    end();
    return null;
  }
  name = own;
  return bus;
}
