import { setTimeout as wait } from 'node:timers/promises';
import { changeOver } from './features/releases/change-over.ts';
import type { Exchange, Notes } from './platform/contract/exchange.ts';
import { systemClock } from './platform/node/clock.ts';
import { isRunning } from './platform/node/is-running.ts';
import { createNetwork } from './platform/node/network.ts';

const ANSWER_MS = 5000;

/** What the exchange of a system is told besides: how to wait, and where to say what it does. */
export interface ExchangeParts {
  readonly wait: (ms: number) => Promise<void>;
  readonly log: (event: string, fields?: Readonly<Record<string, string | number>>) => void;
}

/**
 * Exchanges the agent, from beside it, as its notes say, and puts the version before back where the new one does not prove
 * itself. What it does is said on the standard output, a line of JSON each.
 */
export async function exchangeAgent(
  notes: Notes,
  exchangeOf: (parts: ExchangeParts) => Exchange,
): Promise<void> {
  const log: ExchangeParts['log'] = (event, fields = {}) => {
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
  };
  const network = createNetwork();
  await changeOver({
    notes,
    exchange: exchangeOf({ wait, log }),
    isRunning,
    async reaches(server) {
      const asked = { method: 'GET', headers: {}, body: null, timeoutMs: ANSWER_MS } as const;
      return (await network.http.request({ ...asked, url: `${server}/` })).ok;
    },
    passed: systemClock.passed,
    wait,
    log,
  });
  network.close();
}
