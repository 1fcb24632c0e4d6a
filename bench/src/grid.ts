// `npm run bench:grid`: a school of devices in one grid of live pictures: how smoothly it scrolls, and whether the tab grows
// while it is left open. Prints tables and as the last line one JSON object. docs/benchmarks.md is the manual.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { openTab, type Reading, type Tab } from './grid-tab.ts';
import { print, say } from './out.ts';
import { paintPages } from './painted-pages.ts';
import { connectBenchDevice, type BenchDevice } from './screens-device.ts';
import { startBenchServer, type BenchServer } from './screens-server.ts';
import { openBrowser } from './browser.ts';
import { rounded, tableLines } from './table.ts';

const CHANGE_EVERY_MS = 2000;
const AT_ONCE = 10;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      devices: { type: 'string', default: '500' },
      minutes: { type: 'string', default: '30' },
    },
  });
  const count = Number(values.devices);
  const minutes = values.quick ? 0 : Number(values.minutes);
  if (!Number.isInteger(count) || count < 1 || count > 1000 || !(minutes >= 0 && minutes <= 600)) {
    say('--devices is from 1 to 1000, --minutes from 0 to 600.');
    return 2;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-grid-'));
  try {
    const pictures = await paintPages(path.join(folder, 'pages'));
    const server = await startBenchServer(path.join(folder, 'data'));
    const browser = await openBrowser();
    try {
      say(`Connecting ${count} devices ...`);
      const devices = await connect(server, count);
      const stopChanging = keepChanging(devices, pictures);
      const groupId = await wholeSchool(server);
      const tab = await openTab(browser, server, `/groups/${groupId}/thumbnails?by=devices`);
      await measure(tab, count, minutes);
      stopChanging();
      for (const device of devices) device.close();
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return 0;
}

async function connect(server: BenchServer, count: number): Promise<BenchDevice[]> {
  const devices: BenchDevice[] = [];
  while (devices.length < count) {
    const some = Math.min(AT_ONCE, count - devices.length);
    const names = Array.from({ length: some }, (_, place) => `Desk ${devices.length + place + 1}`);
    devices.push(...(await Promise.all(names.map((name) => connectBenchDevice(server, name)))));
  }
  return devices;
}

/** Every screen changes every two seconds, one after the other. Returns what ends it. */
function keepChanging(devices: readonly BenchDevice[], pictures: readonly Buffer[]): () => void {
  let turn = 0;
  const change = (device: BenchDevice, place: number): void => {
    const picture = pictures[(turn + place * 7) % pictures.length];
    if (picture !== undefined) device.change(picture);
  };
  devices.forEach(change);
  let next = 0;
  const timer = setInterval(() => {
    const device = devices[next];
    if (device !== undefined) change(device, next);
    next = (next + 1) % devices.length;
    if (next === 0) turn += 1;
  }, CHANGE_EVERY_MS / devices.length);
  return () => clearInterval(timer);
}

async function wholeSchool(server: BenchServer): Promise<string> {
  const answer = await fetch(`${server.url}${listGroups.path}`, { headers: { cookie: server.cookie } });
  const { groups } = listGroups.reply.parse(await answer.json());
  const id = groups.find((group) => group.builtIn === 'whole-school')?.id;
  if (id === undefined) throw new Error('The school has no group of everything.');
  return id;
}

async function measure(tab: Tab, count: number, minutes: number): Promise<void> {
  say('Scrolling ...');
  // The first way down makes the tiles' code quick, as it is for whoever has been there for a minute.
  await tab.scroll();
  const frames = await tab.scroll();
  const slow = frames.filter((ms) => ms > 25).length / Math.max(1, frames.length);
  const fps = 1000 / (frames.reduce((sum, ms) => sum + ms, 0) / Math.max(1, frames.length));
  const readings: Reading[] = [await tab.read()];
  for (let minute = 1; minute <= minutes; minute += 1) {
    say(`Left open, minute ${minute} of ${minutes} ...`);
    await delay(60_000);
    readings.push(await tab.read());
  }
  print(`${count} devices in one grid of live pictures, scrolled from end to end and back`);
  print('');
  const quantiles = [0.5, 0.95, 0.99].map((share) => quantile(frames, share));
  for (const line of tableLines(
    ['frames', 'frames/s', 'ms p50', 'p95', 'p99', 'over 25 ms, %'],
    [[frames.length, rounded(fps, 1), ...quantiles.map((ms) => rounded(ms, 1)), rounded(slow * 100, 2)]],
  ))
    print(line);
  print('');
  for (const line of tableLines(
    ['minute', 'script heap MB', 'nodes', 'listeners', 'pictures shown'],
    readings.map((one, minute) => [minute, rounded(one.heapMb, 1), one.nodes, one.listeners, one.pictures]),
  ))
    print(line);
  print('');
  const [first, last] = [readings[0], readings.at(-1)];
  print(
    JSON.stringify({
      devices: count,
      fps: rounded(fps, 1),
      slowFramesPercent: rounded(slow * 100, 2),
      minutes,
      heapMbFirst: rounded(first?.heapMb ?? 0, 1),
      heapMbLast: rounded(last?.heapMb ?? 0, 1),
    }),
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

process.exitCode = await main();
