// `npm run bench:agent`: what the desktop agent costs the device that it is on, as devices get it, before a real screen
// with real programs and a real server. Prints tables and as the last line one JSON object.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { lackingForDesktop } from '../../apps/desktop/test/person.ts';
import { startScreen } from '../../apps/desktop/test/xvfb.ts';
import { type AgentBench, measureCosts, type CostPlan } from './agent-costs.ts';
import { liveHours } from './agent-hours.ts';
import { BUNDLE, openPrograms, startBenchAgent } from './agent-pupil.ts';
import { openRoad } from './agent-road.ts';
import { onLine, watchTheWord } from './agent-school.ts';
import { soak } from './agent-soak.ts';
import { print, say } from './out.ts';
import { startBenchServer } from './screens-server.ts';

const FULL: CostPlan = Object.freeze({
  settleMs: 30_000,
  idleMs: 120_000,
  busyMs: 60_000,
  recordSeconds: 30,
  afterMs: 30_000,
});
const QUICK: CostPlan = Object.freeze({
  settleMs: 2000,
  idleMs: 4000,
  busyMs: 5000,
  recordSeconds: 6,
  afterMs: 1000,
});
const ON_LINE_WITHIN_MS = 20_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      hours: { type: 'string' },
      soak: { type: 'string' },
      flags: { type: 'string', default: '' },
      bundle: { type: 'string', default: BUNDLE },
    },
  });
  const hours = numberOf(values.hours);
  const minutes = numberOf(values.soak);
  if (hours === 'wrong' || minutes === 'wrong') {
    say(
      '--hours is how many hours of a day are lived in short, --soak how many minutes as they are: 1 to 1000.',
    );
    return 2;
  }
  const lacking = lackingForDesktop('xterm');
  if (lacking !== false) {
    say(`This ${lacking}: apt-get install xvfb openbox mousepad xterm xdotool x11-utils`);
    return 2;
  }
  const plan = values.quick || hours !== null ? QUICK : FULL;
  const how = { bundle: values.bundle, flags: values.flags.split(' ').filter(Boolean) };
  await withAgent(plan, how, async (bench) => {
    if (hours !== null) await liveHours(bench, hours, { say, print });
    else if (minutes !== null) await soak(bench, minutes, { say, print });
    else await measureCosts(bench, plan, { say, print });
  });
  return 0;
}

function numberOf(written: string | undefined): number | null | 'wrong' {
  if (written === undefined) return null;
  const number = Number(written);
  return number >= 1 && number <= 1000 ? number : 'wrong';
}

/** Has an agent enrolled and on line, with an editor and a terminal before it. */
async function withAgent(
  plan: CostPlan,
  how: { readonly bundle: string; readonly flags: readonly string[] },
  work: (bench: AgentBench) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-agent-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const asked = new Promise<never>((_resolve, reject) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => reject(new Error('It was stopped.')));
    });
    asked.catch(() => undefined);
    say('Starting a server and a screen ...');
    const [server, desktop] = await Promise.all([startBenchServer(path.join(folder, 'data')), startScreen()]);
    ends.push(
      () => server.stop(),
      () => desktop.stop(),
    );
    await watchTheWord(server, plan.recordSeconds);
    const { newEditor } = await openPrograms(desktop);
    const road = await openRoad(server.url);
    ends.push(() => road.stop());
    const agent = startBenchAgent(desktop, { url: road.url, code: server.code }, { folder, ...how });
    ends.push(() => agent.stop());
    const deviceId = await onLine(server, ON_LINE_WITHIN_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${agent.said()}`);
    });
    const { recordSeconds } = plan;
    const bench = { server, desktop, agent, deviceId, recordSeconds, newEditor, cut: () => road.cut() };
    // Whoever stops it in the middle leaves none of the programs behind.
    await Promise.race([work(bench), asked]);
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

process.exitCode = await main();
