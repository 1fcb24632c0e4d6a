import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { layoutOf } from './cluster.ts';
import { freePort } from './endpoint.ts';
import {
  cleanUp,
  killAfterTest,
  otherSupervisor,
  PASSWORD,
  query,
  scratch,
  started,
} from './harness.fixture.ts';

const LONG = 'a data folder with a name that leaves no room for the path of a socket below it'.repeat(2);

describe('where the database listens', () => {
  it('is a socket beside the cluster and no port, with nothing in the path that could confuse it', async (t) => {
    const dataDir = join(scratch(t), `a, "b" 'c' $d`);
    const { server } = await started(t, dataDir);
    assert.equal(server.connection().host, layoutOf(dataDir).run);
    assert.deepEqual(server.connection('other'), {
      host: layoutOf(dataDir).run,
      port: 5432,
      user: 'postgres',
      password: PASSWORD,
      database: 'other',
    });
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
  });

  it('is another name when something that is not ours sits on the socket', async (t) => {
    const dataDir = scratch(t);
    const first = await started(t, dataDir);
    await first.server.stop();
    mkdirSync(join(layoutOf(dataDir).run, '.s.PGSQL.5432'));
    const { server, events } = await started(t, dataDir);
    assert.equal(server.connection().port, 5433);
    assert.ok(events.some(({ event }) => event === 'database.endpoint-taken'));
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
  });

  it('is a private temporary folder when the path is too long for a socket, removed at the end', async (t) => {
    const dataDir = join(scratch(t), LONG);
    const { server } = await started(t, dataDir);
    const { host } = server.connection();
    assert.ok(!host.startsWith(dataDir));
    assert.equal(statSync(host).mode & 0o777, 0o700);
    assert.equal(statSync(host).uid, statSync(layoutOf(dataDir).cluster).uid);
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
    await server.stop();
    assert.ok(!existsSync(host));
  });

  it('is found in the private folder by the next supervisor, which also removes it', async (t) => {
    const dataDir = join(scratch(t), LONG);
    const other = otherSupervisor(t, dataDir);
    const report = await other.report;
    assert.ok(report.ok);
    killAfterTest(t, report.pid, layoutOf(dataDir).data);
    await other.kill();
    const { server } = await started(t, dataDir);
    assert.deepEqual([server.started, server.connection().host], ['adopted', report.host]);
    await server.stop();
    assert.ok(!existsSync(report.host));
  });

  it('is the loopback address where no socket fits, on another port when one is taken', async (t) => {
    const folder = scratch(t);
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    cleanUp(t, () => taken.close());
    const address = taken.address();
    assert.ok(address !== null && typeof address === 'object');
    const ports = [address.port];
    const listen = {
      temporaryFolder: join(folder, LONG),
      freePort: async () => ports.shift() ?? (await freePort()),
    };
    const { server, events } = await started(t, join(folder, LONG), { listen });
    const { host, port } = server.connection();
    assert.equal(host, '127.0.0.1');
    assert.notEqual(port, address.port);
    assert.ok(events.some(({ event, port }) => event === 'database.endpoint-taken' && port === address.port));
    assert.deepEqual(await query(server, `select current_setting('listen_addresses') as at`), [
      { at: '127.0.0.1' },
    ]);
    assert.equal(dirname(layoutOf(join(folder, LONG)).cluster), join(folder, LONG));
  });
});
