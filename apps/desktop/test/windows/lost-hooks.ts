import { Worker } from 'node:worker_threads';

import type { WindowsApi } from '../../src/platform/windows/api.ts';
import { openUi, type Ui } from '../../src/platform/windows/ui.ts';

/** Where in the memory that both threads have. */
export const AT = Object.freeze({ keyboard: 0, mouse: 1, slowMs: 2, never: 3 });

export interface LosableUi {
  readonly ui: Ui;
  /** Takes the hooks away, as Windows does: nobody is told. */
  readonly lose: () => void;
  /** From now on the hooks answer so much later; Windows takes them away for that, and Wine does not. */
  readonly slow: (ms: number) => void;
}

export async function openLosableUi(api: WindowsApi): Promise<LosableUi> {
  const memory = new SharedArrayBuffer(16);
  const shared = new Int32Array(memory);
  const program = new URL('slow-ui-thread.ts', import.meta.url);
  return {
    ui: await openUi(() => new Worker(program, { workerData: memory })),
    lose: () => {
      for (const at of [AT.keyboard, AT.mouse]) api.UnhookWindowsHookEx(shared[at] ?? 0);
    },
    slow: (ms) => {
      shared[AT.slowMs] = ms;
    },
  };
}
