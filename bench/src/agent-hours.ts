import { setTimeout as delay } from 'node:timers/promises';
import { write } from '../../apps/desktop/test/person.ts';
import type { AgentBench, Out } from './agent-costs.ts';
import { essay, turnToEditor } from './agent-pupil.ts';
import { captureOf, lock, onLine, recordingStored, WATCHED } from './agent-school.ts';
import { rounded, tableLines } from './table.ts';

/** Of an hour that is lived in a quarter of a minute: what a busy one has. */
const WINDOWS = 40;
const AT_ONCE = 4;
const KEYS = 400;
const KEY_MS = 4;
const LOCKS = 2;
/** Of the hours one in so many has its connection cut: an agent whose connections never last waits longer each time. */
const CUT_EVERY = 4;
const CAPTURED_WITHIN_MS = 10_000;
const STORED_WITHIN_MS = 60_000;
const ON_LINE_WITHIN_MS = 120_000;
const ALONE_WITHIN_MS = 10_000;
/** Memory that the agent may have more of at the end than at the beginning, in MB: what the counters of a day take. */
const MAY_GROW = 8;
const ENDS = 3;

interface Hour {
  readonly rssMb: number;
  readonly mostMb: number;
  readonly captured: boolean;
}

/** Has the agent live through so many hours in short, and says how its memory was after each. */
export async function liveHours(bench: AgentBench, hours: number, { say, print }: Out): Promise<void> {
  const lived: Hour[] = [];
  for (let hour = 1; hour <= hours; hour += 1) {
    lived.push(await liveHour(bench, hour));
    const { rssMb, mostMb } = lived.at(-1) ?? { rssMb: 0, mostMb: 0 };
    say(`Hour ${hour}: ${rssMb.toFixed(1)} MB, at most ${mostMb.toFixed(1)} MB with all its processes.`);
  }
  const captures = lived.filter(({ captured }) => captured).length;
  for (const row of tableLines(
    ['of a day', 'times'],
    [
      ['windows opened and closed', hours * WINDOWS],
      ['keys', hours * KEYS],
      ['locks', hours * LOCKS],
      ['connections cut', Math.floor(hours / CUT_EVERY)],
      ['severe captures with a recording', captures],
    ],
  ))
    print(row);
  print('');
  const first = middle(lived.slice(0, ENDS));
  const last = middle(lived.slice(-ENDS));
  const figures = {
    hours,
    captures,
    firstRssMb: rounded(first, 1),
    lastRssMb: rounded(last, 1),
    grownMb: rounded(last - first, 1),
    mostMb: rounded(Math.max(...lived.map(({ mostMb }) => mostMb)), 1),
  };
  for (const row of tableLines(
    ['figure', 'value', 'bar'],
    [
      ['RSS after the first hours, MB', figures.firstRssMb, ''],
      ['RSS after the last hours, MB', figures.lastRssMb, ''],
      ['grown by', figures.grownMb, `at most ${MAY_GROW} MB`],
      ['severe captures of which all was stored', captures, `${hours}`],
    ],
  ))
    print(row);
  print('');
  print(JSON.stringify(figures));
}

async function liveHour(bench: AgentBench, hour: number): Promise<Hour> {
  const { agent, desktop, server, deviceId, cut, newEditor } = bench;
  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, agent.cost().rssMb);
  }, 250);
  try {
    await newEditor();
    const words = `we meet the ${WATCHED} in hour ${hour}`;
    await write(desktop, `\n${words}.\n`, KEY_MS);
    await openAndClose(bench);
    await turnToEditor(desktop);
    await write(desktop, essay(KEYS, hour), KEY_MS);
    for (let time = 0; time < LOCKS; time += 1) {
      const lift = await lock(server, deviceId);
      await delay(400);
      await lift();
      await delay(200);
    }
    const id = await captureOf(server, words, CAPTURED_WITHIN_MS);
    if (hour % CUT_EVERY === 0) {
      cut();
      await delay(300);
    }
    await onLine(server, ON_LINE_WITHIN_MS);
    if (id !== null) await recordingStored(server, id, STORED_WITHIN_MS);
    return { rssMb: await aloneRss(bench), mostMb: most, captured: id !== null };
  } finally {
    clearInterval(watching);
  }
}

async function openAndClose({ desktop }: AgentBench): Promise<void> {
  for (let opened = 0; opened < WINDOWS; opened += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, place) => {
        const title = `Page ${opened + place}`;
        await desktop.start('xterm', ['-T', title, '-geometry', '60x10', '-e', 'sleep 0.1']).ended;
      }),
    );
}

/** The memory of the agent once the processes that it starts for a while are over. */
async function aloneRss({ agent }: AgentBench): Promise<number> {
  const late = performance.now() + ALONE_WITHIN_MS;
  let seen = agent.cost();
  while (seen.processes > 1 && performance.now() < late) {
    await delay(100);
    seen = agent.cost();
  }
  return seen.rssMb;
}

function middle(hours: readonly Hour[]): number {
  const sorted = hours.map(({ rssMb }) => rssMb).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
