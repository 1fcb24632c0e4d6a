import { CONSOLE_SILENCE_SECONDS } from '@lapwing/protocol/console-frames.ts';
import type { z } from 'zod';
import { CLOSE_SIGNED_OUT } from '@lapwing/protocol/wire.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'signed-out';

/** The part of a WebSocket that is used; a test gives its own. */
export interface SocketLike {
  onopen: ((event: Event) => unknown) | null;
  onmessage: ((event: MessageEvent<unknown>) => unknown) | null;
  onclose: ((event: CloseEvent) => unknown) | null;
  close: () => void;
}

export interface ReconnectParts<Socket extends SocketLike> {
  open: () => Socket;
  /** Runs `job` after so many milliseconds; the answer calls it off. */
  schedule: (job: () => void, ms: number) => () => void;
  /** From 0 up to, not including, 1. */
  random: () => number;
  onState: (state: LiveState) => void;
  /** One message; `ready` says that the server has answered and the connection stands. */
  onData: (data: unknown, socket: Socket, ready: () => void) => void;
}

export interface LiveConnection {
  /** Tries at once, for when the browser says that the network is back. */
  hurry: () => void;
  /** Counts the connection as lost, for when the browser says that the network is gone. */
  lose: () => void;
  stop: () => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Milliseconds in which a connection must have been said to be ready. */
const READY_WITHIN_MS = 15_000;

/**
 * Milliseconds to wait before try number `attempt` (from 0): doubles up to half a minute, and half of it is left to
 * chance, so that a whole school's consoles do not come back in the same second.
 */
export function waitBefore(attempt: number, random: () => number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 16));
  return Math.round(whole / 2 + (whole / 2) * random());
}

/** Keeps one of the console's sockets open until stopped or signed out. */
export function keepOpen<Socket extends SocketLike>(parts: ReconnectParts<Socket>): LiveConnection {
  let attempt = 0;
  let socket: Socket | null = null;
  let cancelWait: (() => void) | null = null;
  let stopped = false;
  let isReady = false;

  function drop(): void {
    cancelWait?.();
    cancelWait = null;
    isReady = false;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    socket = null;
  }

  function retry(): void {
    drop();
    if (stopped) return;
    parts.onState('reconnecting');
    cancelWait = parts.schedule(start, waitBefore(attempt, parts.random));
    attempt += 1;
  }

  /** After the server has answered, silence is the only sign of a line that was cut somewhere on the way. */
  function heard(): void {
    if (!isReady) return;
    cancelWait?.();
    cancelWait = parts.schedule(retry, CONSOLE_SILENCE_SECONDS * 1000);
  }

  function ready(): void {
    isReady = true;
    attempt = 0;
    heard();
    parts.onState('live');
  }

  function start(): void {
    drop();
    const opened = parts.open();
    socket = opened;
    cancelWait = parts.schedule(retry, READY_WITHIN_MS);
    opened.onmessage = (event) => {
      heard();
      parts.onData(event.data, opened, ready);
    };
    opened.onclose = (event) => {
      if (event.code !== CLOSE_SIGNED_OUT) {
        retry();
        return;
      }
      stopped = true;
      drop();
      parts.onState('signed-out');
    };
  }

  parts.onState('connecting');
  start();
  return {
    hurry() {
      if (stopped || isReady) return;
      attempt = 0;
      start();
    },
    lose() {
      if (isReady) retry();
    },
    stop() {
      stopped = true;
      drop();
    },
  };
}

/** Parses one text frame; null for what this console does not know. */
export function readFrameBy<Frame>(schema: z.ZodType<Frame>, data: unknown): Frame | null {
  if (typeof data !== 'string') return null;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
