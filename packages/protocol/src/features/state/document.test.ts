import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceOrders, NO_ORDERS } from './document.event.ts';

const lock = {
  id: '019a0000-0000-7000-8000-000000000001',
  effect: { kind: 'lock' },
  layer: 'hands-on',
  by: 'Ms Khan',
  words: null,
  from: '2026-11-16T10:00:00.000Z',
  until: '2026-11-16T10:03:00.000Z',
};

test('an agent that is older than its server does what it knows of its orders', () => {
  const orders = DeviceOrders.parse({
    ...NO_ORDERS,
    restrictions: [
      { ...lock, effect: { kind: 'dim', percent: 40 } },
      lock,
      'nonsense',
      { ...lock, layer: 'trust' },
    ],
  });
  assert.deepEqual(orders.restrictions, [lock]);
  assert.equal(DeviceOrders.safeParse({ ...NO_ORDERS, restrictions: Array(61).fill(lock) }).success, false);
});
