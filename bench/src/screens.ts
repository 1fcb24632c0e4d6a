// `npm run bench:screens`: what a room of live screens costs the network and the server. Prints a table of each thing
// and as the last line one JSON object. docs/benchmarks.md is the manual.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { print, say } from './out.ts';
import { paintPages } from './painted-pages.ts';
import { openBenchConsole, type Heard } from './screens-console.ts';
import { connectBenchDevice, type BenchDevice } from './screens-device.ts';
import { startBenchServer, type BenchServer } from './screens-server.ts';
import { openSlowRoad } from './slow-road.ts';
import { rounded, tableLines } from './table.ts';

/** What the bars ask for. */
const BARS = Object.freeze({ mbps: 12, idleBytesPerSecond: 0 });
const CHANGE_EVERY_MS = 2000;
/** Devices that enrol at one time. */
const AT_ONCE = 10;
/** A mobile network in a cellar: a small picture takes seconds. */
const BAD_NETWORK_BYTES = 1500;

interface Spans {
  readonly settleMs: number;
  readonly changingMs: number;
  readonly idleMs: number;
  readonly unfairMs: number;
}
// Whole rounds of changes, so that none counts half.
const QUICK: Spans = { settleMs: 2500, changingMs: 6000, idleMs: 2000, unfairMs: 2000 };
const FULL: Spans = { settleMs: 4000, changingMs: 30_000, idleMs: 20_000, unfairMs: 20_000 };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, screens: { type: 'string', default: '100' } },
  });
  const screens = Number(values.screens);
  if (!Number.isInteger(screens) || screens < 1 || screens > 500) {
    say('--screens is how many devices are watched, from 1 to 500.');
    return 2;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-screens-'));
  try {
    say('Painting screens ...');
    const pictures = await paintPages(path.join(folder, 'pages'));
    say('Starting a server ...');
    const server = await startBenchServer(path.join(folder, 'data'));
    try {
      await measure(server, pictures, screens, values.quick ? QUICK : FULL);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return 0;
}

async function measure(
  server: BenchServer,
  pictures: readonly Buffer[],
  screens: number,
  spans: Spans,
): Promise<void> {
  say(`Connecting ${screens} devices ...`);
  const devices: BenchDevice[] = [];
  const road = await openSlowRoad(server.url, BAD_NETWORK_BYTES);
  while (devices.length < screens) {
    const some = Math.min(AT_ONCE, screens - devices.length);
    const names = Array.from({ length: some }, (_, place) => `Desk ${devices.length + place}`);
    devices.push(...(await Promise.all(names.map((name) => connectBenchDevice(server, name)))));
  }
  const bad = await connectBenchDevice(server, 'Desk in the cellar', road.url);
  const ids = devices.map(({ id }) => id);
  const console = await openBenchConsole(server);
  let turn = 0;
  const change = (device: BenchDevice, place: number): void => {
    const picture = pictures[(turn + place * 7) % pictures.length];
    if (picture !== undefined) device.change(picture);
  };
  /** Every screen changes every two seconds, one after the other. */
  let next = 0;
  let changing: NodeJS.Timeout | null = null;
  const begin = (): void => {
    changing = setInterval(() => {
      const device = devices[next];
      if (device !== undefined) change(device, next);
      if (next % 50 === 0) change(bad, 0);
      next = (next + 1) % devices.length;
      if (next === 0) turn += 1;
    }, CHANGE_EVERY_MS / devices.length);
  };
  const rest = (): void => {
    if (changing !== null) clearInterval(changing);
  };
  async function during(ms: number): Promise<{ heard: Heard; seconds: number; cpu: number | null }> {
    console.heard();
    const [began, cpuBefore] = [performance.now(), server.cpuSeconds()];
    await delay(ms);
    const seconds = (performance.now() - began) / 1000;
    const [heard, cpuAfter] = [console.heard(), server.cpuSeconds()];
    const cpu = cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / seconds;
    return { heard, seconds, cpu };
  }

  devices.forEach((device, place) => change(device, place));
  console.watch(ids);
  begin();
  await delay(spans.settleMs);
  say('All screens change ...');
  const all = await during(spans.changingMs);
  rest();
  // What a device still holds back to keep its pace is of before.
  await delay(CHANGE_EVERY_MS + 500);
  say('No screen changes ...');
  const idle = await during(spans.idleMs);
  say('A slow console beside the quick one ...');
  begin();
  const slow = await openBenchConsole(server);
  slow.watch(ids);
  slow.pause();
  await delay(CHANGE_EVERY_MS);
  const besideSlow = await during(spans.unfairMs);
  slow.resume();
  await delay(500);
  const slowHeard = slow.heard();
  slow.close();
  say('A device on a bad network ...');
  console.watch([...ids, bad.id]);
  await delay(CHANGE_EVERY_MS / 2);
  const besideBad = await during(spans.unfairMs);
  rest();
  for (const device of [...devices, bad]) device.close();
  console.close();
  road.close();

  const rate = ({ heard, seconds }: { heard: Heard; seconds: number }, but = ''): number =>
    (heard.pictures - (heard.byDevice.get(but) ?? 0)) / seconds;
  const mbps = (all.heard.bytes * 8) / 1e6 / all.seconds;
  const idleBytesPerSecond = idle.heard.bytes / idle.seconds;
  const average = pictures.reduce((sum, one) => sum + one.length, 0) / pictures.length;
  print(
    `${screens} screens of 320 pixels, each with another picture every 2 s (${rounded(average / 1000, 1)} kB each)`,
  );
  print('');
  const lines = [
    [
      'all change',
      rate(all),
      mbps,
      quantile(all.heard.delays, 0.5),
      quantile(all.heard.delays, 0.95),
      all.cpu,
    ],
    ['none changes', rate(idle), (idle.heard.bytes * 8) / 1e6 / idle.seconds, null, null, idle.cpu],
    [
      'all change, beside a console that reads nothing',
      rate(besideSlow),
      (besideSlow.heard.bytes * 8) / 1e6 / besideSlow.seconds,
      quantile(besideSlow.heard.delays, 0.5),
      quantile(besideSlow.heard.delays, 0.95),
      besideSlow.cpu,
    ],
    [
      'all change, beside a device on a bad network',
      rate(besideBad, bad.id),
      (besideBad.heard.bytes * 8) / 1e6 / besideBad.seconds,
      quantile(besideBad.heard.delays, 0.5),
      quantile(besideBad.heard.delays, 0.95),
      besideBad.cpu,
    ],
  ];
  const head = ['what', 'pictures/s', 'Mb/s', 'delay ms p50', 'p95', 'server, cores'];
  for (const line of tableLines(head, lines)) print(line);
  print('');
  print(
    `The device on the bad network sent ${besideBad.heard.byDevice.get(bad.id) ?? 0} pictures meanwhile;`,
  );
  print(`the console that read nothing got ${slowHeard.pictures} pictures when it read again.`);
  print('');
  for (const line of tableLines(
    ['figure', 'value', 'bar'],
    [
      ['mbps', rounded(mbps, 2), `at most ${BARS.mbps}`],
      ['idleBytesPerSecond', rounded(idleBytesPerSecond, 1), String(BARS.idleBytesPerSecond)],
    ],
  ))
    print(line);
  print('');
  print(
    JSON.stringify({
      screens,
      mbps: rounded(mbps, 3),
      idleBytesPerSecond: rounded(idleBytesPerSecond, 1),
      serverCpu: all.cpu === null ? null : rounded(all.cpu, 3),
    }),
  );
}

function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

process.exitCode = await main();
