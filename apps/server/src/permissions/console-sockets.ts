import { type ConsoleFrame, PULSE_SECONDS } from '@lapwing/protocol/console-frames.ts';
import { CLOSE_SIGNED_OUT } from '@lapwing/protocol/wire.ts';
import type { FastifyRequest } from 'fastify';
import type { Log } from '../platform/log/log.ts';
import type { SocketLink, Sockets } from '../platform/sockets/sockets.ts';
import type { Actor } from './actor.ts';
import type { Authenticate } from './routes.ts';

const PULSE = Object.freeze({
  everyMs: PULSE_SECONDS * 1000,
  text: JSON.stringify({ type: 'console/pulse' } satisfies ConsoleFrame),
});

/** WebSocket: try again later (RFC 6455's registry); the console opens anew and loads everything. */
export const CLOSE_TRY_AGAIN = 1013;

/** One open console on one of the server's socket paths. */
export interface ConsoleViewer {
  readonly link: SocketLink;
  /** Who sits there, as of the last time that the sign-in was looked at. */
  readonly actor: Actor;
}

/** What a path hears of one console. */
export interface ConsoleHandlers {
  /** Never called before the console is admitted. */
  text(text: string): void;
  /** Called once, the moment that it is to be told nothing more: it left, signed out, or may not sign in any longer. */
  gone(): void;
}

export interface ConsoleSocketOptions {
  readonly sockets: Sockets;
  readonly authenticate: Authenticate;
  readonly log: Log;
  readonly path: `/${string}`;
  /** Bytes of the largest message that a console may send. */
  readonly maxBytes: number;
  readonly maxWaitingBytes: number;
  /** A signed-in person's console is let in; what it is told first is up to the path. */
  readonly opened: (viewer: ConsoleViewer) => ConsoleHandlers;
}

/** The open consoles of one path. */
export interface ConsoleSockets {
  schoolIds(): string[];
  viewers(schoolId: string): ConsoleViewer[];
  /** False from the moment that it may be told nothing more. */
  has(viewer: ConsoleViewer): boolean;
  /**
   * Looks at the sign-in anew. `gone`: it has ended, and the connection is closed; `changed`: roles or groups are
   * others, or looking with another's rights began or ended.
   */
  recheck(viewer: ConsoleViewer): Promise<'same' | 'changed' | 'gone'>;
  /** A sign-in has ended: its consoles are closed. */
  signedOut(sessionId: string): void;
  /** Consoles open now. */
  open(): number;
}

/** The one way to add a socket for consoles: only from a page of this server, only for who is signed in. */
export function addConsoleSocket(options: ConsoleSocketOptions): ConsoleSockets {
  const { log } = options;
  interface Entry extends ConsoleViewer {
    actor: Actor;
    handlers: ConsoleHandlers | null;
  }
  const schools = new Map<string, Set<Entry>>();
  const entryOf = (viewer: ConsoleViewer): Entry | undefined => {
    for (const entry of schools.get(viewer.actor.schoolId) ?? []) if (entry === viewer) return entry;
    return undefined;
  };

  function drop(entry: Entry): void {
    const { schoolId } = entry.actor;
    const viewers = schools.get(schoolId);
    if (viewers?.delete(entry) !== true) return;
    if (viewers.size === 0) schools.delete(schoolId);
    entry.handlers?.gone();
  }

  function signOut(entry: Entry): void {
    drop(entry);
    entry.link.close(CLOSE_SIGNED_OUT, 'signed out');
  }

  options.sockets.add({
    path: options.path,
    maxBytes: options.maxBytes,
    maxWaitingBytes: options.maxWaitingBytes,
    admitWithinMs: 10_000,
    strangersPerAddress: 200,
    silenceMs: 75_000,
    silenceCode: 1001,
    ping: true,
    pulse: PULSE,
    refuse: (request) => (fromOwnPage(request) ? null : 'other-origin'),
    open(link) {
      let entry: Entry | null = null;
      let closed = false;
      void (async () => {
        try {
          const actor = await options.authenticate(link.request);
          if (closed) return;
          if (actor === null) return link.close(CLOSE_SIGNED_OUT, 'not signed in');
          entry = { link, actor, handlers: null };
          const viewers = schools.get(actor.schoolId) ?? new Set<Entry>();
          schools.set(actor.schoolId, viewers.add(entry));
          link.admit();
          entry.handlers = options.opened(entry);
        } catch (cause) {
          log.error('live.not-opened', { path: options.path }, cause);
          link.close(CLOSE_TRY_AGAIN, 'try again');
        }
      })();
      return {
        text: (text) => entry?.handlers?.text(text),
        closed() {
          closed = true;
          if (entry !== null) drop(entry);
        },
      };
    },
  });

  return {
    schoolIds: () => Array.from(schools.keys()),
    viewers: (schoolId) => Array.from(schools.get(schoolId) ?? []),
    has: (viewer) => entryOf(viewer) !== undefined,
    async recheck(viewer) {
      const entry = entryOf(viewer);
      if (entry === undefined) return 'gone';
      const actor = await options.authenticate(entry.link.request);
      if (entryOf(entry) === undefined) return 'gone';
      if (actor === null || actor.schoolId !== entry.actor.schoolId) {
        signOut(entry);
        return 'gone';
      }
      const changed =
        viewKey(actor) !== viewKey(entry.actor) || actor.actingAs?.id !== entry.actor.actingAs?.id;
      entry.actor = actor;
      return changed ? 'changed' : 'same';
    },
    signedOut(sessionId) {
      for (const entries of Array.from(schools.values())) {
        for (const entry of Array.from(entries)) if (entry.actor.sessionId === sessionId) signOut(entry);
      }
    },
    open: () => Array.from(schools.values()).reduce((sum, entries) => sum + entries.size, 0),
  };
}

/**
 * Equal only for actors who see the same: by what their roles come to and on which groups, in any order, and never by
 * the names of roles, which a school can change under an open console.
 */
export function viewKey(actor: Pick<Actor, 'grants'>): string {
  return actor.grants
    .map((grant) => [grant.scope, grant.capabilities.toSorted().join(), grant.groupIds.toSorted().join()])
    .map((parts) => parts.join('|'))
    .toSorted()
    .join('\n');
}

/** A socket is not held back by the same-origin rule: the browser's word on where the page is from must be asked for. */
function fromOwnPage(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
