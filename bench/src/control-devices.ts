import { fork } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

const Said = z.discriminatedUnion('said', [
  z.object({ said: z.literal('enrolled'), devices: z.number() }),
  z.object({ said: z.literal('connected') }),
  z.object({
    said: z.literal('weight'),
    cpuSeconds: z.number(),
    lagMs: z.number(),
    locked: z.number(),
  }),
]);
export type ControlWeight = Extract<z.infer<typeof Said>, { said: 'weight' }>;

/** The process of the simulated devices, on which nobody does anything. */
export interface WaitingDevices {
  /** Resolves when all are connected and have said what holds. */
  readonly connected: Promise<void>;
  /** How many are locked, as the devices themselves know it, and what the process has used since the last time. */
  weigh(): Promise<ControlWeight>;
  stop(): void;
}

export function startWaitingDevices(
  told: {
    readonly server: string;
    readonly code: string;
    readonly names: readonly string[];
    readonly addresses: readonly string[];
  },
  enrolled: (devices: number) => void,
): WaitingDevices {
  const child = fork(path.join(import.meta.dirname, '../../apps/fleet/src/waiting-devices.ts'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let weighed: ((weight: ControlWeight) => void) | null = null;
  const connected = new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`The devices ended with ${code}.`)));
    child.on('message', (message) => {
      const said = Said.parse(message);
      if (said.said === 'connected') resolve();
      else if (said.said === 'enrolled') enrolled(said.devices);
      else weighed?.(said);
    });
  });
  child.send({ do: 'begin', ...told });
  return {
    connected,
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
