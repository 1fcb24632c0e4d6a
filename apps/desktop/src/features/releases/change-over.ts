import type { Exchange, Notes } from '../../platform/contract/exchange.ts';
import {
  type Change,
  NOTES,
  type Outcome,
  readChange,
  readHealth,
  writeChange,
  writeOutcome,
} from './change.ts';
import { createJudge } from './judge.ts';

const LOOK_MS = 1000;
/** Putting back is tried again until it succeeds: without it there is no agent. */
const AGAIN_MS = 30_000;

/**
 * Exchanges the agent, from wherever an exchange stands, also after the power failed in it: keeps what is there, puts the
 * other version in place, watches it, and puts the kept one back where it does not prove itself.
 * @returns what became of it; null when there was nothing to do
 */
export async function changeOver(parts: {
  readonly notes: Notes;
  readonly exchange: Exchange;
  readonly isRunning: (pid: number) => boolean;
  /** Whether anything answers at that address. */
  readonly reaches: (server: string) => Promise<boolean>;
  readonly passed: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly log: (event: string, fields?: Readonly<Record<string, string | number>>) => void;
}): Promise<Outcome | null> {
  const { notes, exchange, log, wait } = parts;
  const found = await readChange(notes);
  if (found === null) {
    await notes.remove(NOTES.change);
    await exchange.clear();
    return null;
  }
  let change: Change = found;
  const { from, to } = change;

  async function step(next: Change['step']): Promise<void> {
    change = { ...change, step: next };
    await writeChange(notes, change);
    log('change.step', { step: next, from, to });
  }

  /** Whether the other version proves itself. */
  async function proves(): Promise<boolean> {
    const judge = createJudge(change.proveMs);
    for (let before = parts.passed(); ;) {
      await wait(LOOK_MS);
      const health = await readHealth(notes);
      const up = health !== null && health.version === to && parts.isRunning(health.pid) ? health : null;
      const connected = up?.connected === true;
      const now = parts.passed();
      const verdict = judge({
        since: now - before,
        pid: up?.pid ?? null,
        connected,
        // Only asked where it matters.
        reachable:
          up !== null && !connected && change.server !== null && (await parts.reaches(change.server)),
      });
      before = now;
      if (verdict !== 'wait') return verdict === 'good';
    }
  }

  if (change.step === 'asked') {
    try {
      await exchange.keep();
    } catch (error) {
      // What could not be taken back is not tried; the version that runs goes on, and says so when it next starts.
      log('change.not-kept', { error: error instanceof Error ? error.message : 'unknown' });
      return end('rolled-back');
    }
    await step('kept');
  }
  if (change.step === 'kept') await step((await exchange.install('come')) ? 'came' : 'back');
  if (change.step === 'came') {
    if (await proves()) return end('done');
    await step('back');
  }
  // Left before the old one starts, which is the one to say it.
  await writeOutcome(notes, { from, to, outcome: 'rolled-back' });
  while (!(await exchange.install('kept'))) {
    log('change.not-put-back', { from });
    await wait(AGAIN_MS);
  }
  return end('rolled-back');

  async function end(outcome: Outcome['outcome']): Promise<Outcome> {
    if (outcome === 'rolled-back') await writeOutcome(notes, { from, to, outcome });
    await notes.remove(NOTES.change);
    await exchange.clear();
    log('change.ended', { outcome, from, to });
    return { from, to, outcome };
  }
}
