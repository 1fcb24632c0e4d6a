import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { canEnter } from './account.ts';
import { locateBinaries, type Binaries } from './binaries.ts';
import { layoutOf } from './cluster.ts';
import {
  IS_ROOT,
  killAfterTest,
  otherSupervisor,
  query,
  refused,
  scratch,
  started,
} from './harness.fixture.ts';

const NOBODY = { name: 'nobody', spawnAs: { uid: 65_534, gid: 65_534 }, initPrefix: [] };
const asRoot = IS_ROOT
  ? {}
  : { skip: 'the suite does not run as root; it is itself the test of an ordinary account' };
const asOthers =
  IS_ROOT && !canEnter(import.meta.dirname, NOBODY)
    ? { skip: 'other accounts cannot read this checkout, so none can run the supervisor from it' }
    : asRoot;

/** The package as npm leaves it when it has blocked the install script: without the links between library names. */
function packageWithoutLinks(folder: string): Binaries {
  const binaries = locateBinaries(process.platform, process.arch);
  assert.ok(!('ok' in binaries));
  const nativeFolder = join(folder, 'native');
  cpSync(binaries.nativeFolder, nativeFolder, {
    recursive: true,
    filter: (source) => !lstatSync(source).isSymbolicLink() && !source.endsWith('.a'),
  });
  return { ...binaries, nativeFolder };
}

function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}

function uidOf(pid: number): number {
  return Number(/^Uid:\t(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** A folder for a data folder, of this account. */
function folderOf(t: TestContext, uid: number): string {
  const folder = scratch(t);
  chownSync(folder, uid, uid);
  return folder;
}

describe('the package of PostgreSQL', () => {
  it('works without its install script, and nothing is written into it', async (t) => {
    const binaries = packageWithoutLinks(scratch(t));
    const before = listing(binaries.nativeFolder);
    const dataDir = scratch(t);
    const { server } = await started(t, dataDir, { binaries });
    assert.deepEqual(await query(server, `select 'é' = 'e' collate "und-x-icu" as same`), [{ same: false }]);
    await server.stop();
    assert.equal((await started(t, dataDir, { binaries })).server.started, 'warm');
    assert.deepEqual(listing(binaries.nativeFolder), before);
    assert.ok(!existsSync(join(dataDir, 'runtime', `postgresql-${binaries.version}`)), 'no copy was needed');
  });

  it(
    'is copied once to the data folder when root keeps it where the database may not go',
    asRoot,
    async (t) => {
      const binaries = packageWithoutLinks(scratch(t, 0o700));
      const dataDir = scratch(t);
      await (await started(t, dataDir, { binaries })).server.stop();
      const copy = join(dataDir, 'runtime', `postgresql-${binaries.version}`);
      const { ino } = statSync(copy);
      const again = await started(t, dataDir, { binaries });
      assert.deepEqual(await query(again.server, 'create extension pg_trgm', 'select 1 as one'), [
        { one: 1 },
      ]);
      assert.equal(statSync(copy).ino, ino);
    },
  );

  it('is copied to the cache of the system when the data folder is out of reach too', asRoot, async (t) => {
    const closed = scratch(t, 0o700);
    const binaries = packageWithoutLinks(closed);
    const cache = join(scratch(t), 'cache');
    const dataDir = join(closed, 'data');
    const { server } = await started(t, dataDir, { binaries, runtimeFolders: [cache] });
    assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }]);
    assert.ok(existsSync(join(cache, 'runtime', `postgresql-${binaries.version}`, 'bin', 'postgres')));
    assert.ok(existsSync(join(dataDir, 'cluster', 'data', 'PG_VERSION')));
  });

  it('that can be put nowhere in reach is told to the person with a remedy', asRoot, async (t) => {
    const closed = scratch(t, 0o700);
    const binaries = packageWithoutLinks(closed);
    const options = { binaries, runtimeFolders: [join(closed, 'cache')] };
    const result = await refused(t, join(closed, 'data'), options);
    assert.equal(result.code, 'folder-not-accessible');
    assert.match(result.message, /Install Lapwing in a folder/u);
  });
});

describe('started by root', () => {
  it(
    'the database runs as an ordinary account on a data folder that this account cannot walk to',
    asRoot,
    async (t) => {
      const closed = scratch(t, 0o700);
      const dataDir = join(closed, 'school');
      const { server } = await started(t, dataDir);
      assert.notEqual(uidOf(server.pid), 0);
      assert.equal(statSync(layoutOf(dataDir).data).uid, uidOf(server.pid));
      assert.equal(
        statSync(closed).mode & 0o777,
        0o700,
        'the folder of the person stays as closed as it was',
      );
      await query(
        server,
        'create extension pg_trgm',
        'create table kept as select generate_series(1, 1000) as n',
      );
      await query(server, 'select pg_switch_wal()', 'checkpoint', 'vacuum kept', 'select pg_reload_conf()');
      process.kill(server.pid, 'SIGKILL');
      await new Promise<void>((resolve) => {
        server.onExit(() => resolve());
      });
      const again = await started(t, dataDir);
      assert.equal(again.server.started, 'warm');
      assert.deepEqual(await query(again.server, 'select count(*)::int as n from kept'), [{ n: 1000 }]);
    },
  );

  it('a cluster that root has put back from a backup is given to the database again', asRoot, async (t) => {
    const dataDir = scratch(t);
    await (await started(t, dataDir)).server.stop();
    execFileSync('chown', ['-R', '0:0', dataDir]);
    const { server } = await started(t, dataDir);
    assert.deepEqual([server.started, uidOf(server.pid) === 0], ['warm', false]);
  });

  it('a cluster that an ordinary account made goes on under that account', asOthers, async (t) => {
    const dataDir = folderOf(t, 65_534);
    const other = otherSupervisor(t, dataDir, { uid: 65_534, gid: 65_534 });
    const report = await other.report;
    assert.ok(report.ok);
    killAfterTest(t, report.pid, layoutOf(dataDir).data);
    await other.kill();
    const { server } = await started(t, dataDir);
    assert.deepEqual([server.started, server.pid, uidOf(server.pid)], ['adopted', report.pid, 65_534]);
  });

  it(
    'an orphan is recognised even where root may not look into other processes, as in a container',
    asOthers,
    async (t) => {
      const dataDir = scratch(t);
      const prefix = ['setpriv', '--bounding-set=-sys_ptrace'];
      const first = otherSupervisor(t, dataDir, { prefix });
      const report = await first.report;
      assert.ok(report.ok, JSON.stringify(report));
      killAfterTest(t, report.pid, layoutOf(dataDir).data);
      await first.kill();
      const second = await otherSupervisor(t, dataDir, { prefix }).report;
      assert.ok(second.ok, JSON.stringify(second));
      assert.deepEqual([second.started, second.pid], ['adopted', report.pid]);
    },
  );
});

describe('started by an ordinary account', () => {
  it('the database runs as that account', asOthers, async (t) => {
    const dataDir = join(folderOf(t, 65_534), 'data');
    const report = await otherSupervisor(t, dataDir, { uid: 65_534, gid: 65_534 }).report;
    assert.ok(report.ok, JSON.stringify(report));
    assert.deepEqual([report.started, report.answered, uidOf(report.pid)], ['created', true, 65_534]);
  });

  it('the database runs even when the account has no entry in the user database', asOthers, async (t) => {
    const uid = 54_321;
    const dataDir = folderOf(t, uid);
    const report = await otherSupervisor(t, dataDir, { uid, gid: uid }).report;
    if (!report.ok && report.code === 'init-failed') {
      // Where the kernel forbids user namespaces there is no way; the person is told what to do.
      assert.match(report.message, /no entry in the user database.*Add one/u);
      return;
    }
    assert.ok(report.ok, JSON.stringify(report));
    assert.deepEqual([report.started, report.answered, uidOf(report.pid)], ['created', true, uid]);
  });

  it(
    'a folder that it may not write to, or a cluster of another account, is refused with a remedy',
    asOthers,
    async (t) => {
      const dataDir = scratch(t);
      const closed = await otherSupervisor(t, dataDir, { uid: 65_534, gid: 65_534 }).report;
      assert.deepEqual(closed.ok ? closed : closed.code, 'folder-not-accessible');
      await (await started(t, dataDir)).server.stop();
      chmodSync(dataDir, 0o777);
      const foreign = await otherSupervisor(t, dataDir, { uid: 54_321, gid: 54_321 }).report;
      assert.ok(!foreign.ok);
      assert.equal(foreign.code, 'folder-not-accessible');
      assert.match(foreign.message, /chown -R 54321/u);
      assert.equal((await started(t, dataDir)).server.started, 'warm');
    },
  );

  it('a file in the place of the data folder is refused', async (t) => {
    const folder = scratch(t);
    mkdirSync(join(folder, 'x'));
    const file = join(folder, 'x', 'file');
    cpSync(import.meta.filename, file);
    assert.equal((await refused(t, file)).code, 'folder-not-accessible');
  });
});
