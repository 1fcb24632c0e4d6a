import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import { summaryOf } from '../captures/sample.testing.ts';
import { seatSample } from './seat.testing.ts';
import { syncSeats } from './seat-sync.ts';

const ANA = seatSample({ person: 'ana', device: 'pc1' });
const BOB = seatSample({ person: 'bob', device: 'pc2', newCaptures: 1, worst: 'severe' });

function deviceOf(seat: typeof ANA, change: Partial<Device>): Device {
  return {
    id: seat.device?.id ?? '',
    name: seat.device?.name ?? '',
    room: null,
    platform: {
      agent: 'simulated',
      agentVersion: '0.1.0',
      system: 'Test',
      browser: null,
      capabilities: ['typed', 'screen'],
    },
    status: 'online',
    enrolledAt: '2026-11-14T10:00:00.000Z',
    lastSeenAt: null,
    lastRefusal: null,
    assignedPerson: null,
    person: {
      personId: seat.person?.id ?? null,
      name: seat.person?.name ?? '',
      since: '2026-11-14T10:00:00.000Z',
    },
    groups: [],
    queued: 0,
    lost: 0,
    may: { manage: { allowed: false } },
    ...change,
  };
}

test('a capture marks the seat of its person at once, and no other', () => {
  const capture = summaryOf({
    person: { id: ANA.person?.id ?? '', name: 'ana', username: 'ana', form: null },
    severity: 'moderate',
  });
  const { seats, ask } = syncSeats([ANA, BOB], { type: 'captures/arrived', capture });
  assert.deepEqual(
    [seats[0]?.newCaptures, seats[0]?.worstNew, seats[0]?.newestCapture],
    [1, 'moderate', capture.id],
  );
  assert.equal(seats[1], BOB);
  assert.equal(ask, true);
  // The same capture told twice is one.
  assert.equal(syncSeats(seats, { type: 'captures/arrived', capture }).seats[0]?.newCaptures, 1);
});

test('the worst that waits stays the worst, and a capture of somebody elsewhere asks nothing', () => {
  const of = (id: string) =>
    summaryOf({ person: { id, name: 'x', username: 'x', form: null }, severity: 'minor' });
  const here = syncSeats([ANA, BOB], { type: 'captures/arrived', capture: of(BOB.person?.id ?? '') });
  assert.deepEqual([here.seats[1]?.newCaptures, here.seats[1]?.worstNew], [2, 'severe']);
  const elsewhere = syncSeats([ANA, BOB], { type: 'captures/arrived', capture: of('elsewhere') });
  assert.deepEqual(elsewhere, { seats: [ANA, BOB], ask: false });
});

test('a device that goes is shown gone at once; one that only reports again asks nothing', () => {
  const gone = syncSeats([ANA, BOB], {
    type: 'devices/changed',
    device: deviceOf(ANA, { status: 'offline' }),
  });
  assert.equal(gone.seats[0]?.device?.online, false);
  assert.equal(gone.ask, true);
  const same = syncSeats([ANA, BOB], { type: 'devices/changed', device: deviceOf(ANA, {}) });
  assert.equal(same.ask, false);
});
