import type { ActivityParts } from './parts.ts';
import { clearDays, makeDays } from './store-settings.ts';

/** So that a job that fails for some days, or a server that stands still over a holiday, holds nothing up. */
const DAYS_AHEAD = 7;
const EVERY_MS = 60 * 60_000;

/** Makes the days ahead and clears those that are over, again and again. */
export function keepDays({ db, log }: Pick<ActivityParts, 'db' | 'log'>): {
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    try {
      await makeDays(db, DAYS_AHEAD);
      const cleared = await clearDays(db);
      if (cleared > 0) log.info('activity.cleared', { days: cleared });
    } catch (cause) {
      log.error('activity.days-not-kept', {}, cause);
    }
  }

  return {
    async start() {
      await makeDays(db, DAYS_AHEAD);
      running = look();
      timer = setInterval(() => {
        running = running.then(look);
      }, EVERY_MS);
      timer.unref();
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      await running;
    },
  };
}
