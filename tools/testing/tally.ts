import { readFileSync } from 'node:fs';

/** How many tests ended in which way. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Tally = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** The last line of every run: `N passed, N failed, N skipped`. */
export function describeTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Reads the totals at the end of a TAP file of node:test; undefined when the run did not get to its end. */
export function readTap(text: string): Tally | undefined {
  const count = (name: string): number | undefined => {
    const found = [...text.matchAll(new RegExp(String.raw`^# ${name} (\d+)$`, 'gmu'))].at(-1)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [passed, failed, cancelled] = [count('pass'), count('fail'), count('cancelled')];
  const [skipped, todo] = [count('skipped'), count('todo')];
  if (passed === undefined || failed === undefined || cancelled === undefined) return undefined;
  return { passed, failed: failed + cancelled, skipped: (skipped ?? 0) + (todo ?? 0) };
}

/** Reads the totals of Playwright's JSON report; undefined when there are none. A flaky test is a failed one. */
export function readPlaywright(text: string): Tally | undefined {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  const stats = property(report, 'stats');
  const [passed, failed, flaky, skipped] = ['expected', 'unexpected', 'flaky', 'skipped'].map((name) =>
    property(stats, name),
  );
  if (typeof passed !== 'number' || typeof failed !== 'number') return undefined;
  return {
    passed,
    failed: failed + (typeof flaky === 'number' ? flaky : 0),
    skipped: typeof skipped === 'number' ? skipped : 0,
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/**
 * The tally of a stage that ran tests. A stage that failed without a failed test (it crashed, it found no test, it
 * was killed) counts as one failed test, so that the last line never says less than the exit code.
 */
export function tallyOf(file: string, read: (text: string) => Tally | undefined, code: number): Tally {
  let tally: Tally | undefined;
  try {
    tally = read(readFileSync(file, 'utf8'));
  } catch {
    tally = undefined;
  }
  if (tally === undefined) return { ...NOTHING, failed: 1 };
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
