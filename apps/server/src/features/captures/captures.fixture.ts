import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AgentFrame, ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { Role } from '@lapwing/protocol/capabilities.ts';
import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import type { EvidencePromise } from '@lapwing/protocol/features/captures/capture.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { DEVICE_REQUEST_HEADER, deviceRequestHeader, requestProofText } from '@lapwing/protocol/wire.ts';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { startTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { createAgentFrames, type FrameCall, type HeardFrame } from '../../permissions/agent-frames.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Decide, Live } from '../../permissions/live.ts';
import { grantsOf, type Grant } from '../../permissions/roles.ts';
import { createRoutes } from '../../permissions/routes.ts';
import { createFileBlobs } from '../../platform/blobs/file-blobs.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';
import { createHttp } from '../../platform/http/server.ts';
import { createMasterKey } from '../../platform/keys/master-key.ts';
import type { Log } from '../../platform/log/log.ts';
import { createFonts } from '../../platform/pdf/fonts.ts';
import { appendAudit, auditHead } from '../audit/index.ts';
import { createVerifyDeviceRequest } from '../devices/index.ts';
import {
  createEvidenceBlobs,
  promiseEvidence,
  promiseRecording,
  readShownScreenshot,
  registerEvidence,
} from '../evidence/index.ts';
import { insertSchool, makeSchoolKeys } from '../schools/index.ts';
import { registerSessions } from '../sessions/index.ts';
import { createProcessBus } from '../../platform/bus/bus.ts';
import { anyLead, registerCaptures, type AllowLike, type NextInChain, type PolicyWords } from './index.ts';
import type { StaffReaching } from './parts.ts';

/** Real routes, database, blobs, audit and device signatures; the console's sockets and the sign-in are stood in for. */
export interface Stage {
  readonly database: TestDatabase;
  readonly http: FastifyInstance;
  /** Lines of the log, as text. */
  readonly logged: string[];
  /** Where blobs lie before they are encrypted; a test may break it. */
  blobs: Blobs;
  /** What hooks were told, in order. */
  readonly hooked: Hooked[];
  /** How far the clock by which changes are taken back is ahead, in milliseconds. */
  setAhead(ms: number): void;
  /** The last console of this person is gone. */
  leave(actor: Actor): void;
  /** Looks for those who have said nothing for too long. */
  tidy(): void;
  nextInChain: NextInChain;
  allowLike: AllowLike;
  /** Runs when an answer is ready to leave; a throw stops it. */
  onSend: (() => Promise<void>) | null;
  readonly blobFolder: string;
  addSchool(): Promise<StagedSchool>;
  /** Everything that consoles of these actors would have been sent since the last call. */
  told(actor: Actor): Promise<ConsoleFrame[]>;
  request(
    actor: Actor | null,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** As the superuser sees the table. */
  rows(query: string, values?: unknown[]): Promise<Array<Record<string, unknown>>>;
  stop(): Promise<void>;
}

export interface Hooked {
  readonly hook: string;
  readonly captureId: string;
  readonly call: readonly unknown[];
}

export interface StagedDevice {
  readonly id: string;
  readonly sessionId: string;
  readonly personId: string | null;
  readonly key: KeyObject;
}

export interface StagedSchool {
  readonly id: string;
  addPerson(name: string, username: string): Promise<string>;
  addGroup(name: string, memberIds: readonly string[], parentId?: string): Promise<string>;
  addDevice(name: string, personId: string | null, accountName?: string | null): Promise<StagedDevice>;
  actor(name: string, roles: readonly Role[], groupIds?: readonly string[], grants?: readonly Grant[]): Actor;
  /** What the server answers to the frame, after the commit. */
  say(device: StagedDevice, frame: AgentFrame, clockOffsetMs?: number): Promise<readonly ServerFrame[]>;
  sayBad(device: StagedDevice, id: string, detail: string): Promise<readonly ServerFrame[]>;
  put(
    device: StagedDevice,
    captureId: string,
    evidenceId: string,
    bytes: Uint8Array,
    more?: {
      mediaType?: string;
      signedBy?: KeyObject;
      headers?: Record<string, string | undefined>;
      chunked?: boolean;
    },
  ): Promise<LightMyRequestResponse>;
}

export const WORDS: PolicyWords = {
  policyTitle: (policy) => policy.slice(0, 1).toUpperCase() + policy.slice(1),
  titleOf: (_term, risk) => risk.slice(0, 1).toUpperCase() + risk.slice(1),
  definitionOf: (term) => `what ${term} means`,
  isSealed: () => false,
  guidanceOf: (policy) => [`what to do about ${policy}`],
  explain: (rule) => `why ${rule}`,
};

export function newId(): string {
  return uuidV7(Date.now(), randomBytes(10));
}

/** A capture as a device reports it; parts may be replaced. */
export function capture(
  device: StagedDevice,
  more: {
    id?: string;
    at?: string;
    finding?: Partial<CaptureReported['finding']>;
    context?: Partial<CaptureReported['context']>;
    evidence?: EvidencePromise;
  } = {},
): CaptureReported {
  const sentence = more.finding?.sentence ?? 'the river was cold and I said the phrase aloud';
  return {
    type: 'captures/reported',
    id: more.id ?? newId(),
    sessionId: device.sessionId,
    at: more.at ?? new Date().toISOString(),
    finding: {
      term: 'suicide/phrase',
      policy: 'suicide',
      severity: 'severe',
      severityBefore: 'moderate',
      because: ['first-person'],
      source: 'typed',
      start: 0,
      end: Math.min(9, sentence.length),
      count: 1,
      pack: 'ab'.repeat(32),
      ...more.finding,
      sentence,
    },
    context: {
      application: 'Chrome',
      windowTitle: 'My essay',
      url: 'https://docs.school.example/essay?id=7',
      ...more.context,
    },
    evidence: more.evidence ?? { state: 'none', reason: 'not-possible' },
  };
}

/** The promise of these bytes. */
export function promiseOf(
  bytes: Uint8Array,
  more: Partial<Extract<EvidencePromise, { state: 'coming' }>> = {},
): Extract<EvidencePromise, { state: 'coming' }> {
  return {
    state: 'coming',
    id: newId(),
    kind: 'screenshot',
    mediaType: 'image/jpeg',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    takenAt: new Date().toISOString(),
    ...more,
  };
}

export async function startStage(): Promise<Stage> {
  const database = await startTestDatabase();
  const { db } = database;
  const logged: string[] = [];
  const keep = (event: string, fields: unknown): void => {
    logged.push(`${event} ${JSON.stringify(fields)}`);
  };
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
  const http = await createHttp({
    log,
    trustedProxies: [],
    tls: null,
    secure: false,
    onAnswered: () => {},
  });
  const actors = new Map<string, Actor>();
  const routes = createRoutes({
    http,
    db,
    appendAudit,
    authenticate: async (request) => actors.get(String(request.headers['x-actor'])) ?? null,
  });
  const published: Array<{ schoolId: string; decide: Decide; toldTo: Set<string> }> = [];
  const gone: Array<(schoolId: string, accountId: string) => void> = [];
  const live: Live = {
    publish: (schoolId, decide) => published.push({ schoolId, decide, toldTo: new Set() }) > 0,
    signedOut: () => {},
    accountsChanged: () => {},
    whenGone: (listener) => void gone.push(listener),
    open: () => 0,
    close: () => {},
  };
  const agentFrames = createAgentFrames();
  registerSessions({ agentFrames, bus: createProcessBus(() => {}) });
  const masterKey = createMasterKey(randomBytes(32));
  const blobFolder = join(database.folder, 'blobs');
  const staffReaching: StaffReaching = async ({ schoolId }, capability) =>
    [...actors.values()].flatMap((actor) => {
      const reach = actor.schoolId === schoolId ? reachOf(actor, capability) : null;
      return reach === null ? [] : [{ id: actor.accountId, name: actor.name, role: 'Staff', reach }];
    });
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const hooked: Hooked[] = [];
  const hear =
    (hook: string) =>
    async (_tx: SchoolTx, captureId: string, ...call: unknown[]): Promise<void> => {
      hooked.push({ hook, captureId, call });
    };
  const captures = registerCaptures({
    routes,
    agentFrames,
    live,
    log,
    wordsOf: async () => WORDS,
    heldAt: async () => ({ library: '2026.11.1', change: 3 }),
    promiseEvidence,
    promiseRecording,
    hooks: [{ assigned: hear('assigned'), escalated: hear('escalated') }],
    clock,
    timeZone: 'Europe/London',
    nextInChain: (...asked) => stage.nextInChain(...asked),
    concernsOf: async () => [],
    allowLike: (tx, actor, wanted) => stage.allowLike(tx, actor, wanted),
    handMade: async () => [],
    staffReaching,
    papers: {
      fonts: createFonts(),
      appendAudit,
      auditHead,
      screenshotOf: (tx, captureId) => readShownScreenshot(evidenceBlobs, tx, captureId),
    },
  });
  const { announce } = captures;
  const stage: Stage = {
    hooked,
    setAhead: (ms) => void (aheadMs = ms),
    leave: (actor) => gone.forEach((listener) => listener(actor.schoolId, actor.accountId)),
    tidy: () => captures.tidy(),
    nextInChain: anyLead(staffReaching),
    allowLike: async () => {
      throw new Error('the test says what is let pass');
    },
    database,
    http,
    logged,
    blobs: createFileBlobs(blobFolder),
    onSend: null,
    blobFolder,
    async addSchool() {
      const schoolId = randomUUID();
      await db.inSchool(schoolId, (tx) => insertSchool(tx, 'A school', makeSchoolKeys(masterKey, schoolId)));
      return stagedSchool(stage, schoolId, (actor) => actors.set(actor.accountId, actor), agentFrames);
    },
    async told(actor) {
      const frames: ConsoleFrame[] = [];
      for (const { schoolId, decide, toldTo } of published) {
        if (schoolId !== actor.schoolId || toldTo.has(actor.accountId)) continue;
        toldTo.add(actor.accountId);
        const frame = await db.inSchool(schoolId, (tx) => decide(actor, tx));
        if (frame !== null) frames.push(ConsoleFrame.parse(frame));
      }
      return frames;
    },
    request: (actor, method, url, body, headers = {}) =>
      http.inject({
        method,
        url,
        headers: {
          ...(actor === null ? {} : { 'x-actor': actor.accountId }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
    rows: (query, values = []) => ownerRows(database, query, values),
    async stop() {
      evidence.stop();
      await http.close();
      await database.stop();
    },
  };
  http.addHook('onSend', async (request) => {
    if (request.url.startsWith('/api/evidence/')) await stage.onSend?.();
  });
  const evidenceBlobs = createEvidenceBlobs({ db, masterKey, inner: passedOn(stage) });
  const evidence = registerEvidence({
    http,
    routes,
    agentFrames,
    clock,
    files: { removeAbandoned: async () => 0 },
    schoolIds: async () => [],
    db,
    log,
    announce,
    words: WORDS,
    timeZone: 'Europe/London',
    verifyDeviceRequest: createVerifyDeviceRequest({ db, clock }),
    blobs: evidenceBlobs,
  });
  return stage;
}

function passedOn(stage: { blobs: Blobs }): Blobs {
  return {
    put: (name, length, bytes) => stage.blobs.put(name, length, bytes),
    read: (name, range) => stage.blobs.read(name, range),
    delete: (name) => stage.blobs.delete(name),
    exists: (name) => stage.blobs.exists(name),
  };
}

async function ownerRows(
  database: TestDatabase,
  query: string,
  values: unknown[],
): Promise<Array<Record<string, unknown>>> {
  const { Client } = await import('pg');
  const client = new Client(database.owner);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query, values)).rows;
  } finally {
    await client.end();
  }
}

function stagedSchool(
  stage: Stage,
  schoolId: string,
  signIn: (actor: Actor) => void,
  agentFrames: ReturnType<typeof createAgentFrames>,
): StagedSchool {
  const { db } = stage.database;
  const callOf = (tx: FrameCall['tx'], device: StagedDevice, clockOffsetMs: number): FrameCall => ({
    tx,
    schoolId,
    deviceId: device.id,
    clockOffsetMs,
    address: '127.0.0.1',
  });
  const school: StagedSchool = {
    id: schoolId,
    async addPerson(name, username) {
      const id = newId();
      await stage.rows(
        "insert into people (school_id, id, name, username, kind, form) values ($1, $2, $3, $4, 'pupil', '9B')",
        [schoolId, id, name, username],
      );
      return id;
    },
    async addGroup(name, memberIds, parentId) {
      const id = newId();
      await stage.rows(
        "insert into groups (school_id, id, parent_id, name, kind) values ($1, $2, $3, $4, 'people')",
        [schoolId, id, parentId ?? null, name],
      );
      for (const memberId of memberIds) {
        await stage.rows('insert into groups_members (school_id, group_id, member_id) values ($1, $2, $3)', [
          schoolId,
          id,
          memberId,
        ]);
      }
      return id;
    },
    async addDevice(name, personId, accountName = null) {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      const id = newId();
      await stage.rows(
        "insert into devices (school_id, id, name, room, public_key, platform) values ($1, $2, $3, 'ICT 2', $4, '{}')",
        [schoolId, id, name, publicKey.export({ format: 'jwk' }).x],
      );
      const sessionId = newId();
      await stage.rows(
        `insert into sessions (school_id, id, device_id, person_id, account_name, account_origin, device_started_at, started_at)
         values ($1, $2, $3, $4, $5, $6, now(), now())`,
        [schoolId, sessionId, id, personId, accountName, accountName === null ? null : 'profile'],
      );
      return { id, sessionId, personId, key: privateKey };
    },
    actor(name, roles, groupIds = [], grants = grantsOf(roles, groupIds)) {
      const actor: Actor = {
        accountId: randomUUID(),
        name,
        email: `${randomUUID()}@school.example`,
        schoolId,
        grants,
        sessionId: randomUUID(),
      };
      signIn(actor);
      return actor;
    },
    say: (device, frame, clockOffsetMs = 0) =>
      db.inSchool(schoolId, (tx) =>
        // Hello and ping are the connection's own; no test says them here.
        agentFrames.handle(callOf(tx, device, clockOffsetMs), frame as HeardFrame),
      ),
    sayBad: (device, id, detail) =>
      db.inSchool(schoolId, (tx) => agentFrames.handleBad(callOf(tx, device, 0), { id, detail })),
    async put(device, captureId, evidenceId, bytes, more = {}) {
      const path = `/agent/evidence/${captureId}/${evidenceId}`;
      const at = Date.now();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const signature = sign(
        null,
        Buffer.from(requestProofText('PUT', path, sha256, at)),
        more.signedBy ?? device.key,
      ).toString('base64url');
      const headers: Record<string, string> = {
        'content-type': more.mediaType ?? 'image/jpeg',
        [DEVICE_REQUEST_HEADER]: deviceRequestHeader(schoolId, device.id, at, signature),
      };
      for (const [name, value] of Object.entries(more.headers ?? {})) {
        if (value === undefined) delete headers[name];
        else headers[name] = value;
      }
      const payload = more.chunked === true ? Readable.from([bytes]) : Buffer.from(bytes);
      return stage.http.inject({ method: 'PUT', url: path, headers, payload });
    },
  };
  return school;
}
