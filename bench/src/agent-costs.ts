import { setTimeout as delay } from 'node:timers/promises';
import { write } from '../../apps/desktop/test/person.ts';
import type { TestScreen } from '../../apps/desktop/test/xvfb.ts';
import { keyMicros } from './agent-keys.ts';
import { type BenchAgent, essay } from './agent-pupil.ts';
import { captureOf, recordingStored, WATCHED } from './agent-school.ts';
import type { BenchServer } from './screens-server.ts';
import { rounded, tableLines } from './table.ts';

/** What is at work while something is measured. */
export interface AgentBench {
  readonly server: BenchServer;
  readonly desktop: TestScreen;
  readonly agent: BenchAgent;
  readonly deviceId: string;
  readonly recordSeconds: number;
  /** Closes the editor and opens another, in front: what is written there is a matter of its own. */
  readonly newEditor: () => Promise<void>;
  /** Cuts the agent off for a moment. */
  readonly cut: () => void;
}

/** How long each part takes. */
export interface CostPlan {
  /** After it came on line. */
  readonly settleMs: number;
  readonly idleMs: number;
  readonly busyMs: number;
  /** Of the recording of a severe capture. */
  readonly recordSeconds: number;
  /** How long the memory is looked at once the recording is stored. */
  readonly afterMs: number;
}

export interface Out {
  readonly say: (line: string) => void;
  readonly print: (line: string) => void;
}

/** What is allowed: percent of one core, MB, microseconds. */
const BARS = Object.freeze({ idle: 0.5, busy: 1, rss: 120, key: 1 });
/** A pupil types five keys a second. */
const KEY_MS = 200;
const FAST_KEY_MS = 15;
const SAMPLE_MS = 200;
const CAPTURED_WITHIN_MS = 4000;
const TRIES = 5;
const STORED_WITHIN_MS = 60_000;

interface Span {
  readonly cpuPercent: number;
  readonly rssMb: number;
  readonly pssMb: number;
  readonly processes: number;
}

/** Measures idle, busy and after a capture, and prints what was found. */
export async function measureCosts(bench: AgentBench, plan: CostPlan, { say, print }: Out): Promise<void> {
  const { desktop, agent } = bench;
  await delay(plan.settleMs);
  say('Nothing happens ...');
  const idle = await over(agent, delay(plan.idleMs));
  say('A pupil types ...');
  // The first picture is that of the whole screen; a pupil has been typing for a while.
  await write(desktop, essay(plan.settleMs / KEY_MS), KEY_MS);
  const busy = await over(agent, write(desktop, essay(plan.busyMs / KEY_MS), KEY_MS));
  say('A severe capture with a recording ...');
  const capturing = await over(agent, recorded(bench));
  const after = await over(agent, delay(plan.afterMs));
  const line = (what: string, span: Span): readonly (string | number)[] => [
    what,
    rounded(span.cpuPercent, 3),
    rounded(span.rssMb, 1),
    rounded(span.pssMb, 1),
    span.processes,
  ];
  for (const row of tableLines(
    ['the agent with all its processes', '% of a core', 'RSS MB', 'PSS MB', 'processes'],
    [
      line('on line, nothing happens', idle),
      line('five keys a second, frames taken', busy),
      line('until a severe capture is stored', capturing),
      line('after that', after),
    ],
  ))
    print(row);
  print('');
  const { push, whole } = await keyMicros();
  const figures = {
    idleCpuPercent: rounded(idle.cpuPercent, 3),
    busyCpuPercent: rounded(busy.cpuPercent, 2),
    rssMb: rounded(after.rssMb, 1),
    keyMicros: rounded(whole, 3),
  };
  for (const row of tableLines(
    ['figure', 'value', 'bar'],
    [
      ['idleCpuPercent', figures.idleCpuPercent, `at most ${BARS.idle} % of a core`],
      ['busyCpuPercent', figures.busyCpuPercent, `at most ${BARS.busy} % of a core`],
      ['rssMb, the most after the capture', figures.rssMb, `at most ${BARS.rss} MB`],
      ['keyMicros, the whole path of a key', figures.keyMicros, `at most ${BARS.key} µs`],
      ['the matcher alone', rounded(push, 3), ''],
    ],
  ))
    print(row);
  print('');
  print(JSON.stringify(figures));
}

/** The processor that is used while something goes on, and the most memory. */
async function over(agent: BenchAgent, going: Promise<unknown>): Promise<Span> {
  let ended = false;
  const end = going.finally(() => {
    ended = true;
  });
  const [before, began] = [agent.cost(), performance.now()];
  let most = before;
  const watching = (async () => {
    while (!ended) {
      const now = agent.cost();
      if (now.rssMb > most.rssMb) most = now;
      await delay(SAMPLE_MS);
    }
  })();
  await end;
  const cpuMs = agent.cost().cpuMs - before.cpuMs;
  const lasted = performance.now() - began;
  await watching;
  const { rssMb, pssMb, processes } = most;
  return { cpuPercent: (cpuMs / lasted) * 100, rssMb, pssMb, processes };
}

/** Types what is severe until it is captured, since the terms may still be under way; resolves when all is stored. */
async function recorded({ desktop, server, recordSeconds }: AgentBench): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const words = `we meet the ${WATCHED} at door ${attempt}`;
    await write(desktop, `\n${words}.\n`, FAST_KEY_MS);
    const id = await captureOf(server, words, CAPTURED_WITHIN_MS);
    if (id === null) continue;
    await recordingStored(server, id, recordSeconds * 1000 + STORED_WITHIN_MS);
    return;
  }
  throw new Error('What was typed was not captured.');
}
