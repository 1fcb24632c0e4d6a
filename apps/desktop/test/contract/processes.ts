import assert from 'node:assert/strict';

import type { Processes, RunningProcess } from '../../src/platform/contract/processes.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** A device on which a person starts programs. */
export interface ProcessesSubject {
  readonly processes: Processes;
  /**
   * The person starts a program that runs until it is ended.
   * @param stubborn it does not heed being asked to end
   * @returns its number, and when it is over
   */
  readonly start: (stubborn: boolean) => Promise<{ readonly pid: number; readonly over: Promise<void> }>;
  /** File name of that program in lower case, without ending, and whose account it runs under. */
  readonly executable: string;
  readonly account: string;
  readonly close: () => Promise<void>;
}

/** What every `Processes` must hold to. */
export function processesContract(test: DefineCase, make: () => Promise<ProcessesSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());
  const find = async (processes: Processes, pid: number): Promise<RunningProcess | undefined> =>
    (await processes.list()).find((one) => one.pid === pid);

  on('lists a program that runs, with its file, account and start', async (subject) => {
    const { processes, start, executable, account } = subject;
    const { pid } = await start(false);
    const found = await find(processes, pid);
    assert.ok(found !== undefined);
    assert.equal(found.executable, executable);
    assert.equal(found.account, account);
    assert.match(found.path ?? '', /[/\\]/u);
    assert.ok(Math.abs(Date.now() - found.startedAt) < 10_000, `started at ${found.startedAt}`);
    assert.deepEqual(await find(processes, pid), found);
  });

  on('tells of one that begins, once, and of none that ran before', async (subject) => {
    const { processes, start } = subject;
    const before = await start(false);
    const told: RunningProcess[] = [];
    let heard: (process: RunningProcess) => void = () => undefined;
    const cancel = processes.onStarted((one) => {
      told.push(one);
      heard(one);
    });
    const began = async (): Promise<number> => {
      let pid = 0;
      const come = new Promise<void>((resolve) => {
        heard = () => {
          if (told.some((one) => one.pid === pid)) resolve();
        };
      });
      ({ pid } = await start(false));
      heard({ pid, executable: '', originalName: null, path: null, startedAt: 0, account: null });
      await come;
      return pid;
    };
    const [first, second] = [await began(), await began()];
    assert.equal(told.filter(({ pid }) => pid === first).length, 1);
    assert.equal(told.filter(({ pid }) => pid === second).length, 1);
    assert.equal(told.filter(({ pid }) => pid === before.pid).length, 0);
    assert.deepEqual(
      told.find(({ pid }) => pid === first),
      await find(processes, first),
    );
    cancel();
    cancel();
  });

  on('ends one, and says of one that is over that it is gone', async ({ processes, start }) => {
    const { pid, over } = await start(false);
    const found = await find(processes, pid);
    assert.ok(found !== undefined);
    assert.equal(await processes.end(found, 5000), 'ended');
    await over;
    assert.equal(await processes.end(found, 0), 'gone');
    assert.equal(await find(processes, pid), undefined);
  });

  on('ends one that does not heed being asked', async ({ processes, start }) => {
    const { pid, over } = await start(true);
    const found = await find(processes, pid);
    assert.ok(found !== undefined);
    assert.equal(await processes.end(found, 100), 'ended');
    await over;
  });

  on('leaves alone what has the same number and began at another time', async ({ processes, start }) => {
    const { pid } = await start(false);
    const found = await find(processes, pid);
    assert.ok(found !== undefined);
    assert.equal(await processes.end({ ...found, startedAt: found.startedAt - 5000 }, 0), 'gone');
    assert.deepEqual(await find(processes, pid), found);
  });
}
