import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';

import type { SystemRun } from '../contract/system-run.ts';

const ANSWER_WITHIN_MS = 2000;

/** The run of Linux: by the kernel's name of it, and by systemd where there is one. */
export function createSystemRun(): SystemRun {
  return {
    boot: async () =>
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
        (text) => text.trim() || null,
        () => null,
      ),
    // Node asks for the time since the start with what was slept through.
    up: () => uptime() * 1000,
    goingDown: async () =>
      new Promise((resolve) => {
        // It ends with an error for every state but `running`, and says the state all the same.
        execFile('systemctl', ['is-system-running'], { timeout: ANSWER_WITHIN_MS }, (_error, said) => {
          resolve(goingDownBy(said.trim()));
        });
      }),
  };
}

/** What a state of `systemctl is-system-running` says. */
export function goingDownBy(state: string): boolean | null {
  if (state === 'stopping') return true;
  return ['initializing', 'starting', 'running', 'degraded', 'maintenance'].includes(state) ? false : null;
}
