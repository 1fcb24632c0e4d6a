import { expect, type Page, test } from '@playwright/test';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers, changeGroup } from '@lapwing/protocol/features/groups/api.ts';
import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import { z } from 'zod';
import { badgeOf, enrolByHand, openPupilBrowser, type PupilBrowser, removeProfile } from './src/chromium.ts';
import { makeSchool, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { startWatching, type Watching } from './src/watching.ts';

/**
 * Whether staff see a screen is decided on the device, by what the school has set and the person says; and whoever sits
 * there can always read who looks. Real: the server, the group's setting, Chromium with the built extension.
 */
test.describe.configure({ mode: 'serial' });

const HELP_HOST = 'www.childline.org.uk';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let teacher: StaffMember;
let site: Site;
let pupil: PupilBrowser;
let lesson: Page;
let watching: Watching;
let deviceId = '';
let roomId = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const room = await school.lead.ask(addGroup, { body: { name: 'Room 4', kind: 'devices', parentId: null } });
  roomId = room.id;
  teacher = await school.addStaff('Ben Okafor', ['teacher'], [roomId]);
  site = await startSite({
    '/rivers': html('Rivers', '<h1>Rivers</h1><label>Notes <textarea></textarea></label>'),
    '/talk': html('Talk to somebody', '<h1>We are here for you</h1>'),
  });
  pupil = await openPupilBrowser({ args: [`--host-resolver-rules=MAP ${HELP_HOST} 127.0.0.1`] });
  await enrolByHand(pupil, server.url, await school.newCode());
  deviceId = (await school.lead.ask(listDevices)).devices[0]?.id ?? '';
  await school.lead.ask(addMembers, { params: { id: roomId }, body: { ids: [deviceId] } });
  // Counted from inside the worker: whatever takes a picture goes through here.
  await (
    await pupil.worker()
  ).evaluate(`(() => {
    globalThis.taken = 0;
    const take = chrome.tabs.captureVisibleTab.bind(chrome.tabs);
    // Frames for recordings stay in the worker's memory; they are taken at the quality of screenshots, not of looks.
    chrome.tabs.captureVisibleTab = (...args) => {
      if (args[1].quality === 85) globalThis.taken += 1;
      return take(...args);
    };
  })()`);
  lesson = await pupil.context.newPage();
  await lesson.goto(`${site.url}/rivers`);
  await lesson.bringToFront();
  watching = await startWatching(server.url, teacher.cookie());
});

test.afterAll(async () => {
  watching?.close();
  await pupil?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

async function taken(): Promise<number> {
  return z.number().parse(await (await pupil.worker()).evaluate('globalThis.taken'));
}

function look(): void {
  watching.watch([{ deviceId, purpose: 'look', width: 1280, everyMs: 500 }]);
}

function glance(): void {
  watching.watch([{ deviceId, purpose: 'glance', width: 320, everyMs: 1000 }]);
}

async function leave(): Promise<void> {
  watching.watch([]);
  await expect.poll(async () => (await badgeOf(pupil)).title).toContain('Connected to the school');
}

async function sees(state: string): Promise<void> {
  await expect.poll(() => watching.state(), { timeout: 20_000 }).toBe(state);
}

/** Sets it for the room. What was answered before is forgotten on the way, as it is when a school forbids it. */
async function setRoom(remoteView: RemoteView): Promise<void> {
  const set = (value: RemoteView): Promise<unknown> =>
    school.lead.ask(changeGroup, { params: { id: roomId }, body: { settings: { remoteView: value } } });
  glance();
  await set('deny');
  await sees('forbidden');
  if (remoteView === 'deny') return;
  await set(remoteView);
  await sees(remoteView === 'allow' ? 'live' : 'asks-first');
}

/** The window with the question, when keys and clicks count in it. */
async function question(): Promise<Page> {
  const find = (): Page | undefined =>
    pupil.context.pages().find((page) => page.url().includes('consent.html'));
  await expect.poll(() => find() !== undefined).toBe(true);
  const page = find();
  if (page === undefined) throw new Error('The window with the question is gone.');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForTimeout(700);
  return page;
}

/** The window closes before the click is over. */
async function answer(page: Page, name: 'Allow' | 'Not now'): Promise<void> {
  await page
    .getByRole('button', { name })
    .click()
    .catch(() => undefined);
  await expect.poll(() => page.isClosed()).toBe(true);
}

test('nothing is pictured while nobody looks', async () => {
  await lesson.getByLabel('Notes').fill('Where rivers begin');
  await lesson.waitForTimeout(2000);
  expect(await taken()).toBe(0);
  expect(watching.pictures).toHaveLength(0);
});

test('where it is allowed a look shows the page, the pupil reads who looks, and it ends with the look', async () => {
  await setRoom('allow');
  look();
  await expect.poll(() => watching.pictures.at(-1)?.width ?? 0).toBeGreaterThan(320);
  const { front } = watching.states.at(-1) ?? {};
  expect([front?.title, front?.site]).toEqual(['Rivers', '127.0.0.1']);
  await expect
    .poll(async () => (await badgeOf(pupil)).title)
    .toContain('Your screen is being looked at by Ben Okafor.');
  const popup = await pupil.popup();
  await expect(popup.getByText('Your screen is being looked at by Ben Okafor.')).toBeVisible();
  await popup.close();
  await lesson.bringToFront();
  const before = watching.pictures.length;
  await lesson.getByLabel('Notes').fill('Where rivers end');
  await expect.poll(() => watching.pictures.length).toBeGreaterThan(before);
  await leave();
  const stopped = await taken();
  await lesson.getByLabel('Notes').fill('And how they get there');
  await lesson.waitForTimeout(2000);
  expect(await taken()).toBe(stopped);
});

test('a glance is said to be one', async () => {
  glance();
  await sees('live');
  await expect
    .poll(async () => (await badgeOf(pupil)).title)
    .toContain('Staff can see your screen in small.');
  await leave();
});

test('a school that forbids it while somebody looks ends it at once', async () => {
  await setRoom('allow');
  look();
  await sees('live');
  const set = { settings: { remoteView: 'deny' } } as const;
  await school.lead.ask(changeGroup, { params: { id: roomId }, body: set });
  await sees('forbidden');
  const [count, stopped] = [watching.pictures.length, await taken()];
  await lesson.getByLabel('Notes').fill('Nobody sees this');
  await lesson.waitForTimeout(2000);
  expect([watching.pictures.length, await taken()]).toEqual([count, stopped]);
  expect(watching.states.at(-1)?.front).toEqual({ application: '', title: '', site: null });
  await leave();
});

test('where the pupil is asked, a yes shows the page and holds for the next look', async () => {
  await setRoom('ask-deny');
  const before = await taken();
  look();
  const page = await question();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ben Okafor asks to look at your screen');
  await expect(page.getByText('Northfield School')).toBeVisible();
  await expect(page.getByText('If you do not answer, your screen will not be shown.')).toBeVisible();
  await sees('asking');
  expect(await taken()).toBe(before);
  await answer(page, 'Allow');
  await sees('live');
  expect(watching.states.at(-1)?.answeredBy).toBe('person');
  await lesson.bringToFront();
  await expect.poll(taken).toBeGreaterThan(before);
  await leave();
  look();
  await sees('live');
  expect(pupil.context.pages().some((one) => one.url().includes('consent.html'))).toBe(false);
  await leave();
});

test('a no shows nothing, and nobody is asked again at once', async () => {
  await setRoom('ask-allow');
  const before = await taken();
  look();
  const page = await question();
  await expect(page.getByText('If you do not answer, your screen will be shown.')).toBeVisible();
  await answer(page, 'Not now');
  await sees('denied');
  expect(watching.states.at(-1)?.answeredBy).toBe('person');
  await leave();
  look();
  await sees('denied');
  expect(await taken()).toBe(before);
  await leave();
});

for (const [remoteView, state] of [
  ['ask-deny', 'denied'],
  ['ask-allow', 'live'],
] as const)
  test(`silence under ${remoteView} ends in ${state}`, async () => {
    await setRoom(remoteView);
    const before = await taken();
    look();
    const page = await question();
    await expect.poll(() => page.isClosed(), { timeout: 15_000 }).toBe(true);
    await sees(state);
    expect(watching.states.at(-1)?.answeredBy).toBe('silence');
    await lesson.bringToFront();
    if (state === 'live') await expect.poll(taken).toBeGreaterThan(before);
    else expect(await taken()).toBe(before);
    await leave();
  });

test('a glance asks nobody and shows nothing where the pupil is to be asked', async () => {
  await setRoom('ask-allow');
  const before = await taken();
  await lesson.waitForTimeout(2000);
  expect(watching.state()).toBe('asks-first');
  expect(await taken()).toBe(before);
  expect(pupil.context.pages().some((page) => page.url().includes('consent.html'))).toBe(false);
  await leave();
});

test('a pupil on a help site is not shown, not even by the title of the page', async () => {
  await setRoom('allow');
  await leave();
  const help = await pupil.context.newPage();
  await help.goto(`http://${HELP_HOST}:${site.port}/talk`);
  await help.bringToFront();
  const [before, told] = [await taken(), watching.states.length];
  look();
  await sees('private');
  await help.waitForTimeout(2000);
  expect(await taken()).toBe(before);
  await lesson.bringToFront();
  await sees('live');
  await help.bringToFront();
  await sees('private');
  const words = JSON.stringify(watching.states.slice(told));
  for (const word of ['Talk to somebody', HELP_HOST, 'childline']) expect(words).not.toContain(word);
  await leave();
});
