import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { layoutOf } from './cluster.ts';
import { otherSupervisor, PASSWORD, query, refused, scratch, started } from './harness.fixture.ts';
import { processStart } from './processes.ts';

describe('the first run', () => {
  it('creates a durable UTF-8 cluster that asks for the password, starts it warm again, and stops it', async (t) => {
    const dataDir = join(scratch(t), 'made', 'by', 'the supervisor');
    const { server, events } = await started(t, dataDir);
    assert.equal(server.started, 'created');
    const rows = await query(
      server,
      'create table kept (word text)',
      `insert into kept values ('Grüße')`,
      `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
         current_setting('synchronous_commit') as commit, current_setting('max_connections') as connections,
         current_setting('shared_buffers') as buffers, current_setting('listen_addresses') as addresses,
         (select datlocprovider::text || datlocale from pg_database where datname = 'postgres') as locale`,
    );
    assert.deepEqual(rows, [
      {
        encoding: 'UTF8',
        fsync: 'on',
        commit: 'on',
        connections: '60',
        buffers: '128MB',
        addresses: '',
        locale: 'bC.UTF-8',
      },
    ]);
    const wrong = new Client({ ...server.connection(), password: 'wrong' });
    await assert.rejects(wrong.connect(), /password authentication failed/u);
    await server.stop();
    await server.stop();
    assert.equal(processStart(server.pid), undefined);

    const again = await started(t, dataDir);
    assert.equal(again.server.started, 'warm');
    assert.deepEqual(await query(again.server, 'select word from kept'), [{ word: 'Grüße' }]);
    for (const { event, ms } of [...events, ...again.events]) {
      if (typeof ms === 'number') t.diagnostic(`${String(event)} ${ms.toFixed(0)} ms`);
    }
    await again.server.stop();
    t.diagnostic(`stopped ${String(again.events.at(-1)?.['ms'])} ms`);
  });

  it('leaves no password behind, and keeps the cluster from everyone else', async (t) => {
    const dataDir = scratch(t);
    const { server } = await started(t, dataDir);
    const layout = layoutOf(dataDir);
    assert.equal(statSync(layout.cluster).mode & 0o077, 0);
    assert.equal(statSync(layout.run).mode & 0o077, 0);
    assert.deepEqual(readdirSync(layout.cluster).toSorted(), ['data', 'log', 'run']);
    const commandLine = readFileSync(`/proc/${server.pid}/cmdline`, 'utf8');
    assert.ok(!commandLine.includes(PASSWORD));
    assert.ok(!readFileSync(`/proc/${server.pid}/environ`, 'utf8').includes(PASSWORD));
    for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
      const path = join(dataDir, name);
      if (statSync(path).isFile()) assert.ok(!readFileSync(path).includes(PASSWORD), path);
    }
  });

  it('that was killed half-way is cleared away and done again', async (t) => {
    const dataDir = scratch(t);
    const half = otherSupervisor(t, dataDir, { detached: true });
    while (!readdirSync(dataDir).some((name) => existsSync(join(dataDir, name, 'data', 'base')))) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    assert.ok(half.child.pid !== undefined);
    // As a power cut does, with what it started: that would go on writing for a moment.
    process.kill(-half.child.pid, 'SIGKILL');
    await half.kill();
    assert.ok(!existsSync(layoutOf(dataDir).cluster), 'the first run was to be killed before its end');
    const { server, events } = await started(t, dataDir);
    assert.equal(server.started, 'created');
    assert.ok(events.some(({ event }) => event === 'database.unfinished-first-run-removed'));
    assert.deepEqual(
      readdirSync(dataDir).filter((name) => name.startsWith('cluster')),
      ['cluster'],
    );
  });

  it('never deletes a cluster folder that it did not just make, even an incomplete one', async (t) => {
    const dataDir = scratch(t);
    const { cluster } = layoutOf(dataDir);
    mkdirSync(join(cluster, 'data', 'base'), { recursive: true });
    writeFileSync(join(cluster, 'data', 'base', 'precious'), 'x');
    const result = await refused(t, dataDir);
    assert.equal(result.code, 'init-failed');
    assert.ok(existsSync(join(cluster, 'data', 'base', 'precious')));
  });

  it('refuses the cluster of another major version and leaves it as it is', async (t) => {
    const dataDir = scratch(t);
    await (await started(t, dataDir)).server.stop();
    const file = join(layoutOf(dataDir).data, 'PG_VERSION');
    writeFileSync(file, '17\n');
    const result = await refused(t, dataDir);
    assert.equal(result.code, 'version-mismatch');
    assert.match(result.message, /PostgreSQL 17/u);
    writeFileSync(file, '18\n');
    assert.equal((await started(t, dataDir)).server.started, 'warm');
  });

  it('says so on a machine for which there is no server', async (t) => {
    const machine = { platform: 'sunos', arch: 'sparc' };
    const result = await refused(t, scratch(t), { machine });
    assert.equal(result.code, 'unsupported-platform');
    assert.match(result.message, /DATABASE_URL/u);
  });
});
