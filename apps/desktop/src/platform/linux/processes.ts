import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Processes, RunningProcess } from '../contract/processes.ts';
import { readAccount } from './log-on/accounts.ts';
import {
  type Found,
  isThere,
  parseBootTime,
  readFound,
  readNewest,
  readProgram,
  TICKS,
  ticksNow,
} from './running/proc.ts';

export interface ProcessesParts {
  /** Where the kernel tells of processes. */
  readonly proc?: string;
  /** The name of an account; null where the system does not know it. */
  readonly account?: (uid: number) => Promise<string | null>;
  /** Milliseconds between two looks while somebody listens. */
  readonly everyMs?: number;
}

export interface LinuxProcesses extends Processes {
  stop(): void;
}

const TICK_MS = 1000 / TICKS;
const EVERY_MS = 1_000;
/** A program may put another in its own place without being a new process: all are looked at again so often. */
const AGAIN_MS = 5_000;
const MOST_ACCOUNTS = 500;
const ACCOUNT_MS = 2_000;
const LOOK_MS = 50;
const KILL_MS = 3_000;
const INIT = 1;
/** Instead of its program, for a thread of the kernel and for one that has ended: neither becomes anything else. */
const OVER = '';

/**
 * The programs that run, from `/proc`. The kernel tells of new ones over netlink alone, which Node does not speak; so we
 * read once a second which number it gave out last, and look further only when that has changed.
 */
export async function openProcesses(parts: ProcessesParts = {}): Promise<LinuxProcesses> {
  const { proc = '/proc', everyMs = EVERY_MS } = parts;
  const booted =
    parseBootTime(await readFile(path.join(proc, 'stat'), 'utf8').catch(() => '')) ??
    Date.now() - Math.round(process.uptime() * 1000);
  const accountOf = cachedAccounts(parts.account ?? (async (uid) => (await readAccount(uid))?.name ?? null));
  const listeners = new Set<(process: RunningProcess) => void>();
  /** By number: where the program of it is, and since when it runs. */
  let known = new Map<number, string>();
  let fresh = new Set<number>();
  let newest: number | null = null;
  let lookedAll = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function describe(found: Found): Promise<RunningProcess> {
    return {
      pid: found.pid,
      executable: found.executable,
      originalName: null,
      path: found.path,
      startedAt: booted + found.ticks * TICK_MS,
      account: found.uid === null ? null : await accountOf(found.uid),
    };
  }

  function pids(): readonly number[] {
    try {
      return readdirSync(proc)
        .map(Number)
        .filter((pid) => Number.isSafeInteger(pid) && pid > 0);
    } catch {
      return [];
    }
  }

  /**
   * @param since tells only of those that began after so many ticks
   * @param all also those that are known already, for their program may be another
   */
  function look(since: number, all: boolean): void {
    const next = new Map<number, string>();
    const began = new Set<number>();
    const started: Found[] = [];
    for (const pid of pids()) {
      const before = known.get(pid);
      // One that has just begun is often still what started it: it is looked at once more.
      if (before === OVER || (before !== undefined && !all && !fresh.has(pid))) {
        next.set(pid, before);
        continue;
      }
      const program = before === undefined ? null : readProgram(proc, pid);
      if (before !== undefined && (program === null || before.endsWith(` ${program}`))) {
        next.set(pid, before);
        continue;
      }
      const found = readFound(proc, pid);
      if (found === null) {
        next.set(pid, before ?? OVER);
        continue;
      }
      next.set(pid, `${found.ticks} ${found.path ?? ''}`);
      if (before === undefined) began.add(pid);
      if (found.parent !== process.pid && found.pid !== process.pid) started.push(found);
    }
    known = next;
    fresh = began;
    for (const found of started) {
      if (found.ticks <= since) continue;
      void tell(found);
    }
  }

  /** Each at its own pace: the system may take a while to name an account. */
  async function tell(found: Found): Promise<void> {
    const told = await describe(found);
    if (!stopped) for (const listener of listeners) listener(told);
  }

  function turn(): void {
    const given = readNewest(proc);
    const all = performance.now() - lookedAll >= AGAIN_MS;
    if (given === null || given !== newest || fresh.size > 0 || all) {
      newest = given;
      if (all) lookedAll = performance.now();
      look(-1, all);
    }
    later();
  }

  function later(): void {
    if (stopped || listeners.size === 0) return;
    timer = setTimeout(turn, everyMs);
    timer.unref();
  }

  let begun = false;
  function begin(): void {
    if (begun) return;
    begun = true;
    look(ticksNow(proc), true);
    lookedAll = performance.now();
    later();
  }

  return {
    list: async () => {
      const found = pids().flatMap((pid) => readFound(proc, pid) ?? []);
      return Promise.all(found.map(describe));
    },
    onStarted: (started) => {
      const listener = (one: RunningProcess): void => {
        started(one);
      };
      listeners.add(listener);
      begin();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        begun = false;
        known = new Map();
      };
    },
    end: async (one, graceMs) => end(proc, one.pid, Math.round((one.startedAt - booted) / TICK_MS), graceMs),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

/**
 * Between the look at its start and the signal nothing else of ours runs, and the kernel gives a number again only after
 * all others: what a pidfd would guard against needs a whole round of numbers within microseconds.
 */
async function end(
  proc: string,
  pid: number,
  ticks: number,
  graceMs: number,
): Promise<'ended' | 'gone' | 'refused' | 'failed'> {
  if (pid === process.pid || pid <= INIT) return 'refused';
  const signal = (name: NodeJS.Signals): 'sent' | 'gone' | 'refused' => {
    if (!isThere(proc, pid, ticks)) return 'gone';
    try {
      process.kill(pid, name);
      return 'sent';
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? 'gone' : 'refused';
    }
  };
  const over = async (ms: number): Promise<boolean> => {
    const until = performance.now() + ms;
    while (isThere(proc, pid, ticks)) {
      const left = until - performance.now();
      if (left <= 0) return false;
      await wait(Math.min(LOOK_MS, left));
    }
    return true;
  };
  const asked = signal('SIGTERM');
  if (asked !== 'sent') return asked;
  if (await over(graceMs)) return 'ended';
  const killed = signal('SIGKILL');
  if (killed !== 'sent') return killed === 'gone' ? 'ended' : killed;
  return (await over(KILL_MS)) ? 'ended' : 'failed';
}

/** Asks for the name of each account once; one that is not told in time is asked for again later. */
function cachedAccounts(
  ask: (uid: number) => Promise<string | null>,
): (uid: number) => Promise<string | null> {
  const names = new Map<number, Promise<string | null>>();
  const find = async (uid: number): Promise<string | null> => {
    const found = await ask(uid).catch(() => null);
    if (found === null) names.delete(uid);
    return found;
  };
  return async (uid) => {
    let name = names.get(uid);
    if (name === undefined) {
      if (names.size >= MOST_ACCOUNTS) names.clear();
      name = find(uid);
      names.set(uid, name);
    }
    const late = new AbortController();
    try {
      return await Promise.race([name, wait(ACCOUNT_MS, null, { signal: late.signal, ref: false })]);
    } finally {
      late.abort();
    }
  };
}
