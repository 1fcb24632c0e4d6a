import { z } from 'zod';
import type { Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { StateStore } from './contracts/state-store.ts';
import { readDocument, writeDocument } from './stored-document.ts';

const TIME = 'server-time';
/** A difference of less is the network's, and not worth the disk. */
const NOTABLE_MS = 5000;
/** By so much the server's word may lie behind for its way here: no end is taken back for that. */
const ON_ITS_WAY_MS = 1000;
const ServerTimeDocument = z.object({
  ahead: z.number().int(),
  steadyAhead: z.number().int().optional(),
  reached: z.number().int().optional(),
});

/** The server's word on the time. */
export interface ServerSaid {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Milliseconds, as the device counts what has passed. */
  readonly passed: number;
}

/** The server's time as well as it is known, which is what the school's hours go by. */
export interface ServerTime {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * As `now`, but counted from what the server said last: whoever sets the clock of the device moves it neither on nor
   * back. Where the device slept without the server it may lie behind. What restricts a person goes by it.
   */
  steady(): number;
  /** What the server said just now. */
  learn(serverTime: string): void;
  /** What it said last in this run, and when by `clock.passed`; null before. */
  said(): ServerSaid | null;
  /** Writes down how far `steady` has come, so that a restart does not take it back. */
  mark(): void;
  /** Takes up what was known before a restart. */
  load(): Promise<void>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** Keeps by how much the device's clock is wrong, also where the server is away after a restart. */
export function createServerTime(parts: {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Log;
}): ServerTime {
  const { store, clock, log } = parts;
  let ahead = 0;
  let kept = 0;
  /** What `steady` was when nothing had passed. */
  let base = clock.now() - clock.passed();
  let said: ServerSaid | null = null;
  let work: Promise<void> = Promise.resolve();

  const steady = (): number => Math.round(base + clock.passed());

  function keep(): void {
    kept = ahead;
    const document = { ahead, steadyAhead: Math.round(steady() - clock.now()), reached: steady() };
    work = work
      .then(() => writeDocument(store, TIME, document))
      .catch(() => {
        log('time.not-kept');
      });
  }

  return {
    now: () => clock.now() + ahead,
    steady,
    learn(serverTime) {
      const told = Date.parse(serverTime);
      if (Number.isNaN(told)) return;
      said = { time: told, passed: clock.passed() };
      const behind = steady() - told;
      if (behind < 0 || behind > ON_ITS_WAY_MS) base = told - clock.passed();
      ahead = Math.round(told - clock.now());
      if (Math.abs(ahead - kept) >= NOTABLE_MS) keep();
    },
    said: () => said,
    mark: keep,
    async load() {
      const stored = await readDocument(store, TIME, ServerTimeDocument);
      if (stored === null) return;
      ahead = stored.ahead;
      kept = stored.ahead;
      // Nothing but its own clock says how long the device was off; time that had passed by then has passed.
      const shown = clock.now() + (stored.steadyAhead ?? stored.ahead);
      base = Math.max(shown, stored.reached ?? shown) - clock.passed();
    },
    idle: () => work,
  };
}
