import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  parseFrame,
  SERVER_FRAME_TYPES,
  ServerFrame,
  type AgentFrame,
} from '@lapwing/protocol/agent-frames.ts';
import { enrolDevice } from '@lapwing/protocol/features/devices/api.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { writePicture } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import { connectProofText, DEVICE_SOCKET_PATH, enrolmentProofText } from '@lapwing/protocol/wire.ts';
import { WebSocket } from 'ws';

const PLATFORM: DevicePlatform = {
  agent: 'simulated',
  agentVersion: '0.1.0',
  system: 'Linux',
  browser: null,
  capabilities: ['screen'],
};
const PING_MS = 20_000;
const LARGEST_FRAME = 1024 * 1024;

/** A device that is nothing but its connection: it shows given pictures, so that only the server is measured. */
export interface BenchDevice {
  readonly id: string;
  /** Another screen from now on; sent as soon as the one before is taken. */
  change(jpeg: Uint8Array): void;
  close(): void;
}

/**
 * Enrols and connects. The socket may lead over another road than the server's own.
 * @param road where the socket is opened
 */
export async function connectBenchDevice(
  server: { readonly url: string; readonly code: string },
  name: string,
  road: string = server.url,
): Promise<BenchDevice> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x ?? '';
  const signed = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64url');
  const ask = (): Promise<Response> =>
    fetch(`${server.url}${enrolDevice.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        code: server.code,
        publicKey: key,
        proof: signed(enrolmentProofText(server.code.replaceAll('-', ''), key)),
        name,
        platform: PLATFORM,
      }),
    });
  let answer = await ask();
  // The server lets so many of one address in each minute; a school's first day waits too.
  while (answer.status === 429) {
    await delay(Number(answer.headers.get('retry-after') ?? 1) * 1000);
    answer = await ask();
  }
  const enrolled = enrolDevice.reply.parse(await answer.json());
  if (!enrolled.enrolled) throw new Error(`${name} was not let in: ${enrolled.reason}`);
  const { schoolId, deviceId } = enrolled;

  const socket = new WebSocket(`${road.replace('http', 'ws')}${DEVICE_SOCKET_PATH}`, {
    perMessageDeflate: false,
  });
  const send = (frame: AgentFrame): void => socket.send(JSON.stringify(frame));
  let wanted: ScreensWanted | null = null;
  let waiting: Uint8Array | null = null;
  let shows: Uint8Array | null = null;
  let underWay = false;
  let sentAt = Number.NEGATIVE_INFINITY;

  function show(): void {
    if (wanted === null || wanted.width === 0 || waiting === null || underWay) return;
    const early = sentAt + wanted.everyMs - Date.now();
    if (early > 0) {
      underWay = true;
      setTimeout(() => {
        underWay = false;
        show();
      }, early);
      return;
    }
    underWay = true;
    sentAt = Date.now();
    // The pictures are ready and all of one size; what is written on them does not matter to anybody.
    const picture = { id: wanted.id, takenAt: Date.now(), width: 320, height: 180 };
    socket.send(writePicture({ ...picture, mediaType: 'image/jpeg', bytes: waiting }));
    waiting = null;
  }

  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`${name} was cut off: ${code}`)));
    socket.on('message', (data: Buffer) => {
      const parsed = parseFrame(ServerFrame, SERVER_FRAME_TYPES, data.toString('utf8'), LARGEST_FRAME);
      if (!parsed.ok) return;
      const { frame } = parsed;
      if (frame.type === 'devices/challenge') {
        send({
          type: 'devices/hello',
          wireVersion: 1,
          schoolId,
          deviceId,
          signature: signed(connectProofText(frame.nonce, schoolId, deviceId)),
          platform: PLATFORM,
          deviceTime: new Date().toISOString(),
          queued: 0,
        });
      } else if (frame.type === 'devices/welcome') resolve();
      else if (frame.type === 'screens/wanted') {
        if (wanted?.id !== frame.id) {
          const front = { application: 'Chromium', title: name, site: 'docs.example' };
          send({ type: 'screens/shown', id: frame.id, state: 'live', front, answeredBy: null });
          waiting ??= shows;
        }
        wanted = frame;
        show();
      } else if (frame.type === 'screens/unwanted') wanted = null;
      else if (frame.type === 'screens/taken') {
        underWay = false;
        show();
      }
    });
  });
  const pinging = setInterval(() => send({ type: 'devices/ping' }), PING_MS);
  socket.removeAllListeners('close');
  return {
    id: deviceId,
    change(jpeg) {
      shows = jpeg;
      waiting = jpeg;
      show();
    },
    close() {
      clearInterval(pinging);
      socket.terminate();
    },
  };
}
