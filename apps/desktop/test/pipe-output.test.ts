import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';

import { createOutput } from '../src/platform/node/pipe-output.ts';

it('writes all of it, in order, large and small', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-output-'));
  const file = path.join(folder, 'out');
  const fd = openSync(file, 'w');
  const output = createOutput(fd);
  const pieces = Array.from({ length: 200 }, (_, at) => Buffer.alloc(at % 7 === 0 ? 70_000 : at, at));
  output.cork();
  for (const piece of pieces.slice(0, 50)) output.write(piece);
  output.uncork();
  for (const piece of pieces.slice(50)) output.write(piece);
  output.end();
  await once(output, 'finish');
  closeSync(fd);
  assert.equal(Buffer.compare(readFileSync(file), Buffer.concat(pieces)), 0);
  await rm(folder, { recursive: true });
});

it('leaves the thread free while nobody reads the pipe', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-output-'));
  const pipe = path.join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  const module = new URL('../src/platform/node/pipe-output.ts', import.meta.url).href;
  // Open at both ends, and read by nobody.
  const program = `
    import { openSync } from 'node:fs';
    import { createOutput } from '${module}';
    createOutput(openSync(process.argv[1], 'r+')).write(Buffer.alloc(4_000_000));
    setTimeout(() => process.stdout.write('free'), 50);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, pipe], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: unknown[] = await once(child.stdout, 'data');
  assert.equal(String(said[0]), 'free');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await rm(folder, { recursive: true });
});
