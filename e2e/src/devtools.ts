import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** Makes a browser that was started with this tell where its debugging protocol is. */
export const WITH_DEVTOOLS = '--remote-debugging-port=0';

/** What a program of the browser holds in memory, in bytes, after everything that nobody needs was collected. */
export interface HeapUse {
  /** Objects and texts. */
  readonly objects: number;
  /** What the browser itself keeps for it. */
  readonly embedder: number;
  /** The bytes of arrays. */
  readonly arrays: number;
  readonly total: number;
}

const Answer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});
const Targets = z.object({
  targetInfos: z.array(z.object({ targetId: z.string(), type: z.string(), url: z.string() })),
});
const Attached = z.object({ sessionId: z.string() });
const HeapUsage = z.object({
  usedSize: z.number(),
  embedderHeapUsedSize: z.number(),
  backingStorageSize: z.number(),
});

type Ask = (method: string, params?: object, sessionId?: string) => Promise<unknown>;

/** The heap of the extension's worker. The runner has no way to ask a worker, so the browser is asked itself. */
export async function heapOfWorker(profile: string, extensionId: string): Promise<HeapUse> {
  const [port, address] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${address}`);
  await once(socket, 'open');
  try {
    const ask = asking(socket);
    const { targetInfos } = Targets.parse(await ask('Target.getTargets'));
    const worker = targetInfos.find(
      ({ type, url }) => type === 'service_worker' && url.includes(extensionId),
    );
    if (worker === undefined) throw new Error('The extension has no worker.');
    const attached = await ask('Target.attachToTarget', { targetId: worker.targetId, flatten: true });
    const { sessionId } = Attached.parse(attached);
    // Twice: what the first one finds to be over may itself have held something.
    for (let round = 0; round < 2; round += 1) await ask('HeapProfiler.collectGarbage', {}, sessionId);
    const usage = HeapUsage.parse(await ask('Runtime.getHeapUsage', {}, sessionId));
    const [objects, embedder, arrays] = [
      usage.usedSize,
      usage.embedderHeapUsedSize,
      usage.backingStorageSize,
    ];
    return { objects, embedder, arrays, total: objects + embedder + arrays };
  } finally {
    socket.close();
  }
}

function asking(socket: WebSocket): Ask {
  let asked = 0;
  const waiting = new Map<number, (answer: z.infer<typeof Answer>) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = Answer.safeParse(JSON.parse(data.toString('utf8')));
    if (answer.success) waiting.get(answer.data.id)?.(answer.data);
  });
  return async (method, params = {}, sessionId) => {
    asked += 1;
    const id = asked;
    const came = new Promise<z.infer<typeof Answer>>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    const { result, error } = await came;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  };
}
