import type { ApplicationsWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import { isApplication } from '@lapwing/protocol/features/access/application.ts';
import type { Cancel } from '../../platform/contract/cancel.ts';
import type { Processes, RunningProcess } from '../../platform/contract/processes.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';
import { isSpared } from './spared.ts';

/** Milliseconds for saving, once a program was asked to close. */
const GRACE_MS = 5000;
/** The person is told once of a program that is closed again and again. */
const TOLD_AGAIN_MS = 30_000;

export interface ApplicationKeeper {
  /** Those that may not run from now on; none: everything may. Closes what runs already. */
  set(wanted: readonly ApplicationsWanted[]): void;
  /** The screens of the person are others. */
  seatChanged(): void;
  close(): void;
}

/** Closes programs that are not allowed: asks their windows first, then ends them. */
export function createApplicationKeeper(parts: {
  readonly processes: Processes | null;
  /** Null while there is no screen. */
  readonly windows: () => Windows | null;
  /** Account of the person at the screens; null while there is none. Nobody else's programs are touched. */
  readonly account: () => Promise<string | null>;
  /** Process of the agent. */
  readonly ownPid: number;
  /** Program of the agent: its seat and what draws for it are other processes of it. */
  readonly ownProgram: string;
  readonly clock: Clock;
  /** The person is told what was closed, and by which rule. */
  readonly tell: (name: string, rule: ApplicationsWanted) => void;
}): ApplicationKeeper {
  const { processes, windows, account, ownPid, ownProgram, clock, tell } = parts;
  const told = new Map<string, number>();
  /** Asked to close already, by process or place. */
  const asked = new Set<string>();
  let wanted: readonly ApplicationsWanted[] = [];
  let cancels: Cancel[] = [];

  function ruleFor(seen: Parameters<typeof isApplication>[1]): ApplicationsWanted | null {
    return wanted.find(({ patterns }) => patterns.some((pattern) => isApplication(pattern, seen))) ?? null;
  }

  async function isTheirs(process: RunningProcess): Promise<boolean> {
    const owner = await account();
    return owner !== null && process.account === owner && !isOwn(process) && !isSpared(process);
  }

  function isOwn({ pid, path }: RunningProcess): boolean {
    return pid === ownPid || path?.toLowerCase() === ownProgram.toLowerCase();
  }

  async function lookAt(process: RunningProcess): Promise<void> {
    const rule = ruleFor({ ...process, names: [] });
    if (rule === null || !(await isTheirs(process))) return;
    await closeProgram(process, process.executable, rule);
  }

  async function closeProgram(
    process: RunningProcess,
    name: string,
    rule: ApplicationsWanted,
  ): Promise<void> {
    const key = `${String(process.pid)} ${String(process.startedAt)}`;
    if (asked.has(key) || processes === null) return;
    asked.add(key);
    sayOnce(name, rule);
    for (const window of (await windows()?.list()) ?? [])
      if (window.pid === process.pid) await windows()?.close(window.place);
    const ended = await processes.end(process, GRACE_MS);
    // What could not be ended is tried again when it is seen again.
    if (ended !== 'ended' && ended !== 'gone') asked.delete(key);
  }

  async function lookAtWindow(window: DesktopWindow): Promise<void> {
    const { executable, title, application, pid, place } = window;
    const rule = ruleFor({ executable, originalName: null, names: [title, application] });
    if (rule === null || pid === ownPid) return;
    const owner = (await processes?.list())?.find((process) => process.pid === pid);
    if (owner !== undefined && !(await isTheirs(owner))) return;
    if (owner !== undefined && ruleFor({ ...owner, names: [application] }) === rule) {
      await closeProgram(owner, application, rule);
      return;
    }
    // Only what stands on this window is not allowed: the program may have others that are.
    if (asked.has(place)) return;
    asked.add(place);
    sayOnce(application, rule);
    await windows()?.close(place);
    clock.setTimer(GRACE_MS, () => void endIfStill(place, owner, rule));
  }

  /** It was asked, and shows the same still. */
  async function endIfStill(
    place: string,
    owner: RunningProcess | undefined,
    rule: ApplicationsWanted,
  ): Promise<void> {
    asked.delete(place);
    if (!wanted.some(({ id }) => id === rule.id)) return;
    const still = (await windows()?.list())?.find((window) => window.place === place);
    const named =
      still === undefined ? null : ruleFor({ executable: null, originalName: null, names: [still.title] });
    if (named !== null && owner !== undefined) await processes?.end(owner, GRACE_MS);
  }

  function sayOnce(name: string, rule: ApplicationsWanted): void {
    const key = `${rule.id} ${name}`;
    const before = told.get(key);
    if (before !== undefined && clock.passed() - before < TOLD_AGAIN_MS) return;
    told.set(key, clock.passed());
    tell(name, rule);
  }

  function lookAtFront(): void {
    const front = windows()?.front() ?? null;
    if (front !== null) void lookAtWindow(front);
  }

  async function lookAtAll(): Promise<void> {
    for (const process of (await processes?.list()) ?? []) await lookAt(process);
    for (const window of (await windows()?.list()) ?? []) await lookAtWindow(window);
  }

  function stop(): void {
    for (const cancel of cancels) cancel();
    cancels = [];
  }

  function begin(): void {
    stop();
    if (wanted.length === 0) return;
    const seen = windows();
    cancels = [
      ...(processes === null ? [] : [processes.onStarted((process) => void lookAt(process))]),
      ...(seen === null ? [] : [seen.onFront(lookAtFront)]),
    ];
    void lookAtAll();
  }

  return {
    set(next) {
      const before = JSON.stringify(wanted);
      wanted = next;
      if (JSON.stringify(next) === before) return;
      if (next.length === 0) {
        told.clear();
        asked.clear();
      }
      begin();
    },
    seatChanged: begin,
    close() {
      wanted = [];
      stop();
    },
  };
}
