import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { cleanUp, IS_ROOT, query, refused, scratch, started } from './harness.fixture.ts';

function canMount(): boolean {
  return IS_ROOT && spawnSync('unshare', ['--mount', 'true']).status === 0;
}
const withMounts = canMount()
  ? {}
  : { skip: 'mounting a small file system needs root with the right to mount' };

function smallDisk(t: TestContext, size: string): string {
  const folder = scratch(t);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'lapwing-test', folder]);
  cleanUp(t, () => execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Uses up every block of the disk; returns the function that frees them. */
function fill(folder: string): () => void {
  const file = join(folder, 'filler');
  for (const size of [1 << 20, 1 << 12]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      assert.match(String(error), /ENOSPC/u);
    }
  }
  return () => rmSync(file);
}

describe('on a full disk', () => {
  it(
    'the first run says no-space, leaves nothing half-made, and works once there is room',
    withMounts,
    async (t) => {
      const disk = smallDisk(t, '30m');
      const result = await refused(t, disk);
      assert.equal(result.code, 'no-space');
      assert.match(result.message, /Free some space/u);
      assert.deepEqual(readdirSync(disk), []);
      execFileSync('mount', ['-o', 'remount,size=150m', disk]);
      assert.equal((await started(t, disk)).server.started, 'created');
    },
  );

  it('not even the lock can be written, and that too is no-space', withMounts, async (t) => {
    const disk = smallDisk(t, '1m');
    fill(disk);
    assert.equal((await refused(t, disk)).code, 'no-space');
    assert.deepEqual(readdirSync(disk), ['filler']);
  });

  it('a start says no-space, and the data is there once there is room', withMounts, async (t) => {
    const disk = smallDisk(t, '150m');
    const { server } = await started(t, disk);
    await query(server, 'create table kept (n int)', 'insert into kept values (7)', 'checkpoint');
    await server.stop();
    const free = fill(disk);
    assert.equal((await refused(t, disk)).code, 'no-space');
    free();
    const again = await started(t, disk);
    assert.equal(again.server.started, 'warm');
    assert.deepEqual(await query(again.server, 'select n from kept'), [{ n: 7 }]);
  });

  it(
    'a server that crashed says no-space when it cannot recover, and recovers once there is room',
    withMounts,
    async (t) => {
      const disk = smallDisk(t, '150m');
      const { server } = await started(t, disk);
      await query(server, 'create table kept as select n from generate_series(1, 20000) n');
      const exit = new Promise<void>((resolve) => {
        server.onExit(() => resolve());
      });
      process.kill(server.pid, 'SIGKILL');
      await exit;
      const free = fill(disk);
      // The lock's few bytes still fit, so that it is PostgreSQL that runs out.
      writeFileSync(join(disk, 'filler'), Buffer.alloc(1), { flag: 'r+' });
      assert.equal((await refused(t, disk)).code, 'no-space');
      free();
      const again = await started(t, disk);
      assert.deepEqual(await query(again.server, 'select count(*)::int as n from kept'), [{ n: 20_000 }]);
    },
  );
});
