import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import { z } from 'zod';
import type { StartFailure } from './outcome.ts';
import { servesFolder } from './processes.ts';
import { startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedServer } from './supervisor.ts';

export const PASSWORD = 'correct horse battery staple';

/** True when the suite may become other accounts, as in a container's root; else those tests say so and skip. */
export const IS_ROOT = process.getuid?.() === 0;

const cleanUps = new WeakMap<TestContext, (() => unknown)[]>();

/** Runs after the test, the latest first, so that a server is stopped before its folder goes. */
export function cleanUp(t: TestContext, action: () => unknown): void {
  const known = cleanUps.get(t);
  if (known !== undefined) {
    known.push(action);
    return;
  }
  const actions = [action];
  cleanUps.set(t, actions);
  t.after(async () => {
    for (const each of actions.toReversed()) await each();
  });
}

/** A folder that is removed after the test. Root's may be entered by others unless another mode is asked for. */
export function scratch(t: TestContext, mode = 0o755, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'lapwing-test-'));
  chmodSync(folder, mode);
  cleanUp(t, () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return folder;
}

let made: Promise<string> | undefined;

/**
 * A folder with a finished cluster in it, removed after the test, for what is not about the making of one: that is
 * seconds of waiting for the disk, and happens once for a test file.
 */
export async function atRest(t: TestContext): Promise<string> {
  const folder = scratch(t);
  // Where there is no `cp` that keeps owners the test's own start makes it.
  if (process.platform === 'win32') return folder;
  made ??= makeCluster();
  execFileSync('cp', ['-a', `${await made}/.`, folder]);
  return folder;
}

async function makeCluster(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const result = await startEmbeddedPostgres({
    dataDir: folder,
    superuserPassword: PASSWORD,
    log: () => undefined,
  });
  if (!result.ok) throw new Error(result.message);
  await result.server.stop();
  return folder;
}

export type Recorded = { server: EmbeddedServer; events: Record<string, unknown>[] };

/** Starts a supervisor in this process and stops it after the test; fails the test when it does not start. */
export async function started(
  t: TestContext,
  dataDir: string,
  more: Partial<EmbeddedOptions> = {},
): Promise<Recorded> {
  const events: Record<string, unknown>[] = [];
  const result = await startEmbeddedPostgres({
    dataDir,
    superuserPassword: PASSWORD,
    log: (event) => events.push(event),
    ...more,
  });
  assert.ok(result.ok, result.ok ? '' : `${result.code}: ${result.message}`);
  cleanUp(t, () => result.server.stop());
  return { server: result.server, events };
}

/** Tries to start where that is expected to fail; returns why it did. */
export async function refused(
  t: TestContext,
  dataDir: string,
  more: Partial<EmbeddedOptions> = {},
): Promise<StartFailure> {
  const options = { dataDir, superuserPassword: PASSWORD, log: () => undefined, ...more };
  const result = await startEmbeddedPostgres(options);
  if (!result.ok) return result;
  cleanUp(t, () => result.server.stop());
  assert.fail('it was expected to be refused');
}

/** Runs statements on one connection and returns the last one's rows. */
export async function query(server: EmbeddedServer, ...statements: string[]): Promise<unknown[]> {
  const client = new Client(server.connection());
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

const reportSchema = z.union([
  z.object({
    ok: z.literal(true),
    pid: z.number(),
    started: z.string(),
    host: z.string(),
    answered: z.boolean(),
  }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type Report = z.infer<typeof reportSchema>;
export type OtherSupervisor = { child: ChildProcess; report: Promise<Report>; kill(): Promise<void> };

/** Starts a supervisor in a process of its own, which can be killed or run under another account. */
export function otherSupervisor(
  t: TestContext,
  dataDir: string,
  how: { uid?: number; gid?: number; detached?: boolean; prefix?: string[] } = {},
): OtherSupervisor {
  const { prefix = [], ...account } = how;
  const fixture = join(import.meta.dirname, 'supervised.fixture.ts');
  const [program, ...args] = [...prefix, process.execPath, fixture, dataDir];
  assert.ok(program !== undefined);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', ...account });
  const exit = once(child, 'exit');
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await exit;
  }
  const report = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      return reportSchema.parse(JSON.parse(line));
    }
    throw new Error('the supervisor ended without a report');
  })();
  // A test that kills the supervisor early does not wait for its report.
  report.catch(() => undefined);
  cleanUp(t, kill);
  return { child, report, kill };
}

/** Kills what is left of a server after a test that orphaned it on purpose. */
export function killAfterTest(t: TestContext, pid: number, dataFolder: string): void {
  cleanUp(t, () => {
    if (servesFolder(pid, dataFolder)) process.kill(pid, 'SIGKILL');
  });
}
