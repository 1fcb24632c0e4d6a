import { connect, createServer, type Socket } from 'node:net';

const STEP_MS = 100;

/** A road to a server that carries only so much: what a device sends over it arrives bit by bit. */
export interface SlowRoad {
  readonly url: string;
  close(): void;
}

/** @param bytesPerSecond towards the server; the way back is quick */
export async function openSlowRoad(to: string, bytesPerSecond: number): Promise<SlowRoad> {
  const target = new URL(to);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const waiting: Buffer[] = [];
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    far.pipe(near);
    near.on('data', (chunk: Buffer) => waiting.push(chunk));
    const carrying = setInterval(() => {
      let left = (bytesPerSecond * STEP_MS) / 1000;
      for (let first = waiting[0]; first !== undefined && left > 0; first = waiting[0]) {
        const part = first.subarray(0, left);
        far.write(part);
        left -= part.length;
        if (part.length === first.length) waiting.shift();
        else waiting[0] = first.subarray(part.length);
      }
    }, STEP_MS);
    near.on('close', () => {
      clearInterval(carrying);
      far.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
