import { setTimeout as delay } from 'node:timers/promises';
import { write } from '../../apps/desktop/test/person.ts';
import type { AgentBench, Out } from './agent-costs.ts';
import { essay } from './agent-pupil.ts';
import { captureOf, recordingStored, WATCHED } from './agent-school.ts';
import { rounded } from './table.ts';

const MINUTE_MS = 60_000;
/** So often something severe is written. */
const CAPTURE_EVERY = 15;
const KEY_MS = 200;
const KEYS = 25;
const CAPTURED_WITHIN_MS = 20_000;
const STORED_WITHIN_MS = 90_000;

/** Leaves the agent at work for so many real minutes, with a line each minute, and says at the end what has grown. */
export async function soak(bench: AgentBench, minutes: number, { say, print }: Out): Promise<void> {
  const { desktop, server, agent, newEditor } = bench;
  const seen: number[] = [];
  let captures = 0;
  const began = agent.cost().cpuMs;
  const start = performance.now();
  for (let minute = 1; minute <= minutes; minute += 1) {
    const until = start + minute * MINUTE_MS;
    if (minute % CAPTURE_EVERY === 0) {
      await newEditor();
      const words = `we meet the ${WATCHED} at minute ${minute}`;
      await write(desktop, `\n${words}.\n`, KEY_MS / 10);
      const id = await captureOf(server, words, CAPTURED_WITHIN_MS);
      if (id !== null) {
        await recordingStored(server, id, STORED_WITHIN_MS);
        captures += 1;
      }
    } else await write(desktop, essay(KEYS, minute), KEY_MS);
    await delay(Math.max(0, until - performance.now()));
    const { rssMb, pssMb, processes, cpuMs } = agent.cost();
    seen.push(rssMb);
    const percent = ((cpuMs - began) / (performance.now() - start)) * 100;
    print(
      `minute ${minute}  RSS ${rssMb.toFixed(1)} MB  PSS ${pssMb.toFixed(1)} MB  processes ${processes}  ` +
        `${percent.toFixed(2)} % of a core so far  captures ${captures}`,
    );
  }
  const [first, last] = [seen.slice(0, CAPTURE_EVERY * 2), seen.slice(-CAPTURE_EVERY * 2)];
  const figures = {
    minutes,
    captures,
    firstRssMb: rounded(Math.max(...first), 1),
    lastRssMb: rounded(Math.max(...last), 1),
    mostRssMb: rounded(Math.max(...seen), 1),
  };
  say('The most of the first and of the last half hour, and of all:');
  print(JSON.stringify(figures));
}
