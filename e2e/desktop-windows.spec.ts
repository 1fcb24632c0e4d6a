import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { openWine, type WineDevice, wineLacking, windowsPath } from '../apps/desktop/test/wine.ts';
import { makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';

/**
 * The agent for Windows as it is made for devices, under Wine, with Wine's own programs and the real server: the agent in
 * one process, the eyes and hands in another, a pipe between them. Evidence for Windows, and no proof.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
test.skip(wineLacking !== false, String(wineLacking));

const SENTENCE = 'we meet the flimmer after school.';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let device: WineDevice;
let deviceId = '';
let output = '';

test.beforeAll(async () => {
  test.setTimeout(240_000);
  [server, device] = await Promise.all([startServer({ folder: makeDataFolder() }), openWine()]);
  output = path.join(device.folder, 'agent.log');
  const made = path.join(device.folder, 'made');
  execFileSync(process.execPath, [path.join(CHECKOUT, 'apps/desktop/bundle/build.ts'), '--outDir', made]);
  device.start(path.join(device.folder, 'notepad.log'), 'notepad');
  school = await makeSchool(server);
  await watchWords();
  const settings = { server: server.url, schoolCode: await school.newCode(), deviceName: 'Trolley 9' };
  writeFileSync(path.join(device.folder, 'settings.json'), JSON.stringify(settings));
  await device.screen.windowCalled('Notepad');
  device.start(
    output,
    device.node,
    windowsPath(path.join(made, 'windows/main.mjs')),
    '--console',
    '--settings',
    windowsPath(path.join(device.folder, 'settings.json')),
    '--data',
    windowsPath(path.join(device.folder, 'agent')),
  );
});
test.afterAll(async () => {
  await device?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

function said(): string {
  return existsSync(output) ? readFileSync(output, 'utf8') : '';
}

async function watchWords(): Promise<void> {
  const { base } = await school.lead.ask(listPolicies);
  const words = [
    ['own.0196f000-0000-7000-8000-000000000001', 'flimmer', 'moderate'],
    ['own.0196f000-0000-7000-8000-000000000002', 'gloamer', 'severe'],
  ] as const;
  await school.lead.ask(applyChange, {
    body: {
      base,
      reason: 'Words of our town.',
      edits: words.map(([id, word, severity]) => ({
        kind: 'term',
        id,
        value: {
          policy: 'bullying',
          wordings: [word],
          notation: false,
          definition: 'A group of our town.',
          severity,
          sources: ['typed'],
          boundary: 'word',
          unmask: true,
          unless: [],
          needs: null,
        },
      })),
    },
  });
}

async function captures() {
  return (await school.lead.ask(listCaptures, { query: { limit: '10' } })).items;
}

async function evidenceOf(id: string) {
  return (await school.lead.ask(showCapture, { params: { id } })).evidenceItems;
}

/** A line, as the person at the keyboard. */
async function write(text: string): Promise<void> {
  // Wine shows the sign of the agent as a window, and that comes to the front.
  await device.screen.run('xdotool', 'search', '--name', 'Notepad', 'windowactivate', '--sync');
  await device.screen.run('xdotool', 'type', '--delay', '12', text);
  await device.screen.run('xdotool', 'key', 'Return');
}

test('it is enrolled from its settings and comes on line', async () => {
  await expect
    .poll(async () => {
      const { devices } = await school.lead.ask(listDevices);
      const found = devices.find(({ name, status }) => name === 'Trolley 9' && status === 'online');
      deviceId = found?.id ?? '';
      return found?.platform.agent;
    })
    .toBe('desktop');
  await school.lead.ask(changeDevice, {
    params: { id: deviceId },
    body: { assignedPersonId: school.pupilId },
  });
});

test('what is written in a program is found, with its sentence, window, application and picture', async () => {
  // Wine says a moment later which window has the keyboard.
  await write('the first letters of this line may be lost');
  await expect(async () => {
    // Written again while the terms are not there yet.
    await write(SENTENCE);
    await expect.poll(async () => (await captures())[0]?.text?.sentence, { timeout: 3000 }).toBe(SENTENCE);
  }).toPass();
  const [found] = await captures();
  expect(found?.source).toBe('typed');
  expect(found?.application).toMatch(/notepad/iu);
  expect(found?.windowTitle).toMatch(/Notepad/u);
  expect(found?.device.id).toBe(deviceId);
  expect(found?.person?.name).toBe(PUPIL.name);
  await expect
    .poll(async () => {
      const items = await evidenceOf(found?.id ?? '');
      return items.find(({ kind, state }) => kind === 'screenshot' && state === 'ready')?.mediaType;
    })
    .toBe('image/jpeg');
  expect(said(), 'the log tells no content').not.toMatch(/flimmer|Notepad/u);
});
