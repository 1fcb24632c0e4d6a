import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch } from './harness.fixture.ts';
import { acquireLock } from './lock.ts';
import { processStart } from './processes.ts';

describe('the lock of a data folder', () => {
  it('is held by a living process, freed by release, and leaves nothing behind', (t) => {
    const file = join(scratch(t), 'lock');
    const first = acquireLock(file);
    assert.ok(first.held);
    assert.deepEqual(acquireLock(file), { held: false, by: process.pid });
    first.release();
    first.release();
    assert.deepEqual(readdirSync(dirname(file)), []);
  });

  it('of a process that has died is taken over', async (t) => {
    const file = join(scratch(t), 'lock');
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    writeFileSync(file, JSON.stringify({ pid, started: processStart(pid), claim: 'x' }));
    assert.deepEqual(acquireLock(file), { held: false, by: pid });
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(acquireLock(file).held);
    assert.deepEqual(readdirSync(dirname(file)), ['lock']);
  });

  it('that names a living pid which began at another time is taken over', (t) => {
    const file = join(scratch(t), 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before the last boot', claim: 'x' }));
    assert.ok(acquireLock(file).held);
  });

  it('that is empty or garbled, as a power cut leaves it, is taken over', (t) => {
    const folder = scratch(t);
    for (const content of ['', '{', '[]', '{"pid":"1"}']) {
      const file = join(folder, 'lock');
      writeFileSync(file, content);
      const lock = acquireLock(file);
      assert.ok(lock.held, content);
      lock.release();
    }
  });

  it('that was taken over is not removed by its former holder', (t) => {
    const file = join(scratch(t), 'lock');
    const former = acquireLock(file);
    assert.ok(former.held);
    writeFileSync(file, '{}');
    const next = acquireLock(file);
    assert.ok(next.held);
    former.release();
    assert.ok(existsSync(file));
    assert.match(readFileSync(file, 'utf8'), new RegExp(`"pid":${process.pid}`, 'u'));
  });
});
