import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between browser and server that can be cut on the way: neither end is told. */
export interface Line {
  readonly url: string;
  /** From now on nothing gets through, in either direction; connections stay open, new ones are taken and kept silent. */
  cut(): void;
  /** Whatever stood is dropped, as a router does that comes back; new connections get through. */
  mend(): void;
  close(): Promise<void>;
}

/** @param port of the server on this machine */
export async function layLine(port: number): Promise<Line> {
  const pairs = new Set<readonly [Socket, Socket | null]>();
  let isCut = false;
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (isCut) {
      near.pause();
      pairs.add([near, null]);
      return;
    }
    const far = connect(port, '127.0.0.1');
    far.on('error', () => near.destroy());
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    const end = (): void => {
      if (isCut) return;
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on('close', end);
    far.on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${own}`,
    cut() {
      isCut = true;
      for (const [near, far] of pairs) {
        near.unpipe();
        far?.unpipe();
        near.pause();
        far?.pause();
      }
    },
    mend() {
      isCut = false;
      for (const [near, far] of pairs) {
        near.destroy();
        far?.destroy();
      }
      pairs.clear();
    },
    async close() {
      for (const [near, far] of pairs) {
        near.destroy();
        far?.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}
