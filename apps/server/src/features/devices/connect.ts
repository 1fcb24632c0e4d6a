import { randomBytes } from 'node:crypto';
import {
  AGENT_FRAME_TYPES,
  AgentFrame,
  parseFrame,
  type ServerFrame,
} from '@lapwing/protocol/agent-frames.ts';
import { MAX_PICTURE_BYTES } from '@lapwing/protocol/features/screens/picture.ts';
import type { Hello } from '@lapwing/protocol/features/devices/hello.reply.ts';
import type { Ping } from '@lapwing/protocol/features/devices/ping.request.ts';
import {
  CLOSE_REFUSED,
  CLOSE_SILENT,
  connectProofText,
  DEVICE_SOCKET_PATH,
  MAX_FRAME_BYTES,
  PING_SECONDS,
  SILENCE_SECONDS,
  WIRE_VERSIONS,
  type Refusal,
} from '@lapwing/protocol/wire.ts';
import type { AgentFrames, FrameCall, HeardFrame } from '../../permissions/agent-frames.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { SocketHandlers, SocketLink, Sockets } from '../../platform/sockets/sockets.ts';
import { findSchool } from '../schools/index.ts';
import { priceOf, type Allowance } from './allowance.ts';
import { createFrameQueue, type FrameQueue, type QueueItem } from './frame-queue.ts';
import { verifySigned } from './keys.ts';
import type { DeviceLine, Presence } from './presence.ts';
import type { RefusedAttempts } from './refused.ts';
import { readDevicePicture, screenPrice, type OpenScreen, type ScreenLine } from './screen-line.ts';
import { findKnownDevice, markConnected, markLeft } from './store.ts';

export interface ConnectDeps {
  readonly db: Database;
  readonly sockets: Sockets;
  readonly presence: Presence;
  readonly agentFrames: AgentFrames;
  readonly allowance: Allowance;
  /** The allowance for what devices show of their screens. */
  readonly screenAllowance: Allowance;
  readonly openScreen: OpenScreen;
  readonly clock: Clock;
  readonly log: Log;
  readonly refusedAttempts: RefusedAttempts;
  /** What a device is told right after its welcome, in the transaction that lets it in. */
  readonly afterWelcome: (call: FrameCall) => Promise<readonly ServerFrame[]>;
  /** What a device said of itself has put it into other groups. */
  readonly regrouped: (schoolId: string) => void;
  /** A device has come. */
  readonly changed: (schoolId: string, deviceId: string) => void;
  /** A device has gone; when is stored by then. */
  readonly left: (schoolId: string, deviceId: string) => void;
  /** Work that a stop waits for. */
  readonly track: (work: Promise<void>) => void;
  /** Set when the server stops: what is not stored by then, the devices send again. */
  readonly stopping: AbortSignal;
}

/** Malformed frames of one connection after which it is not spoken to any longer. */
const BAD_FRAMES_BORNE = 20;
/** Pictures and screen states beyond the allowance after which the same holds; an honest agent sends none. */
const SCREENS_TOO_MANY_BORNE = 200;
const RETRY_AFTER_BAD_FRAME = 300;
const RETRY_AFTER_FLOOD = 60;

/** Opens the device socket: challenge, hello, welcome, and then every frame to the feature that hears it. */
export function registerConnection(deps: ConnectDeps): void {
  deps.sockets.add({
    path: DEVICE_SOCKET_PATH,
    maxBytes: MAX_PICTURE_BYTES,
    maxTextBytes: MAX_FRAME_BYTES,
    maxWaitingBytes: 1024 * 1024,
    admitWithinMs: 10_000,
    strangersPerAddress: 1000,
    silenceMs: SILENCE_SECONDS * 1000,
    silenceCode: CLOSE_SILENT,
    ping: false,
    open: (link) => openConnection(deps, link),
  });
}

type Admission = { readonly admitted: true };

interface Admitted {
  readonly schoolId: string;
  readonly deviceId: string;
  /** Of the history of connections. */
  readonly connectionId: string;
  readonly line: DeviceLine;
  readonly queue: FrameQueue;
  readonly screen: ScreenLine;
}

function openConnection(deps: ConnectDeps, link: SocketLink): SocketHandlers {
  const { log } = deps;
  const nonce = randomBytes(32).toString('base64url');
  let phase: 'challenged' | 'judging' | 'admitted' | 'over' = 'challenged';
  let admitted: Admitted | null = null;
  let badFrames = 0;
  let screensTooMany = 0;
  let picturesStale = 0;

  function sendFrame(frame: ServerFrame): void {
    link.send(JSON.stringify(frame));
  }

  function refuse(reason: Refusal, retryAfter: number | null): void {
    if (phase === 'over') return;
    leave();
    sendFrame({ type: 'devices/refused', reason, retryAfter });
    link.close(CLOSE_REFUSED, reason);
    log.info('devices.refused', { reason, deviceId: admitted?.deviceId });
  }

  /** What was queued before is still stored, since the device would only have to send it again. */
  function leave(): void {
    phase = 'over';
    if (admitted === null) return;
    const { schoolId, deviceId, line, screen, connectionId } = admitted;
    screen.left();
    if (picturesStale > 0) log.debug('devices.pictures-stale', { deviceId, pictures: picturesStale });
    if (!deps.presence.leave(schoolId, deviceId, line)) return;
    deps.track(
      deps.db
        .inSchool(schoolId, (tx) => markLeft(tx, deviceId, connectionId))
        .finally(() => deps.left(schoolId, deviceId)),
    );
  }

  async function judge(hello: Hello, heardAt: number): Promise<void> {
    const { schoolId, deviceId } = hello;
    if (!WIRE_VERSIONS.includes(hello.wireVersion)) return refuse('wire-version', null);
    const attempt = { deviceId, deviceName: null, address: link.address };
    const judged = await deps.db.inSchool(schoolId, async (tx): Promise<Refusal | Admission> => {
      const school = await findSchool(tx);
      if (school === null) return 'device-unknown';
      const device = await findKnownDevice(tx, deviceId, { hold: true });
      const verdict = verdictOn(device, hello, nonce);
      if (verdict !== null) {
        await deps.refusedAttempts.record(tx, { ...attempt, reason: verdict });
        return verdict;
      }
      return admit(tx, hello, {
        schoolName: school.name,
        deviceName: device?.name ?? '',
        clockOffsetMs: heardAt - Date.parse(hello.deviceTime),
      });
    });
    if (typeof judged === 'string') refuse(judged, null);
  }

  async function admit(
    tx: SchoolTx,
    hello: Hello,
    known: { schoolName: string; deviceName: string; clockOffsetMs: number },
  ): Promise<Admission> {
    const { schoolId, deviceId } = hello;
    const { connectionId, regrouped } = await markConnected(tx, deviceId, {
      address: link.address,
      platform: hello.platform,
      queued: hello.queued,
      lost: Math.min(hello.lost ?? 0, 1_000_000_000),
    });
    const { clockOffsetMs } = known;
    const origin = { schoolId, deviceId, clockOffsetMs, address: link.address };
    const first = await deps.afterWelcome({ ...origin, tx });
    // Within the commit, so that whoever revokes the device next finds the connection to end.
    tx.afterCommit(() => {
      if (regrouped) deps.regrouped(schoolId);
      if (phase === 'over') {
        deps.track(deps.db.inSchool(schoolId, (later) => markLeft(later, deviceId, connectionId)));
        return;
      }
      const line: DeviceLine = { send: (frames) => frames.forEach(sendFrame), refuse };
      const queue = createFrameQueue({
        db: deps.db,
        agentFrames: deps.agentFrames,
        allowance: deps.allowance,
        clock: deps.clock,
        log,
        origin,
        send: sendFrame,
        refuse,
        track: deps.track,
        stopping: deps.stopping,
      });
      phase = 'admitted';
      link.admit();
      sendFrame({
        type: 'devices/welcome',
        wireVersion: hello.wireVersion,
        schoolName: known.schoolName,
        deviceName: known.deviceName,
        serverTime: new Date(deps.clock.now()).toISOString(),
        pingSeconds: PING_SECONDS,
      });
      for (const frame of first) sendFrame(frame);
      deps.presence.enter(schoolId, deviceId, line);
      const shows = hello.platform.capabilities.includes('screen');
      const works = hello.platform.capabilities.includes('remote-control');
      const screen = deps.openScreen({ schoolId, deviceId, shows, works, send: sendFrame });
      admitted = { schoolId, deviceId, connectionId, line, queue, screen };
      deps.changed(schoolId, deviceId);
    });
    return { admitted: true };
  }

  /** @returns false when the device has shown more than it may, so that this goes nowhere */
  function screenPaid(to: Admitted, price: number): boolean {
    const key = `${to.schoolId} ${to.deviceId}`;
    if (deps.screenAllowance.take(key, price, deps.clock.now()) === 0) return true;
    screensTooMany += 1;
    if (screensTooMany > SCREENS_TOO_MANY_BORNE) refuse('too-many-frames', RETRY_AFTER_FLOOD);
    return false;
  }

  function badPicture(to: Admitted): void {
    log.warn('devices.picture-dropped', { deviceId: to.deviceId });
    badFrames += 1;
    if (badFrames > BAD_FRAMES_BORNE) refuse('bad-frame', RETRY_AFTER_BAD_FRAME);
  }

  sendFrame({
    type: 'devices/challenge',
    nonce,
    wireVersions: [...WIRE_VERSIONS],
    serverTime: new Date(deps.clock.now()).toISOString(),
  });

  return {
    text(text) {
      if (phase === 'over') return;
      const parsed = parseFrame(AgentFrame, AGENT_FRAME_TYPES, text, MAX_FRAME_BYTES);
      if (phase !== 'admitted' || admitted === null) {
        // Nothing is heard from a stranger but the one answer to the challenge.
        if (phase !== 'challenged' || !parsed.ok || parsed.frame.type !== 'devices/hello')
          return refuse('bad-frame', RETRY_AFTER_BAD_FRAME);
        phase = 'judging';
        const judging = judge(parsed.frame, deps.clock.now()).catch((cause: unknown) => {
          log.error('devices.not-judged', {}, cause);
          phase = 'over';
          // WebSocket: try again later.
          link.close(1013, 'try again');
        });
        return deps.track(judging);
      }
      const price = priceOf(text.length);
      if (!parsed.ok) {
        log.warn('devices.frame-dropped', {
          deviceId: admitted.deviceId,
          problem: parsed.problem,
          detail: parsed.detail,
        });
        badFrames += parsed.problem === 'unknown-type' ? 0 : 1;
        if (badFrames > BAD_FRAMES_BORNE) return refuse('bad-frame', RETRY_AFTER_BAD_FRAME);
        const bad = parsed.problem === 'bad-frame' && parsed.id !== null;
        const item = bad
          ? { kind: 'bad' as const, id: parsed.id ?? '', detail: parsed.detail, price }
          : { kind: 'nothing' as const, price };
        if (!admitted.queue.add(item)) refuse('too-many-frames', RETRY_AFTER_FLOOD);
        return;
      }
      const { frame } = parsed;
      if (frame.type === 'devices/hello') return refuse('bad-frame', RETRY_AFTER_BAD_FRAME);
      if (frame.type === 'screens/shown') {
        if (screenPaid(admitted, price)) admitted.screen.shown(frame);
        return;
      }
      const item = itemOf(frame, price, admitted.screen);
      if (admitted.queue.add(item)) return;
      if (item.kind === 'frame') item.settled?.();
      refuse('too-many-frames', RETRY_AFTER_FLOOD);
    },
    bytes(bytes) {
      if (phase === 'over') return;
      if (phase !== 'admitted' || admitted === null) return refuse('bad-frame', RETRY_AFTER_BAD_FRAME);
      if (!screenPaid(admitted, screenPrice(bytes.length))) return;
      const picture = readDevicePicture(bytes);
      if (picture === null) return badPicture(admitted);
      // Also for one that answers an earlier command: it may have been under way, and the next waits for this.
      sendFrame({ type: 'screens/taken', id: picture.id });
      if (!admitted.screen.picture(picture)) picturesStale += 1;
    },
    closed() {
      if (phase !== 'over') leave();
    },
  };
}

function itemOf(frame: HeardFrame | Ping, price: number, screen: ScreenLine): QueueItem {
  if (frame.type === 'devices/ping') return { kind: 'ping', price };
  if (frame.type === 'sessions/started' || frame.type === 'sessions/ended') {
    return { kind: 'frame', frame, price, settled: screen.sessionChanging() };
  }
  return { kind: 'frame', frame, price };
}

/** Why the device is not let in, or null when it is. Only who holds the key learns that it was revoked. */
function verdictOn(
  device: { id: string; publicKey: string; revoked: boolean } | null,
  hello: Hello,
  nonce: string,
): Refusal | null {
  if (device === null) return 'device-unknown';
  const text = connectProofText(nonce, hello.schoolId, hello.deviceId);
  if (!verifySigned(device.publicKey, text, hello.signature)) return 'key-mismatch';
  return device.revoked ? 'device-revoked' : null;
}
