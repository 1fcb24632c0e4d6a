import { readPicture } from '@lapwing/protocol/features/screens/picture.ts';
import { SCREENS_SOCKET_PATH } from '@lapwing/protocol/features/screens/watch.ts';
import { WebSocket } from 'ws';

/** What has come to a console since it was last asked. */
export interface Heard {
  /** Bytes of pictures and states with the heads of their frames; signs of life apart. */
  readonly bytes: number;
  readonly pictures: number;
  /** Milliseconds from the device to the console, of each picture. */
  readonly delays: readonly number[];
  /** Pictures of each device. */
  readonly byDevice: ReadonlyMap<string, number>;
}

/** A console that watches screens and counts. */
export interface BenchConsole {
  watch(deviceIds: readonly string[]): void;
  /** What came since the last call. */
  heard(): Heard;
  /** Stops and goes on reading, as a console behind a network that stands still. */
  pause(): void;
  resume(): void;
  close(): void;
}

export async function openBenchConsole(server: {
  readonly url: string;
  readonly cookie: string;
}): Promise<BenchConsole> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${SCREENS_SOCKET_PATH}`, {
    headers: { cookie: server.cookie, origin: server.url },
    perMessageDeflate: false,
  });
  let bytes = 0;
  let pictures = 0;
  let delays: number[] = [];
  let byDevice = new Map<string, number>();
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`The console was cut off: ${code}`)));
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        const said = data.toString('utf8');
        if (said.includes('"screens/ready"')) return resolve();
        if (said.includes('"console/pulse"')) return;
      }
      bytes += data.length + headOf(data.length);
      const picture = isBinary ? readPicture(data) : null;
      if (picture === null) return;
      pictures += 1;
      delays.push(Date.now() - picture.takenAt);
      byDevice.set(picture.id, (byDevice.get(picture.id) ?? 0) + 1);
    });
  });
  return {
    watch(deviceIds) {
      const screens = deviceIds.map((deviceId) => ({
        deviceId,
        purpose: 'glance',
        width: 320,
        everyMs: 2000,
      }));
      socket.send(JSON.stringify({ type: 'screens/watch', groupId: null, screens }));
    },
    heard() {
      const heard = { bytes, pictures, delays, byDevice };
      bytes = 0;
      pictures = 0;
      delays = [];
      byDevice = new Map();
      return heard;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  };
}

/** Bytes before the payload of a server's frame (RFC 6455, section 5.2). */
function headOf(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}
