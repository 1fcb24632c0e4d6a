import type { AlertParts } from './parts.ts';
import { planOwed, staffWhoSee, stepWatch } from './plan.ts';
import { backOff, sendDue } from './send.ts';
import { watchesDue } from './store-chain.ts';
import { forgetOld } from './store-mails.ts';
import { listOwed, mailFigures, schoolsDue, takeOwed } from './store.ts';
import { planSummaries } from './summary.ts';

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;
/** How much is taken up before the staff of the school are looked at anew. */
const BATCH = 100;

/** Works on what is owed: at once when it is told of it, and by itself as time goes on. */
export interface AlertLoop {
  /** Something is owed in the school; call it after the commit. */
  wake(schoolId: string): void;
  /** Mails of all schools that wait and that were given up, as last counted. */
  figures(): { readonly waiting: number; readonly dead: number };
  stop(): Promise<void>;
}

export interface AlertTimes {
  /** Milliseconds between two looks at what is due. */
  readonly lookMs: number;
  /** Milliseconds between two looks at summaries, at what is old, and at the figures. */
  readonly seldomMs: number;
}

export const ALERT_TIMES: AlertTimes = Object.freeze({ lookMs: 1000, seldomMs: 30_000 });

export function startAlertLoop(parts: AlertParts, times: AlertTimes = ALERT_TIMES): AlertLoop {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let figures = { waiting: 0, dead: 0 };
  let forgotten = 0;
  const failed = new Map<string, Failed>();

  /** Runs the work of a school once at a time; asked for meanwhile, once more after it. */
  function oneAtATime(event: string, work: (schoolId: string) => Promise<void>): (schoolId: string) => void {
    const states = new Map<string, 'runs' | 'again'>();
    return (schoolId) => {
      if (stopping.signal.aborted) return;
      if (states.has(schoolId)) {
        states.set(schoolId, 'again');
        return;
      }
      const run = async (): Promise<void> => {
        do {
          states.set(schoolId, 'runs');
          try {
            await work(schoolId);
          } catch (cause) {
            parts.log.error(event, { schoolId }, cause);
          }
        } while (states.get(schoolId) === 'again' && !stopping.signal.aborted);
        states.delete(schoolId);
      };
      const promise: Promise<void> = run().finally(() => running.delete(promise));
      running.add(promise);
    };
  }

  const send = oneAtATime('alerts.sending-failed', (schoolId) => sendDue(parts, schoolId, stopping.signal));
  const plan = oneAtATime('alerts.planning-failed', async (schoolId) => {
    await parts.db.inSchool(schoolId, (tx) => planSummaries(parts, tx));
    await planAll(parts, schoolId, stopping.signal, failed, () => send(schoolId));
    send(schoolId);
  });

  const look = single('alerts.look-failed', async () => {
    for (const schoolId of await schoolsDue(parts.db, parts.clock.now())) plan(schoolId);
  });
  const seldom = single('alerts.seldom-failed', async () => {
    const now = parts.clock.now();
    const tidies = now - forgotten > DAY_MS;
    if (tidies) forgotten = now;
    for (const schoolId of await parts.schoolIds()) {
      await parts.db.inSchool(schoolId, async (tx) => {
        await planSummaries(parts, tx);
        if (tidies) await forgetOld(tx, now - KEPT_MS);
      });
    }
    figures = await mailFigures(parts.db);
  });

  function single(event: string, work: () => Promise<void>): () => void {
    let busy = false;
    return () => {
      if (busy || stopping.signal.aborted) return;
      busy = true;
      const promise: Promise<void> = work()
        .catch((cause: unknown) => parts.log.error(event, {}, cause))
        .finally(() => {
          busy = false;
          running.delete(promise);
        });
      running.add(promise);
    };
  }

  const timers = [setInterval(look, times.lookMs), setInterval(seldom, times.seldomMs)];
  for (const timer of timers) timer.unref();
  seldom();
  return {
    wake: plan,
    figures: () => figures,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Something that could not be planned, and when it is tried again (milliseconds, as the process counts them). */
interface Failed {
  readonly tries: number;
  readonly until: number;
}

/**
 * Takes up all that is owed in a school and the captures whose time is up, each in a transaction of its own: one that
 * goes wrong is tried again after a while and holds nothing else up.
 */
async function planAll(
  parts: AlertParts,
  schoolId: string,
  signal: AbortSignal,
  failed: Map<string, Failed>,
  onMore: () => void,
): Promise<void> {
  const rests = (id: string): boolean => (failed.get(id)?.until ?? 0) > performance.now();
  for (;;) {
    const { owed, due, staff } = await parts.db.inSchool(schoolId, async (tx) => {
      const some = (await listOwed(tx, BATCH + failed.size)).filter((id) => !rests(id));
      const late = (await watchesDue(tx, parts.clock.now(), BATCH + failed.size)).filter((id) => !rests(id));
      const any = some.length > 0 || late.length > 0;
      return { owed: some, due: late, staff: any ? await staffWhoSee(parts, tx) : new Map() };
    });
    if (owed.length === 0 && due.length === 0) return;
    const steps = [
      ...owed.map((id) => ({ id, kind: 'owed' as const })),
      ...due.map((id) => ({ id, kind: 'watch' as const })),
    ];
    for (const { id, kind } of steps) {
      if (signal.aborted) return;
      try {
        await parts.db.inSchool(schoolId, async (tx) => {
          if (kind === 'watch') return stepWatch(parts, tx, staff, id);
          const taken = await takeOwed(tx, id);
          if (taken !== null) await planOwed(parts, tx, staff, taken);
        });
        failed.delete(id);
      } catch (cause) {
        const tries = (failed.get(id)?.tries ?? 0) + 1;
        failed.set(id, { tries, until: performance.now() + backOff(tries) });
        parts.log.error('alerts.not-planned', { schoolId, id, kind }, cause);
      }
    }
    onMore();
  }
}
