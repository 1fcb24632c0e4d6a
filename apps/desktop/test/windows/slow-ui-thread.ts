// The thread of the windows and hooks, where a test can do to its hooks what Windows does: take them away, or have them
// answer too late.
import { workerData } from 'node:worker_threads';

import type { HookProcedure, WindowProcedure } from '../../src/platform/windows/api.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { AT } from './lost-hooks.ts';

const KEYBOARD = 13;
const shared = new Int32Array(workerData as SharedArrayBuffer);
const api = windowsApi();
const { SetWindowsHookExW: set, keep } = api;

Object.assign(api, {
  SetWindowsHookExW: (kind: number, procedure: bigint, module: number, thread: number) => {
    const hook = set(kind, procedure, module, thread);
    shared[kind === KEYBOARD ? AT.keyboard : AT.mouse] = hook;
    return hook;
  },
  keep: (kind: 'hook' | 'window', procedure: HookProcedure | WindowProcedure) =>
    keep(
      kind,
      kind === 'window'
        ? procedure
        : (code: number, w: number, l: number) => {
            const ms = shared[AT.slowMs] ?? 0;
            if (ms > 0) Atomics.wait(shared, AT.never, 0, ms);
            return (procedure as HookProcedure)(code, w, l);
          },
    ),
});
await import('../../src/platform/windows/ui-thread.ts');
