import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { layoutOf } from './cluster.ts';
import {
  atRest,
  cleanUp,
  killAfterTest,
  otherSupervisor,
  PASSWORD,
  query,
  refused,
  scratch,
  started,
} from './harness.fixture.ts';
import { processStart, servesFolder } from './processes.ts';
import { startEmbeddedPostgres, type EmbeddedServer } from './supervisor.ts';

/** A server whose supervisor was killed with kill -9. */
async function orphan(t: TestContext, dataDir: string): Promise<number> {
  const other = otherSupervisor(t, dataDir);
  const report = await other.report;
  assert.ok(report.ok);
  killAfterTest(t, report.pid, layoutOf(dataDir).data);
  await other.kill();
  assert.ok(servesFolder(report.pid, layoutOf(dataDir).data), 'the server was to outlive its supervisor');
  return report.pid;
}

async function ended(server: EmbeddedServer): Promise<void> {
  await new Promise<void>((resolve) => {
    server.onExit(() => resolve());
  });
}

describe('a server that outlived its supervisor', () => {
  it('is adopted with its connections intact, watched, and stopped like one of our own', async (t) => {
    const dataDir = await atRest(t);
    const pid = await orphan(t, dataDir);
    const { server } = await started(t, dataDir);
    assert.deepEqual([server.started, server.pid], ['adopted', pid]);
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
    await server.stop();
    assert.ok(!servesFolder(pid, layoutOf(dataDir).data));
    assert.equal((await started(t, dataDir)).server.started, 'warm');
  });

  it('is reported when it dies after its adoption', async (t) => {
    const dataDir = await atRest(t);
    const pid = await orphan(t, dataDir);
    const { server } = await started(t, dataDir, { timeouts: { watchEveryMs: 10 } });
    const end = ended(server);
    process.kill(pid, 'SIGKILL');
    await end;
    assert.equal((await started(t, dataDir)).server.started, 'warm');
  });

  it('is stopped and started anew when it no longer answers', async (t) => {
    const dataDir = await atRest(t);
    const pid = await orphan(t, dataDir);
    process.kill(pid, 'SIGSTOP');
    const timeouts = { reachMs: 200, fastStopMs: 100, immediateStopMs: 100, watchEveryMs: 10 };
    const { server, events } = await started(t, dataDir, { timeouts });
    assert.equal(server.started, 'warm');
    assert.notEqual(server.pid, pid);
    assert.ok(events.some(({ event, how }) => event === 'database.orphan-stopped' && how === 'killed'));
    assert.ok(!servesFolder(pid, layoutOf(dataDir).data));
  });

  it('is found again after its data folder was moved', async (t) => {
    const dataDir = join(scratch(t), 'before');
    const pid = await orphan(t, dataDir);
    const moved = join(dirname(dataDir), 'after');
    renameSync(dataDir, moved);
    const { server } = await started(t, moved);
    assert.deepEqual([server.started, server.pid], ['adopted', pid]);
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
  });
});

describe('a supervisor that is killed', () => {
  it('at any moment blocks no later start and loses nothing that was committed', async (t) => {
    const dataDir = scratch(t);
    for (const ms of [120, 300, 450, 520, 560, 600, 640, 700]) {
      const other = otherSupervisor(t, dataDir);
      // The moment is what varies here: there is no event to wait for.
      await sleep(ms);
      await other.kill();
    }
    const { server } = await started(t, dataDir);
    await query(server, 'create table if not exists kept (n int)', 'insert into kept values (1)');
    for (const ms of [150, 250, 350]) {
      await server.stop();
      const other = otherSupervisor(t, dataDir);
      await sleep(ms);
      await other.kill();
      const next = await started(t, dataDir);
      assert.deepEqual(await query(next.server, 'select n from kept'), [{ n: 1 }]);
      await next.server.stop();
    }
    assert.deepEqual(readdirSync(dataDir).toSorted(), ['cluster']);
  });

  it('by Ctrl+C in its terminal does not take the database with it before its own graceful stop', async (t) => {
    const dataDir = await atRest(t);
    const other = otherSupervisor(t, dataDir, { detached: true });
    const report = await other.report;
    assert.ok(report.ok);
    killAfterTest(t, report.pid, layoutOf(dataDir).data);
    const exit = once(other.child, 'exit');
    process.kill(-(other.child.pid ?? 0), 'SIGINT');
    await exit;
    const { server } = await started(t, dataDir);
    assert.deepEqual([server.started, server.pid], ['adopted', report.pid]);
  });
});

describe('a pid file without its server', () => {
  it('of a postmaster that was killed is no obstacle, and what was committed is there', async (t) => {
    const dataDir = await atRest(t);
    const { server } = await started(t, dataDir);
    await query(server, 'create table kept (n int)', 'insert into kept values (7)');
    const end = ended(server);
    process.kill(server.pid, 'SIGKILL');
    await end;
    const again = await started(t, dataDir);
    assert.equal(again.server.started, 'warm');
    assert.deepEqual(await query(again.server, 'select n from kept'), [{ n: 7 }]);
  });

  it('of a postmaster that was killed and has left a hanging backend is no obstacle', async (t) => {
    const dataDir = await atRest(t);
    const { server } = await started(t, dataDir);
    const client = new Client(server.connection());
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const backend = rows[0]?.pid ?? 0;
    killAfterTest(t, backend, layoutOf(dataDir).data);
    process.kill(backend, 'SIGSTOP');
    const end = ended(server);
    process.kill(server.pid, 'SIGKILL');
    await end;
    assert.ok(servesFolder(backend, layoutOf(dataDir).data));
    const again = await started(t, dataDir);
    assert.equal(again.server.started, 'warm');
    assert.ok(again.events.some(({ event }) => event === 'database.backends-of-a-dead-server'));
    assert.ok(!servesFolder(backend, layoutOf(dataDir).data));
  });

  it('whose pid now belongs to a stranger of the same account is no obstacle, and the stranger lives on', async (t) => {
    const dataDir = await atRest(t);
    const { server } = await started(t, dataDir);
    const { data, run } = layoutOf(dataDir);
    const pidFile = join(data, 'postmaster.pid');
    const text = readFileSync(pidFile, 'utf8');
    await server.stop();
    const { uid, gid } = statSync(data);
    const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    cleanUp(t, () => stranger.kill());
    await once(stranger, 'spawn');
    const lock = join(run, '.s.PGSQL.5432.lock');
    for (const file of [pidFile, lock]) {
      writeFileSync(file, text.replace(/^\d+/u, String(stranger.pid)));
      chownSync(file, uid, gid);
    }
    const again = await started(t, dataDir);
    assert.equal(again.server.started, 'warm');
    assert.ok(processStart(stranger.pid ?? 0) !== undefined);
    assert.equal(
      again.server.connection().port,
      5433,
      'the socket name that the stranger seems to hold is left',
    );
  });

  it('that is empty, as a full disk leaves it, is no obstacle', async (t) => {
    const dataDir = await atRest(t);
    await (await started(t, dataDir)).server.stop();
    writeFileSync(join(layoutOf(dataDir).data, 'postmaster.pid'), '');
    assert.equal((await started(t, dataDir)).server.started, 'warm');
  });
});

describe('a server that ends by itself', () => {
  it('is reported once, and the folder is free to start it again at once', async (t) => {
    const dataDir = await atRest(t);
    const { server } = await started(t, dataDir);
    let exits = 0;
    const unheard = server.onExit(() => assert.fail('a listener that was taken away was called'));
    unheard();
    const end = ended(server);
    server.onExit(() => (exits += 1));
    process.kill(server.pid, 'SIGINT');
    await end;
    await server.stop();
    assert.equal(exits, 1);
    assert.equal((await started(t, dataDir)).server.started, 'warm');
  });

  it('is not reported when it was stopped, even with a transaction open and a statement running', async (t) => {
    const dataDir = await atRest(t);
    const { server } = await started(t, dataDir);
    server.onExit(() => assert.fail('stop is no exit by itself'));
    const sleeping = assert.rejects(query(server, 'begin', 'select pg_sleep(60)'));
    const running = `select 1 as one from pg_stat_activity where query = 'select pg_sleep(60)'`;
    while ((await query(server, running)).length === 0);
    const begun = performance.now();
    await server.stop();
    t.diagnostic(`stopped under load in ${(performance.now() - begun).toFixed(0)} ms`);
    assert.ok(performance.now() - begun < 4_000);
    await sleeping;
  });

  it('that does not heed a stop is ended by force within the time, with all its backends', async (t) => {
    const dataDir = await atRest(t);
    const timeouts = { fastStopMs: 100, immediateStopMs: 100 };
    const { server, events } = await started(t, dataDir, { timeouts });
    process.kill(server.pid, 'SIGSTOP');
    await server.stop();
    assert.ok(!servesFolder(server.pid, layoutOf(dataDir).data));
    assert.equal(events.at(-1)?.['how'], 'killed');
    assert.equal((await started(t, dataDir)).server.started, 'warm');
  });
});

describe('a second supervisor', () => {
  it('gets data-in-use while the first lives, in the same process and in another', async (t) => {
    const dataDir = await atRest(t);
    const { server } = await started(t, dataDir);
    const same = await refused(t, dataDir);
    assert.equal(same.code, 'data-in-use');
    assert.match(same.message, new RegExp(`process id ${process.pid}`, 'u'));
    const other = await otherSupervisor(t, dataDir).report;
    assert.ok(!other.ok);
    assert.equal(other.code, 'data-in-use');
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
  });

  it('of several that start at the same moment exactly one gets the folder', async (t) => {
    const dataDir = scratch(t);
    const all = await Promise.all(
      [1, 2, 3, 4].map(() =>
        startEmbeddedPostgres({ dataDir, superuserPassword: PASSWORD, log: () => undefined }),
      ),
    );
    const winners = all.flatMap((result) => (result.ok ? [result.server] : []));
    cleanUp(t, () => Promise.all(winners.map((server) => server.stop())));
    assert.equal(winners.length, 1);
    assert.deepEqual(
      all.flatMap((result) => (result.ok ? [] : [result.code])),
      ['data-in-use', 'data-in-use', 'data-in-use'],
    );
  });
});
