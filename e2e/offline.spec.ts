import { expect, test } from '@playwright/test';
import { type CaptureSummary, listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import {
  enrolByHand,
  openPupilBrowser,
  type PupilBrowser,
  removeProfile,
  waitUntilConnected,
} from './src/chromium.ts';
import { countOf } from './src/database.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { report } from './src/timing.ts';
import { extensionStorage } from './src/traces.ts';
import { marker } from './src/visitor.ts';

/** A device that cannot reach the school goes on watching, through a restart too, and delivers everything once. */
test.describe.configure({ mode: 'serial' });

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let pupil: PupilBrowser;
/** What was written, and when, in milliseconds since 1970. */
const written: { word: string; at: number }[] = [];

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  site = await startSite({ '/essay': html('My essay', '<label>Essay <textarea></textarea></label>') });
  pupil = await openPupilBrowser();
  await enrolByHand(pupil, server.url, await school.newCode());
  // The beginning of the session has been acknowledged: nothing waits when the school goes away.
  await expect.poll(async () => countOf(server.folder, 'sessions')).toBe(1);
  await expect.poll(async () => extensionStorage(await pupil.worker())).not.toContain('sessions/started');
});

test.afterAll(async () => {
  await pupil?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

async function write(phrase: string): Promise<void> {
  const page = await pupil.context.newPage();
  await page.goto(`${site.url}/essay`);
  const word = marker();
  await page.getByLabel('Essay').click();
  await page.keyboard.type(`${phrase} ${word}. `);
  written.push({ word, at: Date.now() });
  // The page stays in front until its picture is on the device.
  await expect
    .poll(async () => (await extensionStorage(await pupil.worker())).split(':image/jpeg"').length - 1)
    .toBe(written.length);
  await page.close();
}

/**
 * Waits until the popup says that something waits, as the person in front of it would read it. How many messages that
 * is depends on how a sentence was typed: one capture may be followed by its amendment.
 */
async function expectWaiting(): Promise<void> {
  const popup = await pupil.popup();
  await expect(
    popup.getByText(/^Not connected to the school right now\. \d+ messages wait to be sent\.$/),
  ).toBeVisible();
  await popup.close();
}

async function captures(): Promise<CaptureSummary[]> {
  return (await school.lead.ask(listCaptures)).items;
}

test('what is written while the school cannot be reached waits on the device, over a restart of the browser', async () => {
  await server.stop();
  await write('honestly everyone would be better off without me');
  await write('I am going to kill myself tonight');
  await expectWaiting();
  await pupil.close();
  pupil = await openPupilBrowser({ profile: pupil.profile });
  await write('I started cutting myself again');
  await expectWaiting();
});

test('when the school is back each is there once, with its own time and its screenshot', async () => {
  const port = Number(new URL(server.url).port);
  const backAt = Date.now();
  server = await startServer({ folder: server.folder, port });
  report('warm start', `${(server.readyAfterMs / 1000).toFixed(1)} s`);
  await waitUntilConnected(pupil);
  await expect.poll(async () => (await captures()).length).toBe(3);
  await expect
    .poll(async () => (await captures()).map(({ evidence }) => evidence))
    .toEqual(['ready', 'ready', 'ready']);
  for (const { word, at } of written) {
    const mine = (await captures()).filter(({ text }) => text?.sentence.includes(word));
    expect(mine).toHaveLength(1);
    const [capture] = mine;
    expect(Math.abs(Date.parse(capture?.happenedAt ?? '') - at), 'its own time').toBeLessThan(5000);
    expect(Date.parse(capture?.receivedAt ?? '')).toBeGreaterThan(backAt);
  }
  expect(await countOf(server.folder, 'captures')).toBe(3);
  expect(await countOf(server.folder, 'sessions'), 'one before and one after the restart').toBe(2);
});

test('a browser that comes back without the school is monitored from its first page on', async () => {
  await server.stop();
  await pupil.close();
  pupil = await openPupilBrowser({ profile: pupil.profile });
  const popup = await pupil.popup();
  await expect(
    popup.getByRole('heading', { name: 'This device is monitored by Northfield School' }),
  ).toBeVisible();
  await expect(popup.getByText('Monitoring goes on. It connects again by itself.')).toBeVisible();
  await popup.close();
});
