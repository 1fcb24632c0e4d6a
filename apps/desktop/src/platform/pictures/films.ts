import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';

import type { Film, Films, FilmWanted } from '../contract/pictures.ts';
import { programPath } from '../node/installed.ts';

/** What spares memory in the agent (`bundle/environment`) would make a film slow; these go before the environment. */
const QUICK = Object.freeze(['--max-semi-space-size=16', '--v8-pool-size=4']);
/** Milliseconds that a film may take. */
const WITHIN_MS = 55_000;

/**
 * Films made by a process that ends with each: what it needs is given back, and whoever works at the device goes first.
 *
 * @param start what is started must take and give messages of the kind `advanced`
 */
export function createFilms(start: () => ChildProcess = startProgram): Films {
  return { make: (wanted) => made(start, wanted) };
}

function startProgram(): ChildProcess {
  return fork(programPath('film-program'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [...QUICK],
  });
}

function made(start: () => ChildProcess, wanted: FilmWanted): Promise<Film> {
  const child = start();
  return new Promise<Film>((resolve) => {
    const failed = (): void => resolve({ ok: false, failed: 'failed' });
    const late = setTimeout(failed, WITHIN_MS);
    child.once('message', (film: Film) => resolve(film));
    child.once('error', failed);
    child.once('exit', failed);
    beLast(child.pid);
    child.send(wanted, (error) => {
      if (error !== null) failed();
    });
    child.once('exit', () => clearTimeout(late));
  }).finally(() => child.kill('SIGKILL'));
}

function beLast(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has just gone.
  }
}
