import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COVERAGE_GAPS } from '@lapwing/protocol/features/devices/coverage.api.ts';
import * as fc from 'fast-check';
import { compareVersions, coverageOf, type CoveredDevice } from './coverage.ts';

const NOW = Date.parse('2026-11-14T10:42:00Z');
const daysAgo = (days: number): Date => new Date(NOW - days * 86_400_000);

function device(change: Partial<CoveredDevice> & { version?: string; system?: string }): CoveredDevice {
  const { version, system, ...rest } = change;
  return {
    id: '01890000-0000-7000-8000-000000000000',
    name: 'CR2-14',
    room: null,
    platform: {
      agent: 'extension',
      agentVersion: version ?? '1.2.0',
      system: system ?? 'ChromeOS',
      browser: 'Chrome 156',
      capabilities: ['typed', 'screenshot'],
    },
    online: false,
    lastSeenAt: daysAgo(0.1),
    revoked: false,
    lost: 0,
    watching: true,
    somebodyLately: true,
    tampered: false,
    ...rest,
  };
}
const report = (devices: readonly CoveredDevice[], newest: Partial<Record<string, string>> = {}) =>
  coverageOf(devices, { now: NOW, schoolName: 'Northfield School', newest });
const gapsOf = (one: CoveredDevice, newest: Partial<Record<string, string>> = {}) =>
  report([one], newest).list[0]?.gaps ?? [];

test('a device that watches and is in use is no gap', () => {
  assert.deepEqual(gapsOf(device({})), []);
  assert.equal(report([device({})]).withGaps, 0);
});

test('each gap is seen, and the gravest stands first', () => {
  assert.deepEqual(gapsOf(device({ lastSeenAt: null, watching: false })), ['never-seen']);
  assert.deepEqual(gapsOf(device({ lastSeenAt: daysAgo(31) })), ['not-seen-30-days']);
  assert.deepEqual(gapsOf(device({ lastSeenAt: daysAgo(8) })), ['not-seen-7-days']);
  assert.deepEqual(gapsOf(device({ watching: false, lost: 2 })), ['not-watching', 'captures-lost']);
  assert.deepEqual(gapsOf(device({ version: '1.1.9' }), { extension: '1.2.0' }), ['outdated']);
  assert.deepEqual(gapsOf(device({ somebodyLately: false })), ['nobody-lately']);
  assert.deepEqual(gapsOf(device({ tampered: true })), ['tampered']);
});

test('who is connected is seen now, whatever was written down last', () => {
  assert.deepEqual(gapsOf(device({ online: true, lastSeenAt: daysAgo(40) })), []);
});

test('a device that is shut out is counted apart, and is no gap', () => {
  const { devices, shutOut, withGaps } = report([device({}), device({ revoked: true, lastSeenAt: null })]);
  assert.deepEqual([devices, shutOut, withGaps], [1, 1, 0]);
});

test('without a version of the server’s own the newest of the devices counts', () => {
  const { versions } = report([device({ version: '1.10.0' }), device({ version: '1.9.3' })]);
  assert.deepEqual(
    versions.map(({ version, outdated }) => [version, outdated]),
    [
      ['1.10.0', false],
      ['1.9.3', true],
    ],
  );
});

test('platforms say how many of their devices can be watched for each thing', () => {
  const { platforms } = report([device({}), device({}), device({ system: 'Windows' })]);
  assert.deepEqual(
    platforms.map(({ system, devices }) => [system, devices]),
    [
      ['ChromeOS', 2],
      ['Windows', 1],
    ],
  );
  const typed = platforms[0]?.capabilities.find(({ capability }) => capability === 'typed');
  const screen = platforms[0]?.capabilities.find(({ capability }) => capability === 'screen');
  assert.deepEqual([typed?.devices, screen?.devices], [2, 0]);
});

test('what a device says of itself may be anything', () => {
  assert.equal(report([device({ platform: null }), device({ platform: { agent: 'toaster' } })]).devices, 2);
});

test('versions are compared as numbers', () => {
  assert.ok(compareVersions('0.9', '0.10') < 0);
  assert.equal(compareVersions('1.2', '1.2.0'), 0);
  assert.ok(compareVersions('2', '1.99.99') > 0);
});

test('figures add up whatever the devices are', () => {
  const some = fc.record({
    lastSeenAt: fc.option(fc.integer({ min: 0, max: 400 }).map(daysAgo)),
    online: fc.boolean(),
    revoked: fc.boolean(),
    watching: fc.boolean(),
    somebodyLately: fc.boolean(),
    tampered: fc.boolean(),
    lost: fc.integer({ min: 0, max: 2 }),
    version: fc.constantFrom('1.0.0', '1.2.0', '0.9'),
    system: fc.constantFrom('ChromeOS', 'Windows', ''),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 40 }), (changes) => {
      const all = changes.map((change) => device(change));
      const { devices, shutOut, seen, platforms, versions, gaps, withGaps, list } = report(all);
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
      assert.equal(devices + shutOut, all.length);
      assert.equal(sum(Object.values(seen)), devices);
      assert.equal(sum(platforms.map((one) => one.devices)), devices);
      assert.equal(sum(versions.map((one) => one.devices)), devices);
      assert.equal(list.length, withGaps);
      assert.deepEqual(
        gaps.map(({ gap }) => gap),
        [...COVERAGE_GAPS],
      );
      assert.equal(sum(gaps.map((one) => one.devices)), sum(list.map((one) => one.gaps.length)));
    }),
  );
});
