import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Done } from 'x11';

import type { Cancel } from '../contract/cancel.ts';
import type { DesktopSession, LoggedOn } from '../contract/session.ts';
import type { Windows } from '../contract/windows.ts';
import { readAccount, type Account } from './log-on/accounts.ts';
import { logindSessionOf, type LogindSession } from './log-on/logind.ts';
import { ownerAmong, processesOn, readDisplayProcess, type DisplayProcess } from './log-on/owners.ts';
import { watchFolder } from './log-on/watch-folder.ts';
import type { Display } from './x11/display.ts';

export interface X11Session extends DesktopSession {
  /**
   * Whether a person is logged on and this session is what stands on the device's screens: the sign-in screen, or another
   * person's session, may stand there instead.
   */
  shown(): boolean;
  stop(): void;
}

export interface SessionParts {
  readonly display: Display;
  /** As `DISPLAY` says it. */
  readonly name: string;
  /** Those of the display, so that programs are asked before they are ended; null where they cannot be. */
  readonly windows: Pick<Windows, 'list' | 'close'> | null;
  /** Where logind keeps its sessions. */
  readonly logind?: string;
  readonly account?: (uid: number) => Promise<Account | null>;
}

interface Present {
  readonly uid: number;
  readonly logOnId: string;
  readonly since: number | null;
  readonly logind: LogindSession | null;
}

const LOGIND = '/run/systemd/sessions';
const STRUCTURE = new Set(['_NET_SUPPORTING_WM_CHECK', '_NET_CLIENT_LIST']);
const PROPERTY_CHANGE = 1 << 22;
const SUBSTRUCTURE_NOTIFY = 1 << 19;
const SETTLE_MS = 250;
const LEAVE_MS = 1_000;
const LATER_MS = 5_000;
const TERM_MS = 2_000;
const END_MS = 10_000;

/** Who is logged on at an X display: logind says so, or else the processes that are connected to the display. */
export async function openSession(parts: SessionParts): Promise<X11Session> {
  const { display } = parts;
  const listeners = new Set<() => void>();
  const accounts = new Map<number, Promise<Account | null>>();
  const ask = parts.account ?? readAccount;
  let present: Present | null = null;
  let timer: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async (): Promise<Present | null> => {
    const before = present;
    const next = display.ended ? null : await findPresent(parts, before);
    if (stopped) return null;
    present = next;
    const same = before?.logOnId === next?.logOnId && before?.logind?.active === next?.logind?.active;
    if (!same) for (const listener of listeners) listener();
    return next;
  };
  const soon = (ms: number): void => {
    if (stopped) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void look();
    }, ms);
  };
  const names = new Set<unknown>(
    await Promise.all([...STRUCTURE].map(async (name) => display.atom(name).catch(() => 0))),
  );
  const cancels: Cancel[] = [
    display.onEvent((event) => {
      // Logind tells of itself.
      if ((present?.logind ?? null) !== null) return;
      const told =
        (event.name === 'PropertyNotify' && event.wid === display.root && names.has(event['atom'])) ||
        event.name === 'MapNotify' ||
        event.name === 'DestroyNotify';
      if (!told) return;
      soon(present === null ? SETTLE_MS : LEAVE_MS);
      if (event.name !== 'DestroyNotify') return;
      // A program may live on for a while after its last window.
      clearTimeout(later);
      later = setTimeout(() => void look(), LATER_MS);
    }),
    display.select(display.root, PROPERTY_CHANGE | SUBSTRUCTURE_NOTIFY),
    display.onEnd(() => {
      soon(0);
    }),
    watchFolder(parts.logind ?? LOGIND, () => {
      soon(SETTLE_MS);
    }),
  ];
  await look();
  return {
    current: async (): Promise<LoggedOn | null> => {
      const now = await look();
      if (now === null) return null;
      const account = accounts.get(now.uid) ?? ask(now.uid);
      accounts.set(now.uid, account);
      const found = await account;
      return {
        account: found?.name ?? String(now.uid),
        displayName: found?.displayName ?? null,
        logOnId: now.logOnId,
        since: now.since,
      };
    },
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    idle: async () => {
      const saver = await display.extension('screen-saver');
      if (saver === null) return null;
      return display
        .ask((done: Done<{ readonly idle: number }>) => {
          saver.QueryInfo(display.root, done);
        })
        .then(
          ({ idle }) => idle,
          () => null,
        );
    },
    logOff: async (graceMs) => {
      const now = await look();
      if (now === null) return 'not-possible';
      if (parts.windows !== null) await askToClose(parts.windows, graceMs);
      await (now.logind === null ? endProcesses(display, now.uid) : terminate(now.logind.id));
      const until = performance.now() + END_MS;
      while (performance.now() < until) {
        if ((await look())?.logOnId !== now.logOnId) return 'done';
        await wait(SETTLE_MS);
      }
      return 'failed';
    },
    shown: () => present !== null && (present.logind?.active ?? true),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(later);
      for (const cancel of cancels) cancel();
      listeners.clear();
    },
  };
}

/** @param before keeps its name for as long as the same account is there, where the system has no name for a log-on */
async function findPresent(parts: SessionParts, before: Present | null): Promise<Present | null> {
  const logind = await logindSessionOf(parts.logind ?? LOGIND, parts.name);
  if (logind?.closing === true) return null;
  if (logind !== null) {
    return {
      uid: logind.uid,
      logOnId: `logind-${logind.id}-${logind.since ?? 0}`,
      since: logind.since,
      logind,
    };
  }
  const processes = await processesOn(parts.display);
  const uid = ownerAmong(processes);
  if (uid === null) return null;
  if (before?.uid === uid && before.logind === null) return before;
  const own = processes.filter((one) => one.uid === uid).toSorted((a, b) => a.ticks - b.ticks);
  const counted = own.find(({ logOn }) => logOn !== null)?.logOn;
  const first = own[0];
  const logOnId =
    counted === undefined ? `${uid}-${first?.ticks ?? 0}-${first?.pid ?? 0}` : `${uid}-audit-${counted}`;
  return { uid, logOnId, since: null, logind: null };
}

/** Asks every window to close, and waits until they are gone or the time is over: a program may ask about a letter. */
async function askToClose(windows: Pick<Windows, 'list' | 'close'>, graceMs: number): Promise<void> {
  const until = performance.now() + graceMs;
  const open = await windows.list();
  await Promise.all(open.map(async ({ place }) => windows.close(place)));
  while (performance.now() < until && (await windows.list()).length > 0) {
    await wait(Math.min(SETTLE_MS, Math.max(1, until - performance.now())));
  }
}

async function terminate(id: string): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile('loginctl', ['terminate-session', id], { timeout: END_MS }, () => {
      resolve();
    });
  });
}

/** Ends what an account has on the display; what has not ended after two seconds is ended without being asked. */
async function endProcesses(display: Display, uid: number): Promise<void> {
  const own = (await processesOn(display)).filter((one) => one.uid === uid);
  await Promise.all(own.map(async (one) => signal(one, 'SIGTERM')));
  const until = performance.now() + TERM_MS;
  let left: readonly DisplayProcess[] = own;
  while (performance.now() < until && left.length > 0) {
    await wait(100);
    left = await stillThere(own);
  }
  await Promise.all(left.map(async (one) => signal(one, 'SIGKILL')));
}

async function stillThere(processes: readonly DisplayProcess[]): Promise<readonly DisplayProcess[]> {
  const found = await Promise.all(
    processes.map(async (one) => ((await readDisplayProcess(one.pid))?.ticks === one.ticks ? one : null)),
  );
  return found.filter((one) => one !== null);
}

async function signal(one: DisplayProcess, name: NodeJS.Signals): Promise<void> {
  // Its number may be another's by now.
  if ((await stillThere([one])).length === 0) return;
  try {
    process.kill(one.pid, name);
  } catch {
    // It has just gone, or this account may not: that the session is still there says so.
  }
}
