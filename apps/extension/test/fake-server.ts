import { createHash, randomUUID, webcrypto } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TERMS } from '@lapwing/agent-core/test/fake-server.ts';
import { compilePack } from '@lapwing/detection/compile.ts';
import { AgentFrame, type ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { EnrolRequest, type EnrolReply } from '@lapwing/protocol/features/devices/enrol.request.ts';
import { type Picture, readPicture } from '@lapwing/protocol/features/screens/picture.ts';
import type { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import {
  type DeviceOrders,
  NO_ORDERS,
  type StateDocument,
} from '@lapwing/protocol/features/state/document.event.ts';
import {
  connectProofText,
  DEVICE_REQUEST_HEADER,
  DEVICE_SOCKET_PATH,
  enrolmentProofText,
  parseDeviceRequestHeader,
  type Refusal,
  requestProofText,
} from '@lapwing/protocol/wire.ts';
import { WebSocketServer, type WebSocket } from 'ws';

const { subtle } = webcrypto;

export interface FakeServer {
  readonly url: string;
  readonly code: string;
  readonly frames: AgentFrame[];
  readonly uploads: { readonly path: string; readonly bytes: Buffer }[];
  /** Every byte that any device sent, as text: to look for what must not be there. */
  everything(): string;
  readonly behave: { refuse: Refusal | null; acknowledge: boolean };
  /** Live pictures, in the order in which they came. */
  readonly pictures: Picture[];
  /** Says something to every device. */
  say(frame: ServerFrame): void;
  /** Changes whether staff may look, and tells the devices. */
  setScreens(screens: StateDocument['screens']): Promise<void>;
  /** Changes whether and how long is recorded, and tells the devices. */
  setRecording(recording: StateDocument['recording']): Promise<void>;
  /** Changes what the devices are made to do, and tells them. `rules`: null for none. The document's version. */
  setOrders(orders: Partial<DeviceOrders>, rules?: RestrictionRules | null): Promise<number>;
  /** Content that devices fetch by its hash. */
  keep(bytes: Buffer): { readonly sha256: string; readonly bytes: number };
  /** Closes every device's socket and takes no new one, or takes them again. */
  offline(off: boolean): void;
  captures(): Extract<AgentFrame, { type: 'captures/reported' }>[];
  stop(): Promise<void>;
}

async function signer(): Promise<{ publicKey: string; sign: (text: string) => Promise<string> }> {
  const pair = await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('not a pair of keys');
  return {
    publicKey: Buffer.from(await subtle.exportKey('raw', pair.publicKey)).toString('base64url'),
    sign: async (text) =>
      Buffer.from(await subtle.sign('Ed25519', pair.privateKey, Buffer.from(text))).toString('base64url'),
  };
}

async function proves(publicKey: string, signature: string, text: string): Promise<boolean> {
  const key = await subtle.importKey('raw', Buffer.from(publicKey, 'base64url'), 'Ed25519', false, [
    'verify',
  ]);
  return subtle.verify('Ed25519', key, Buffer.from(signature, 'base64url'), Buffer.from(text));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) if (part instanceof Buffer) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * A server of one school over real HTTP and WebSocket, on the protocol's own schemas, that checks every proof and
 * keeps everything in memory. It looks for `purple elephant` (severe) and `green giraffe` (minor).
 */
export async function startFakeServer(): Promise<FakeServer> {
  const school = await signer();
  const schoolId = randomUUID();
  const deviceId = randomUUID();
  const code = 'ABCDE23456';
  const pack = Buffer.from(compilePack(TERMS, { version: 'test' }));
  const sha256 = createHash('sha256').update(pack).digest('hex');
  const frames: AgentFrame[] = [];
  const uploads: { path: string; bytes: Buffer }[] = [];
  const raw: string[] = [];
  const pictures: Picture[] = [];
  let screens: StateDocument['screens'] = { remoteView: 'allow', askSeconds: 10 };
  let recording: StateDocument['recording'] = {
    enabled: false,
    beforeSeconds: 0,
    severeSeconds: 0,
    maxWidth: 1280,
  };
  const contents = new Map<string, Buffer>();
  let orders: DeviceOrders = NO_ORDERS;
  const arrived = new Map<string, Buffer>();
  let version = 1;
  const behave: FakeServer['behave'] = { refuse: null, acknowledge: true };
  let deviceKey = '';
  let off = false;

  function keep(bytes: Buffer): { sha256: string; bytes: number } {
    const hash = createHash('sha256').update(bytes).digest('hex');
    contents.set(`/agent/state/packs/${hash}`, bytes);
    return { sha256: hash, bytes: bytes.length };
  }

  async function enrol(body: Buffer): Promise<EnrolReply> {
    const ask = EnrolRequest.parse(JSON.parse(body.toString('utf8')));
    if (ask.code !== code) return { enrolled: false, reason: 'code-unknown', retryAfter: null };
    if (!(await proves(ask.publicKey, ask.proof, enrolmentProofText(ask.code, ask.publicKey))))
      return { enrolled: false, reason: 'key-mismatch', retryAfter: null };
    deviceKey = ask.publicKey;
    return {
      enrolled: true,
      schoolId,
      schoolName: 'Lapwing Primary',
      deviceId,
      deviceName: ask.name,
      stateKey: school.publicKey,
    };
  }

  /** Evidence in parts; null for a part from elsewhere than where it stands. */
  function takePart(path: string, body: Buffer | null): { have: number; complete: boolean } | null {
    const [whole = '', from = ''] = path.split('/from/');
    const have = arrived.get(whole) ?? Buffer.alloc(0);
    if (body !== null && Number(from) !== have.length) return null;
    const next = Buffer.concat([have, body ?? Buffer.alloc(0)]);
    arrived.set(whole, next);
    const complete = frames.some(
      (frame) =>
        frame.type === 'evidence/recorded' &&
        whole.endsWith(`/${frame.evidenceId}`) &&
        frame.outcome.state === 'coming' &&
        frame.outcome.bytes === next.length,
    );
    if (complete && body !== null) uploads.push({ path: whole, bytes: next });
    return { have: next.length, complete };
  }

  const http = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '';
      const body = await bodyOf(request);
      raw.push(body.toString('latin1'));
      if (path === '/agent/devices/enrol') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(await enrol(body)));
        return;
      }
      // The console, for staff who open it from a device.
      if (path === '/') {
        response.setHeader('content-type', 'text/html');
        response.end('<title>Console</title>');
        return;
      }
      const claim = parseDeviceRequestHeader(String(request.headers[DEVICE_REQUEST_HEADER] ?? ''));
      const hash = body.length === 0 ? '-' : createHash('sha256').update(body).digest('hex');
      const proof = claim === null ? '' : requestProofText(request.method ?? '', path, hash, claim.at);
      if (claim === null || !(await proves(deviceKey, claim.signature, proof))) response.statusCode = 401;
      else if (path.startsWith('/agent/evidence/') && (request.method === 'GET' || path.includes('/from/'))) {
        const progress = takePart(path, request.method === 'GET' ? null : body);
        if (progress === null) response.statusCode = 409;
        else response.write(JSON.stringify(progress));
      } else if (request.method === 'PUT') {
        uploads.push({ path, bytes: body });
        response.write('{"done":true}');
      } else if (path === `/agent/state/packs/${sha256}`) response.write(pack);
      else if (contents.has(path)) response.write(contents.get(path));
      else response.statusCode = 404;
      response.end();
    })();
  });

  function state(): StateDocument {
    return {
      schoolId,
      deviceId,
      version,
      issuedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 7 * 24 * 3600_000).toISOString(),
      school: { name: 'Lapwing Primary', noticeUrl: 'http://127.0.0.1/notice' },
      detection: {
        enabled: true,
        pack: { sha256, bytes: pack.length },
        sources: ['typed', 'caption', 'page', 'url', 'search'],
        excludedHosts: ['localhost'],
        excludedApplications: [],
      },
      screenshot: { enabled: true, maxWidth: 640, quality: 0.7 },
      recording,
      screens,
      activity: { kinds: [] },
      orders,
    };
  }

  async function stateFrame(): Promise<ServerFrame> {
    const payload = JSON.stringify(state());
    return { type: 'state/document', payload, signature: await school.sign(payload) };
  }

  async function sayState(): Promise<void> {
    version += 1;
    const frame = JSON.stringify(await stateFrame());
    for (const socket of sockets.clients) socket.send(frame);
  }

  async function talk(socket: WebSocket): Promise<void> {
    const nonce = randomUUID().replaceAll('-', '');
    const say = (frame: object): void => socket.send(JSON.stringify(frame));
    const serverTime = (): string => new Date().toISOString();
    if (behave.refuse !== null) {
      say({ type: 'devices/refused', reason: behave.refuse, retryAfter: null });
      socket.close(4001);
      return;
    }
    say({ type: 'devices/challenge', nonce, wireVersions: [1], serverTime: serverTime() });
    for await (const { text, binary } of messages(socket)) {
      raw.push(text);
      if (binary !== null) {
        const picture = readPicture(binary);
        if (picture === null) throw new Error('a binary message that is no picture');
        pictures.push(picture);
        say({ type: 'screens/taken', id: picture.id });
        continue;
      }
      const frame = AgentFrame.parse(JSON.parse(text));
      if (frame.type === 'devices/hello') {
        if (!(await proves(deviceKey, frame.signature, connectProofText(nonce, schoolId, deviceId)))) {
          say({ type: 'devices/refused', reason: 'key-mismatch', retryAfter: null });
          return;
        }
        say({
          type: 'devices/welcome',
          wireVersion: 1,
          schoolName: 'Lapwing Primary',
          deviceName: 'Trolley 7',
          serverTime: serverTime(),
          pingSeconds: 20,
        });
        say(await stateFrame());
      } else if (frame.type === 'devices/ping') say({ type: 'devices/pong', serverTime: serverTime() });
      else {
        frames.push(frame);
        if (frame.type === 'screens/shown') continue;
        if ('id' in frame && behave.acknowledge) say({ type: 'captures/acknowledged', ids: [frame.id] });
      }
    }
  }

  const sockets = new WebSocketServer({ server: http, path: DEVICE_SOCKET_PATH });
  sockets.on('connection', (socket) => {
    if (off) socket.terminate();
    else void talk(socket);
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${String(port)}`,
    code,
    frames,
    uploads,
    pictures,
    say(frame) {
      for (const socket of sockets.clients) socket.send(JSON.stringify(frame));
    },
    async setScreens(next) {
      screens = next;
      await sayState();
    },
    async setRecording(next) {
      recording = next;
      await sayState();
    },
    async setOrders(next, rules = null) {
      const kept = rules === null ? null : keep(Buffer.from(JSON.stringify(rules)));
      orders = { ...NO_ORDERS, rules: kept, ...next };
      await sayState();
      return version;
    },
    keep,
    behave,
    everything: () => raw.join('\n'),
    offline(next) {
      off = next;
      if (off) for (const socket of sockets.clients) socket.terminate();
    },
    captures: () => frames.filter((frame) => frame.type === 'captures/reported'),
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}

async function* messages(
  socket: WebSocket,
): AsyncGenerator<{ readonly text: string; readonly binary: Uint8Array | null }> {
  const waiting: { text: string; binary: Uint8Array | null }[] = [];
  let open = true;
  let wake: () => void = () => undefined;
  socket.on('message', (data, isBinary) => {
    if (data instanceof Buffer)
      waiting.push({
        text: isBinary ? '' : data.toString('utf8'),
        binary: isBinary ? new Uint8Array(data) : null,
      });
    wake();
  });
  socket.on('close', () => {
    open = false;
    wake();
  });
  while (open || waiting.length > 0) {
    const text = waiting.shift();
    if (text !== undefined) yield text;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}
