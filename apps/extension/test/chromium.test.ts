// The built extension in a real Chromium, real IndexedDB, real pages; the server is a fake over real HTTP and
// WebSocket that checks every proof.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { type BuiltExtension, buildExtension, lookUntil, withoutBrowser } from './built-extension.ts';
import type { ExtensionBrowser } from './chromium.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { servePages } from './practice.ts';

const here = import.meta.dirname;
const options = { skip: withoutBrowser, timeout: 120_000 };

let extension: BuiltExtension;
let server: FakeServer;
let browser: ExtensionBrowser;
let pages: Awaited<ReturnType<typeof servePages>>;
let popup: Page;

before(async () => {
  if (withoutBrowser !== false) return;
  extension = await buildExtension();
  server = await startFakeServer();
  pages = await servePages();
  browser = await extension.open();
  popup = await browser.popup();
});

after(async () => {
  if (withoutBrowser !== false) return;
  await browser.stop();
  pages.close();
  await server.stop();
  await extension.remove();
});

const until = lookUntil(() => server.captures().map(({ finding }) => finding.sentence));

function captured(words: string): boolean {
  return server.captures().some(({ finding }) => finding.sentence.includes(words));
}

async function open(where: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(pages.url(where));
  await page.bringToFront();
  return page;
}

test(
  'a wrong code is told to the person, a right one enrols, and the popup says by whom',
  options,
  async () => {
    await popup.locator('#enrol:not([hidden])').waitFor();
    assert.match((await popup.locator('#state-line').textContent()) ?? '', /not set up/u);
    await popup.locator('#server').fill(server.url);
    await popup.locator('#code').fill('ABCDE99999');
    await popup.locator('#submit').click();
    await popup.locator('#code[aria-invalid=true]').waitFor();
    assert.match((await popup.locator('#outcome').textContent()) ?? '', /not right/u);
    await popup.locator('#code').fill('abcde-23456');
    await popup.locator('#submit').click();
    await popup.locator('#state[data-sign=connected]').waitFor();
    await popup.locator('#details').getByText(server.url, { exact: true }).waitFor();
    const opening = browser.context.waitForEvent('page');
    await popup.getByRole('button', { name: 'For staff: open the console' }).click();
    const opened = await opening;
    await opened.waitForURL(`${server.url}/`);
    await opened.close();
    await popup.bringToFront();
    assert.equal(
      await popup.locator('#monitored').textContent(),
      'This device is monitored by Lapwing Primary',
    );
    await until('the terms are loaded', () => server.frames.some(({ type }) => type === 'state/applied'));
  },
);

const PLACES: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['input', (page) => page.locator('#input').focus()],
  ['textarea', (page) => page.locator('#textarea').focus()],
  ['editable', (page) => page.locator('#editable').click()],
  ['iframe', (page) => page.frameLocator('#frame').locator('#inside').click()],
  ['open shadow root', (page) => page.locator('#in-open').click()],
  ['closed shadow root', (page) => page.evaluate('focusClosed()')],
];

for (const [place, focus] of PLACES)
  test(`what is typed in ${place} is seen although the page stops every event`, options, async () => {
    const page = await open('/fields');
    await focus(page);
    await page.keyboard.type(`In ${place} a purple elephant ran. `, { delay: 5 });
    await until(`the capture of ${place}`, () => captured(`In ${place} a purple elephant`));
    assert.deepEqual(await page.evaluate('traces()'), { globals: 0, marks: 0 });
    await page.close();
  });

test('of an input method only what is committed counts', options, async () => {
  const page = await open('/fields');
  const devtools = await browser.context.newCDPSession(page);
  await page.locator('#textarea').focus();
  const compose = (text: string): Promise<unknown> =>
    devtools.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  await compose('Composed green giraffe.');
  // Longer than a pause after which ordinary text would be decided upon.
  await page.waitForTimeout(2000);
  await devtools.send('Input.insertText', { text: 'Composed purple elephant. ' });
  await until('the committed text', () => captured('Composed purple elephant'));
  assert.equal(captured('Composed green giraffe'), false);
  await page.close();
});

test('what a chat page empties at Enter was seen before', options, async () => {
  const page = await open('/chat');
  await page.locator('#say').focus();
  await page.keyboard.type('My purple elephant');
  await page.keyboard.press('Enter');
  await until('the capture', () => captured('My purple elephant'));
  await page.close();
});

test('passwords, shown or not, cards and masked fields never leave the page', options, async () => {
  const page = await open('/fields');
  const secrets = ['hidden-secret', 'shown-secret', 'card-secret', 'masked-secret'];
  const type = async (field: string, secret: string): Promise<void> => {
    await page.locator(field).focus();
    await page.keyboard.type(`${secret} purple elephant. `);
  };
  await type('#password', 'hidden-secret');
  await page.locator('#show').click();
  await type('#password', 'shown-secret');
  await type('#card', 'card-secret');
  await type('#masked', 'masked-secret');
  await page.locator('#textarea').focus();
  await page.keyboard.type('After them a purple elephant. ');
  await until('the ordinary text', () => captured('After them a purple elephant'));
  await page.waitForTimeout(2000);
  const sent = server.everything();
  assert.deepEqual(
    secrets.filter((secret) => sent.includes(secret)),
    [],
  );
  await page.close();
});

test(
  'page text is seen where it can be read, later additions and closed shadow roots too',
  options,
  async () => {
    const page = await open('/reading');
    await until('the text of the page', () => captured('purple elephant walked by'));
    await page.evaluate(() => {
      const added = document.createElement('p');
      added.textContent = 'Added later: a green giraffe came.';
      document.body.append(added);
    });
    await until('the added text', () => captured('Added later: a green giraffe'));
    const fields = await open('/fields?again');
    await until('the closed part', () => captured('In the closed part a green giraffe'));
    for (const unseen of ['hidden', 'in a style', 'in a script', 'in a field'])
      assert.equal(captured(`green giraffe ${unseen}`) || captured(`${unseen} green giraffe`), false, unseen);
    await page.close();
    await fields.close();
  },
);

test('a screenshot comes with a capture, no wider than the school wants', options, async () => {
  await until('the screenshot', () => server.uploads.length > 0);
  const jpeg = server.uploads[0]?.bytes ?? Buffer.alloc(0);
  assert.equal(jpeg.subarray(0, 2).toString('hex'), 'ffd8');
  assert.equal(widthOf(jpeg), 640);
});

test(
  'captures made offline survive the end of the worker and arrive once, in order, in one session',
  options,
  async () => {
    server.offline(true);
    const page = await open('/chat?offline');
    const words = ['Offline first purple elephant', 'Offline second green giraffe'];
    for (const sentence of words) {
      await page.locator('#say').focus();
      await page.keyboard.type(`${sentence}. `);
      await page.keyboard.press('Enter');
    }
    await popup.bringToFront();
    await popup.getByText('2 messages wait to be sent').waitFor();
    const devtools = await browser.context.newCDPSession(popup);
    await devtools.send('ServiceWorker.enable');
    await devtools.send('ServiceWorker.stopAllWorkers');
    server.offline(false);
    // The popup asks for the state every second, which wakes the worker.
    await until('the delivery', () => words.every((sentence) => captured(sentence)), 90_000);
    const offline = server.captures().filter(({ finding }) => finding.sentence.startsWith('Offline'));
    assert.deepEqual(
      offline.map(({ finding }) => finding.sentence),
      words.map((sentence) => `${sentence}.`),
    );
    assert.equal(server.frames.filter(({ type }) => type === 'sessions/started').length, 1);
    await page.close();
  },
);

test('a refused device says so in words and on the icon', options, async () => {
  server.behave.refuse = 'device-revoked';
  server.offline(true);
  server.offline(false);
  await popup.getByText('taken off the school’s list').waitFor({ timeout: 90_000 });
  const badge = await (
    await browser.worker()
  ).evaluate(async () => ({
    text: await chrome.action.getBadgeText({}),
    title: await chrome.action.getTitle({}),
  }));
  assert.equal(badge.text, '!');
  assert.match(badge.title, /taken off the school’s list/u);
});

test('storage, keys, digest, clock and recorder of the browser keep their contracts', options, async () => {
  const built = await build({
    configFile: false,
    root: here,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: path.join(here, 'contracts.browser.ts'), formats: ['iife'], name: 'contracts' },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  assert.ok(first !== undefined && 'output' in first);
  const page = await browser.popup();
  const { ran, failed } = await page.evaluate<{ ran: number; failed: string[] }>(
    `(async () => { ${first.output[0].code}; return contracts.runContracts(); })()`,
  );
  assert.deepEqual(failed, []);
  assert.ok(ran >= 23, `${String(ran)} cases`);
});

/** Reads the width from the frame header of a JPEG. */
function widthOf(jpeg: Buffer): number {
  for (let at = 2; at < jpeg.length;) {
    const marker = jpeg.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) return jpeg.readUInt16BE(at + 7);
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return 0;
}
