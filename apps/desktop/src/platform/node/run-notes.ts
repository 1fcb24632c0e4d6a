import { writeFileSync } from 'node:fs';
import { access, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import type { RunNotes } from '../contract/system-run.ts';

/**
 * Notes as the file `run` in a folder. It is not forced to the disk: it is there to outlive the process, not the system.
 * @param folder absolute, there, and closed to everybody but the agent's account
 */
export function createRunNotes(folder: string): RunNotes {
  const note = path.join(folder, 'run');
  const change = path.join(folder, CHANGING_FILE);
  const ended = path.join(folder, ENDED_FILE);
  const options = { mode: 0o600 } as const;
  return {
    read: async () => readFile(note, 'utf8').catch(() => null),
    write(text) {
      try {
        writeFileSync(note, text, options);
      } catch {
        // The disk is full or gone: the next start knows less.
      }
    },
    async failed() {
      const said = await readFile(ended, 'utf8').catch(() => '');
      await rm(ended, { force: true }).catch(() => undefined);
      return isFault(said);
    },
    changing: async () =>
      access(change).then(
        () => true,
        () => false,
      ),
    changed: async () => rm(change, { force: true }).catch(() => undefined),
  };
}

/** What keeps the agent running writes into this file, each time that the agent has ended, how. */
export const ENDED_FILE = 'ended';

/** What systemd calls an end that is no kill by hand (`systemd.exec`, SERVICE_RESULT). */
const FAULT_RESULTS: ReadonlySet<string> = new Set(['core-dump', 'watchdog', 'oom-kill']);
/** Signals that a program gets for what it did, by name and as a shell counts them from 128 on. */
const FAULT_SIGNALS: ReadonlySet<string> = new Set(
  ['ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'SEGV', 'SYS'].concat(
    [4, 5, 6, 7, 8, 11, 31].map((signal) => String(128 + signal)),
  ),
);

/** @param said for example `signal KILL`, `core-dump SEGV`, or `exit-code 134` of a shell */
export function isFault(said: string): boolean {
  const [result = '', status = ''] = said.trim().split(' ');
  return FAULT_RESULTS.has(result) || FAULT_SIGNALS.has(status);
}

/** An installer makes this file in the agent's folder before it ends the agent to change it. */
export const CHANGING_FILE = 'changing';
