import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import { contentLoader } from '@lapwing/agent-core/content-loader.ts';
import { CODE, createFakeServer, SERVER } from '@lapwing/agent-core/test/fake-server.ts';
import { createDeviceClock } from '../contracts/clock.ts';
import { createDevice } from '../device.ts';

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('it did not happen');
}

test('a severe capture of a simulated device has a recording that begins ten seconds before it', async () => {
  const server = await createFakeServer(createDeviceClock());
  const device = createDevice({
    name: 'Trolley 7',
    system: 'Linux',
    browser: 'Chromium 156',
    server: SERVER,
    code: () => CODE,
    state: createMemoryStateStore(),
    network: { http: server.http, openSocket: server.sockets.open, close: () => undefined },
    paint: () => Promise.resolve({ bytes: Uint8Array.of(0xff, 0xd8), width: 640, height: 360 }),
    loader: contentLoader,
  });
  assert.ok((await device.switchOn('26fllewelyn')).ok);
  const recording = { enabled: true, beforeSeconds: 10, severeSeconds: 30, maxWidth: 1280 };
  await server.pushState(await server.document({ version: 2, recording }));
  await until(() => server.all.some((frame) => frame.type === 'state/applied' && frame.version === 2));
  const page = {
    kind: 'document',
    title: 'Essay',
    url: 'https://documents.example/essay',
    text: [],
  } as const;
  await device.open({ ...page, text: ['Rivers.'] });
  await device.type('A purple elephant. ');
  await device.closePage();
  await until(() => server.uploads.length === 2);
  await device.switchOff();
  const told = server.frames.find((frame) => frame.type === 'evidence/recorded');
  assert.ok(told?.outcome.state === 'coming', JSON.stringify(told));
  const { seconds, triggerSeconds, bytes, mediaType } = told.outcome;
  assert.ok(
    triggerSeconds > 9.5 && triggerSeconds <= 10 && seconds < 11.5,
    `${triggerSeconds} of ${seconds}`,
  );
  const file = server.uploads.find(({ path }) => path.endsWith(told.evidenceId))?.bytes ?? new Uint8Array();
  assert.equal(file.length, bytes);
  assert.equal(mediaType, 'video/mp4');
  assert.equal(Buffer.from(file.subarray(4, 8)).toString('latin1'), 'ftyp');
});
