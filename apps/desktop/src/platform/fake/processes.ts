import type { Processes, RunningProcess } from '../contract/processes.ts';

/** Programs that begin and end as a test says. */
export interface FakeProcesses extends Processes {
  start(program: Partial<Omit<RunningProcess, 'pid'>> & { readonly executable: string }): RunningProcess;
  /** It ends by itself. */
  stop(process: RunningProcess): void;
  /** From now on this one does not heed being asked, or may not be ended at all. */
  resist(process: RunningProcess, how: 'asking' | 'all'): void;
}

/** @param now milliseconds since 1970 */
export function createFakeProcesses(now: () => number): FakeProcesses {
  const running = new Map<number, RunningProcess>();
  const guarded = new Set<number>();
  const listeners = new Set<(process: RunningProcess) => void>();
  let last = 1000;
  const there = (process: RunningProcess): boolean =>
    running.get(process.pid)?.startedAt === process.startedAt;
  return {
    list: async () => Promise.resolve([...running.values()]),
    onStarted: (started) => {
      const listener = (process: RunningProcess): void => {
        started(process);
      };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    end: async (process) => {
      if (!there(process)) return Promise.resolve('gone');
      if (guarded.has(process.pid)) return Promise.resolve('refused');
      running.delete(process.pid);
      return Promise.resolve('ended');
    },
    start: (program) => {
      last += 1;
      const process: RunningProcess = {
        originalName: null,
        path: `/usr/bin/${program.executable}`,
        startedAt: now(),
        account: 'pupil',
        ...program,
        pid: last,
      };
      running.set(process.pid, process);
      for (const listener of listeners) listener(process);
      return process;
    },
    stop: (process) => {
      if (there(process)) running.delete(process.pid);
    },
    resist: (process, how) => {
      if (how === 'all') guarded.add(process.pid);
    },
  };
}
