import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * Runs a program to its end, without a window.
 * @returns the code that it ended with; null where it could not be started, or took too long
 */
export type Run = (program: string, args: readonly string[], latestMs: number) => Promise<number | null>;

/** Runs programs of Windows. */
export function createRun(): Run {
  return (program, args, latestMs) =>
    new Promise((resolve) => {
      // It is looked for there first: where only administrators can put a program.
      const cwd = path.dirname(process.execPath);
      const child = spawn(program, args, { cwd, stdio: 'ignore', windowsHide: true, timeout: latestMs });
      child.once('error', () => resolve(null));
      child.once('exit', (code) => resolve(code));
    });
}
