import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ar, tar } from '../packaging/linux/archive.ts';
import { makeLinuxPackage } from '../packaging/linux/make.ts';
import { lacking } from './xvfb.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-package-'));
const linux = path.join(folder, 'bundle/linux');
const root = path.join(folder, 'root');
const skip = lacking('dpkg-deb');
const wish = {
  bundle: path.join(folder, 'bundle'),
  out: folder,
  version: '1.2.3',
  releaseKey: 'k'.repeat(43),
  quick: true,
};
let file = '';

before(async () => {
  if (skip !== false) return;
  mkdirSync(linux, { recursive: true });
  writeFileSync(path.join(linux, 'main.mjs'), '// the agent\n');
  writeFileSync(path.join(linux, 'LICENSE'), 'Apache-2.0\n');
  // Left by whatever built it: is part of no package.
  writeFileSync(path.join(linux, '.built-from'), 'x');
  [file = ''] = await makeLinuxPackage(wish);
  execFileSync('dpkg-deb', ['--extract', file, root]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the package says what it is, in words that dpkg understands', { skip }, () => {
  assert.equal(path.basename(file), 'lapwing-agent_1.2.3_amd64.deb');
  const field = (name: string): string =>
    execFileSync('dpkg-deb', ['--field', file, name], { encoding: 'utf8' }).trim();
  assert.deepEqual(['Package', 'Version', 'Architecture'].map(field), ['lapwing-agent', '1.2.3', 'amd64']);
  const kilobytes = Number(
    execFileSync('du', ['-sk', '--apparent-size', root], { encoding: 'utf8' }).split('\t')[0],
  );
  assert.ok(Math.abs(Number(field('Installed-Size')) / kilobytes - 1) < 0.02);
});

test('everything in it belongs to root, nobody else may change it, and its sums are right', { skip }, () => {
  const lines = execFileSync('dpkg-deb', ['--contents', file], { encoding: 'utf8' }).trim().split('\n');
  for (const line of lines) {
    assert.match(line, /^[d-]rw[x-]r-[x-]r-[x-] root\/root /u);
    assert.match(line, /2026-01-01/u);
  }
  assert.ok(!lines.some((line) => line.includes('.built-from')));
  const control = path.join(folder, 'control');
  execFileSync('dpkg-deb', ['--control', file, control]);
  execFileSync('md5sum', ['--check', '--quiet', path.join(control, 'md5sums')], { cwd: root });
  for (const name of ['config', 'postinst', 'prerm', 'postrm'])
    assert.equal(statSync(path.join(control, name)).mode & 0o777, 0o755);
  assert.equal(readFileSync(path.join(control, 'conffiles'), 'utf8'), '/etc/init.d/lapwing-agent\n');
  assert.equal(
    readFileSync(path.join(root, 'usr/lib/lapwing-agent/release-key'), 'utf8'),
    `${'k'.repeat(43)}\n`,
  );
  assert.equal(
    execFileSync(path.join(root, 'usr/lib/lapwing-agent/node'), ['--version'], { encoding: 'utf8' }).split(
      '.',
    )[0],
    'v24',
  );
});

test('its scripts are ones that every sh takes', { skip }, () => {
  const scripts = path.resolve(import.meta.dirname, '../packaging/linux/files');
  for (const name of readdirSync(scripts)) {
    const text = readFileSync(path.join(scripts, name), 'utf8');
    if (!text.startsWith('#!/bin/sh')) continue;
    const checked = spawnSync('sh', ['-n', path.join(scripts, name)], { encoding: 'utf8' });
    assert.equal(checked.status, 0, checked.stderr);
  }
});

test(
  'systemd finds nothing wrong with its services',
  { skip: skip === false ? lacking('systemd-analyze') : skip },
  () => {
    // What is there on a device: a shell, and what an exchange under way has put there.
    mkdirSync(path.join(root, 'var/lib/lapwing-agent/update'), { recursive: true });
    mkdirSync(path.join(root, 'bin'), { recursive: true });
    copyFileSync('/bin/true', path.join(root, 'var/lib/lapwing-agent/update/node'));
    copyFileSync('/bin/true', path.join(root, 'bin/sh'));
    for (const unit of ['lapwing-agent.service', 'lapwing-agent-update.service']) {
      const words = ['verify', `--root=${root}`, '--recursive-errors=no', unit];
      const checked = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
      assert.deepEqual([checked.status, checked.stderr], [0, '']);
    }
  },
);

test('without the agent it says how to build it', { skip }, async () => {
  await assert.rejects(
    makeLinuxPackage({ ...wish, bundle: path.join(folder, 'none') }),
    /npm run build:desktop/u,
  );
  await assert.rejects(makeLinuxPackage({ ...wish, version: '1 2' }));
});

test('a name that is too long for the archive is not cut off', () => {
  assert.throws(
    () => tar([{ name: `./${'x'.repeat(100)}`, mode: 0o644, bytes: Buffer.alloc(1) }], 0),
    /too long/u,
  );
  assert.equal(ar([{ name: 'a', bytes: Buffer.from('1') }], 0).length % 2, 0);
});
