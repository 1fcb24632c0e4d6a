import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RunningProcess } from '../src/platform/contract/processes.ts';
import { untilNothingRuns } from '../src/platform/windows/installed/ended.ts';

const FOLDER = 'C:\\Program Files\\Lapwing Agent\\';

function running(pid: number, path: string | null): RunningProcess {
  return { pid, executable: 'node', originalName: null, path, startedAt: pid, account: null };
}

/** Programs of which each goes by itself after so many looks. */
function device(all: readonly { readonly of: RunningProcess; readonly looks: number }[]) {
  let waits = 0;
  const ended: number[] = [];
  return {
    waits: () => waits,
    ended,
    run: () =>
      untilNothingRuns({
        folder: FOLDER,
        own: 1,
        wait: async () => Promise.resolve((waits += 1)),
        processes: {
          list: async () => Promise.resolve(all.filter(({ looks }) => looks > waits).map(({ of }) => of)),
          end: async ({ pid }) => {
            ended.push(pid);
            return Promise.resolve('ended');
          },
        },
      }),
  };
}

test('it is waited for what runs from the folder, in whatever case it is written, and for nothing else', async () => {
  const { run, waits, ended } = device([
    { of: running(1, `${FOLDER}node.exe`), looks: Infinity },
    { of: running(2, 'c:\\program files\\LAPWING agent\\node.exe'), looks: 3 },
    { of: running(3, 'C:\\Program Files\\Lapwing Agent Browser\\other.exe'), looks: Infinity },
    { of: running(4, null), looks: Infinity },
  ]);
  await run();
  assert.equal(waits(), 3);
  assert.deepEqual(ended, []);
});

test('what does not go by itself within ten seconds is ended', async () => {
  const { run, waits, ended } = device([{ of: running(5, `${FOLDER}node.exe`), looks: Infinity }]);
  await run();
  assert.equal(waits(), 100);
  assert.deepEqual(ended, [5]);
});
