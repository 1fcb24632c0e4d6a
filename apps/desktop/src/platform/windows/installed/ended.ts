import path from 'node:path';

import type { Processes, RunningProcess } from '../../contract/processes.ts';

const LOOK_MS = 100;
/** The service says that it has stopped before its process is over, and the seat goes a moment after it. */
const BY_ITSELF_MS = 10_000;

/**
 * Waits until nothing runs from a folder any more, and ends what still does then, such as the program that a browser has
 * started. Windows deletes no program that runs: it would ask for the device to be started anew instead.
 * @param own number of the process that this runs in, which may stay
 */
export async function untilNothingRuns(parts: {
  readonly processes: Pick<Processes, 'list' | 'end'>;
  /** Absolute. */
  readonly folder: string;
  readonly own: number;
  readonly wait: (ms: number) => Promise<unknown>;
}): Promise<void> {
  const { processes, folder, own, wait } = parts;
  const within = `${path.win32.resolve(folder).toLowerCase()}\\`;
  const running = async (): Promise<readonly RunningProcess[]> =>
    (await processes.list()).filter(
      ({ pid, path: program }) => pid !== own && program?.toLowerCase().startsWith(within) === true,
    );
  for (let waited = 0; waited < BY_ITSELF_MS; waited += LOOK_MS) {
    if ((await running()).length === 0) return;
    await wait(LOOK_MS);
  }
  await Promise.all((await running()).map((one) => processes.end(one, 0)));
}
