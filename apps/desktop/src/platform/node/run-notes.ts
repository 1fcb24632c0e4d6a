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
    changing: async () =>
      access(change).then(
        () => true,
        () => false,
      ),
    changed: async () => rm(change, { force: true }).catch(() => undefined),
  };
}

/** An installer makes this file in the agent's folder before it ends the agent to change it. */
export const CHANGING_FILE = 'changing';
