// `npm run bench:latency`: how long it takes from a key on a pupil's device to the pop-up on a member of staff's screen
// and to the mail, with a thousand simulated devices at work. Prints tables and as the last line one JSON object.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { saveMailServer } from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { openConsoleSocket } from './console-socket.ts';
import { startBenchDevices, type Typed } from './latency-devices.ts';
import { openBenchMail } from './latency-mail.ts';
import { print, say } from './out.ts';
import { connectBenchDevice } from './screens-device.ts';
import { type BenchServer, withBenchServer } from './screens-server.ts';
import { rounded, tableLines, type Cell } from './table.ts';

/** What the bars ask for: milliseconds, and seconds of the mail. */
const BARS = Object.freeze({ p95: 1000, p99: 2000, email95: 10 });
interface Plan {
  readonly devices: number;
  /** Devices on which a severe line is written. */
  readonly probes: number;
  /** Milliseconds between two of them. */
  readonly everyMs: number;
  /** How long all work before it begins. */
  readonly settleMs: number;
}
const FULL: Plan = Object.freeze({ devices: 1000, probes: 200, everyMs: 300, settleMs: 15_000 });
const QUICK: Plan = Object.freeze({ devices: 200, probes: 40, everyMs: 150, settleMs: 1000 });
/** A quick typist. */
const KEY_MS = 90;
/** Consoles that are open beside the one that is measured. */
const OTHER_CONSOLES = 9;
const LAST_POP_UP_MS = 8000;
const LAST_MAIL_MS = 12_000;

interface Arrival {
  readonly id: string;
  readonly at: number;
  readonly device: string;
  /** Where in the sentence the words end that were looked for. */
  readonly end: number;
  readonly sentence: string;
}
interface Heard {
  readonly typed: Map<string, Typed>;
  readonly sent: Map<string, number>;
  readonly arrived: Arrival[];
  readonly mailed: Map<string, number>;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, devices: { type: 'string' } },
  });
  const usual = values.quick ? QUICK : FULL;
  const devices = Number(values.devices ?? usual.devices);
  if (!Number.isInteger(devices) || devices < usual.probes || devices > 5000) {
    say(`--devices is how many devices there are, from ${usual.probes} to 5000.`);
    return 2;
  }
  await withBenchServer('latency', async (server) => measure(server, { ...usual, devices }));
  return 0;
}

async function measure(server: BenchServer, plan: Plan): Promise<void> {
  const heard: Heard = { typed: new Map(), sent: new Map(), arrived: [], mailed: new Map() };
  const mail = await openBenchMail((ids) => {
    for (const id of ids) if (!heard.mailed.has(id)) heard.mailed.set(id, Date.now());
  });
  const mails = await sendMailTo(server, mail.port);
  say('The first device: the server prepares what all of them look for ...');
  const first = await connectBenchDevice(server, 'The first');
  say(`Enrolling ${plan.devices} devices; the server lets some 300 of one address in each minute ...`);
  const crowd = startBenchDevices(
    { server: server.url, code: server.code, devices: plan.devices, probes: plan.probes },
    {
      enrolled: (devices) => say(`  ${devices} are enrolled`),
      typed: (typed) => heard.typed.set(typed.device, typed),
      sent: (id, at) => void (heard.sent.has(id) ? undefined : heard.sent.set(id, at)),
    },
  );
  await crowd.connected;
  const others = await Promise.all(
    Array.from({ length: OTHER_CONSOLES }, () => openConsoleSocket(server, () => undefined)),
  );
  const console = await openConsoleSocket(server, (frame) => {
    if (frame.type !== 'captures/arrived' || frame.capture.text === null) return;
    const { id, device, text } = frame.capture;
    heard.arrived.push({ id, at: Date.now(), device: device.name, end: text.end, sentence: text.sentence });
  });
  await delay(plan.settleMs);
  say(`Somebody writes a severe line on ${plan.probes} of them ...`);
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  await crowd.weigh();
  const [began, serverBefore, ownBefore] = [performance.now(), server.cpuSeconds(), process.cpuUsage()];
  for (let probe = 0; probe < plan.probes; probe += 1) {
    crowd.type(probe, KEY_MS);
    await delay(plan.everyMs);
  }
  const all = (): boolean => heard.arrived.length >= plan.probes && heard.typed.size >= plan.probes;
  await until(all, LAST_POP_UP_MS);
  const seconds = (performance.now() - began) / 1000;
  const own = process.cpuUsage(ownBefore);
  const [weight, serverAfter] = [await crowd.weigh(), server.cpuSeconds()];
  if (mails) await until(() => heard.arrived.every(({ id }) => heard.mailed.has(id)), LAST_MAIL_MS);
  crowd.stop();
  first.close();
  mail.close();
  for (const socket of [console, ...others]) socket.terminate();
  report(heard, {
    devices: plan.devices,
    probes: plan.probes,
    connected: weight.connected,
    mails,
    serverCores:
      serverBefore === null || serverAfter === null ? null : (serverAfter - serverBefore) / seconds,
    deviceCores: weight.cpuSeconds / seconds,
    ownCores: (own.user + own.system) / 1e6 / seconds,
    deviceLagMs: weight.lagMs,
    ownLagMs: lag.percentile(99) / 1e6,
  });
}

/** @returns false where the server sends no mail */
async function sendMailTo(server: BenchServer, port: number): Promise<boolean> {
  const answer = await fetch(`${server.url}${saveMailServer.path}`, {
    method: saveMailServer.method,
    headers: { 'content-type': 'application/json', cookie: server.cookie },
    body: JSON.stringify({
      host: '127.0.0.1',
      port,
      tls: 'none',
      userName: null,
      password: null,
      fromAddress: 'lapwing@northfield.example',
      fromName: '',
      replyTo: null,
      attachScreenshot: false,
    }),
  });
  if (!answer.ok) say(`The server sends no mail: ${answer.status}`);
  return answer.ok;
}

async function until(is: () => boolean, withinMs: number): Promise<void> {
  for (const end = Date.now() + withinMs; !is() && Date.now() < end;) await delay(50);
}

/** A line as it was written on one device, and what became of it. */
interface Outcome {
  readonly typed: Typed;
  readonly arrival: Arrival;
  readonly sentAt: number;
}

function outcomesOf(heard: Heard): Outcome[] {
  return heard.arrived.flatMap((arrival) => {
    const [typed, sentAt] = [heard.typed.get(arrival.device), heard.sent.get(arrival.id)];
    return typed === undefined || sentAt === undefined ? [] : [{ typed, arrival, sentAt }];
  });
}

/** Keys in their order, Enter the last. */
function keysOf(typed: Typed): readonly number[] {
  return [...typed.keys, typed.enterAt];
}

/**
 * Which key of each line decides. Some words weigh severe as soon as they stand there; of others the device waits for the
 * end of the sentence, on purpose, since what comes may make them harmless. A capture cannot leave before the key that
 * decided, so the earliest that was seen over all devices is that key.
 */
function decidingKeys(outcomes: readonly Outcome[]): ReadonlyMap<string, number> {
  const deciding = new Map<string, number>();
  for (const { typed, sentAt } of outcomes) {
    const newest = keysOf(typed).findLastIndex((at) => at <= sentAt);
    deciding.set(typed.line, Math.min(deciding.get(typed.line) ?? Infinity, newest));
  }
  return deciding;
}

function report(
  heard: Heard,
  load: {
    devices: number;
    probes: number;
    connected: number;
    mails: boolean;
    serverCores: number | null;
    deviceCores: number;
    ownCores: number;
    deviceLagMs: number;
    ownLagMs: number;
  },
): void {
  const outcomes = outcomesOf(heard);
  const deciding = decidingKeys(outcomes);
  const popUps: number[] = [];
  const inDevice: number[] = [];
  const inServer: number[] = [];
  const sinceWords: number[] = [];
  const mails: number[] = [];
  for (const { typed, arrival, sentAt } of outcomes) {
    const keyAt = keysOf(typed)[deciding.get(typed.line) ?? 0] ?? typed.enterAt;
    popUps.push(arrival.at - keyAt);
    inDevice.push(sentAt - keyAt);
    inServer.push(arrival.at - sentAt);
    const wordsAt = typed.keys[arrival.end - Math.max(0, arrival.sentence.indexOf(typed.line)) - 1];
    if (wordsAt !== undefined) sinceWords.push(arrival.at - wordsAt);
    const mailedAt = heard.mailed.get(arrival.id);
    if (mailedAt !== undefined) mails.push(mailedAt - keyAt);
  }
  print(
    `${load.connected} of ${load.devices} devices connected and at work; ${popUps.length} of ${load.probes} severe lines popped up`,
  );
  print('');
  const line = (what: string, values: readonly number[]): Cell[] => [
    what,
    quantile(values, 0.5),
    quantile(values, 0.95),
    quantile(values, 0.99),
    values.length === 0 ? null : Math.max(...values),
  ];
  for (const row of tableLines(
    ['milliseconds', 'p50', 'p95', 'p99', 'most'],
    [
      line('key to pop-up', popUps),
      line('  in the device: until it was sent', inDevice),
      line('  server and console: until it was heard', inServer),
      line('key to mail', mails),
      line('last letter of the words to pop-up', sinceWords),
    ],
  ))
    print(row);
  print(
    'The key is the one that decides: of some words Enter, since the sentence may still make them harmless.',
  );
  print('');
  for (const row of tableLines(
    ['cores, while it was measured', 'used', 'a turn waited, ms p99'],
    [
      ['server, without its database', load.serverCores, null],
      ['load: the devices', load.deviceCores, load.deviceLagMs],
      ['load: consoles and mail server', load.ownCores, load.ownLagMs],
    ],
  ))
    print(row);
  print('');
  const figure = (share: number): number | null => quantile(popUps, share);
  const email95 = load.mails && mails.length > 0 ? rounded((quantile(mails, 0.95) ?? 0) / 1000, 2) : null;
  if (email95 === null) print('No mail was sent: email95 is not measured.');
  for (const row of tableLines(
    ['figure', 'value', 'bar'],
    [
      ['p95', figure(0.95), `at most ${BARS.p95} ms`],
      ['p99', figure(0.99), `at most ${BARS.p99} ms`],
      ['email95', email95, `at most ${BARS.email95} s`],
    ],
  ))
    print(row);
  print('');
  print(
    JSON.stringify({
      p50: figure(0.5),
      p95: figure(0.95),
      p99: figure(0.99),
      email95,
      devices: load.connected,
    }),
  );
}

function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

process.exitCode = await main();
