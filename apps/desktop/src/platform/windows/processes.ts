import type { Processes, RunningProcess } from '../contract/processes.ts';
import { type Handle, textOf, type WindowsApi } from './api.ts';
import { createPrograms } from './programs.ts';

export interface WindowsProcesses extends Processes {
  stop(): void;
}

const QUERY = 0x1000;
const TERMINATE = 0x1;
const SYNCHRONIZE = 0x10_0000;
const CLOSE = 0x10;
const TOKEN_QUERY = 8;
const TOKEN_USER = 1;
const OVER = 0;
const MOST = 4096;
/** How often it is looked for new ones: the numbers alone are read, and what is new is looked at. */
const LOOK_MS = 1000;
const GRACE_STEP_MS = 50;
/** The system's own, without which it stands still. */
const FIRST_OF_PROGRAMS = 8;
const BETWEEN_ERAS_MS = 11_644_473_600_000;

/** The programs that run on the device, as far as the account that this runs as may know. */
export function openProcesses(api: WindowsApi): WindowsProcesses {
  const programs = createPrograms(api);
  const started = new Set<(process: RunningProcess) => void>();
  let known: ReadonlySet<number> = new Set();
  let timer: NodeJS.Timeout | undefined;

  function pids(): readonly number[] {
    const into = Buffer.alloc(MOST * 4);
    const bytes: [number] = [0];
    if (!api.K32EnumProcesses(into, into.length, bytes)) return [];
    return Array.from({ length: bytes[0] / 4 }, (_, at) => into.readUInt32LE(at * 4)).filter(
      (pid) => pid >= FIRST_OF_PROGRAMS,
    );
  }
  function describe(pid: number): RunningProcess | null {
    const process = api.OpenProcess(QUERY, false, pid);
    if (process === 0) return null;
    const startedAt = startOf(api, process);
    const account = accountOf(api, process);
    api.CloseHandle(process);
    const program = programs.of(pid);
    if (startedAt === null || program === null) return null;
    const { executable, originalName, path } = program;
    return { pid, executable, originalName, path, startedAt, account };
  }
  function look(): void {
    const now = pids();
    const before = known;
    known = new Set(now);
    for (const pid of now) {
      const found = before.has(pid) ? null : describe(pid);
      if (found !== null) for (const listener of started) listener(found);
    }
  }

  return {
    list: async () =>
      Promise.resolve(
        pids()
          .map(describe)
          .filter((process) => process !== null),
      ),
    onStarted: (listener) => {
      if (timer === undefined) {
        known = new Set(pids());
        timer = setInterval(look, LOOK_MS);
        timer.unref();
      }
      started.add(listener);
      return () => {
        started.delete(listener);
        if (started.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    end: async (wanted, graceMs) => end(api, wanted, graceMs),
    stop: () => {
      clearInterval(timer);
      timer = undefined;
      started.clear();
    },
  };
}

async function end(
  api: WindowsApi,
  wanted: RunningProcess,
  graceMs: number,
): Promise<'ended' | 'gone' | 'refused' | 'failed'> {
  if (wanted.pid === process.pid || wanted.pid < FIRST_OF_PROGRAMS) return 'refused';
  // As long as this is held, the number is no other's.
  const asked = api.OpenProcess(QUERY, false, wanted.pid);
  if (asked === 0) return 'gone';
  const same = startOf(api, asked) === wanted.startedAt;
  const handle = api.OpenProcess(TERMINATE | SYNCHRONIZE, false, wanted.pid);
  try {
    if (!same) return 'gone';
    if (handle === 0) return 'refused';
    const isOver = (): boolean => api.WaitForSingleObject(handle, 0) === OVER;
    if (isOver()) return 'gone';
    const latest = performance.now() + Math.max(0, graceMs);
    // A service sees no windows of a session, so that there is nobody to be asked.
    if (closeWindows(api, wanted.pid))
      while (!isOver() && performance.now() < latest) await delay(GRACE_STEP_MS);
    if (isOver()) return 'ended';
    if (!api.TerminateProcess(handle, 1)) return 'refused';
    for (let step = 0; step < 40 && !isOver(); step++) await delay(GRACE_STEP_MS);
    return isOver() ? 'ended' : 'failed';
  } finally {
    api.CloseHandle(asked);
    if (handle !== 0) api.CloseHandle(handle);
  }
}

function closeWindows(api: WindowsApi, pid: number): boolean {
  let any = false;
  api.EnumWindows((window) => {
    const owner: [number] = [0];
    api.GetWindowThreadProcessId(window, owner);
    if (owner[0] === pid && api.IsWindowVisible(window)) any = api.PostMessageW(window, CLOSE, 0, 0) || any;
    return true;
  }, 0);
  return any;
}

async function delay(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Milliseconds since 1970; the system counts tenths of microseconds since 1601. */
export function startOf(api: WindowsApi, process: Handle): number | null {
  const created: [number | bigint] = [0];
  if (!api.GetProcessTimes(process, created, [0], [0], [0])) return null;
  return Number(BigInt(created[0]) / 10_000n) - BETWEEN_ERAS_MS;
}

/** `DOMAIN\\name`, as the system writes it; null where it does not say. */
export function accountOf(api: WindowsApi, process: Handle): string | null {
  const token: [number] = [0];
  if (!api.OpenProcessToken(process, TOKEN_QUERY, token)) return null;
  const user = Buffer.alloc(256);
  const told = api.GetTokenInformation(token[0], TOKEN_USER, user, user.length, [0]);
  api.CloseHandle(token[0]);
  const [name, domain] = [Buffer.alloc(512), Buffer.alloc(512)];
  if (!told || !api.LookupAccountSidW(null, user.readBigUInt64LE(0), name, [256], domain, [256], [0]))
    return null;
  return `${textOf(domain)}\\${textOf(name)}`;
}
