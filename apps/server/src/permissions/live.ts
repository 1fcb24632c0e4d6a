import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { CLOSE_SIGNED_OUT } from '@lapwing/protocol/wire.ts';
import type { FastifyRequest } from 'fastify';
import type { Database, SchoolTx } from '../platform/db/database.ts';
import type { Log } from '../platform/log/log.ts';
import type { SocketLink, Sockets } from '../platform/sockets/sockets.ts';
import type { Actor } from './actor.ts';
import type { Authenticate } from './routes.ts';

export const CONSOLE_SOCKET_PATH = '/console/socket';

/**
 * Decides what one viewer is told, or null for nothing. It is asked once for all viewers with the same roles and
 * groups, so the answer must depend on these alone and not on who the actor is.
 */
export type Decide = (actor: Actor, tx: SchoolTx) => Promise<ConsoleFrame | null>;

/** Tells the open consoles of a school what has happened, each only what its person may see. */
export interface Live {
  /**
   * Call it after the commit (`tx.afterCommit`). Returns at once; the frames of one school go out in the order of the
   * calls. Asks nothing of the database while no console of the school is open.
   */
  publish(schoolId: string, decide: Decide): void;
  /** A sign-in has ended: its consoles are closed. */
  signedOut(sessionId: string): void;
  /**
   * What an account may do has changed (roles, groups, subgroups, disabled): its consoles are looked at anew before
   * anything published later reaches them. Without an account, all of the school.
   */
  accountsChanged(schoolId: string, accountId?: string): void;
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

interface Viewer {
  readonly link: SocketLink;
  actor: Actor;
}

const MAX_WAITING_BYTES = 1024 * 1024;
const MAX_WAITING_CALLS = 2000;
/** WebSocket: try again later (RFC 6455's registry); the console opens anew and loads everything. */
const CLOSE_TRY_AGAIN = 1013;

export function createLive(options: LiveOptions): Live {
  const { db, log } = options;
  const schools = new Map<string, Set<Viewer>>();
  const queues = new Map<string, Array<() => Promise<void>>>();

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
    for (const viewer of schools.get(schoolId) ?? []) viewer.link.close(CLOSE_TRY_AGAIN, 'too far behind');
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
    const alike = new Map<string, Viewer[]>();
    for (const viewer of schools.get(schoolId) ?? []) {
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
        for (const viewer of viewers) if (schools.get(schoolId)?.has(viewer) === true) viewer.link.send(text);
      }
    });
  }

  async function recheck(viewer: Viewer): Promise<void> {
    const actor = await options.authenticate(viewer.link.request);
    if (actor === null || actor.schoolId !== viewer.actor.schoolId) {
      drop(viewer);
      viewer.link.close(CLOSE_SIGNED_OUT, 'signed out');
      return;
    }
    const changed = viewKey(actor) !== viewKey(viewer.actor);
    viewer.actor = actor;
    if (changed) viewer.link.send(JSON.stringify({ type: 'accounts/changed' } satisfies ConsoleFrame));
  }

  function drop(viewer: Viewer): void {
    const { schoolId } = viewer.actor;
    const viewers = schools.get(schoolId);
    viewers?.delete(viewer);
    if (viewers?.size === 0) schools.delete(schoolId);
  }

  function recheckSchool(schoolId: string, accountId: string | null): void {
    enqueue(schoolId, async () => {
      for (const viewer of Array.from(schools.get(schoolId) ?? [])) {
        if (accountId === null || viewer.actor.accountId === accountId) await recheck(viewer);
      }
    });
  }

  options.sockets.add({
    path: CONSOLE_SOCKET_PATH,
    // A console only listens.
    maxBytes: 1024,
    maxWaitingBytes: MAX_WAITING_BYTES,
    admitWithinMs: 10_000,
    strangersPerAddress: 200,
    silenceMs: 75_000,
    silenceCode: 1001,
    ping: true,
    refuse: (request) => (fromOwnPage(request) ? null : 'other-origin'),
    open(link) {
      let viewer: Viewer | null = null;
      let closed = false;
      void (async () => {
        try {
          const actor = await options.authenticate(link.request);
          if (closed) return;
          if (actor === null) return link.close(CLOSE_SIGNED_OUT, 'not signed in');
          viewer = { link, actor };
          const viewers = schools.get(actor.schoolId) ?? new Set<Viewer>();
          schools.set(actor.schoolId, viewers.add(viewer));
          link.admit();
          link.send(JSON.stringify({ type: 'console/ready' } satisfies ConsoleFrame));
        } catch (cause) {
          log.error('live.not-opened', {}, cause);
          link.close(CLOSE_TRY_AGAIN, 'try again');
        }
      })();
      return {
        text: () => {},
        closed() {
          closed = true;
          if (viewer !== null) drop(viewer);
        },
      };
    },
  });

  const rechecking = setInterval(() => {
    for (const schoolId of schools.keys()) recheckSchool(schoolId, null);
  }, options.recheckMs ?? 60_000);
  rechecking.unref();

  return {
    publish(schoolId, decide) {
      if (schools.has(schoolId)) enqueue(schoolId, () => tell(schoolId, decide));
    },
    signedOut(sessionId) {
      for (const viewers of Array.from(schools.values())) {
        for (const viewer of Array.from(viewers)) {
          if (viewer.actor.sessionId !== sessionId) continue;
          drop(viewer);
          viewer.link.close(CLOSE_SIGNED_OUT, 'signed out');
        }
      }
    },
    accountsChanged(schoolId, accountId) {
      if (schools.has(schoolId)) recheckSchool(schoolId, accountId ?? null);
    },
    open: () => Array.from(schools.values()).reduce((sum, viewers) => sum + viewers.size, 0),
    close: () => clearInterval(rechecking),
  };
}

/** Equal for actors who see the same: roles and groups in any order. */
function viewKey(actor: Actor): string {
  return `${[...actor.roles].sort().join()}|${[...actor.groupIds].sort().join()}`;
}

/** A socket is not held back by the same-origin rule: the browser's word on where the page is from must be asked for. */
function fromOwnPage(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
