import { execFile } from 'node:child_process';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import type { Cancel } from '../../contract/cancel.ts';
import type { DesktopSession, LoggedOn } from '../../contract/session.ts';
import { type Account, readAccount } from './accounts.ts';
import { logindWaylandSession } from './logind.ts';
import { isPerson } from './owners.ts';
import { watchFolder } from './watch-folder.ts';

/** Where the system says of Wayland sessions; what is left out is where it is on every device. */
export interface WaylandPlaces {
  /** Where logind keeps its sessions. */
  readonly logind?: string;
  /** Has a folder for each account that is logged on, called by its number. */
  readonly runtime?: string;
  /** The sockets that there are, as the kernel lists them. */
  readonly sockets?: string;
  readonly account?: (uid: number) => Promise<Account | null>;
}

/** Whoever is logged on by Wayland at the screens of this device. */
export interface WaylandPerson {
  readonly uid: number;
  readonly logOnId: string;
  readonly since: number | null;
  /** Of its session, by logind; null where there is no logind. */
  readonly id: string | null;
}

export interface WaylandSession extends DesktopSession {
  stop(): void;
}

const LOGIND = '/run/systemd/sessions';
const RUNTIME = '/run/user';
const SOCKETS = '/proc/net/unix';
const LISTENS = '00010000';
const SOCKET = /^(\d+)\/wayland-\d+$/u;
const LOOK_MS = 5000;
const SETTLE_MS = 250;
const END_MS = 10_000;

/**
 * The person at a Wayland session, whether or not it has an X display: logind says so, or else the socket at which their
 * programs find the compositor. Null where there is none.
 */
export async function waylandPerson(places: WaylandPlaces = {}): Promise<WaylandPerson | null> {
  const { logind = LOGIND, runtime = RUNTIME, sockets = SOCKETS } = places;
  if (await isThere(logind)) {
    const session = await logindWaylandSession(logind);
    if (session === null) return null;
    const { id, uid, since } = session;
    return { uid, logOnId: `logind-${id}-${since ?? 0}`, since, id };
  }
  const listed = await readFile(sockets, 'utf8').catch(() => '');
  for (const { file, inode } of compositorsIn(listed, runtime)) {
    const { uid } = await stat(file).catch(() => ({ uid: null }));
    if (uid !== null && (isPerson(uid) || uid === 0))
      return { uid, logOnId: `wayland-${uid}-${inode}`, since: null, id: null };
  }
  return null;
}

/**
 * Sockets at which compositors wait for programs.
 * @param listed as the kernel lists them, proc(5): number, references, protocol, flags, type, state, inode, path
 */
export function compositorsIn(
  listed: string,
  runtime: string,
): readonly { readonly file: string; readonly inode: string }[] {
  return listed.split('\n').flatMap((line) => {
    const [, , , flags, , , inode = '', ...rest] = line.trim().split(/\s+/u);
    const file = rest.join(' ');
    const below = path.relative(runtime, file);
    return flags === LISTENS && file.startsWith('/') && SOCKET.test(below) ? [{ file, inode }] : [];
  });
}

/** Who is logged on by Wayland, where no X display tells of it. How long nothing was used is not known there. */
export function openWaylandSession(places: WaylandPlaces = {}): WaylandSession {
  const { account: ask = readAccount, logind = LOGIND } = places;
  const listeners = new Set<() => void>();
  let before: string | null = null;
  let soon: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async (): Promise<WaylandPerson | null> => {
    const person = await waylandPerson(places);
    const now = person?.logOnId ?? null;
    if (stopped || now === before) return person;
    before = now;
    for (const listener of listeners) listener();
    return person;
  };
  // Nothing tells where there is no logind.
  const looking = setInterval(() => void look(), LOOK_MS);
  looking.unref();
  const cancelWatch: Cancel = watchFolder(logind, () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void look();
    }, SETTLE_MS);
  });
  return {
    current: async (): Promise<LoggedOn | null> => {
      const person = await look();
      if (person === null) return null;
      const found = await ask(person.uid);
      return {
        account: found?.name ?? String(person.uid),
        displayName: found?.displayName ?? null,
        logOnId: person.logOnId,
        since: person.since,
      };
    },
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    idle: async () => Promise.resolve(null),
    logOff: async () => {
      const person = await look();
      if (person === null || person.id === null) return 'not-possible';
      return terminateSession(person.id);
    },
    stop: () => {
      stopped = true;
      clearInterval(looking);
      clearTimeout(soon);
      cancelWatch();
      listeners.clear();
    },
  };
}

async function terminateSession(id: string): Promise<'done' | 'failed'> {
  return new Promise((resolve) => {
    execFile('loginctl', ['terminate-session', id], { timeout: END_MS }, (error) => {
      resolve(error === null ? 'done' : 'failed');
    });
  });
}

async function isThere(folder: string): Promise<boolean> {
  return access(folder).then(
    async () => (await readdir(folder).catch(() => [])).length > 0,
    () => false,
  );
}
