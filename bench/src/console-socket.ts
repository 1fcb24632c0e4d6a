import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { WebSocket } from 'ws';
import type { BenchServer } from './screens-server.ts';

/** Where consoles are told what happens. */
const CONSOLE_SOCKET = '/console/socket';

/** An open console, without its pages; resolves once it hears. Rejects when it is cut off before that. */
export async function openConsoleSocket(
  server: BenchServer,
  hear: (frame: ConsoleFrame) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${CONSOLE_SOCKET}`, {
    headers: { cookie: server.cookie, origin: server.url },
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`The console was cut off: ${code}`)));
    socket.on('message', (data: Buffer) => {
      const parsed = ConsoleFrame.safeParse(JSON.parse(data.toString('utf8')));
      if (!parsed.success) return;
      if (parsed.data.type === 'console/ready') resolve();
      hear(parsed.data);
    });
  });
  return socket;
}
