import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';

import { createRunNotes, ENDED_FILE } from '../src/platform/node/run-notes.ts';

// What keeps the agent running where there is no systemd notes how it ended. The script is that of the package, with its
// folders elsewhere; in the agent's place is a program that really crashes, or is really killed. What systemd notes is of
// the same form (`lapwing-agent.service`), and is not tried here: it needs a system that it has started.
const SCRIPT = path.join(import.meta.dirname, '../packaging/linux/files/keep-running');

const AGENT = `
process.stdout.write(String(process.pid));
if (process.env.WAY === 'abort') process.abort();
if (process.env.WAY === 'throw') throw new Error('A fault.');
if (process.env.WAY === 'segv') process.kill(process.pid, 'SIGSEGV');
setInterval(() => undefined, 1000);
`;

/** Resolves when there is such a file in a folder. */
async function thereIs(folder: string, name: string): Promise<void> {
  const watcher = watch(folder);
  try {
    while (!existsSync(path.join(folder, name)) || readFileSync(path.join(folder, name), 'utf8') === '')
      await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

for (const [way, failed] of [
  ['abort', true],
  ['segv', true],
  ['throw', false],
  ['kill', false],
] as const)
  it(
    `an agent that ends by ${way} is noted as ${failed ? 'failed' : 'no crash'}`,
    { timeout: 30_000 },
    async () => {
      const root = mkdtempSync(path.join(tmpdir(), 'lapwing-ends-'));
      const [program, data] = [path.join(root, 'program'), path.join(root, 'data')];
      for (const folder of [program, data]) mkdirSync(folder);
      symlinkSync(process.execPath, path.join(program, 'node'));
      writeFileSync(path.join(program, 'main.mjs'), AGENT);
      writeFileSync(path.join(program, 'environment'), `WAY=${way}\n`);
      const script = readFileSync(SCRIPT, 'utf8')
        .replaceAll('/usr/lib/lapwing-agent', program)
        .replaceAll('/var/lib/lapwing-agent', data)
        .replaceAll('/var/log/lapwing-agent.log', path.join(root, 'agent.log'))
        .replaceAll('/etc/default/lapwing-agent', path.join(root, 'default'));
      const keeper = spawn('sh', ['-c', `ulimit -c 0\n${script}`], {
        stdio: 'ignore',
        detached: true,
        cwd: root,
      });
      const over = once(keeper, 'exit');
      try {
        if (way === 'kill') {
          await thereIs(root, 'agent.log');
          process.kill(Number(readFileSync(path.join(root, 'agent.log'), 'utf8')), 'SIGKILL');
        }
        await thereIs(data, ENDED_FILE);
        const notes = createRunNotes(data);
        assert.equal(await notes.failed(), failed);
        assert.equal(await notes.failed(), false, 'it is said once');
      } finally {
        if (keeper.pid !== undefined) process.kill(-keeper.pid, 'SIGTERM');
        await over;
        rmSync(root, { recursive: true, force: true });
      }
    },
  );
