// A process of busy simulated devices for benchmarks: its parent tells it over IPC what to do, and it tells when keys
// were typed and when what was found left the device. Started as `node apps/fleet/src/busy-devices.ts` with IPC.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import type { OpenSocket } from '@lapwing/agent-core/contracts/socket.ts';
import { z } from 'zod';
import { pageFor, readActivities, type Worry } from './activities.ts';
import { createNetwork } from './contracts/network.ts';
import { createCrowd, type Crowd } from './crowd.ts';
import type { SimulatedDevice } from './device.ts';
import { createDice } from './dice.ts';
import { workOn } from './pupil.ts';
import { createPainter } from './screens/paint.ts';
import { sharingPacks } from './share-packs.ts';
import { createTempo } from './tempo.ts';

const Told = z.discriminatedUnion('do', [
  /** Enrols the devices and sets all but the last `probes` of them to work. */
  z.strictObject({
    do: z.literal('begin'),
    server: z.url(),
    code: z.string(),
    devices: z.number().int().min(1),
    probes: z.number().int().min(1),
  }),
  /** Somebody at that probe writes what the library answers with a severe capture. */
  z.strictObject({ do: z.literal('type'), probe: z.number().int().min(0), keyMs: z.number() }),
  /** What this process used since the last time. */
  z.strictObject({ do: z.literal('weigh') }),
  z.strictObject({ do: z.literal('end') }),
]);

/** Devices that the server lets in within a minute from one address, with a little to spare. */
const IN_A_MINUTE = 280;
const AT_ONCE = 8;
const CONNECTIONS = 32;
const MINUTE_MS = 61_000;
const SEED = 11;

const say = (message: object): void => void process.send?.(message);
const lag = monitorEventLoopDelay({ resolution: 10 });
const ended = new AbortController();
const worries = readActivities().worries.filter((one) => one.severity === 'severe' && one.kind !== 'search');
let crowd: Crowd | null = null;
let probes: readonly SimulatedDevice[] = [];
let cpuBefore = process.cpuUsage();

/** Says when a socket is given a capture to send. */
function watching(openSocket: OpenSocket): OpenSocket {
  return (url, events) => {
    const socket = openSocket(url, events);
    return {
      ...socket,
      send(text) {
        socket.send(text);
        if (!text.includes('"captures/reported"')) return;
        const id = /"id":"([0-9a-f-]{36})"/.exec(text)?.[1];
        say({ said: 'sent', id, at: Date.now() });
      },
    };
  };
}

async function begin(told: Extract<z.infer<typeof Told>, { do: 'begin' }>): Promise<void> {
  const dice = createDice(SEED);
  const { visits } = readActivities();
  const paint = await createPainter();
  const [visit] = visits;
  if (visit === undefined) throw new Error('there are no pages');
  // One picture for everybody: painting is no part of what is measured.
  const picture = await paint(
    { ...visit, account: '', written: [], typing: '', shownAt: 0 },
    { maxWidth: 1280, quality: 0.6 },
  );
  const network = createNetwork(CONNECTIONS);
  const stores = new Map<string, ReturnType<typeof createMemoryStateStore>>();
  const names = Array.from({ length: told.devices }, (_, place) => `Desk ${place + 1}`);
  for (const name of names) stores.set(name, createMemoryStateStore());
  const made = createCrowd({
    plans: names.map((name) => ({ name, system: 'Linux', browser: 'Chromium 156' })),
    server: told.server,
    code: () => told.code,
    stateOf: (name) => stores.get(name) ?? createMemoryStateStore(),
    network: { ...network, http: sharingPacks(network.http), openSocket: watching(network.openSocket) },
    paint: async () => picture,
  });
  crowd = made;
  await enrol(made.devices);
  const working = made.devices.slice(0, -told.probes);
  probes = made.devices.slice(-told.probes);
  await until(() => made.counts().connected === told.devices);
  await until(() => made.devices.every((device) => device.status()?.detecting === true));
  say({ said: 'connected' });
  lag.enable();
  const tempo = createTempo(1, ended.signal);
  for (const [place, device] of working.entries()) {
    const own = createDice(SEED + place);
    void (async () => {
      await tempo.wait(dice.between(0, 10_000));
      while (!tempo.ended()) await workOn(device, own.pick(visits), tempo, own);
    })();
  }
}

/** Each stays switched on. The server lets so many of one address in each minute. */
async function enrol(devices: readonly SimulatedDevice[]): Promise<void> {
  for (let first = 0; first < devices.length; first += IN_A_MINUTE) {
    if (first > 0) await new Promise((resolve) => setTimeout(resolve, MINUTE_MS));
    const some = devices.slice(first, first + IN_A_MINUTE)[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (const device of some) {
        const outcome = await device.switchOn(`pupil.${device.name.slice(5)}`);
        if (!outcome.ok) throw new Error(`${device.name} was not let in: ${outcome.reason}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    say({ said: 'enrolled', devices: Math.min(devices.length, first + IN_A_MINUTE) });
  }
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Key by key, and Enter; when each key was typed is what the parent measures from. */
async function typeWorry(device: SimulatedDevice, worry: Worry, keyMs: number): Promise<void> {
  await device.open(pageFor(worry.kind));
  const keys: number[] = [];
  for (let end = 1; end <= worry.line.length; end += 1) {
    await new Promise((resolve) => setTimeout(resolve, keyMs));
    keys.push(Date.now());
    await device.type(worry.line.slice(0, end));
  }
  await new Promise((resolve) => setTimeout(resolve, keyMs));
  const enterAt = Date.now();
  // What is said goes to the parent before the capture can.
  say({ said: 'typed', device: device.name, line: worry.line, keys, enterAt });
  await device.enter();
}

async function obey(message: unknown): Promise<void> {
  const told = Told.parse(message);
  switch (told.do) {
    case 'begin':
      return begin(told);
    case 'type': {
      const [device, worry] = [probes[told.probe], worries[told.probe % worries.length]];
      if (device !== undefined && worry !== undefined) await typeWorry(device, worry, told.keyMs);
      return;
    }
    case 'weigh': {
      const used = process.cpuUsage(cpuBefore);
      cpuBefore = process.cpuUsage();
      say({
        said: 'weight',
        cpuSeconds: (used.user + used.system) / 1e6,
        lagMs: lag.percentile(99) / 1e6,
        connected: crowd?.counts().connected ?? 0,
      });
      lag.reset();
      return;
    }
    case 'end':
      ended.abort();
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
