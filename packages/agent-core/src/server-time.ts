import { z } from 'zod';
import type { Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { StateStore } from './contracts/state-store.ts';
import { readDocument, writeDocument } from './stored-document.ts';

const TIME = 'server-time';
/** A difference of less is the network's, and not worth the disk. */
const NOTABLE_MS = 5000;
const ServerTimeDocument = z.object({ ahead: z.number().int() });

/** The server's time as well as it is known, which is what the school's hours go by. */
export interface ServerTime {
  /** Milliseconds since 1970. */
  now(): number;
  /** What the server said just now. */
  learn(serverTime: string): void;
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
  let work: Promise<void> = Promise.resolve();

  async function keep(now: number): Promise<void> {
    try {
      await writeDocument(store, TIME, { ahead: now });
    } catch {
      log('time.not-kept');
    }
  }

  return {
    now: () => clock.now() + ahead,
    learn(serverTime) {
      const told = Date.parse(serverTime);
      if (Number.isNaN(told)) return;
      ahead = Math.round(told - clock.now());
      if (Math.abs(ahead - kept) < NOTABLE_MS) return;
      kept = ahead;
      const now = ahead;
      work = work.then(() => keep(now));
    },
    async load() {
      const stored = await readDocument(store, TIME, ServerTimeDocument);
      if (stored === null) return;
      ahead = stored.ahead;
      kept = stored.ahead;
    },
    idle: () => work,
  };
}
