import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EvidenceItem, itemOf, sayBytes, sayComing, sayRecorded } from './evidence-items.ts';

const item = (given: Partial<EvidenceItem>): EvidenceItem => ({
  id: '0199a1b2-0000-7000-8000-000000000001',
  kind: 'recording',
  state: 'coming',
  takenAt: '2026-11-14T10:42:07.000Z',
  mediaType: null,
  bytes: null,
  arrived: 0,
  sha256: null,
  seconds: null,
  triggerSeconds: null,
  problem: null,
  ...given,
});

test('sizes are said as files are', () => {
  assert.deepEqual([300, 312_400, 1_449_000].map(sayBytes), ['1 kB', '312 kB', '1.4 MB']);
});

test('what is coming says how much of it is there', () => {
  assert.match(sayComing(item({})), /still recording/);
  assert.match(sayComing(item({ bytes: 2_000_000 })), /as soon as it can/);
  assert.match(sayComing(item({ bytes: 2_000_000, arrived: 500_000 })), /^500 kB of 2\.0 MB have arrived/);
});

test('a recording says how long it is and from when', () => {
  assert.equal(sayRecorded(item({})), null);
  assert.equal(
    sayRecorded(item({ seconds: 29.6, triggerSeconds: 10.2 })),
    '30 seconds, from 10 before the trigger',
  );
  assert.equal(sayRecorded(item({ seconds: 1, triggerSeconds: 0 })), '1 second, from the trigger on');
});

test('of several of a kind, what is there comes first', () => {
  const lost = item({ state: 'lost' });
  const ready = item({ state: 'ready' });
  const shot = item({ kind: 'screenshot' });
  assert.equal(itemOf([lost, shot, ready], 'recording'), ready);
  assert.equal(itemOf([lost, shot], 'screenshot'), shot);
  assert.equal(itemOf([shot], 'recording'), undefined);
});
