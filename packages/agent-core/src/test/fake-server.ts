import { compilePack } from '@lapwing/detection/compile.ts';
import type { Term } from '@lapwing/detection/term.ts';
import { AgentFrame } from '@lapwing/protocol/agent-frames.ts';
import { EnrolRequest, type EnrolReply } from '@lapwing/protocol/features/devices/enrol.request.ts';
import { type Picture, readPicture } from '@lapwing/protocol/features/screens/picture.ts';
import { NO_ORDERS, type StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import {
  connectProofText,
  DEVICE_REQUEST_HEADER,
  enrolmentProofText,
  parseDeviceRequestHeader,
  type Refusal,
  requestProofText,
} from '@lapwing/protocol/wire.ts';
import type { Clock } from '../contracts/clock.ts';
import {
  createManualSockets,
  type ManualPeer,
  type ManualSockets,
} from '../contracts/fakes/manual-socket.ts';
import type { Http, HttpOutcome } from '../contracts/http.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { makeNodeKey, nodeDigest } from './node-contracts.ts';

export const SCHOOL_ID = '0198f6a0-0000-7000-8000-000000000001';
export const DEVICE_ID = '0198f6a0-0000-7000-8000-000000000002';
export const CODE = 'ABCDE23456';
export const SERVER = 'https://lapwing.school.example';

/** Harmless words stand in for what the library really looks for. */
export const TERMS: readonly Term[] = [
  {
    id: 'test.severe',
    wordings: ['purple elephant'],
    policy: 'suicide',
    severity: 'severe',
    definition: 'For tests.',
  },
  {
    id: 'test.minor',
    wordings: ['green giraffe'],
    policy: 'drugs',
    severity: 'minor',
    definition: 'For tests.',
    sources: ['typed', 'page', 'url', 'search', 'caption'],
  },
];

export interface FakeServer {
  readonly sockets: ManualSockets;
  readonly http: Http;
  /** Frames after the hello, in the order of their first arrival, parsed by the protocol. */
  readonly frames: AgentFrame[];
  /** Every frame, also those that came twice. */
  readonly all: AgentFrame[];
  readonly pictures: Picture[];
  readonly uploads: { path: string; bytes: Uint8Array; proved: boolean }[];
  readonly requests: string[];
  readonly behave: {
    refuse: Refusal | null;
    enrolment: EnrolReply | null;
    acknowledge: boolean;
    /** Pictures are acknowledged at once. */
    take: boolean;
    evidenceStatus: number;
    /** False as of a server that takes evidence only whole. */
    evidenceInParts: boolean;
    packStatus: number;
    packBytes: Uint8Array | null;
    /** What is served by its hash, whatever is said above. */
    contents: Map<string, Uint8Array>;
    wireVersions: number[];
    reachable: boolean;
    /** Milliseconds by which the server's clock is ahead of the device's. */
    ahead: number;
  };
  document(changes?: Partial<StateDocument>): Promise<StateDocument>;
  pushState(document: StateDocument, options?: { readonly forged?: boolean }): Promise<void>;
  /** Serves content by its hash; what a document says of it. */
  keep(bytes: Uint8Array): Promise<{ readonly sha256: string; readonly bytes: number }>;
  readonly pack: Uint8Array;
  readonly stateKey: string;
}

/** A server in memory that checks every proof; the real protocol, no disk, no network. */
export async function createFakeServer(clock: Clock): Promise<FakeServer> {
  const schoolKey = await makeNodeKey();
  const otherKey = await makeNodeKey();
  const pack = compilePack(TERMS, { version: 'test' });
  const sha256 = await nodeDigest.sha256(pack);
  const sockets = createManualSockets();
  const seen = new Set<string>();
  let deviceKey = '';
  let latest: StateDocument | null = null;
  const behave: FakeServer['behave'] = {
    refuse: null,
    enrolment: null,
    acknowledge: true,
    take: true,
    evidenceStatus: 200,
    evidenceInParts: true,
    packStatus: 200,
    packBytes: null,
    contents: new Map(),
    wireVersions: [1],
    reachable: true,
    ahead: 0,
  };
  const now = (): string => new Date(clock.now() + behave.ahead).toISOString();

  async function document(changes: Partial<StateDocument> = {}): Promise<StateDocument> {
    await Promise.resolve();
    return {
      schoolId: SCHOOL_ID,
      deviceId: DEVICE_ID,
      version: 1,
      issuedAt: now(),
      expiresAt: new Date(clock.now() + behave.ahead + 7 * 24 * 3600_000).toISOString(),
      school: { name: 'Lapwing Primary', noticeUrl: 'https://school.example/notice' },
      detection: {
        enabled: true,
        pack: { sha256, bytes: pack.length },
        sources: ['typed', 'page', 'url', 'search', 'caption'],
        excludedHosts: ['childline.org.uk'],
        excludedApplications: ['Diary'],
      },
      screenshot: { enabled: true, maxWidth: 1280, quality: 0.7 },
      recording: { enabled: false, beforeSeconds: 0, severeSeconds: 0, maxWidth: 1280 },
      screens: { remoteView: 'allow', askSeconds: 10 },
      activity: { kinds: [] },
      orders: NO_ORDERS,
      ...changes,
    };
  }

  async function sayState(peer: ManualPeer, state: StateDocument, forged = false): Promise<void> {
    const payload = JSON.stringify(state);
    const signature = await (forged ? otherKey : schoolKey).sign(encodeUtf8(payload));
    peer.say({ type: 'state/document', payload, signature });
  }

  async function hello(peer: ManualPeer, nonce: string, frame: AgentFrame): Promise<void> {
    if (frame.type !== 'devices/hello') return;
    const text = encodeUtf8(connectProofText(nonce, frame.schoolId, frame.deviceId));
    if (!(await nodeDigest.verify(deviceKey, frame.signature, text)))
      return peer.say({ type: 'devices/refused', reason: 'key-mismatch', retryAfter: null });
    peer.say({
      type: 'devices/welcome',
      wireVersion: frame.wireVersion,
      schoolName: 'Lapwing Primary',
      deviceName: 'Trolley 7',
      serverTime: now(),
      pingSeconds: 20,
    });
    latest ??= await document();
    await sayState(peer, latest);
  }

  const nonces = new Map<ManualPeer, string>();
  const frames: AgentFrame[] = [];
  const all: AgentFrame[] = [];
  const pictures: Picture[] = [];
  sockets.onText((peer, raw) => {
    const frame = AgentFrame.parse(raw);
    if (frame.type === 'devices/hello') {
      void hello(peer, nonces.get(peer) ?? '', frame);
      return;
    }
    if (frame.type === 'devices/ping') return peer.say({ type: 'devices/pong', serverTime: now() });
    all.push(frame);
    const mark = JSON.stringify([frame.type, 'id' in frame ? frame.id : all.length]);
    if (!seen.has(mark)) frames.push(frame);
    seen.add(mark);
    if (frame.type === 'screens/shown') return;
    if ('id' in frame && behave.acknowledge) peer.say({ type: 'captures/acknowledged', ids: [frame.id] });
  });

  sockets.onBytes((peer, bytes) => {
    const picture = readPicture(bytes);
    if (picture === null) throw new Error('a binary message that is no picture');
    pictures.push(picture);
    if (behave.take) peer.say({ type: 'screens/taken', id: picture.id });
  });

  const accept: ManualSockets['open'] = (url, events) => {
    const socket = sockets.open(url, events);
    const peer = sockets.latest();
    void Promise.resolve().then(() => {
      if (!behave.reachable) return peer.close();
      peer.open();
      if (behave.refuse !== null)
        return peer.say({ type: 'devices/refused', reason: behave.refuse, retryAfter: null });
      const nonce = `nonce-${sockets.peers.length}`;
      nonces.set(peer, nonce);
      return peer.say({
        type: 'devices/challenge',
        nonce,
        wireVersions: behave.wireVersions,
        serverTime: now(),
      });
    });
    return socket;
  };

  const uploads: FakeServer['uploads'] = [];
  const arrived = new Map<string, Uint8Array>();

  /** Evidence that comes in parts; the promised size is in its announcement. */
  function takePart(path: string, body: Uint8Array | null): HttpOutcome {
    const [whole = '', from = ''] = path.split('/from/');
    const have = arrived.get(whole) ?? new Uint8Array();
    const promised = all.find(
      (frame) => frame.type === 'evidence/recorded' && whole.endsWith(`/${frame.evidenceId}`),
    );
    if (!behave.evidenceInParts || promised?.type !== 'evidence/recorded')
      return { ok: true, status: 404, body: new Uint8Array() };
    if (body !== null && Number(from) !== have.length)
      return { ok: true, status: 409, body: new Uint8Array() };
    const next = new Uint8Array(have.length + (body?.length ?? 0));
    next.set(have);
    next.set(body ?? [], have.length);
    arrived.set(whole, next);
    const complete = promised.outcome.state === 'coming' && next.length === promised.outcome.bytes;
    if (complete && body !== null) uploads.push({ path: whole, bytes: next, proved: true });
    return { ok: true, status: 200, body: encodeUtf8(JSON.stringify({ have: next.length, complete })) };
  }
  const requests: string[] = [];
  const http: Http = {
    async request({ method, url, headers, body }) {
      await Promise.resolve();
      const path = url.slice(SERVER.length);
      requests.push(`${method} ${path}`);
      if (!behave.reachable) return { ok: false };
      if (path === '/agent/devices/enrol') {
        const ask = EnrolRequest.parse(JSON.parse(decodeUtf8(body ?? new Uint8Array())));
        const text = encodeUtf8(enrolmentProofText(ask.code, ask.publicKey));
        const proved = await nodeDigest.verify(ask.publicKey, ask.proof, text);
        const reply: EnrolReply =
          behave.enrolment ??
          (ask.code === CODE && proved
            ? {
                enrolled: true,
                schoolId: SCHOOL_ID,
                schoolName: 'Lapwing Primary',
                deviceId: DEVICE_ID,
                deviceName: ask.name,
                stateKey: schoolKey.publicKey,
              }
            : { enrolled: false, reason: 'code-unknown', retryAfter: null });
        if (reply.enrolled) deviceKey = ask.publicKey;
        return { ok: true, status: 200, body: encodeUtf8(JSON.stringify(reply)) };
      }
      const claim = parseDeviceRequestHeader(headers[DEVICE_REQUEST_HEADER] ?? '');
      const hash = body === null ? '-' : await nodeDigest.sha256(body);
      const proved =
        claim !== null &&
        Math.abs(claim.at - (clock.now() + behave.ahead)) < 300_000 &&
        (await nodeDigest.verify(
          deviceKey,
          claim.signature,
          encodeUtf8(requestProofText(method, path, hash, claim.at)),
        ));
      const asksEvidence =
        path.startsWith('/agent/evidence/') && (method === 'GET' || path.includes('/from/'));
      if (proved && asksEvidence && behave.evidenceStatus === 200) return takePart(path, body);
      if (method === 'PUT') {
        if (behave.evidenceStatus === 200 && proved)
          uploads.push({ path, bytes: body ?? new Uint8Array(), proved });
        return { ok: true, status: proved ? behave.evidenceStatus : 401, body: new Uint8Array() };
      }
      const content = behave.contents.get(path.slice(path.lastIndexOf('/') + 1));
      if (proved && content !== undefined) return { ok: true, status: 200, body: content };
      return {
        ok: true,
        status: proved ? behave.packStatus : 401,
        body: behave.packBytes ?? pack,
      };
    },
  };

  return {
    sockets: { ...sockets, open: accept },
    http,
    frames,
    all,
    pictures,
    uploads,
    requests,
    behave,
    document,
    async pushState(state, options) {
      latest = state;
      await sayState(sockets.latest(), state, options?.forged === true);
    },
    async keep(bytes) {
      const hash = await nodeDigest.sha256(bytes);
      behave.contents.set(hash, bytes);
      return { sha256: hash, bytes: bytes.length };
    },
    pack,
    stateKey: schoolKey.publicKey,
  };
}
