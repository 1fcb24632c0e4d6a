// `npm test` and `npm run check`: every check of the house, one after the other, with one summary at the end.
//   npm test                     everything
//   npm test -- lint             one stage: format, lint, types, build, node or e2e
//   npm test -- features/captures   the test files whose path contains this
//   npm run check                format, lint, types and architecture; with -- --write it first writes the import law
//                                into ARCHITECTURE.md
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { runNodeFiles } from './testing/node-files.ts';
import { planRun } from './testing/plan.ts';
import type { Plan, StageName } from './testing/plan.ts';
import { describeMissing, provideSystemPackages, thisMachine } from './testing/system-packages.ts';
import type { SystemPackage } from './testing/system-packages.ts';
import { describeFailures, settle, tryAgain } from './testing/second-try.ts';
import type { Settled } from './testing/second-try.ts';
import { makeTemporaryFolder, roomInMemory } from './testing/temporary-folder.ts';
import { NOTHING, addTallies, describeTally, resultsOf } from './testing/tally.ts';
import type { FileResult } from './testing/tally.ts';

const FILE_TIMEOUT_MS = 240_000;
/** Most tests and stories wait more than they work: for a database, a browser, a clock. */
const AT_ONCE = 3;
const root = path.join(import.meta.dirname, '..');

interface Outcome extends Settled {
  readonly ok: boolean;
}

interface Ran extends Outcome {
  readonly stage: StageName;
  readonly seconds: number;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Every file under the given folders whose name ends so, as paths from the root with forward slashes. */
function findFiles(folders: readonly string[], ending: RegExp): string[] {
  const passedOver = new Set(['node_modules', 'dist', 'test-results', '.lapwing']);
  const found: string[] = [];
  const pending = folders.filter((folder) => existsSync(path.join(root, folder)));
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !passedOver.has(entry.name)) pending.push(name);
      if (entry.isFile() && ending.test(entry.name)) found.push(name);
    }
  }
  return found.toSorted();
}

const stop = new AbortController();

/** Runs a program to its end with its output shown; a program that cannot start or is killed has failed. */
function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  if (stop.signal.aborted) return Promise.resolve(130);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    stop.signal.addEventListener('abort', () => child.kill(), { once: true });
    child.once('error', (error) => {
      say(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function bin(packageAndFile: string): string {
  return path.join(root, 'node_modules', ...packageAndFile.split('/'));
}

/**
 * A project on each core, and each on one alone: where several threads share a project, each of them works out anew the
 * types that the others have, which is twice the work in all.
 */
async function checkTypes(environment: NodeJS.ProcessEnv): Promise<number> {
  const left = findFiles(['packages', 'apps', 'e2e', 'bench', 'tools'], /^tsconfig(?:\.\w+)?\.json$/u);
  let failed = 0;
  const checkSome = async (): Promise<void> => {
    for (let project = left.shift(); project !== undefined; project = left.shift()) {
      const code = await run(
        process.execPath,
        [bin('typescript/bin/tsc'), '-p', project, '--pretty', 'false', '--singleThreaded'],
        environment,
      );
      if (code !== 0) say(`types: ${project} failed`);
      failed += code === 0 ? 0 : 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, checkSome));
  return failed;
}

async function runStage(
  stage: StageName,
  plan: Plan,
  environment: NodeJS.ProcessEnv,
  reports: string,
): Promise<Outcome> {
  const node = (...args: string[]): Promise<number> => run(process.execPath, args, environment);
  switch (stage) {
    case 'format':
      return plain(await node(bin('oxfmt/bin/oxfmt'), '--check', '.'));
    case 'lint':
      return plain(await node(bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '.'));
    case 'types':
      return plain(await checkTypes(environment));
    case 'build':
      return plain(await node(path.join(import.meta.dirname, 'bootstrap.mjs'), 'build'));
    case 'node': {
      const runFiles = (files: readonly string[], concurrency: number): Promise<FileResult[]> =>
        runNodeFiles({
          root,
          files,
          environment,
          reports,
          concurrency,
          fileTimeoutMs: FILE_TIMEOUT_MS,
          say,
          signal: stop.signal,
        });
      const first = await runFiles(plan.nodeFiles, AT_ONCE);
      return tested(await second(plan, first, (files) => runFiles(files, 1)));
    }
    case 'e2e': {
      const together = await runStories('together', AT_ONCE, plan, environment, reports);
      const alone = await runStories('alone', 1, plan, environment, reports);
      return tested({
        tally: addTallies(together.tally, alone.tally),
        failed: [...together.failed, ...alone.failed],
        unsteady: [...together.unsteady, ...alone.unsteady],
      });
    }
  }
}

async function runStories(
  project: 'together' | 'alone',
  workers: number,
  plan: Plan,
  environment: NodeJS.ProcessEnv,
  reports: string,
): Promise<Settled> {
  const play = async (count: number, filters: readonly string[]): Promise<FileResult[]> => {
    const json = path.join(reports, `playwright-${project}-${count}.json`);
    const code = await run(
      process.execPath,
      [
        bin('@playwright/test/cli.js'),
        'test',
        '-c',
        'e2e/playwright.config.ts',
        '--reporter=list,json',
        `--project=${project}`,
        `--workers=${count}`,
        '--pass-with-no-tests',
        ...filters,
      ],
      { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: json },
    );
    return resultsOf(json, code).map((result) => ({
      ...result,
      file: result.file === '' ? '' : `e2e/${result.file}`,
    }));
  };
  const first = await play(workers, plan.e2eFilters);
  return second(plan, first, (files) => play(1, files));
}

/** Whoever picks a test wants to see it fail; only in a run of everything is a file tried again. */
function second(
  plan: Plan,
  first: readonly FileResult[],
  again: (files: readonly string[]) => Promise<readonly FileResult[]>,
): Promise<Settled> {
  if (!plan.isWhole || stop.signal.aborted) return Promise.resolve(settle(first));
  return tryAgain(first, (files) => {
    say(`\n=== once more, alone: ${files.join(', ')}`);
    return again(files);
  });
}

function tested(settled: Settled): Outcome {
  return { ok: settled.tally.failed === 0, ...settled };
}

function plain(code: number): Outcome {
  return { ok: code === 0, ...NO_TESTS };
}

const NO_TESTS: Settled = { tally: NOTHING, failed: [], unsteady: [] };

/** The environment of the tests; an account whose home folder is missing or closed gets one for the run. */
function testEnvironment(missing: readonly SystemPackage[], reports: string): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment['NODE_TEST_CONTEXT'];
  // Some two hundred processes load the same modules: stripped of their types and compiled once, not by each.
  environment['NODE_COMPILE_CACHE'] ??= path.join(
    tmpdir(),
    `lapwing-test-compiled-${process.getuid?.() ?? '0'}`,
  );
  if (process.platform !== 'win32' && !isWritable(environment['HOME'] ?? '')) environment['HOME'] = reports;
  if (missing.length > 0) environment['LAPWING_TEST_WITHOUT'] = missing.map(({ debian }) => debian).join(',');
  return environment;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return folder !== '';
  } catch {
    return false;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const nodeFiles = findFiles(['packages', 'apps', 'bench', 'tools'], /\.test\.tsx?$/u);
  const e2eFiles = existsSync(path.join(root, 'e2e', 'playwright.config.ts'))
    ? findFiles(['e2e'], /\.(?:spec|test)\.ts$/u)
    : [];
  const plan = planRun(args, nodeFiles, e2eFiles);
  if ('problem' in plan) {
    say(plan.problem);
    return 2;
  }
  const reports = mkdtempSync(path.join(tmpdir(), 'lapwing-test-'));
  try {
    return await runPlan(plan, args, reports);
  } finally {
    rmSync(reports, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runPlan(plan: Plan, args: readonly string[], reports: string): Promise<number> {
  const runsTests =
    !args.includes('--check') && (plan.stages.includes('node') || plan.stages.includes('e2e'));
  const missing = runsTests ? provideSystemPackages(thisMachine(), say) : [];
  const environment = testEnvironment(missing, reports);
  const temporary = runsTests ? makeTemporaryFolder(roomInMemory(), tmpdir()) : null;
  if (temporary !== null) environment['TMPDIR'] = temporary.folder;
  // What a story that failed has left is looked at when the run is over.
  environment['E2E_RESULTS'] = tmpdir();
  try {
    return await runStages(plan, args, environment, missing, reports);
  } finally {
    temporary?.remove();
  }
}

async function runStages(
  plan: Plan,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  missing: readonly SystemPackage[],
  reports: string,
): Promise<number> {
  if (args.includes('--write')) {
    await run(
      process.execPath,
      [path.join(import.meta.dirname, 'architecture-table.ts'), '--write'],
      environment,
    );
  }
  const withoutBrowser = missing.some(({ program }) => program === 'chromium');
  const ran: Ran[] = [];
  for (const stage of plan.stages) {
    if (stage === 'e2e' && withoutBrowser) continue;
    say(`\n=== ${stage}`);
    const began = performance.now();
    const outcome = await runStage(stage, plan, environment, reports);
    const seconds = (performance.now() - began) / 1000;
    ran.push({ stage, seconds, ...outcome });
    say(`=== ${stage}: ${outcome.ok ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
    if (stop.signal.aborted) break;
  }
  return summarise(ran, missing);
}

function summarise(ran: readonly Ran[], missing: readonly SystemPackage[]): number {
  const failed = ran.filter(({ ok }) => !ok);
  say('\n=== summary');
  for (const { stage, ok, seconds, tally } of ran) {
    const tests = tally === NOTHING ? '' : `  ${describeTally(tally)}`;
    say(`${ok ? 'passed' : 'FAILED'}  ${stage.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s${tests}`);
  }
  if (missing.length > 0) say(`\n${describeMissing(missing)}\n`);
  const unsteady = ran.flatMap((one) => one.unsteady);
  for (const line of describeFailures(
    '\nUnsteady (failed beside others, passed alone; to be mended):',
    unsteady,
  ))
    say(line);
  if (failed.length > 0) {
    say(`\nFailed: ${failed.map(({ stage }) => stage).join(', ')}. What was written about it is above.`);
    const tests = failed.flatMap((one) => one.failed);
    for (const line of describeFailures('Failed tests:', tests)) say(line);
  }
  if (stop.signal.aborted) say('Stopped before the end.');
  say(describeTally(ran.map(({ tally }) => tally).reduce(addTallies, NOTHING)));
  return failed.length > 0 || stop.signal.aborted ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop.abort();
  });
}

process.exitCode = await main(process.argv.slice(2));
