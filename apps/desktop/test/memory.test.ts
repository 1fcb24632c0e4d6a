import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { createTidier } from '../src/platform/node/memory.ts';

test('what was let go is given back soon after the first reason, and not when it is called off', async () => {
  const released: string[] = [];
  const registry = new FinalizationRegistry<string>((name) => released.push(name));
  const tidier = createTidier(20);
  // Made elsewhere, so that nothing here holds it.
  (function make(): void {
    registry.register(new ArrayBuffer(50_000_000), 'picture');
  })();
  tidier.soon();
  tidier.cancel();
  await delay(60);
  assert.deepEqual(released, []);
  const before = process.memoryUsage().arrayBuffers;
  tidier.soon();
  tidier.soon();
  while (released.length === 0) await delay(10);
  assert.deepEqual(released, ['picture']);
  assert.ok(before - process.memoryUsage().arrayBuffers > 40_000_000);
});
