import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import type { Database, SchoolTx } from '../platform/db/database.ts';
import type { Log } from '../platform/log/log.ts';
import type { Sockets } from '../platform/sockets/sockets.ts';
import type { Actor } from './actor.ts';
import { addConsoleSocket, CLOSE_TRY_AGAIN, viewKey, type ConsoleViewer } from './console-sockets.ts';
import type { Authenticate } from './routes.ts';

export const CONSOLE_SOCKET_PATH = '/console/socket';

/**
 * Decides what one viewer is told, or null for nothing. It is asked once for all viewers whose roles come to
 * the same on the same groups, so the answer must depend on these alone and not on who the actor is.
 */
export type Decide = (actor: Actor, tx: SchoolTx) => Promise<ConsoleFrame | null>;

/** Tells the open consoles of a school what has happened, each only what its person may see. */
export interface Live {
  /**
   * Call it after the commit (`tx.afterCommit`). Returns at once; the frames of one school go out in the order of the
   * calls. Asks nothing of the database while no console of the school is open.
   * @returns whether one is open, so that `decide` will be asked as long as it stays
   */
  publish(schoolId: string, decide: Decide): boolean;
  /** A sign-in has ended: its consoles are closed. */
  signedOut(sessionId: string): void;
  /**
   * What an account may do has changed (roles, groups, subgroups, disabled): its consoles are looked at anew before
   * anything published later reaches them. Without an account, all of the school.
   */
  accountsChanged(schoolId: string, accountId?: string): void;
  /** Calls the listener when the last console of an account is gone: nobody sits there any more. */
  whenGone(listener: (schoolId: string, accountId: string) => void): void;
  /** Consoles open now, for the metrics. */
  open(): number;
  close(): void;
}

export interface LiveOptions {
  readonly db: Database;
  readonly sockets: Sockets;
  readonly authenticate: Authenticate;
  readonly log: Log;
  /** Milliseconds after which each open console's sign-in is looked at again, for those that run out by themselves. */
  readonly recheckMs?: number;
}

const MAX_WAITING_BYTES = 1024 * 1024;
const MAX_WAITING_CALLS = 2000;

export function createLive(options: LiveOptions): Live {
  const { db, log } = options;
  const consoles = addConsoleSocket({
    ...options,
    path: CONSOLE_SOCKET_PATH,
    // A console only listens.
    maxBytes: 1024,
    maxWaitingBytes: MAX_WAITING_BYTES,
    opened(viewer) {
      viewer.link.send(JSON.stringify({ type: 'console/ready' } satisfies ConsoleFrame));
      return { text: () => {}, gone: () => left(viewer) };
    },
  });
  const listeners: Array<(schoolId: string, accountId: string) => void> = [];
  function left({ actor: { schoolId, accountId } }: ConsoleViewer): void {
    if (consoles.viewers(schoolId).some((other) => other.actor.accountId === accountId)) return;
    for (const listener of listeners) listener(schoolId, accountId);
  }
  const queues = new Map<string, Array<() => Promise<void>>>();

  const isOpen = (schoolId: string): boolean => consoles.viewers(schoolId).length > 0;

  /** Runs the steps of one school one after the other, so that what was said first arrives first. */
  function enqueue(schoolId: string, step: () => Promise<void>): void {
    const waiting = queues.get(schoolId);
    if (waiting === undefined) {
      const steps = [step];
      queues.set(schoolId, steps);
      void drain(schoolId, steps);
      return;
    }
    if (waiting.length < MAX_WAITING_CALLS) {
      waiting.push(step);
      return;
    }
    log.warn('live.too-far-behind', { schoolId });
    for (const viewer of consoles.viewers(schoolId)) viewer.link.close(CLOSE_TRY_AGAIN, 'too far behind');
    waiting.length = 0;
  }

  async function drain(schoolId: string, steps: Array<() => Promise<void>>): Promise<void> {
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      try {
        await step();
      } catch (cause) {
        log.error('live.failed', { schoolId }, cause);
      }
    }
    queues.delete(schoolId);
  }

  async function tell(schoolId: string, decide: Decide): Promise<void> {
    const alike = new Map<string, ConsoleViewer[]>();
    for (const viewer of consoles.viewers(schoolId)) {
      const key = viewKey(viewer.actor);
      const same = alike.get(key);
      if (same === undefined) alike.set(key, [viewer]);
      else same.push(viewer);
    }
    if (alike.size === 0) return;
    await db.inSchool(schoolId, async (tx) => {
      for (const viewers of alike.values()) {
        const actor = viewers[0]?.actor;
        const frame = actor === undefined ? null : await decide(actor, tx);
        if (frame === null) continue;
        // Parsing drops whatever a presenter did not mean to send.
        const text = JSON.stringify(ConsoleFrame.parse(frame));
        for (const viewer of viewers) if (consoles.has(viewer)) viewer.link.send(text);
      }
    });
  }

  async function recheck(viewer: ConsoleViewer): Promise<void> {
    if ((await consoles.recheck(viewer)) !== 'changed') return;
    viewer.link.send(JSON.stringify({ type: 'accounts/changed' } satisfies ConsoleFrame));
  }

  function recheckSchool(schoolId: string, accountId: string | null): void {
    enqueue(schoolId, async () => {
      for (const viewer of consoles.viewers(schoolId)) {
        const { actor } = viewer;
        // Whoever acts as somebody sees less once they may see less.
        const concerned = actor.accountId === accountId || actor.actingAs?.target.id === accountId;
        if (accountId === null || concerned) await recheck(viewer);
      }
    });
  }

  const rechecking = setInterval(() => {
    for (const schoolId of consoles.schoolIds()) recheckSchool(schoolId, null);
  }, options.recheckMs ?? 60_000);
  rechecking.unref();

  return {
    publish(schoolId, decide) {
      if (!isOpen(schoolId)) return false;
      enqueue(schoolId, () => tell(schoolId, decide));
      return true;
    },
    signedOut: (sessionId) => consoles.signedOut(sessionId),
    accountsChanged(schoolId, accountId) {
      if (isOpen(schoolId)) recheckSchool(schoolId, accountId ?? null);
    },
    whenGone: (listener) => void listeners.push(listener),
    open: () => consoles.open(),
    close: () => clearInterval(rechecking),
  };
}
