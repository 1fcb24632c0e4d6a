import { fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { z } from 'zod';

import type { BrowserPlayed } from './browser-link.ts';

const Said = z.union([z.object({ heard: z.string() }), z.object({ ended: z.literal(true) })]);

/**
 * A process in a browser's place, which starts the host as a browser does and says what a test wants said.
 * @param host the program of the host, and its words
 * @param options of the process: the account that it runs under, the program that it runs as
 */
export async function playBrowser(
  host: readonly string[],
  options: ForkOptions = {},
): Promise<BrowserPlayed> {
  const program = fork(path.join(import.meta.dirname, 'played-host.ts'), host, options);
  const waiting: string[] = [];
  let heard: ((message: string) => void) | null = null;
  let isOver = false;
  let ended: () => void = () => undefined;
  program.on('message', (message) => {
    const said = Said.parse(message);
    if ('ended' in said) {
      isOver = true;
      ended();
    } else if (heard === null) waiting.push(said.heard);
    else heard(said.heard);
  });
  program.on('error', () => undefined);
  await once(program, 'spawn');
  return {
    pid: program.pid ?? 0,
    say: (message) => program.send(message),
    onHeard(listener) {
      heard = listener;
      for (const message of waiting.splice(0)) listener(message);
    },
    onEnded(listener) {
      ended = listener;
      if (isOver) listener();
    },
    async stop() {
      if (program.exitCode !== null || program.signalCode !== null) return;
      const gone = once(program, 'exit');
      program.kill('SIGKILL');
      await gone;
    },
  };
}
