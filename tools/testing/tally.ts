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

/** A test that failed, and the first line of why. */
export interface Failure {
  readonly name: string;
  readonly reason: string;
}

/** What became of the tests of one file. */
export interface FileResult {
  /** The path from the root of the checkout. */
  readonly file: string;
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

/** The tests that failed by themselves in a TAP file of node:test, and not for a test within them. */
export function readTapFailures(text: string): Failure[] {
  const failures: Failure[] = [];
  for (const part of text.split(/^\s*(?=not ok \d+ - )/mu).slice(1)) {
    const name = /^not ok \d+ - (.*)$/mu.exec(part)?.[1] ?? '';
    // What follows of this test ends where the next one is told of.
    const own = part.split(/^\s*(?:ok \d+|# Subtest)/mu)[0] ?? '';
    if (/failureType: '(?:subtestsFailed|cancelledByParent)'/u.test(own)) continue;
    failures.push({ name, reason: firstLine(/^\s*error: (?:\|-\n)?(.*)$/mu.exec(own)?.[1] ?? '') });
  }
  return failures;
}

/** Reads what became of each file from Playwright's JSON report, the files as the report names them; undefined when there is none. */
export function readPlaywright(text: string): FileResult[] | undefined {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  const suites = property(report, 'suites');
  if (!Array.isArray(suites)) return undefined;
  return suites.map((suite: unknown) => {
    const tests = testsOf(suite, '');
    const count = (...how: readonly string[]): number =>
      tests.filter(({ status }) => how.includes(status)).length;
    return {
      file: String(property(suite, 'file')),
      // A flaky test is a failed one.
      tally: { passed: count('expected'), failed: count('unexpected', 'flaky'), skipped: count('skipped') },
      failures: tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ name, reason }) => ({ name, reason })),
    };
  });
}

function testsOf(suite: unknown, above: string): (Failure & { readonly status: string })[] {
  const own = list(property(suite, 'specs')).flatMap((spec) =>
    list(property(spec, 'tests')).map((test) => ({
      name: `${above}${String(property(spec, 'title'))}`,
      status: String(property(test, 'status')),
      reason: firstLine(
        list(property(test, 'results'))
          .map((result) => property(property(result, 'error'), 'message'))
          .find((message) => typeof message === 'string') ?? '',
      ),
    })),
  );
  const within = list(property(suite, 'suites')).flatMap((inner) =>
    testsOf(inner, `${above}${String(property(inner, 'title'))} › `),
  );
  return [...own, ...within];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

// Playwright colours what it writes.
const COLOUR = new RegExp(String.raw`${String.fromCodePoint(27)}\[[\d;]*m`, 'gu');

function firstLine(text: unknown): string {
  return String(text).replaceAll(COLOUR, '').trim().split('\n')[0]?.slice(0, 200) ?? '';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/**
 * What one file became, by a report of its own. One that ended badly without a failed test (it crashed, it was killed)
 * counts as one failed test, so that the last line never says less than the exit code.
 */
export function resultOf(file: string, report: string, code: number): FileResult {
  const read = textOf(report);
  const tally = readTap(read);
  if (tally === undefined) return { file, ...CRASHED };
  if (code !== 0 && tally.failed === 0) return { file, ...CRASHED, tally: { ...tally, failed: 1 } };
  return { file, tally, failures: readTapFailures(read) };
}

const CRASHED = {
  tally: { ...NOTHING, failed: 1 },
  failures: [{ name: 'the file as a whole', reason: 'It ended without saying which test failed.' }],
};

/** The same for a run of many files with one report. A run that ended badly without a failed test has failed as a whole. */
export function resultsOf(report: string, code: number): FileResult[] {
  const read = readPlaywright(textOf(report));
  if (read === undefined) return [{ file: '', ...CRASHED }];
  return code !== 0 && read.every(({ tally }) => tally.failed === 0)
    ? [...read, { file: '', ...CRASHED }]
    : read;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
