import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import { contentLoader } from '@lapwing/agent-core/content-loader.ts';
import { CODE, createFakeServer, SERVER } from '@lapwing/agent-core/test/fake-server.ts';
import { NO_ORDERS } from '@lapwing/protocol/features/state/document.event.ts';
import { createDeviceClock } from './contracts/clock.ts';
import { createDevice } from './device.ts';
import { drawScreen } from './screens/paint.ts';
import type { View } from './view.ts';

const LOCK = '0198f6a0-0000-7000-8000-0000000000c1';

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('it did not happen');
}

test('a simulated device locks as its document says, shows that, and nobody writes on it meanwhile', async () => {
  const server = await createFakeServer(createDeviceClock());
  const painted: View[] = [];
  const device = createDevice({
    name: 'Trolley 7',
    system: 'Linux',
    browser: 'Chromium 156',
    server: SERVER,
    code: () => CODE,
    state: createMemoryStateStore(),
    network: { http: server.http, openSocket: server.sockets.open, close: () => undefined },
    paint(view) {
      painted.push(view);
      return Promise.resolve({ bytes: Uint8Array.of(0xff, 0xd8, 0xff), width: 320, height: 180 });
    },
    loader: contentLoader,
  });
  assert.ok((await device.switchOn('26fllewelyn')).ok);
  await until(() => device.status()?.detecting === true);
  await device.open({ kind: 'article', title: 'Rivers', url: 'https://rivers.example/', text: [] });
  const now = Date.now();
  const lock = {
    id: LOCK,
    effect: { kind: 'lock' as const },
    layer: 'hands-on' as const,
    by: 'Ms Khan',
    words: 'Look to the front',
    from: new Date(now).toISOString(),
    until: new Date(now + 600_000).toISOString(),
    personal: false,
  };
  const orders = { ...NO_ORDERS, restrictions: [lock] };
  await server.pushState(await server.document({ version: 2, orders }));
  await until(() => device.controlled().lock?.id === LOCK);
  await until(() =>
    server.all.some((frame) => frame.type === 'restrictions/actual' && frame.locked && frame.version === 2),
  );
  await device.type('A purple elephant. ');
  await device.enter();
  assert.equal(device.queued(), 0);
  server.sockets.latest().say({
    type: 'screens/wanted',
    id: '0198f6a0-0000-7000-8000-0000000000a1',
    purpose: 'glance',
    width: 320,
    quality: 0.6,
    everyMs: 400,
    watchers: [],
  });
  await until(() => painted.length > 0);
  const [view] = painted;
  assert.deepEqual([view?.over?.kind, view?.over?.title], ['lock', 'Ms Khan has locked this screen']);
  assert.ok(view !== undefined && drawScreen(view, 'Europe/London').includes('Look to the front'));
  await server.pushState(await server.document({ version: 3 }));
  await until(() => device.controlled().lock === null);
  await device.type('A purple elephant. ');
  await device.enter();
  await until(() => server.frames.some(({ type }) => type === 'captures/reported'));
  await device.switchOff();
});
