import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Release, Ring } from '@lapwing/protocol/features/releases/api.ts';
import type { ReleaseFile } from '@lapwing/protocol/features/releases/release.ts';
import { firstInstalls, releaseInForce } from './install-words.ts';

const file = (kind: ReleaseFile['kind'], name: string): ReleaseFile => ({
  target: kind === 'msi' ? 'windows-x64' : 'linux-x64',
  kind,
  name,
  bytes: 1,
  sha256: 'ab'.repeat(32),
});
const release = (version: string, ring: Ring, kinds: readonly ReleaseFile['kind'][]): Release => ({
  version,
  madeAt: '2026-11-14T10:00:00.000Z',
  notes: '',
  files: kinds.map((kind) => file(kind, `agent.${kind}`)),
  ring,
  running: 0,
  failed: 0,
});

test('new devices get the newest version that all devices get, and else the newest that can be installed', () => {
  const trial = release('1.3.0', 'trial', ['msi']);
  const all = release('1.2.0', 'all', ['msi', 'update']);
  assert.equal(releaseInForce([trial, all, release('1.1.0', 'all', ['msi'])]), all);
  assert.equal(releaseInForce([release('1.4.0', 'all', ['update']), trial]), trial);
  assert.equal(releaseInForce([release('1.4.0', 'all', ['update'])]), null);
  assert.equal(releaseInForce([]), null);
});

test('the commands name this school’s server and code, Windows first', () => {
  const files = [file('deb', 'agent.deb'), file('update', 'agent.tar'), file('msi', 'agent.msi')];
  const installs = firstInstalls(files, { server: 'https://lapwing.school.example', code: 'ABCDE-FGHJK' });
  assert.deepEqual(
    installs.map(({ key }) => key),
    ['windows', 'linux'],
  );
  const [windows, linux] = installs.map(({ steps }) => steps.map(({ text }) => text).join('\n'));
  assert.match(
    windows ?? '',
    /^msiexec \/i agent\.msi \/qn \/norestart SERVER=https:\/\/lapwing\.school\.example CODE=ABCDE-FGHJK$/m,
  );
  assert.match(linux ?? '', /\{"server":"https:\/\/lapwing\.school\.example","schoolCode":"ABCDE-FGHJK"\}/);
  assert.match(linux ?? '', /apt-get install -y \.\/agent\.deb/);
});

test('where the code may not be seen its place is named', () => {
  const [install] = firstInstalls([file('msi', 'agent.msi')], { server: 'https://x.example', code: null });
  assert.match(install?.steps.map(({ text }) => text).join('\n') ?? '', /CODE=SCHOOL-CODE$/m);
});
