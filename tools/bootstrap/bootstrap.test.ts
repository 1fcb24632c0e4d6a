// The bootstrap is tried on a small checkout of its own: the real bootstrap, the real Node, and an npm of a few lines
// that counts how often it was called. The real npm is tried by every clone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fingerprint } from './build.mjs';
import { wasInstalledByHand } from './install.mjs';
import { withLock } from './lock.mjs';
import { nodePackage } from './run.mjs';

const tools = path.join(import.meta.dirname, '..');
const LOCK = { lockfileVersion: 3, packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } };

const NPM = `
const { appendFileSync, mkdirSync, symlinkSync, writeFileSync, existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
appendFileSync('npm-calls.txt', process.argv.slice(2).join(' ') + '\\n');
console.log('npm noise on stdout');
console.error('npm noise on stderr');
if (existsSync('npm-fails')) { console.error('E404 no such package'); process.exit(7); }
setTimeout(() => {
  const bin = path.join('node_modules', ${JSON.stringify(nodePackage())}, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(${JSON.stringify(process.execPath)}, path.join(bin, ${JSON.stringify(process.platform === 'win32' ? 'node.exe' : 'node')}));
  const vite = path.join('node_modules', 'vite', 'bin');
  mkdirSync(vite, { recursive: true });
  writeFileSync(path.join(vite, 'vite.js'), readFileSync('fake-build.cjs'));
}, 300);
`;

const BUILD = `
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const out = process.argv[process.argv.indexOf('--outDir') + 1];
appendFileSync('builds.txt', out + '\\n');
if (existsSync('build-fails')) { console.error('src/main.tsx(3,7): error TS2322'); process.exit(1); }
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, 'index.html'), 'built');
`;

const SERVER = `
process.on('SIGTERM', () => { console.log('stopped'); process.exit(5); });
process.on('SIGINT', () => { console.log('interrupted'); process.exit(6); });
console.log(JSON.stringify({ args: process.argv.slice(2), pid: process.pid }));
if (process.argv.includes('--wait')) setInterval(() => {}, 1000);
`;

function makeCheckout(t: TestContext): string {
  const root = mkdtempSync(path.join(tmpdir(), 'lapwing-bootstrap-'));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  mkdirSync(path.join(root, 'tools'));
  cpSync(path.join(tools, 'bootstrap.mjs'), path.join(root, 'tools', 'bootstrap.mjs'));
  cpSync(path.join(tools, 'bootstrap'), path.join(root, 'tools', 'bootstrap'), { recursive: true });
  for (const folder of [
    'apps/server/src',
    'apps/console/src',
    'apps/extension/src',
    'packages/protocol/src',
  ]) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(LOCK));
  writeFileSync(path.join(root, 'npm-cli.cjs'), NPM);
  writeFileSync(path.join(root, 'fake-build.cjs'), BUILD);
  writeFileSync(path.join(root, 'apps/extension/package.json'), '{"type":"commonjs"}');
  writeFileSync(path.join(root, 'apps/extension/build.ts'), BUILD);
  mkdirSync(path.join(root, 'node_modules'));
  writeFileSync(path.join(root, 'node_modules', 'package.json'), '{"type":"commonjs"}');
  writeFileSync(path.join(root, 'apps/server/src/main.ts'), SERVER);
  writeFileSync(path.join(root, 'apps/console/src/main.tsx'), 'console');
  return root;
}

interface Run {
  code: number | null;
  out: string;
  err: string;
}

function start(root: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, [path.join(root, 'tools', 'bootstrap.mjs'), ...args], {
    cwd: root,
    env: { ...environment, npm_execpath: path.join(root, 'npm-cli.cjs') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (seen.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (seen.err += chunk.toString()));
  const ended = once(child, 'close').then(([code]): Run => ({ code: code as number | null, ...seen }));
  return { child, ended };
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

test('a first start installs once, builds once, and hands over the arguments', async (t) => {
  const root = makeCheckout(t);
  const run = await start(root, ['start', '--port', '0', '--data', 'a b']).ended;
  assert.equal(run.code, 0, run.err);
  assert.deepEqual((JSON.parse(run.out) as { args: unknown }).args, ['--port', '0', '--data', 'a b']);
  assert.match(run.err, /Installing packages/u);
  assert.doesNotMatch(run.out + run.err, /npm noise/u);
  assert.equal(lines(path.join(root, 'npm-calls.txt')).length, 1);
  assert.equal(lines(path.join(root, 'builds.txt')).length, 2);
  assert.ok(existsSync(path.join(root, 'apps/console/dist/index.html')));
  assert.ok(existsSync(path.join(root, 'apps/extension/dist/index.html')));
});

test('a warm start neither installs nor builds and says nothing of its own', async (t) => {
  const root = makeCheckout(t);
  await start(root, ['start']).ended;
  const run = await start(root, ['start']).ended;
  assert.equal(run.code, 0);
  assert.equal(run.err, '');
  assert.equal(lines(path.join(root, 'npm-calls.txt')).length, 1);
  assert.equal(lines(path.join(root, 'builds.txt')).length, 2);
});

test('two starts at once install and build once', async (t) => {
  const root = makeCheckout(t);
  const runs = await Promise.all([start(root, ['start']).ended, start(root, ['start']).ended]);
  assert.deepEqual(
    runs.map((run) => run.code),
    [0, 0],
  );
  assert.equal(lines(path.join(root, 'npm-calls.txt')).length, 1);
  assert.equal(lines(path.join(root, 'builds.txt')).length, 2);
  assert.equal(runs.filter((run) => run.err.includes('Waiting for another start')).length, 1);
});

test('a changed package-lock.json installs and builds again', async (t) => {
  const root = makeCheckout(t);
  await start(root, ['start']).ended;
  rmSync(path.join(root, 'node_modules', nodePackage()), { recursive: true });
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ ...LOCK, name: 'changed' }));
  await start(root, ['start']).ended;
  assert.equal(lines(path.join(root, 'npm-calls.txt')).length, 2);
  assert.equal(lines(path.join(root, 'builds.txt')).length, 4);
});

test('an install that fails shows what npm said and exits 1 without running anything', async (t) => {
  const root = makeCheckout(t);
  writeFileSync(path.join(root, 'npm-fails'), '');
  const run = await start(root, ['start']).ended;
  assert.equal(run.code, 1);
  assert.match(run.err, /E404 no such package/u);
  assert.equal(run.out, '');
});

test('a build that fails shows what the compiler said, exits 1 and leaves the old build in place', async (t) => {
  const root = makeCheckout(t);
  await start(root, ['start']).ended;
  appendFileSync(path.join(root, 'apps/console/src/main.tsx'), ' changed');
  writeFileSync(path.join(root, 'build-fails'), '');
  const run = await start(root, ['start']).ended;
  assert.equal(run.code, 1);
  assert.match(run.err, /error TS2322/u);
  assert.match(run.err, /The console could not be built/u);
  assert.equal(readFileSync(path.join(root, 'apps/console/dist/index.html'), 'utf8'), 'built');
});

test('a warm start writes nothing, so that a built checkout may be read-only', async (t) => {
  const root = makeCheckout(t);
  await start(root, ['start']).ended;
  const times = (): string[] =>
    ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })].map(
      (entry) => `${entry} ${lstatSync(path.join(root, entry)).mtimeMs}`,
    );
  const before = times();
  const run = await start(root, ['start']).ended;
  assert.equal(run.code, 0, run.err);
  assert.deepEqual(times(), before);
});

for (const home of ['', undefined, path.join(path.parse(process.cwd()).root, 'nonexistent')]) {
  test(`installs and starts with HOME ${home === undefined ? 'absent' : JSON.stringify(home)}`, async (t) => {
    const root = makeCheckout(t);
    const environment = { ...process.env };
    for (const name of ['HOME', 'USERPROFILE', 'npm_config_cache']) delete environment[name];
    if (home !== undefined) environment['HOME'] = home;
    const run = await start(root, ['start'], environment).ended;
    assert.equal(run.code, 0, run.err);
  });
}

for (const [signal, word, code] of [
  ['SIGTERM', 'stopped', 5],
  ['SIGINT', 'interrupted', 6],
] as const) {
  test(`${signal} reaches the program and its exit code comes back`, async (t) => {
    const root = makeCheckout(t);
    const { child, ended } = start(root, ['start', '--wait']);
    await once(child.stdout, 'data');
    child.kill(signal);
    const run = await ended;
    assert.equal(run.code, code);
    assert.match(run.out, new RegExp(word, 'u'));
  });

  test(`${signal} reaches the program also where it runs as a child`, async (t) => {
    const root = makeCheckout(t);
    const wrapper = path.join(root, 'wrapper.mjs');
    writeFileSync(
      wrapper,
      `import { runAsChild } from './tools/bootstrap/run.mjs';
       process.exitCode = await runAsChild(process.execPath, ['apps/server/src/main.ts', '--wait']);`,
    );
    const child = spawn(process.execPath, [wrapper], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill(signal);
    assert.equal((await ended)[0], code);
  });
}

test('an unknown verb exits 2 and names the verbs there are', async (t) => {
  const run = await start(makeCheckout(t), ['strat']).ended;
  assert.equal(run.code, 2);
  assert.match(run.err, /start, demo, try/u);
});

test('packages that a developer installed by hand are kept when they agree with the lock', (t) => {
  const root = makeCheckout(t);
  const bin = path.join(root, 'node_modules', nodePackage(), 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, path.join(bin, process.platform === 'win32' ? 'node.exe' : 'node'));
  const record = path.join(root, 'node_modules', '.package-lock.json');
  writeFileSync(record, JSON.stringify(LOCK));
  assert.equal(wasInstalledByHand(root), true);
  writeFileSync(record, JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.1' } } }));
  assert.equal(wasInstalledByHand(root), false);
  writeFileSync(record, JSON.stringify({ packages: {} }));
  assert.equal(wasInstalledByHand(root), false);
});

test('the fingerprint sees a changed, a new and a renamed source, and no test', (t) => {
  const root = makeCheckout(t);
  const source = path.join(root, 'apps/console/src');
  const seen = new Set([fingerprint(root, ['apps/console'])]);
  writeFileSync(path.join(source, 'main.tsx'), 'changed');
  seen.add(fingerprint(root, ['apps/console']));
  writeFileSync(path.join(source, 'page.tsx'), 'new');
  seen.add(fingerprint(root, ['apps/console']));
  rmSync(path.join(source, 'page.tsx'));
  writeFileSync(path.join(source, 'paper.tsx'), 'new');
  seen.add(fingerprint(root, ['apps/console']));
  assert.equal(seen.size, 4);
  writeFileSync(path.join(source, 'page.test.tsx'), 'test');
  seen.add(fingerprint(root, ['apps/console']));
  assert.equal(seen.size, 4);
});

test('work under the lock never overlaps, and a lock whose holder died is taken over', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-lock-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const lock = path.join(folder, 'a.lock');
  const dead = spawn(process.execPath, ['-e', '0']);
  await once(dead, 'exit');
  writeFileSync(lock, JSON.stringify({ pid: dead.pid, host: hostname() }));
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(lock, () => undefined, work)));
  assert.equal(most, 1);
  assert.equal(existsSync(lock), false);
});
