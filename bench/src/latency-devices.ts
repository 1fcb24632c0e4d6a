import { fork } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

const Said = z.discriminatedUnion('said', [
  z.object({ said: z.literal('enrolled'), devices: z.number() }),
  z.object({ said: z.literal('connected') }),
  z.object({
    said: z.literal('typed'),
    device: z.string(),
    line: z.string(),
    keys: z.array(z.number()),
    enterAt: z.number(),
  }),
  z.object({ said: z.literal('sent'), id: z.string(), at: z.number() }),
  z.object({
    said: z.literal('weight'),
    cpuSeconds: z.number(),
    lagMs: z.number(),
    connected: z.number(),
  }),
]);
export type Typed = Extract<z.infer<typeof Said>, { said: 'typed' }>;
export type Weight = Extract<z.infer<typeof Said>, { said: 'weight' }>;

/** The process of the simulated devices. */
export interface BenchDevices {
  /** Resolves when all are connected and look for what they were told to. */
  readonly connected: Promise<void>;
  type(probe: number, keyMs: number): void;
  /** What the process has used since the last time. */
  weigh(): Promise<Weight>;
  stop(): void;
}

export function startBenchDevices(
  told: { readonly server: string; readonly code: string; readonly devices: number; readonly probes: number },
  heard: {
    readonly enrolled: (devices: number) => void;
    readonly typed: (typed: Typed) => void;
    readonly sent: (captureId: string, at: number) => void;
  },
): BenchDevices {
  const child = fork(path.join(import.meta.dirname, '../../apps/fleet/src/busy-devices.ts'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let weighed: ((weight: Weight) => void) | null = null;
  const connected = new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`The devices ended with ${code}.`)));
    child.on('message', (message) => {
      const said = Said.parse(message);
      if (said.said === 'connected') resolve();
      else if (said.said === 'enrolled') heard.enrolled(said.devices);
      else if (said.said === 'typed') heard.typed(said);
      else if (said.said === 'sent') heard.sent(said.id, said.at);
      else weighed?.(said);
    });
  });
  child.send({ do: 'begin', ...told });
  return {
    connected,
    type: (probe, keyMs) => void child.send({ do: 'type', probe, keyMs }),
    weigh: () =>
      new Promise((resolve) => {
        weighed = resolve;
        child.send({ do: 'weigh' });
      }),
    stop() {
      if (child.connected) child.send({ do: 'end' });
    },
  };
}
