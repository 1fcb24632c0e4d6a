import { spawn } from 'node:child_process';

/**
 * Runs a program to its end, without a window.
 * @returns the code that it ended with; null where it could not be started, or took too long
 */
export type Run = (program: string, args: readonly string[], latestMs: number) => Promise<number | null>;

/** Runs programs of Windows. */
export function createRun(): Run {
  return (program, args, latestMs) =>
    new Promise((resolve) => {
      const child = spawn(program, args, { stdio: 'ignore', windowsHide: true, timeout: latestMs });
      child.once('error', () => resolve(null));
      child.once('exit', (code) => resolve(code));
    });
}
