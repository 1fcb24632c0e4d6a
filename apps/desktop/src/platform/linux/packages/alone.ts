import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

/**
 * Starts a program in a session of its own, so that it goes on when whoever started it ends.
 * @param said file that takes what it says
 */
export async function startAlone(program: string, words: readonly string[], said: string): Promise<void> {
  const to = openSync(said, 'a', 0o600);
  try {
    const child = spawn(program, words, { cwd: '/', detached: true, stdio: ['ignore', to, to] });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
  } finally {
    closeSync(to);
  }
}
