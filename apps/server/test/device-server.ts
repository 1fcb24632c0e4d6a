import { generateKeyPairSync, randomInt, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import {
  parseFrame,
  SERVER_FRAME_TYPES,
  ServerFrame,
  type AgentFrame,
} from '@lapwing/protocol/agent-frames.ts';
import type { Role } from '@lapwing/protocol/capabilities.ts';
import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { EnrolReply } from '@lapwing/protocol/features/devices/enrol.request.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import {
  CLOSE_SERVER_STOPS,
  connectProofText,
  DEVICE_SOCKET_PATH,
  deviceRequestHeader,
  enrolmentProofText,
  requestProofText,
} from '@lapwing/protocol/wire.ts';
import { WebSocket } from 'ws';
import { appendAudit } from '../src/features/audit/index.ts';
import { createPresence, createVerifyDeviceRequest, registerDevices } from '../src/features/devices/index.ts';
import { openPolicies } from '../src/features/policies/index.ts';
import { insertSchool, makeSchoolKeys, registerSchools } from '../src/features/schools/index.ts';
import { registerSessions } from '../src/features/sessions/index.ts';
import { registerState } from '../src/features/state/index.ts';
import type { Actor } from '../src/permissions/actor.ts';
import { createAgentFrames, type AgentFrames } from '../src/permissions/agent-frames.ts';
import { createLive, type Live } from '../src/permissions/live.ts';
import { grantsOf } from '../src/permissions/roles.ts';
import { createRoutes } from '../src/permissions/routes.ts';
import { createProcessBus, type Bus } from '../src/platform/bus/bus.ts';
import { systemClock } from '../src/platform/clock/clock.ts';
import { createExtensionPackage } from '../src/platform/crx/package.ts';
import type { Database } from '../src/platform/db/database.ts';
import { createHttp } from '../src/platform/http/server.ts';
import { createMasterKey } from '../src/platform/keys/master-key.ts';
import { createLog } from '../src/platform/log/log.ts';
import { createSockets } from '../src/platform/sockets/sockets.ts';
import { startTestDatabase } from './database.ts';

/**
 * The features of devices on a real port and a real PostgreSQL. What is not real: who is signed in, which is named by
 * a header instead of a cookie.
 */
export interface DeviceServer {
  readonly url: string;
  readonly db: Database;
  readonly owner: Awaited<ReturnType<typeof startTestDatabase>>['owner'];
  readonly live: Live;
  readonly bus: Bus;
  readonly agentFrames: AgentFrames;
  readonly folder: string;
  logged(): string;
  addSchool(name: string): Promise<string>;
  /** A member of staff; the id names them in `as`. */
  addActor(schoolId: string, roles: readonly Role[], groupIds?: readonly string[]): Actor;
  changeActor(accountId: string, change: Partial<Actor> | null): void;
  stop(): Promise<void>;
}

export async function startDeviceServer(
  options: { distFolder?: string; recheckMs?: number } = {},
): Promise<DeviceServer> {
  const database = await startTestDatabase();
  const { db } = database;
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const clock = systemClock();
  const http = await createHttp({
    log,
    trustedProxies: [],
    tls: null,
    secure: false,
    onAnswered: () => {},
  });
  const actors = new Map<string, Actor>();
  const authenticate = (request: { headers: Record<string, unknown> }): Promise<Actor | null> =>
    Promise.resolve(actors.get(String(request.headers['x-test-actor'])) ?? null);
  const routes = createRoutes({ http, db, authenticate, appendAudit });
  const sockets = createSockets({ http, clock, log, stopCode: CLOSE_SERVER_STOPS });
  const live = createLive({
    db,
    sockets,
    authenticate,
    log,
    ...(options.recheckMs === undefined ? {} : { recheckMs: options.recheckMs }),
  });
  const bus = createProcessBus((_name, cause) => {
    throw cause;
  });
  const masterKey = createMasterKey(Buffer.alloc(32, 7));
  let url = '';
  const publicUrl = (): string => url;
  const agentFrames = createAgentFrames();
  const presence = createPresence();
  const verifyDeviceRequest = createVerifyDeviceRequest({ db, clock });
  const policies = await openPolicies({
    shipped: await readShippedLibrary(),
    find: async () => null,
    masterKey,
    log,
    packsFolder: join(tmpdir(), 'lapwing-test-packs'),
    timeZone: 'Europe/London',
  });
  const parts = { routes, db, agentFrames, presence, bus, log, masterKey, policies, publicUrl };
  const state = registerState({
    ...parts,
    orders: async () => new Map(),
    activityKinds: async () => [],
    verifyDeviceRequest,
  });
  policies.register({ ...parts, clock, figures: { online: async () => ({ deviceIds: [], personIds: [] }) } });
  registerSchools(parts);
  registerSessions(parts);
  const devices = registerDevices({
    ...parts,
    sockets,
    live,
    clock,
    appendAudit,
    randomBelow: (limit) => randomInt(limit),
    extension: createExtensionPackage({
      distFolder: options.distFolder ?? join(database.folder, 'no-dist'),
      keyFile: join(database.folder, 'secrets/extension.key'),
      masterKey,
    }),
    afterWelcome: state.afterWelcome,
    openScreen: () => ({
      picture: () => false,
      shown: () => {},
      sessionChanging: () => () => {},
      left: () => {},
    }),
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  const address = http.server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url,
    db,
    owner: database.owner,
    live,
    bus,
    agentFrames,
    folder: database.folder,
    logged: () => lines.join(''),
    async addSchool(name) {
      const schoolId = randomUUID();
      await db.inSchool(schoolId, (tx) => insertSchool(tx, name, makeSchoolKeys(masterKey, schoolId)));
      return schoolId;
    },
    addActor(schoolId, roles, groupIds = []) {
      const accountId = randomUUID();
      const actor = {
        accountId,
        name: 'Somebody',
        email: 'somebody@northfield.example',
        schoolId,
        grants: grantsOf(roles, groupIds),
        sessionId: `session of ${accountId}`,
      };
      actors.set(accountId, actor);
      return actor;
    },
    changeActor(accountId, change) {
      const actor = actors.get(accountId);
      if (change === null || actor === undefined) actors.delete(accountId);
      else actors.set(accountId, { ...actor, ...change });
    },
    async stop() {
      live.close();
      state.stop();
      await policies.stop();
      await http.close();
      await devices.stop();
      await database.stop();
    },
  };
}

export const PLATFORM: DevicePlatform = {
  agent: 'simulated',
  agentVersion: '0.1.0',
  system: 'Linux',
  browser: 'Chromium 156',
  capabilities: ['typed', 'page'],
};

/** A device with a key of its own, as the server's peer. */
export interface TestDevice {
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  sign(text: string): string;
  enrolBody(code: string): Record<string, unknown>;
  /** Enrols, and must be let in. */
  enrol(code: string): Promise<{ schoolId: string; deviceId: string; stateKey: string }>;
  header(ids: { schoolId: string; deviceId: string }, method: string, path: string, at?: number): string;
}

export function makeDevice(url: string, name = 'Desk 1'): TestDevice {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'jwk' }).x ?? '';
  const signText = (text: string): string =>
    sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url');
  const enrolBody = (code: string): Record<string, unknown> => ({
    code,
    publicKey: raw,
    proof: signText(enrolmentProofText(code.replaceAll('-', ''), raw)),
    name,
    platform: PLATFORM,
  });
  return {
    publicKey: raw,
    privateKey,
    sign: signText,
    enrolBody,
    async enrol(code) {
      const reply = await enrolBy(url, enrolBody(code));
      if (!reply.enrolled) throw new Error(`not enrolled: ${reply.reason}`);
      return reply;
    },
    header: (ids, method, path, at = Date.now()) =>
      deviceRequestHeader(ids.schoolId, ids.deviceId, at, signText(requestProofText(method, path, '-', at))),
  };
}

export async function enrolBy(url: string, body: unknown): Promise<EnrolReply> {
  const response = await fetch(`${url}/agent/devices/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return EnrolReply.parse(await response.json());
}

/** One side of a socket, whose frames are awaited one after the other. */
export interface Line<Frame> {
  readonly socket: WebSocket;
  /** The next frame that arrives or has arrived; throws when the connection ends before. */
  next(): Promise<Frame>;
  /** Frames that have arrived and were not asked for yet. */
  waiting(): Frame[];
  send(frame: AgentFrame | string | Record<string, unknown>): void;
  closed(): Promise<number>;
}

/** A socket as a test talks over it: what comes is parsed and waits until it is asked for. */
export function lineOf<Frame>(socket: WebSocket, parse: (text: string) => Frame): Line<Frame> {
  const frames: Frame[] = [];
  let wake: () => void = () => {};
  let code: number | null = null;
  const ended = new Promise<number>((resolve) => {
    socket.on('close', (closeCode) => {
      code = closeCode;
      resolve(closeCode);
      wake();
    });
  });
  socket.on('error', () => {});
  socket.on('message', (data: Buffer) => {
    frames.push(parse(data.toString('utf8')));
    wake();
  });
  return {
    socket,
    async next() {
      for (;;) {
        const frame = frames.shift();
        if (frame !== undefined) return frame;
        if (code !== null) throw new Error(`the connection ended with ${code}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    waiting: () => frames,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    closed: () => ended,
  };
}

export function openDeviceSocket(url: string): Line<ServerFrame> {
  return lineOf(new WebSocket(`${url.replace('http', 'ws')}${DEVICE_SOCKET_PATH}`), (text) => {
    const parsed = parseFrame(ServerFrame, SERVER_FRAME_TYPES, text, 1024 * 1024);
    if (!parsed.ok) throw new Error(`the server sent ${parsed.problem}`);
    return parsed.frame;
  });
}

export function openConsole(url: string, accountId: string, origin = url): Line<ConsoleFrame> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/console/socket`, {
    headers: { 'x-test-actor': accountId, ...(origin === '' ? {} : { origin }) },
  });
  return lineOf(socket, (text) => ConsoleFrame.parse(JSON.parse(text)));
}

/** Opens the socket and answers the challenge; `change` spoils the hello. */
export async function sayHello(
  url: string,
  device: TestDevice,
  ids: { schoolId: string; deviceId: string },
  change: (hello: Record<string, unknown>, nonce: string) => Record<string, unknown> = (hello) => hello,
): Promise<Line<ServerFrame>> {
  const line = openDeviceSocket(url);
  const challenge = await line.next();
  if (challenge.type !== 'devices/challenge') throw new Error(`no challenge but ${challenge.type}`);
  const hello = {
    type: 'devices/hello',
    wireVersion: 1,
    schoolId: ids.schoolId,
    deviceId: ids.deviceId,
    signature: device.sign(connectProofText(challenge.nonce, ids.schoolId, ids.deviceId)),
    platform: PLATFORM,
    deviceTime: new Date().toISOString(),
    queued: 0,
  };
  line.send(change(hello, challenge.nonce));
  return line;
}

/** A connected device, past welcome and state document. */
export async function connectDevice(
  url: string,
  device: TestDevice,
  ids: { schoolId: string; deviceId: string },
  change?: (hello: Record<string, unknown>) => Record<string, unknown>,
): Promise<Line<ServerFrame>> {
  const line = await sayHello(url, device, ids, change);
  const welcome = await line.next();
  if (welcome.type !== 'devices/welcome') throw new Error(`no welcome but ${JSON.stringify(welcome)}`);
  const state = await line.next();
  if (state.type !== 'state/document') throw new Error(`no state but ${state.type}`);
  return line;
}

/** Calls a route as that member of staff. */
export async function as(
  server: DeviceServer,
  actor: Actor,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      'x-test-actor': actor.accountId,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

export async function newCode(
  server: DeviceServer,
  administrator: Actor,
  days: number | null = 30,
): Promise<string> {
  const { json } = await as(server, administrator, 'POST', '/api/devices/school-code', { days });
  if (typeof json !== 'object' || json === null || !('code' in json) || typeof json.code !== 'string')
    throw new Error(`no code: ${JSON.stringify(json)}`);
  return json.code;
}

export async function opened(line: Line<unknown>): Promise<void> {
  if (line.socket.readyState !== WebSocket.OPEN) await once(line.socket, 'open');
}
