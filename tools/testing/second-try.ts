import { NOTHING, addTallies } from './tally.ts';
import type { Failure, FileResult, Tally } from './tally.ts';

/** What a stage of tests came to. */
export interface Settled {
  readonly tally: Tally;
  /** Failed, also alone. */
  readonly failed: readonly NamedFailure[];
  /** Failed beside others and passed alone: a test that waits for time where it should wait for an event. */
  readonly unsteady: readonly NamedFailure[];
}

/** A failed test, and the file that it is in. */
export interface NamedFailure extends Failure {
  readonly file: string;
}

/** More failed files than this are no accident, and are not tried again. */
const MOST = 4;

/**
 * Runs the files that failed once more, alone. Some files go side by side in the whole run, on a machine that may be
 * slow or busy, and a story in a real browser can lose a race there that says nothing about the product. What passes
 * alone counts as passed, and is named, so that it is mended; what fails alone has failed.
 */
export async function tryAgain(
  first: readonly FileResult[],
  again: (files: readonly string[]) => Promise<readonly FileResult[]>,
): Promise<Settled> {
  const failed = first.filter(({ tally }) => tally.failed > 0);
  const wholeRun = failed.some(({ file }) => file === '');
  if (failed.length === 0 || failed.length > MOST || wholeRun) return settle(first, []);
  const second = await again(failed.map(({ file }) => file));
  const triedAgain = new Set(second.map(({ file }) => file));
  const kept = first.filter(({ file }) => !triedAgain.has(file));
  const unsteady = failed.filter(({ file }) =>
    second.some((one) => one.file === file && one.tally.failed === 0),
  );
  return settle([...kept, ...second], unsteady);
}

/** What a stage came to whose files are run once. */
export function settle(results: readonly FileResult[], unsteady: readonly FileResult[] = []): Settled {
  return {
    tally: results.map(({ tally }) => tally).reduce(addTallies, NOTHING),
    failed: results.flatMap(named),
    unsteady: unsteady.flatMap(named),
  };
}

function named({ file, failures }: FileResult): NamedFailure[] {
  return failures.map((failure) => ({ file, ...failure }));
}

/** A line for each, for the end of a run. */
export function describeFailures(title: string, failures: readonly NamedFailure[]): string[] {
  if (failures.length === 0) return [];
  return [title, ...failures.map(({ file, name, reason }) => `  ${file} › ${name}\n      ${reason}`)];
}
