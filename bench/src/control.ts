// `npm run bench:control`: how long it takes from a teacher's click to a whole room of devices being locked, and unlocked
// again, as each device says it and an open console hears it. Prints a table and as the last line one JSON object.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { liftRestrictions, setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { WebSocket } from 'ws';
import { openConsoleSocket } from './console-socket.ts';
import { openPupilChromium } from './control-chromium.ts';
import { startWaitingDevices } from './control-devices.ts';
import { runKinds, type Seen } from './control-kinds.ts';
import { addressesFor, ask, devicesOf, join, makeRoom, type Room } from './control-school.ts';
import { print, say } from './out.ts';
import { type BenchServer, withBenchServer } from './screens-server.ts';
import { tableLines, type Cell } from './table.ts';

/** What the bar asks for, in milliseconds. */
const BAR_MS = 1000;
interface Plan {
  /** Of the school, the room among them. */
  readonly devices: number;
  readonly rooms: number;
  /** How often the room is locked and unlocked. */
  readonly rounds: number;
  /** How often the browser among them is made to do everything. */
  readonly kindRounds: number;
  readonly settleMs: number;
  /** Between two presses on the room with the browser. */
  readonly restMs: number;
}
const FULL: Plan = Object.freeze({
  devices: 1000,
  rooms: 300,
  rounds: 20,
  kindRounds: 20,
  settleMs: 3000,
  restMs: 600,
});
const QUICK: Plan = Object.freeze({
  devices: 200,
  rooms: 200,
  rounds: 4,
  kindRounds: 2,
  settleMs: 300,
  restMs: 50,
});
const WITHIN_MS = 8000;
/** Between two clicks: a teacher looks up. */
const PAUSE_MS = 300;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, devices: { type: 'string' } },
  });
  const usual = values.quick ? QUICK : FULL;
  const devices = Number(values.devices ?? usual.devices);
  if (!Number.isInteger(devices) || devices < usual.rooms || devices > 5000) {
    say(`--devices is how many devices the school has, from ${usual.rooms} to 5000.`);
    return 2;
  }
  await withBenchServer('control', async (server) => measure(server, { ...usual, devices }));
  return 0;
}

/** What a console hears of each device of the room: whether it says that it is locked, and since when. */
interface Watch {
  readonly socket: WebSocket;
  /** Milliseconds from `since` until each of them said so, those that did. */
  until(locked: boolean, room: ReadonlySet<string>, since: number): Promise<number[]>;
}

async function measure(server: BenchServer, plan: Plan): Promise<void> {
  const names = Array.from({ length: plan.devices }, (_, place) => `Desk ${place + 1}`);
  say(`Enrolling ${plan.devices} devices ...`);
  const crowd = startWaitingDevices(
    { server: server.url, code: server.code, names, addresses: addressesFor(plan.devices) },
    (devices) => say(`  ${devices} are enrolled`),
  );
  await crowd.connected;
  const inRoom = new Set(names.slice(0, plan.rooms));
  const all = await devicesOf(server);
  const room = await makeRoom(
    server,
    all.filter(({ name }) => inRoom.has(name)).map(({ id }) => id),
  );
  const console = await openConsole(server);
  await delay(plan.settleMs);
  say(`A teacher locks and unlocks ${room.devices.size} of them ${plan.rounds} times ...`);
  const locks: number[] = [];
  const unlocks: number[] = [];
  const clicks: number[] = [];
  await crowd.weigh();
  const [began, serverBefore] = [performance.now(), server.cpuSeconds()];
  for (let round = 0; round < plan.rounds; round += 1) {
    const id = uuidV7(Date.now(), randomBytes(10));
    let since = performance.now();
    await ask(server, setRestriction, {
      ids: [id],
      targets: [{ kind: 'group', id: room.groupId }],
      effect: { kind: 'lock' },
      minutes: 30,
      words: 'Eyes to the front, please',
    });
    clicks.push(performance.now() - since);
    locks.push(...(await console.until(true, room.devices, since)));
    await delay(PAUSE_MS);
    since = performance.now();
    await ask(server, liftRestrictions, { ids: [id] });
    clicks.push(performance.now() - since);
    unlocks.push(...(await console.until(false, room.devices, since)));
    await delay(PAUSE_MS);
  }
  const seconds = (performance.now() - began) / 1000;
  const [weight, serverAfter] = [await crowd.weigh(), server.cpuSeconds()];
  const kinds = await seeKinds(server, plan, room, new Set(all.map(({ id }) => id)));
  crowd.stop();
  console.socket.terminate();
  report({
    plan,
    room: room.devices.size,
    left: weight.locked,
    locks,
    unlocks,
    clicks,
    kinds,
    serverCores:
      serverBefore === null || serverAfter === null ? null : (serverAfter - serverBefore) / seconds,
    deviceCores: weight.cpuSeconds / seconds,
    deviceLagMs: weight.lagMs,
  });
}

/** Puts a real browser among the room and makes all of them do everything, as often as planned. */
async function seeKinds(
  server: BenchServer,
  plan: Plan,
  room: Room,
  others: ReadonlySet<string>,
): Promise<readonly Seen[]> {
  say('Enrolling a Chromium with the extension ...');
  const browser = await openPupilChromium(server, WITHIN_MS);
  try {
    const own = (await devicesOf(server)).map(({ id }) => id).filter((id) => !others.has(id));
    await join(server, room.groupId, own);
    await delay(plan.settleMs);
    say(`A teacher makes the room with the Chromium do everything ${plan.kindRounds} times ...`);
    const rest = (): Promise<void> => delay(plan.restMs);
    const seen: Seen[] = [];
    for (let round = 0; round < plan.kindRounds; round += 1)
      seen.push(await runKinds({ server, room, browser, rest }));
    return seen;
  } finally {
    await browser.stop();
  }
}

async function openConsole(server: BenchServer): Promise<Watch> {
  const locked = new Map<string, boolean>();
  let heard: () => void = () => undefined;
  const socket = await openConsoleSocket(server, (frame) => {
    if (frame.type !== 'restrictions/changed') return;
    for (const { deviceId, actual } of frame.devices) locked.set(deviceId, actual?.locked === true);
    heard();
  });
  return {
    socket,
    until: (wanted, room, since) =>
      new Promise((resolve) => {
        const took = new Map<string, number>();
        const end = (): void => {
          clearTimeout(timer);
          heard = () => undefined;
          resolve([...took.values()]);
        };
        const timer = setTimeout(end, WITHIN_MS);
        heard = () => {
          const now = performance.now() - since;
          for (const id of room) if (!took.has(id) && (locked.get(id) ?? false) === wanted) took.set(id, now);
          if (took.size === room.size) end();
        };
        heard();
      }),
  };
}

function report(found: {
  readonly plan: Plan;
  readonly room: number;
  /** Devices that are locked after all. */
  readonly left: number;
  readonly locks: readonly number[];
  readonly unlocks: readonly number[];
  readonly clicks: readonly number[];
  readonly kinds: readonly Seen[];
  readonly serverCores: number | null;
  readonly deviceCores: number;
  readonly deviceLagMs: number;
}): void {
  const { plan, room, locks, unlocks, clicks, kinds } = found;
  const asked = room * plan.rounds;
  print(
    `${room} of the school's ${plan.devices} devices, ${plan.rounds} times; ${asked - locks.length} locks and ` +
      `${asked - unlocks.length} unlocks were not heard of, ${found.left} devices are locked at the end`,
  );
  print('');
  const line = (what: string, values: readonly number[]): Cell[] => [
    what,
    quantile(values, 0.5),
    quantile(values, 0.95),
    quantile(values, 0.99),
    values.length === 0 ? null : Math.round(Math.max(...values)),
  ];
  for (const row of tableLines(
    ['milliseconds', 'p50', 'p95', 'p99', 'most'],
    [
      line('click to locked, as each device says it', locks),
      line('click to unlocked', unlocks),
      line('the request itself', clicks),
    ],
  ))
    print(row);
  print('');
  const effects = Object.keys(kinds[0] ?? {}).map((kind) => ({
    kind,
    took: kinds.map((seen) => seen[kind] ?? Infinity),
  }));
  for (const row of tableLines(
    ['click to what is seen in Chromium, ms', 'p50', 'p95', 'most'],
    effects.map(({ kind, took }) => [kind, quantile(took, 0.5), quantile(took, 0.95), quantile(took, 1)]),
  ))
    print(row);
  print('');
  for (const row of tableLines(
    ['cores, while it was measured', 'used', 'a turn waited, ms p99'],
    [
      ['server, without its database', found.serverCores, null],
      ['load: the devices', found.deviceCores, found.deviceLagMs],
    ],
  ))
    print(row);
  print('');
  // What was never heard of counts as slower than all that was.
  const figure = (values: readonly number[]): number | null =>
    values.length < asked * 0.95 ? null : quantile([...values, ...missing(asked - values.length)], 0.95);
  const [lockP95, unlockP95] = [figure(locks), figure(unlocks)];
  const effectP95 = finite(Math.max(...effects.map(({ took }) => quantile(took, 0.95) ?? Infinity)));
  for (const row of tableLines(
    ['figure', 'value', 'bar'],
    [
      ['lockP95', lockP95, `at most ${BAR_MS} ms`],
      ['unlockP95', unlockP95, `at most ${BAR_MS} ms`],
      ['effectP95, the worst kind', effectP95, `at most ${BAR_MS} ms`],
    ],
  ))
    print(row);
  print('');
  print(JSON.stringify({ devices: room, lockP95, unlockP95, effectP95 }));
}

function missing(count: number): number[] {
  return Array.from({ length: count }, () => Infinity);
}

function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? null : Math.round(value);
}

/** What was not seen has no number. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

process.exitCode = await main();
