import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import { contentLoader } from '@lapwing/agent-core/content-loader.ts';
import { CODE, createFakeServer, type FakeServer, SERVER } from '@lapwing/agent-core/test/fake-server.ts';
import type { ScreensShown } from '@lapwing/protocol/features/screens/shown.event.ts';
import { createDeviceClock } from './contracts/clock.ts';
import { createDevice, type SimulatedDevice } from './device.ts';
import { createPictureSequence } from './screens/live.ts';
import { createPainter } from './screens/paint.ts';

const COMMAND = {
  type: 'screens/wanted',
  id: '0198f6a0-0000-7000-8000-0000000000a1',
  purpose: 'look',
  width: 320,
  quality: 0.6,
  everyMs: 400,
  watchers: ['Ms Khan'],
} as const;
const PAGE = {
  kind: 'article',
  title: 'Rivers - Fieldbook',
  url: 'https://fieldbook.example/rivers',
  text: ['Where rivers begin.'],
} as const;

async function deviceAt(
  server: FakeServer,
  options: Partial<Parameters<typeof createDevice>[0]> = {},
): Promise<SimulatedDevice> {
  const device = createDevice({
    name: 'Trolley 7',
    system: 'Linux',
    browser: 'Chromium 156',
    server: SERVER,
    code: () => CODE,
    state: createMemoryStateStore(),
    network: { http: server.http, openSocket: server.sockets.open, close: () => undefined },
    paint: await createPainter('Europe/London'),
    loader: contentLoader,
    ...options,
  });
  assert.ok((await device.switchOn('26fllewelyn')).ok);
  await until(() => device.status()?.detecting === true);
  return device;
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('it did not happen');
}

const states = (server: FakeServer): ScreensShown['state'][] =>
  server.all.flatMap((frame) => (frame.type === 'screens/shown' ? [frame.state] : []));

test('a simulated device shows its page live, and again when somebody types', async () => {
  const server = await createFakeServer(createDeviceClock());
  const device = await deviceAt(server);
  await device.open(PAGE);
  server.sockets.latest().say(COMMAND);
  await until(() => server.pictures.length === 1);
  const [picture] = server.pictures;
  assert.ok(picture !== undefined);
  assert.deepEqual([picture.id, picture.width, picture.height], [COMMAND.id, 320, 180]);
  assert.equal(Buffer.from(picture.bytes.subarray(0, 3)).toString('hex'), 'ffd8ff');
  await device.type('Where do rivers end');
  await until(() => server.pictures.length === 2);
  await device.closePage();
  await until(() => states(server).at(-1) === 'nothing');
  await device.switchOff();
});

test('a simulated person is asked, thinks, and answers as the demo wants', async () => {
  const server = await createFakeServer(createDeviceClock());
  const device = await deviceAt(server);
  await device.open(PAGE);
  device.answers({ says: 'denied', afterMs: 50 });
  const screens = { remoteView: 'ask-allow', askSeconds: 5 } as const;
  await server.pushState(await server.document({ version: 2, screens }));
  server.sockets.latest().say(COMMAND);
  await until(() => states(server).at(-1) === 'denied');
  assert.equal(server.pictures.length, 0);
  await device.switchOff();
});

test('a device of a load shows what it is given', async () => {
  const server = await createFakeServer(createDeviceClock());
  const given = {
    bytes: Uint8Array.of(0xff, 0xd8, 0xff),
    width: 320,
    height: 180,
    mediaType: 'image/jpeg',
  } as const;
  const device = await deviceAt(server, {
    paint: () => Promise.reject(new Error('nothing is painted')),
    liveScreen: (clock) =>
      createPictureSequence({
        pictures: () => [given],
        everyMs: 400,
        front: { application: 'Load', title: 'Load', url: null },
        now: () => clock.now(),
      }),
  });
  server.sockets.latest().say(COMMAND);
  await until(() => server.pictures.length >= 2);
  assert.deepEqual(server.pictures[0]?.bytes, given.bytes);
  await device.switchOff();
});
