import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A socket that writes down everything that it is told. */
export interface RecordedSocket {
  readonly frames: readonly string[];
  readonly socket: WebSocket;
  /** The close code, or the HTTP status that refused it; null while it is open. */
  readonly ended: () => number | null;
  /** Resolves when it has ended. */
  gone(): Promise<number>;
  close(): void;
}

/** Opens a socket of the server; resolves when something has come of it, a first frame or an end. */
export async function recordSocket(
  server: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RecordedSocket> {
  const socket = new WebSocket(`${server.replace('http', 'ws')}${path}`, { headers });
  const frames: string[] = [];
  let ended: number | null = null;
  const gone = new Promise<number>((resolve) => {
    const end = (code: number): void => {
      ended ??= code;
      resolve(ended);
    };
    socket.on('close', end);
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      end(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
  socket.on('message', (data: Buffer) => frames.push(data.toString('utf8')));
  await Promise.race([once(socket, 'message').catch(() => undefined), gone]);
  return { frames, socket, ended: () => ended, gone: () => gone, close: () => socket.close() };
}
