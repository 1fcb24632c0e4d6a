import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { NOTHING, describeTally, resultOf } from './tally.ts';
import type { FileResult } from './tally.ts';

/** What running the test files needs to know. */
export interface NodeRun {
  readonly root: string;
  /** Paths from the root. */
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** A folder for the reports of this run. */
  readonly reports: string;
  readonly concurrency: number;
  /** After this long a file's process is killed, and with it what it started. */
  readonly fileTimeoutMs: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const LIGHT_RUNNER = pathToFileURL(path.join(import.meta.dirname, 'light-runner.mjs')).href;

/**
 * Runs each test file in a process of its own, a few at a time: one line for a file that passed, everything it said
 * for one that failed. A file that does not end, or holds no test, has failed.
 */
export async function runNodeFiles(run: NodeRun): Promise<FileResult[]> {
  const waiting = [...run.files];
  const results: FileResult[] = [];
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (run.signal.aborted) return;
      results.push(await runFile(run, file));
    }
  };
  await Promise.all(Array.from({ length: run.concurrency }, worker));
  return results;
}

async function runFile(run: NodeRun, file: string): Promise<FileResult> {
  const tap = path.join(run.reports, `${file.replaceAll('/', '+')}.tap`);
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      `--import=${LIGHT_RUNNER}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${tap}`,
      file,
    ],
    {
      cwd: run.root,
      env: run.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // a group of its own, so that what it started can be ended with it
    },
  );
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const end = await endOf(child, run);
  // A file that imports no test runner writes no report at all.
  const read = existsSync(tap)
    ? resultOf(file, tap, end === 'passed' ? 0 : 1)
    : { file, tally: NOTHING, failures: [] };
  const isEmpty = read.tally.passed + read.tally.failed + read.tally.skipped === 0;
  const result = isEmpty ? resultOf(file, '', 1) : read;
  const { tally } = result;
  const time = `${((performance.now() - began) / 1000).toFixed(1)} s`;
  if (end === 'passed' && tally.failed === 0) {
    run.say(
      `ok      ${file}  ${tally.passed} passed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}, ${time}`,
    );
    return result;
  }
  run.say(output.trimEnd());
  if (end === 'too long') run.say(`It did not end within ${run.fileTimeoutMs / 1000} s and was stopped.`);
  if (isEmpty && end === 'passed') run.say('It holds no test.');
  run.say(`FAILED  ${file}  ${describeTally(tally)}, ${time}\n`);
  return result;
}

type End = 'passed' | 'failed' | 'too long';

function endOf(child: ChildProcess, run: NodeRun): Promise<End> {
  return new Promise((resolve) => {
    let tooLong = false;
    const stop = (): void => endGroup(child);
    const timer = setTimeout(() => {
      tooLong = true;
      stop();
    }, run.fileTimeoutMs);
    run.signal.addEventListener('abort', stop, { once: true });
    const finish = (end: End): void => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', stop);
      resolve(tooLong ? 'too long' : end);
    };
    child.once('error', () => finish('failed'));
    // 'exit' and not 'close': something it left behind may hold its output open for ever.
    child.once('exit', (code) => {
      setImmediate(() => finish(code === 0 ? 'passed' : 'failed'));
    });
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it has just ended by itself
  }
}
