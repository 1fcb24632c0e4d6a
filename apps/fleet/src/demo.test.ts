import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { z } from 'zod';
import { createApi } from './api.ts';
import { readPast } from './past.ts';

const Running = z.object({ pid: z.number() });

interface Demo {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** The server's address, once the demo says that it is ready. */
  readonly ready: Promise<string>;
  readonly ended: Promise<number | null>;
}

function startDemo(data: string): Demo {
  const file = fileURLToPath(new URL('demo.ts', import.meta.url));
  const child = spawn(process.execPath, [file, '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString('utf8');
      const url = /^ready (\S+)$/mu.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.on('close', () => reject(new Error(`the demo ended: ${output}`)));
  });
  // Whoever waits for the end only does not care whether it was ever ready.
  ready.catch(() => undefined);
  const ended = once(child, 'close').then(([code]) => z.number().nullable().parse(code));
  return { process: child, output: () => output, ready, ended };
}

/** Signs in with what the printed table says. */
async function signInFromTable(demo: Demo, url: string): Promise<ReturnType<typeof createApi>> {
  const row = /(h\.whitfield@northfield\.example)\s+(\S+)/u.exec(demo.output());
  assert.ok(row?.[1] !== undefined && row[2] !== undefined, demo.output());
  const api = createApi(url, (ms) => sleep(ms).then(() => undefined));
  await api.must(signIn, { body: { email: row[1], password: row[2] } });
  return api;
}

test(
  'the demo shows a school with a past, stops at once, goes on with the same school, and says when its server has died',
  { timeout: 240_000 },
  async (t) => {
    const data = await mkdtemp(join(tmpdir(), 'lapwing-demo-'));
    // Compiled packs outlive a test, so that the next one need not compile the library anew.
    const packs = join(tmpdir(), 'lapwing-test-packs');
    await mkdir(packs, { recursive: true });
    await symlink(packs, join(data, 'packs'));
    const demos: Demo[] = [];
    const start = (): Demo => {
      const demo = startDemo(data);
      demos.push(demo);
      return demo;
    };
    t.after(async () => {
      for (const demo of demos) {
        demo.process.kill('SIGTERM');
        await demo.ended;
      }
      await rm(data, { recursive: true, force: true });
    });

    const first = start();
    const api = await signInFromTable(first, await first.ready);
    const { items } = await api.must(listCaptures, { query: { limit: 200 } });
    assert.ok(items.length >= readPast().length, String(items.length));
    assert.ok(items.some((capture) => capture.status === 'escalated' && capture.assignedTo !== null));
    const { groups } = await api.must(listGroups);
    const sizes = new Map(groups.map((group) => [group.name, group.members]));
    assert.deepEqual([sizes.get('Chromebooks'), sizes.get('Watch group')], [8, 4]);
    assert.equal((await stat(join(data, 'fleet/demo.json'))).mode & 0o777, 0o600);

    const askedAt = Date.now();
    first.process.kill('SIGINT');
    assert.equal(await first.ended, 0);
    assert.ok(Date.now() - askedAt < 5000);

    const second = start();
    const later = await signInFromTable(second, await second.ready);
    const ids = new Set(
      (await later.must(listCaptures, { query: { limit: 200 } })).items.map(({ id }) => id),
    );
    assert.ok(items.every(({ id }) => ids.has(id)));

    const { pid } = Running.parse(JSON.parse(await readFile(join(data, 'running.json'), 'utf8')));
    process.kill(pid, 'SIGTERM');
    assert.equal(await second.ended, 1);
    assert.match(second.output(), /The server has ended/u);
  },
);
