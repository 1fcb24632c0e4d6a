import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import type { RunningProcess } from '../src/platform/contract/processes.ts';
import { openProcesses } from '../src/platform/linux/processes.ts';
import { parseNewest, parseStat, parseUid } from '../src/platform/linux/running/proc.ts';
import { processesContract } from './contract/processes.ts';

const ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;
const PERSON = ROOT ? { uid: NOBODY, gid: NOBODY } : {};

async function startProgram(
  command: string,
  args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly over: Promise<void> }> {
  const child = spawn(command, args, { ...PERSON, stdio: ['ignore', 'pipe', 'ignore'] });
  const over = once(child, 'exit').then(() => undefined);
  await once(child.stdout ?? child, 'data');
  return { child, over };
}

/** A shell that starts a shell which says its number and waits: what the agent itself starts is not told of. */
async function startGrandchild(
  stubborn: boolean,
): Promise<{ readonly pid: number; readonly over: Promise<void>; readonly parent: ChildProcess }> {
  const wait = stubborn
    ? "trap '' TERM; echo $$; while :; do sleep 60 & wait; done"
    : 'echo $$; sleep 60 & wait';
  const parent = spawn('bash', ['-c', `bash -c '${wait.replaceAll("'", "'\\''")}'; true`], {
    ...PERSON,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const over = once(parent, 'exit').then(() => undefined);
  const said: readonly unknown[] = await once(parent.stdout, 'data');
  return { pid: Number(String(said[0]).trim()), over, parent };
}

function endGroup(parent: ChildProcess): void {
  try {
    process.kill(-(parent.pid ?? 0), 'SIGKILL');
  } catch {
    // It is over.
  }
}

describe('the programs of Linux', { timeout: 60_000 }, () => {
  processesContract(it, async () => {
    const processes = await openProcesses({ everyMs: 100 });
    const groups: ChildProcess[] = [];
    return {
      processes,
      executable: 'bash',
      account: ROOT ? 'nobody' : (process.env['USER'] ?? ''),
      start: async (stubborn) => {
        const { pid, over, parent } = await startGrandchild(stubborn);
        groups.push(parent);
        return { pid, over };
      },
      close: async () => {
        processes.stop();
        for (const group of groups) endGroup(group);
        return Promise.resolve();
      },
    };
  });

  it('tells of a program that takes the place of the one which started it', async () => {
    const processes = await openProcesses({ everyMs: 100 });
    const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-game-'));
    try {
      await copyFile('/usr/bin/sleep', path.join(folder, 'Game.AppImage'));
      const grand = spawn('bash', ['-c', `bash -c 'read; exec ${folder}/Game.AppImage 60'; true`], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const heard: RunningProcess[] = [];
      let come: () => void = () => undefined;
      const cancel = processes.onStarted((one) => {
        heard.push(one);
        come();
      });
      const told = async (is: (one: RunningProcess) => boolean): Promise<RunningProcess> =>
        new Promise((resolve) => {
          come = () => {
            const found = heard.find(is);
            if (found !== undefined) resolve(found);
          };
          come();
        });
      const probe = await startGrandchild(false);
      await told(({ pid }) => pid === probe.pid);
      endGroup(probe.parent);
      grand.stdin.write('\n');
      const game = await told(({ executable }) => executable === 'game');
      assert.equal(game.path, path.join(folder, 'Game.AppImage'));
      cancel();
      endGroup(grand);
    } finally {
      processes.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('names the account of one that hides from others, and does not end itself or the first of all', async () => {
    const processes = await openProcesses();
    const list = await processes.list();
    const own = list.find(({ pid }) => pid === process.pid);
    const first = list.find(({ pid }) => pid === 1);
    assert.ok(own !== undefined && first !== undefined);
    assert.equal(await processes.end(own, 0), 'refused');
    assert.equal(await processes.end(first, 0), 'refused');
    assert.equal(
      list.some(({ executable }) => executable.startsWith('kworker')),
      false,
    );
    processes.stop();
  });

  it('says that one was refused which belongs to another', { skip: !ROOT && 'needs root' }, async () => {
    const { child, over } = await startProgram('bash', ['-c', 'echo .; exec sleep 60']);
    const script = `
      import { openProcesses } from ${JSON.stringify(new URL('../src/platform/linux/processes.ts', import.meta.url).href)};
      const processes = await openProcesses();
      const one = (await processes.list()).find(({ pid }) => pid === ${child.pid ?? 0});
      process.seteuid(65533);
      console.log(one.path !== null, await processes.end(one, 0));`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: readonly unknown[] = await once(other.stdout, 'data');
    assert.equal(String(said[0]).trim(), 'true refused');
    child.kill('SIGKILL');
    await over;
  });
});

describe('what the kernel writes of processes', () => {
  it('is read whatever a program calls itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(99_999), fc.nat(), (name, parent, ticks) => {
        const rest = ['S', parent, ...Array.from({ length: 17 }, () => 0), ticks, 0, 0].join(' ');
        assert.deepEqual(parseStat(`7 (${name}) ${rest}`), { name, state: 'S', parent, ticks });
      }),
    );
  });

  it('is nothing when it is something else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseStat(text);
        parseUid(text);
        const newest = parseNewest(text);
        assert.ok(newest === null || Number.isSafeInteger(newest));
      }),
    );
    assert.equal(parseStat(''), null);
    assert.equal(parseUid('Name:\tx\nUid:\t1000\t0\t0\t0\n'), 1000);
    assert.equal(parseNewest('0.00 0.01 0.05 1/200 4711\n'), 4711);
  });
});
