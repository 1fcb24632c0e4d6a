// Live looks in a real Chromium with the built extension: what leaves the device, and what the person is asked and told.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { ScreensShown } from '@lapwing/protocol/features/screens/shown.event.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { Page } from 'playwright-core';
import {
  appliedTimes,
  type BuiltExtension,
  buildExtension,
  countPictures,
  enrolByPopup,
  lookUntil,
  withoutBrowser,
} from './built-extension.ts';
import type { ExtensionBrowser } from './chromium.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { servePages } from './practice.ts';

const options = { skip: withoutBrowser, timeout: 60_000 };

let extension: BuiltExtension;
let server: FakeServer;
let browser: ExtensionBrowser;
let pages: Awaited<ReturnType<typeof servePages>>;
let taken: () => Promise<number>;
let commands = 0;

before(async () => {
  if (withoutBrowser !== false) return;
  extension = await buildExtension();
  server = await startFakeServer();
  pages = await servePages();
  browser = await extension.open();
  await enrolByPopup(browser, server);
  await until('the settings', () => appliedTimes(server) > 0);
  taken = await countPictures(browser);
});

beforeEach(async () => {
  if (withoutBrowser !== false) return;
  server.say({ type: 'screens/unwanted' });
  await setting('allow');
  server.pictures.length = 0;
});

after(async () => {
  if (withoutBrowser !== false) return;
  await browser.stop();
  pages.close();
  await server.stop();
  await extension.remove();
});

const until = lookUntil(() => told().slice(-5));

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function told(): ScreensShown[] {
  return server.frames.filter((frame) => frame.type === 'screens/shown');
}

async function setting(
  remoteView: 'allow' | 'deny' | 'ask-allow' | 'ask-deny',
  askSeconds = 20,
): Promise<void> {
  const applied = appliedTimes(server);
  await server.setScreens({ remoteView, askSeconds });
  await until('the new setting', () => appliedTimes(server) > applied);
}

function want(changes: Partial<ScreensWanted> = {}): string {
  commands += 1;
  const id = uuidV7(Date.now(), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, commands));
  server.say({
    type: 'screens/wanted',
    id,
    purpose: 'look',
    width: 640,
    quality: 0.6,
    everyMs: 400,
    watchers: ['Ms Khan'],
    ...changes,
  });
  return id;
}

async function stateOf(id: string, state: ScreensShown['state']): Promise<ScreensShown> {
  await until(state, () => told().some((one) => one.id === id && one.state === state));
  const found = told().find((one) => one.id === id && one.state === state);
  assert.ok(found !== undefined);
  return found;
}

async function open(where: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(/^[a-z]+:/.test(where) ? where : pages.url(where));
  await page.bringToFront();
  return page;
}

/** The window with the question. */
async function prompt(): Promise<Page> {
  const found = (): Page | undefined =>
    browser.context.pages().find((page) => page.url().includes('consent.html'));
  await until('the window with the question', () => found() !== undefined);
  const page = found();
  assert.ok(page !== undefined);
  await page.locator('#question:not([hidden])').waitFor();
  // Keys and clicks that come at once were meant for the page underneath.
  await page.waitForTimeout(700);
  return page;
}

/** The window is gone before the click is over, which is what it is for. */
async function press(question: Page, name: string): Promise<void> {
  await question
    .getByRole('button', { name })
    .click()
    .catch(() => undefined);
}

async function key(question: Page, name: string): Promise<void> {
  await question.keyboard.press(name).catch(() => undefined);
}

async function promptIsGone(): Promise<void> {
  await until(
    'the end of the question',
    () => !browser.context.pages().some((page) => page.url().includes('consent.html')),
  );
}

async function badgeTitle(): Promise<string> {
  return (await browser.worker()).evaluate<string>('chrome.action.getTitle({})');
}

test(
  'nothing is pictured while nobody looks, and pictures come only when something has changed',
  options,
  async () => {
    const page = await open('/plain');
    await pause(1500);
    assert.equal(await taken(), 0);
    const id = want();
    await until('the first picture', () => server.pictures.length > 0);
    const [first] = server.pictures;
    assert.ok(first !== undefined);
    assert.deepEqual([first.id, first.width, first.mediaType], [id, 640, 'image/jpeg']);
    assert.equal(Buffer.from(first.bytes.subarray(0, 2)).toString('hex'), 'ffd8');
    assert.equal((await stateOf(id, 'live')).front.title, await page.title());
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await pause(1200);
    const still = server.pictures.length;
    const before = await taken();
    await pause(2000);
    assert.equal(server.pictures.length, still, 'a page that stands still sends nothing');
    assert.ok((await taken()) > before, 'although it was looked at');
    await page.locator('#field').focus();
    for (const letter of ['l', 'i', '.']) {
      const count = server.pictures.length;
      await page.keyboard.type(letter);
      await until(`the picture with ${letter}`, () => server.pictures.length > count);
    }
    server.say({ type: 'screens/unwanted' });
    await pause(700);
    const last = await taken();
    await page.keyboard.type('more');
    await pause(1500);
    assert.equal(await taken(), last);
    await page.close();
  },
);

test('a caret that blinks in a field is not sent over and over', options, async () => {
  const page = await open('/plain');
  await page.locator('#field').focus();
  want({ width: 1000 });
  await until('the first picture', () => server.pictures.length > 0);
  await pause(6000);
  const settled = server.pictures.length;
  await pause(5000);
  assert.ok(
    server.pictures.length - settled <= 1,
    `${String(server.pictures.length - settled)} more pictures`,
  );
  await page.close();
});

test('who looks is written on the icon, and no longer when nobody does', options, async () => {
  const page = await open('/plain');
  want({ watchers: ['Ms Khan', 'Mr Osei'] });
  await until('the name', async () => (await badgeTitle()).includes('looked at by Ms Khan and Mr Osei'));
  want({ purpose: 'glance', width: 320, watchers: [] });
  await until('the glance', async () => (await badgeTitle()).includes('Staff can see your screen in small'));
  server.say({ type: 'screens/unwanted' });
  await until('the end', async () => (await badgeTitle()).includes('Connected'));
  await page.close();
});

test(
  'where it is forbidden no picture is taken, and a change takes effect while somebody looks',
  options,
  async () => {
    const page = await open('/plain');
    await setting('deny');
    const before = await taken();
    const id = want();
    await stateOf(id, 'forbidden');
    await pause(1200);
    assert.equal(await taken(), before);
    await setting('allow');
    await until('a picture', () => server.pictures.length > 0);
    await setting('deny');
    await pause(600);
    const count = server.pictures.length;
    const stopped = await taken();
    await page.evaluate(() => document.body.append('changed ' + String(performance.now())));
    await pause(1500);
    assert.equal(server.pictures.length, count);
    assert.equal(await taken(), stopped);
    await page.close();
  },
);

test('a help site is never pictured and its title never told', options, async () => {
  const page = await open(pages.url('/plain').replace('127.0.0.1', 'localhost'));
  const before = await taken();
  const id = want();
  const shown = await stateOf(id, 'private');
  assert.deepEqual(shown.front, { application: '', title: '', site: null });
  await pause(1500);
  assert.equal(await taken(), before);
  const other = await open('/plain');
  await until('a picture of the other page', () => server.pictures.length > 0);
  await page.bringToFront();
  await until('that it is private again', () => told().at(-1)?.state === 'private');
  await other.close();
  await page.close();
});

test('a page of the browser itself gives no picture, and no title of it is a secret', options, async () => {
  const page = await open('chrome://version');
  const id = want();
  await stateOf(id, 'not-possible');
  assert.equal(server.pictures.length, 0);
  await page.close();
});

test('the person is asked, and may allow it with the keyboard alone', options, async () => {
  const page = await open('/plain');
  await setting('ask-deny');
  const before = await taken();
  const id = want();
  const question = await prompt();
  assert.equal(await question.locator('h1').textContent(), 'Ms Khan asks to look at your screen');
  assert.equal(await question.locator('#from').textContent(), 'Lapwing Primary');
  assert.match((await question.locator('#silence').textContent()) ?? '', /will not be shown/u);
  assert.match((await question.locator('#left').textContent()) ?? '', /^(?:20|1\d) seconds left$/u);
  assert.equal(await question.title(), 'Ms Khan asks to look at your screen - Lapwing');
  assert.equal(await question.evaluate(() => document.activeElement?.id), 'title');
  assert.equal((await stateOf(id, 'asking')).front.title, '');
  assert.equal(await taken(), before, 'nothing is pictured while the person is asked');
  await question.keyboard.press('Tab');
  await key(question, 'Enter');
  await promptIsGone();
  assert.equal((await stateOf(id, 'live')).answeredBy, 'person');
  await until('a picture', () => server.pictures.length > 0);
  await page.close();
});

for (const [how, refuse] of [
  ['the button', (question: Page) => press(question, 'Not now')],
  ['Escape', (question: Page) => key(question, 'Escape')],
  ['closing the window', (question: Page) => question.close()],
] as const)
  test(`${how} is a no, also where silence is a yes`, options, async () => {
    // A no holds for a minute: another setting forgets it.
    await setting('deny');
    await setting('ask-allow');
    const page = await open('/plain');
    const before = await taken();
    const id = want();
    await refuse(await prompt());
    await promptIsGone();
    assert.equal((await stateOf(id, 'denied')).answeredBy, 'person');
    assert.equal(await taken(), before);
    await page.close();
  });

for (const [remoteView, state] of [
  ['ask-allow', 'live'],
  ['ask-deny', 'denied'],
] as const)
  test(`silence under ${remoteView} ends in ${state}, and the window closes itself`, options, async () => {
    await setting('deny');
    await setting(remoteView, 5);
    const page = await open('/plain');
    const id = want();
    await prompt();
    await promptIsGone();
    assert.equal((await stateOf(id, state)).answeredBy, 'silence');
    await page.close();
  });

test('a question is taken away when nobody looks any more', options, async () => {
  await setting('deny');
  await setting('ask-allow');
  want();
  await prompt();
  server.say({ type: 'screens/unwanted' });
  await promptIsGone();
});

test('a question outlives its worker by seconds only, and answers nothing then', options, async () => {
  await setting('deny');
  await setting('ask-allow', 5);
  want();
  const question = await prompt();
  const devtools = await browser.context.newCDPSession(question);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await key(question, 'Enter');
  await promptIsGone();
  assert.equal(server.pictures.length, 0);
  const popup = await browser.popup();
  await popup.locator('#state[data-sign=connected]').waitFor({ timeout: 45_000 });
  assert.equal(await popup.locator('#watched').isHidden(), true);
  assert.match(await badgeTitle(), /Connected/u);
  await popup.close();
});

test('the question can be read and answered at four times the size', options, async () => {
  await setting('deny');
  await setting('ask-deny');
  const id = want({ watchers: ['Ms Alexandrina Featherstonehaugh-Cholmondeley'] });
  const question = await prompt();
  // A window 520 wide at 400 % has room for 130 CSS pixels.
  await question.setViewportSize({ width: 130, height: 110 });
  const wide = await question.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 130, `${String(wide)} wide`);
  for (const name of ['Allow', 'Not now']) {
    const button = question.getByRole('button', { name });
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 130 && box.height >= 24, name);
  }
  await press(question, 'Not now');
  await stateOf(id, 'denied');
});

test('what it asks of the browser warns of what it does, and of no more', options, async () => {
  const popup = await browser.popup();
  const warnings = await popup.evaluate<string[]>(
    'chrome.management.getPermissionWarningsByManifest(JSON.stringify(chrome.runtime.getManifest()))',
  );
  assert.deepEqual(warnings, [
    'Read and change all your data on all websites',
    // To stop those of a kind that the school has closed.
    'Manage your downloads',
    'Know your email address',
    // To be one device with the agent of the desktop, where there is one.
    'Communicate with cooperating native applications',
  ]);
  await popup.close();
});
