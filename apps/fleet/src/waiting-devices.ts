// A process of simulated devices on which nobody does anything, for benchmarks of what they are made to do: its parent
// tells it over IPC which to begin with. Started as `node apps/fleet/src/waiting-devices.ts` with IPC.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import { z } from 'zod';
import { systemDigest } from './contracts/keys.ts';
import { createNetwork, type Network } from './contracts/network.ts';
import { createCrowd, type Crowd } from './crowd.ts';
import type { SimulatedDevice } from './device.ts';
import { rememberingHashes, sharingPacks, withoutPacks } from './share-packs.ts';

const Told = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('begin'),
    server: z.url(),
    code: z.string(),
    names: z.array(z.string()).min(1),
    /** Addresses of this machine that the devices share out among them: the server lets so many of one in at a time. */
    addresses: z.array(z.string()).min(1),
  }),
  /** How many are locked, and what the process used since the last time. */
  z.strictObject({ do: z.literal('weigh') }),
  z.strictObject({ do: z.literal('end') }),
]);

const AT_ONCE = 8;
const CONNECTIONS = 32;
const TRY_AGAIN_MS = 5000;
const MOST_TRIES = 60;
/** What nobody looks at. */
const PICTURE = { bytes: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), width: 2, height: 2 };

const say = (message: object): void => void process.send?.(message);
const lag = monitorEventLoopDelay({ resolution: 10 });
let crowds: readonly Crowd[] = [];
let cpuBefore = process.cpuUsage();

const devices = (): readonly SimulatedDevice[] => crowds.flatMap((crowd) => crowd.devices);

async function begin(told: Extract<z.infer<typeof Told>, { do: 'begin' }>): Promise<void> {
  const { addresses, names } = told;
  const shared = sharingPacks({
    request: (asked) =>
      (networks[0]?.http ?? { request: () => Promise.resolve({ ok: false }) }).request(asked),
  });
  const digest = rememberingHashes(systemDigest);
  const networks: Network[] = addresses.map((address) => createNetwork(CONNECTIONS, address));
  crowds = networks.map((network, place) =>
    createCrowd({
      plans: names
        .filter((_, at) => at % addresses.length === place)
        .map((name) => ({ name, system: 'Linux', browser: 'Chromium 156' })),
      server: told.server,
      code: () => told.code,
      stateOf: () => withoutPacks(createMemoryStateStore()),
      digest,
      network: {
        ...network,
        http: {
          request: (asked) => (asked.method === 'GET' ? shared : network.http).request(asked),
        },
      },
      paint: () => Promise.resolve(PICTURE),
    }),
  );
  const left = devices()[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const device of left) await letIn(device);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  say({ said: 'enrolled', devices: names.length });
  await until(() => devices().every((device) => device.status()?.connection === 'connected'));
  await until(() => devices().every((device) => device.status()?.control !== null && device.queued() === 0));
  say({ said: 'connected' });
  lag.enable();
}

/** Switched on for the first time; where the server lets nobody in any more for the moment, a little later. */
async function letIn(device: SimulatedDevice): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await device.switchOn(`pupil.${device.name.replaceAll(' ', '.')}`);
    if (outcome.ok) return;
    await device.switchOff();
    if (tries === MOST_TRIES) throw new Error(`${device.name} was not let in: ${outcome.reason}`);
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function obey(message: unknown): Promise<void> {
  const told = Told.parse(message);
  switch (told.do) {
    case 'begin':
      return begin(told);
    case 'weigh': {
      const used = process.cpuUsage(cpuBefore);
      cpuBefore = process.cpuUsage();
      say({
        said: 'weight',
        cpuSeconds: (used.user + used.system) / 1e6,
        lagMs: lag.percentile(99) / 1e6,
        locked: devices().filter((device) => device.controlled().lock !== null).length,
      });
      lag.reset();
      return;
    }
    case 'end':
      // What is still open is of no use to anybody.
      process.exit(0);
  }
}

process.on('message', (message) => {
  obey(message).catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
