import { Worker } from 'node:worker_threads';

import type { Cancel } from '../contract/cancel.ts';
import { programUrl } from '../node/installed.ts';
import { type Handle, windowsApi } from './api.ts';
import { type Asked, type Envelope, type Picture, type Told, WAKE } from './ui-messages.ts';

/** The thread that has our windows and the hooks, as the rest of the seat sees it. */
export interface Ui {
  /** False where it failed, or where the thread is no more. */
  ask(asked: Asked): Promise<boolean>;
  on(listen: (told: Told) => void): Cancel;
  /** Its windows are away and its hooks unhooked when this resolves. */
  close(): Promise<void>;
}

/**
 * Starts the thread. It sleeps within the system until something happens: hooks and windows belong to the thread that
 * waits for messages, and the thread of the agent must not wait. Rejects when it does not come up. One that ends
 * without being asked to, by a fault or a message that somebody sent it, takes the process with it: without it nothing is
 * heard and nothing held, and another process begins anew.
 */
export async function openUi(start: () => Worker = startThread): Promise<Ui> {
  const api = windowsApi();
  const worker = start();
  const listeners = new Set<(told: Told) => void>();
  const waiting = new Map<number, (ok: boolean) => void>();
  let last = 0;
  let ended = false;
  let leaving = false;
  let window: Handle = 0;
  const over = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      if (window !== 0 && !leaving) throw new Error('The thread of the windows and hooks has ended.');
      ended = true;
      for (const answer of waiting.values()) answer(false);
      waiting.clear();
      resolve();
    });
  });
  const ask = async (asked: Asked): Promise<boolean> => {
    if (ended) return false;
    last += 1;
    const envelope: Envelope = { ask: last, asked };
    const answered = new Promise<boolean>((resolve) => {
      waiting.set(envelope.ask, resolve);
    });
    worker.postMessage(envelope, picturesOf(asked));
    // To a window, not to the thread: while a menu is open or a window is moved, the thread waits elsewhere.
    api.PostMessageW(window, WAKE, 0, 0);
    return answered;
  };
  await new Promise<void>((resolve, reject) => {
    worker.on('error', (error) => {
      if (window !== 0) throw error;
      reject(error);
    });
    worker.on('message', (told: Told) => {
      if (told.tell === 'ready') {
        window = told.window;
        resolve();
      } else if (told.tell === 'done') {
        waiting.get(told.ask)?.(told.ok);
        waiting.delete(told.ask);
      } else for (const listen of listeners) listen(told);
    });
  });
  // Node waits for its threads when it exits, and this one is not within Node.
  const leave = (): void => {
    leaving = true;
    if (!ended) void ask({ do: 'stop' });
  };
  process.once('exit', leave);
  return {
    ask,
    on: (listen) => {
      listeners.add(listen);
      return () => {
        listeners.delete(listen);
      };
    },
    close: async () => {
      leave();
      await over;
      process.off('exit', leave);
      listeners.clear();
    },
  };
}

function startThread(): Worker {
  return new Worker(programUrl('ui-thread'), { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
}

/** Pictures are given away and not copied. */
function picturesOf(asked: Asked): ArrayBuffer[] {
  const pictures: readonly Picture[] =
    asked.do === 'cover'
      ? asked.monitors.map(({ picture }) => picture)
      : 'picture' in asked
        ? [asked.picture]
        : [];
  return [...new Set(pictures.map(({ pixels }) => pixels.buffer))];
}
