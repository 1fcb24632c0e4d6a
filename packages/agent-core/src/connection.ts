import {
  type AgentFrame,
  parseFrame,
  SERVER_FRAME_TYPES,
  ServerFrame,
} from '@lapwing/protocol/agent-frames.ts';
import type { Hello } from '@lapwing/protocol/features/devices/hello.reply.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { Welcome } from '@lapwing/protocol/features/devices/welcome.event.ts';
import {
  CLOSE_SERVER_STOPS,
  connectProofText,
  DEVICE_SOCKET_PATH,
  FINAL_REFUSALS,
  PING_SECONDS,
  type Refusal,
  SILENCE_SECONDS,
  WIRE_VERSIONS,
} from '@lapwing/protocol/wire.ts';
import { socketAddress } from './address.ts';
import { backoff, between } from './backoff.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { DeviceKey } from './contracts/key-store.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { OpenSocket, Socket } from './contracts/socket.ts';
import type { Identity } from './identity.ts';
import type { ServerTime } from './server-time.ts';
import { encodeUtf8 } from './utf8.ts';

/** A refused device looks again this often, so that one that is let in again heals without anybody. */
export const REFUSED_RETRY_MS = 60 * 60 * 1000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
const STEADY_MS = 30_000;
/** A state document in JSON within JSON can be twice its size. */
const MAX_SERVER_FRAME = 256 * 1024;

export interface ConnectionEvents {
  /** The server let us in. */
  up(welcome: Welcome): void;
  /** The connection that was up is lost. */
  down(): void;
  /** Everything after the welcome but pongs. */
  frame(
    frame: Exclude<ServerFrame, { type: 'devices/challenge' | 'devices/welcome' | 'devices/pong' }>,
  ): void;
  /** Not let in; `until` is when the next try is due. */
  refused(reason: Refusal, until: number): void;
  changed(): void;
}

export interface Connection {
  /** Connects, and again whenever it is lost; not before `notBefore` (milliseconds since 1970). */
  open(notBefore?: number): void;
  /** Tries at once unless it is connected or connecting already. */
  retryNow(): void;
  /** Tries if the time has come; for clocks whose timers sleep. */
  wake(): void;
  close(): void;
  /** True if it went out; false when it is not up. */
  send(frame: AgentFrame): boolean;
  /** One picture, in binary. True if it went out; false when the connection is not up. */
  sendPicture(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Bytes that have not left the device yet. */
  waitingBytes(): number;
  /** Gives the connection up and opens another after the usual wait. */
  restart(why: string): void;
  state(): 'none' | 'connecting' | 'connected' | 'waiting';
}

export interface ConnectionParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly openSocket: OpenSocket;
  readonly identity: Identity;
  readonly key: DeviceKey;
  readonly platform: DevicePlatform;
  readonly time: ServerTime;
  readonly queue: () => { readonly queued: number; readonly lost: number };
  readonly events: ConnectionEvents;
}

type Phase = 'none' | 'connecting' | 'connected' | 'waiting';

/** One device's connection to its server: SPEC.md, CONN. */
export function createConnection(parts: ConnectionParts): Connection {
  const { clock, random, log, openSocket, identity, key, platform, time, queue, events } = parts;
  let phase: Phase = 'none';
  let socket: Socket | null = null;
  /** Tells the events of this socket from those of one that was given up. */
  let generation = 0;
  let attempts = 0;
  let upSince = 0;
  let dueAt = 0;
  let refusal: { reason: Refusal; retryAfter: number | null } | null = null;
  let cancelRetry: Cancel = () => undefined;
  let cancelSilence: Cancel = () => undefined;
  let cancelPing: Cancel = () => undefined;

  function enter(next: Phase): void {
    phase = next;
    events.changed();
  }

  function connect(): void {
    cancelRetry();
    generation += 1;
    const mine = generation;
    refusal = null;
    enter('connecting');
    heard();
    socket = openSocket(socketAddress(identity.server, DEVICE_SOCKET_PATH), {
      opened() {
        if (mine === generation) heard();
      },
      text(data) {
        if (mine === generation) received(data, mine);
      },
      closed(code) {
        if (mine === generation) lost(code);
      },
    });
  }

  function heard(): void {
    cancelSilence();
    const mine = generation;
    cancelSilence = clock.setTimer(SILENCE_SECONDS * 1000, () => {
      if (mine === generation) drop('silence');
    });
  }

  function drop(why: string): void {
    log('connection.dropped', { why });
    const old = socket;
    lost(0);
    old?.close();
  }

  function received(data: string, mine: number): void {
    heard();
    const parsed = parseFrame(ServerFrame, SERVER_FRAME_TYPES, data, MAX_SERVER_FRAME);
    if (!parsed.ok) {
      log('connection.frame-dropped', { problem: parsed.problem });
      return;
    }
    const { frame } = parsed;
    switch (frame.type) {
      case 'devices/challenge':
        if (phase !== 'connecting') return;
        time.learn(frame.serverTime);
        answer(frame.nonce, frame.wireVersions, mine).catch(() => {
          if (mine === generation) drop('no-signature');
        });
        return;
      case 'devices/welcome':
        if (phase !== 'connecting') return;
        time.learn(frame.serverTime);
        upSince = clock.now();
        schedulePing(frame.pingSeconds);
        enter('connected');
        events.up(frame);
        return;
      case 'devices/pong':
        time.learn(frame.serverTime);
        return;
      case 'devices/refused':
        refusal = { reason: frame.reason, retryAfter: frame.retryAfter };
        drop('refused');
        return;
      case 'messages/told':
      case 'assistance/answered':
      case 'state/document':
      case 'captures/acknowledged':
      case 'captures/rejected':
      case 'screens/wanted':
      case 'screens/unwanted':
      case 'screens/worked':
      case 'screens/taken':
        if (phase === 'connected') events.frame(frame);
    }
  }

  async function answer(nonce: string, offered: readonly number[], mine: number): Promise<void> {
    const version = WIRE_VERSIONS.filter((known) => offered.includes(known)).sort((a, b) => b - a)[0];
    if (version === undefined) {
      refusal = { reason: 'wire-version', retryAfter: null };
      drop('wire-version');
      return;
    }
    const text = connectProofText(nonce, identity.schoolId, identity.deviceId);
    const signature = await key.sign(encodeUtf8(text));
    if (mine !== generation) return;
    const { queued, lost } = queue();
    const hello: Hello = {
      type: 'devices/hello',
      wireVersion: version,
      schoolId: identity.schoolId,
      deviceId: identity.deviceId,
      signature,
      platform,
      deviceTime: new Date(clock.now()).toISOString(),
      queued: Math.min(queued, 1_000_000),
      ...(lost > 0 ? { lost } : {}),
    };
    socket?.send(JSON.stringify(hello));
  }

  function schedulePing(seconds: number): void {
    const mine = generation;
    // A browser's worker sleeps after 30 s without traffic, so a slower pace than ours is not taken over.
    const pace = Math.min(seconds, PING_SECONDS) * 1000;
    cancelPing = clock.setTimer(pace, () => {
      if (mine !== generation) return;
      socket?.send(JSON.stringify({ type: 'devices/ping' } satisfies AgentFrame));
      schedulePing(seconds);
    });
  }

  function lost(code: number): void {
    const wasUp = phase === 'connected';
    generation += 1;
    socket = null;
    cancelSilence();
    cancelPing();
    if (wasUp && clock.now() - upSince >= STEADY_MS) attempts = 0;
    const wait = waitAfter(code);
    attempts += 1;
    dueAt = clock.now() + wait;
    cancelRetry = clock.setTimer(wait, connect);
    log('connection.lost', { code, waitMs: wait, refused: refusal?.reason ?? '' });
    enter('waiting');
    if (wasUp) events.down();
    if (refusal !== null) events.refused(refusal.reason, dueAt);
  }

  function waitAfter(code: number): number {
    if (refusal !== null) {
      if (refusal.reason === 'replaced') return between(random, 30_000, LONGEST_RETRY_MS);
      if (FINAL_REFUSALS.has(refusal.reason) || refusal.retryAfter === null)
        return between(random, REFUSED_RETRY_MS, REFUSED_RETRY_MS * 1.1);
      return refusal.retryAfter * 1000 + backoff(random, attempts, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    }
    if (code === CLOSE_SERVER_STOPS) return between(random, 20_000, 120_000);
    return backoff(random, attempts, FIRST_RETRY_MS, LONGEST_RETRY_MS);
  }

  return {
    open(notBefore = 0) {
      if (phase !== 'none') return;
      const wait = notBefore - clock.now();
      if (wait <= 0) return connect();
      dueAt = notBefore;
      cancelRetry = clock.setTimer(wait, connect);
      enter('waiting');
    },
    retryNow() {
      if (phase === 'waiting') connect();
    },
    wake() {
      if (phase === 'waiting' && clock.now() >= dueAt) connect();
    },
    close() {
      const old = socket;
      const wasUp = phase === 'connected';
      generation += 1;
      socket = null;
      cancelRetry();
      cancelSilence();
      cancelPing();
      if (phase === 'none') return;
      enter('none');
      if (wasUp) events.down();
      old?.close();
    },
    send(frame) {
      if (phase !== 'connected' || socket === null) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    sendPicture(bytes) {
      if (phase !== 'connected' || socket === null) return false;
      socket.sendBytes(bytes);
      return true;
    },
    waitingBytes: () => socket?.waitingBytes() ?? 0,
    restart(why) {
      if (phase === 'connected' || phase === 'connecting') drop(why);
    },
    state: () => phase,
  };
}
