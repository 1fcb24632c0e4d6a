import { Worker } from 'node:worker_threads';
import type { Jobs, JobName } from './worker.ts';

/** Computes what takes long beside the server, so that nothing waits for it. */
export interface Work {
  /** Rejects with what the job threw. Jobs are done in the order in which they were given. */
  run<Name extends JobName>(name: Name, input: Jobs[Name]['input']): Promise<Jobs[Name]['output']>;
  /** Jobs that are not done. */
  waiting(): number;
  stop(): Promise<void>;
}

/** Milliseconds without work after which the thread, with all that it holds, is given back. */
const IDLE_MS = 60_000;

/** What the thread says of a job; what it gives is of the type that the job's name says. */
type Answer =
  | { readonly id: number; readonly ok: true; readonly output: never }
  | { readonly id: number; readonly ok: false; readonly message: string };

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (cause: unknown) => void;
}

/** One thread, begun when there is work and ended when there has been none for a while. */
export function createWork(): Work {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  let stopped = false;

  function end(cause: unknown): void {
    worker = null;
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  }

  function begin(): Worker {
    const begun = new Worker(new URL('./worker.ts', import.meta.url));
    // A server that has nothing else to do may stop.
    begun.unref();
    begun.on('message', (answer: Answer) => {
      const job = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) job?.resolve(answer.output);
      else job?.reject(new RangeError(answer.message));
      if (waiting.size > 0) return;
      begun.unref();
      idle = setTimeout(() => {
        if (worker === begun) worker = null;
        void begun.terminate();
      }, IDLE_MS);
      idle.unref();
    });
    begun.on('error', (cause) => {
      if (worker === begun) end(cause);
    });
    begun.on('exit', () => {
      if (worker === begun) end(new Error('the thread of the policies has ended'));
    });
    return begun;
  }

  return {
    run(name, input) {
      if (stopped) return Promise.reject(new Error('the server stops'));
      clearTimeout(idle);
      worker ??= begin();
      worker.ref();
      last += 1;
      const id = last;
      const done = new Promise<Jobs[typeof name]['output']>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ id, name, input });
      return done;
    },
    waiting: () => waiting.size,
    async stop() {
      stopped = true;
      clearTimeout(idle);
      const running = worker;
      end(new Error('the server stops'));
      await running?.terminate();
    },
  };
}
