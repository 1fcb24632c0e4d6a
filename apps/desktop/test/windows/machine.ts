import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { RunningProcess } from '../../src/platform/contract/processes.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { openIdentity } from '../../src/platform/windows/identity.ts';
import { openSession } from '../../src/platform/windows/session.ts';
import { openVault } from '../../src/platform/windows/vault.ts';
import { openProcesses } from '../../src/platform/windows/processes.ts';
import { processesContract, type ProcessesSubject } from '../contract/processes.ts';
import { createCases } from './cases.ts';
import { end, openEditor, until, windowOf } from './programs.ts';

const cases = createCases();
const api = windowsApi();
const CHARACTER = 0x102;

async function makeProcesses(): Promise<ProcessesSubject> {
  const processes = openProcesses(api);
  const ends: (() => Promise<void>)[] = [];
  return {
    processes,
    executable: 'notepad',
    account: (await openSession(api).current())?.account ?? '',
    start: async (stubborn) => {
      const editor = await openEditor(api);
      ends.push(editor.end);
      // A text that is not kept makes it ask, and wait for an answer.
      if (stubborn) api.PostMessageW(editor.field, CHARACTER, 0x61, 0);
      if (stubborn) await until(() => editor.text() === 'a');
      return { pid: editor.pid, over: editor.over };
    },
    close: async () => {
      await Promise.all(ends.map(async (one) => one()));
      processes.stop();
    },
  };
}

processesContract(cases.test, makeProcesses);

cases.test('lists the programs that run, each with its file and its beginning', async () => {
  const processes = openProcesses(api);
  const own = (await processes.list()).find(({ pid }) => pid === process.pid);
  assert.equal(own?.executable, 'node');
  assert.equal(own.path?.toLowerCase(), process.execPath.toLowerCase());
  assert.ok(Math.abs(own.startedAt - (Date.now() - process.uptime() * 1000)) < 5000);
  assert.ok((own.account ?? '').includes('\\'));
  processes.stop();
});

cases.test(
  'tells of a program that begins, by the name inside its file though the file has another',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'renamed-'));
    const file = path.join(folder, 'homework.exe');
    copyFileSync(process.execPath, file);
    const processes = openProcesses(api);
    const told = new Promise<RunningProcess>((resolve) => {
      processes.onStarted((started) => {
        if (started.executable === 'homework') resolve(started);
      });
    });
    const child = spawn(file, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const started = await told;
    assert.equal(started.pid, child.pid);
    assert.equal(started.originalName, 'node');
    await end(child);
    processes.stop();
  },
);

cases.test('asks a program to end before it ends it, and never itself', async () => {
  const processes = openProcesses(api);
  const find = async (pid: number): Promise<RunningProcess> => {
    const found = (await processes.list()).find((one) => one.pid === pid);
    assert.ok(found !== undefined);
    return found;
  };
  const polite = spawn('notepad.exe', [], { stdio: 'ignore' });
  await windowOf(api, polite.pid ?? 0);
  const asked = await find(polite.pid ?? 0);
  assert.equal(await processes.end({ ...asked, startedAt: asked.startedAt + 1000 }, 0), 'gone');
  const from = performance.now();
  assert.equal(await processes.end(asked, 10_000), 'ended');
  assert.ok(performance.now() - from < 5000, 'it was not waited for longer than needed');
  assert.equal(await processes.end(asked, 0), 'gone');
  assert.equal(await processes.end({ ...asked, pid: process.pid }, 0), 'refused');
  processes.stop();
});

cases.test('tells what device it is', async () => {
  const facts = await openIdentity(api).facts();
  assert.match(facts.system, /^Windows/u);
  assert.ok(facts.name.length > 0);
  assert.ok((facts.memory ?? 0) > 1e8);
  assert.ok((facts.threads ?? 0) > 0);
  cases.note(JSON.stringify(facts));
});

cases.test('keeps a secret that the file does not show, and says when it cannot be opened', async () => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'vault-')), 'kept');
  const secret = await openVault(api, folder).secret('device');
  assert.equal(secret.length, 32);
  assert.deepEqual(await openVault(api, folder).secret('device'), secret);
  assert.notDeepEqual(await openVault(api, folder).secret('other'), secret);
  const file = path.join(folder, 'device.sealed');
  assert.equal(readFileSync(file).includes(Buffer.from(secret)), false);
  const sealed = readFileSync(file);
  writeFileSync(file, sealed.fill(0, sealed.length - 8));
  await assert.rejects(openVault(api, folder).secret('device'), /cannot be opened/u);
  await assert.rejects(openVault(api, folder).secret('../device'), /cannot be called/u);
});

await cases.run();
