// Restrictions in a real Chromium with the built extension, by signed documents of a server of the test.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { Page } from 'playwright-core';
import { compileRules } from '../src/features/restrictions/compile-rules.ts';
import {
  type BuiltExtension,
  buildExtension,
  enrolByPopup,
  lookUntil,
  withoutBrowser,
} from './built-extension.ts';
import type { ExtensionBrowser } from './chromium.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { restriction, RULES } from './orders.ts';
import { type Sites, startSites } from './sites.ts';

const options = { skip: withoutBrowser, timeout: 60_000 };
const ARGS = ['--host-resolver-rules=MAP *.example 127.0.0.1'];

let extension: BuiltExtension;
let server: FakeServer;
let sites: Sites;
let browser: ExtensionBrowser;

before(async () => {
  if (withoutBrowser !== false) return;
  extension = await buildExtension();
  server = await startFakeServer();
  sites = await startSites({
    '/game.exe': {
      body: Buffer.alloc(5000),
      type: 'application/octet-stream',
      headers: { 'content-disposition': 'attachment; filename="game.exe"' },
    },
    '/form': { body: '<!doctype html><title>Form</title><input id="essay"><button>Go</button>' },
  });
  browser = await extension.open({ args: ARGS });
  await enrolByPopup(browser, server);
});

afterEach(async () => {
  if (withoutBrowser !== false) return;
  await want([]);
  for (const page of browser.context.pages().slice(1)) await page.close();
});

after(async () => {
  if (withoutBrowser !== false) return;
  await browser.stop();
  await server.stop();
  await sites.stop();
  await extension.remove();
});

/** Tells the device and waits until it says that it is so. */
async function want(
  restrictions: readonly Restriction[],
  rules: Partial<RestrictionRules> = {},
): Promise<void> {
  const from = server.frames.length;
  const version = await server.setOrders({ restrictions: [...restrictions] }, { ...RULES, ...rules });
  await until('the device is as it should be', () =>
    server.frames
      .slice(from)
      .some((frame) => frame.type === 'restrictions/actual' && frame.version === version),
  );
}

const until = lookUntil(() => server.frames.slice(-3), 10_000);

async function open(url: string): Promise<Page> {
  const page = await browser.context.newPage();
  // A page that is closed on the way ends the navigation to it.
  await page.goto(url).catch(() => undefined);
  return page;
}

function shown(name: string): Page | undefined {
  return browser.context.pages().find((page) => page.url().includes(`/${name}`));
}

/** Until the page is at such an address: a closed page ends one navigation by another, which `waitForURL` calls an error. */
function isAt(page: Page, address: RegExp): Promise<void> {
  return until(`at ${String(address)}`, () => address.test(page.url()));
}

async function isBlocked(page: Page): Promise<void> {
  await isAt(page, /\/blocked\.html/u);
  await page.locator('#closed:not([hidden])').waitFor();
}

test('internet off closes the page that is open, says why, and brings it back', options, async () => {
  const page = await open(sites.at('games.example', '/form'));
  await want([restriction({ kind: 'internet-off' })]);
  await isBlocked(page);
  assert.equal(await page.locator('#site').textContent(), 'games.example');
  assert.match((await page.locator('#why').textContent()) ?? '', /internet is switched off/u);
  assert.match((await page.locator('#by').textContent()) ?? '', /Ms Khan/u);
  assert.match((await page.locator('#until').textContent()) ?? '', /^Until \d\d:\d\d/u);
  assert.match((await page.locator('#help').textContent()) ?? '', /Childline/u);
  const help = await open(sites.at('www.help.example', '/'));
  await help.getByRole('heading', { name: 'www.help.example' }).waitFor();
  const asked = sites.asked.length;
  const other = await open(sites.at('other.example', '/never'));
  await isBlocked(other);
  assert.deepEqual(sites.asked.slice(asked), []);
  await want([]);
  await isAt(page, /games\.example/u);
  await isAt(other, /other\.example/u);
});

test(
  'a lock stands before everything, keeps what was written, and leaves nothing behind',
  options,
  async () => {
    const page = await open(sites.at('games.example', '/form'));
    await page.locator('#essay').fill('half a sentence');
    const until2 = new Date(Date.now() + 4000).toISOString();
    await want([restriction({ kind: 'lock' }, { words: 'Eyes to the front', until: until2 })]);
    await until('the lock', () => shown('lock.html') !== undefined);
    const lock = shown('lock.html');
    assert.ok(lock !== undefined);
    await lock.getByText('Eyes to the front').waitFor();
    await lock.getByRole('heading', { name: /Ms Khan.* has locked your screen/u }).waitFor();
    assert.match((await lock.locator('#left').textContent()) ?? '', /^0:0\d$/u);
    server.offline(true);
    await until('it ends by itself', () => shown('lock.html') === undefined);
    server.offline(false);
    assert.ok(Date.now() >= Date.parse(until2) - 200);
    assert.equal(await page.locator('#essay').inputValue(), 'half a sentence');
    await page.locator('#essay').press('End');
    await page.locator('#essay').pressSequentially(' more');
    assert.equal(await page.locator('#essay').inputValue(), 'half a sentence more');
  },
);

test('what is said during a lock stands before it, and the lock is there afterwards', options, async () => {
  await want([restriction({ kind: 'lock' })]);
  await until('the lock', () => shown('lock.html') !== undefined);
  const lock = restriction({ kind: 'lock' });
  server.say({
    type: 'messages/told',
    id: lock.id,
    deadline: lock.until ?? '',
    by: 'Ms Khan',
    what: { kind: 'message', text: 'We go on in a minute' },
  });
  await until('the message', () => shown('message.html') !== undefined);
  const message = shown('message.html');
  await message?.getByText('We go on in a minute').waitFor();
  await message?.waitForTimeout(700);
  const inFront = `chrome.windows.getLastFocused({ populate: true }).then(({ state, tabs }) => [state === 'minimized', tabs[0].url.split('#')[0].split('/').at(-1)].join())`;
  const worker = await browser.worker();
  assert.equal(await worker.evaluate(inFront), 'false,message.html');
  await message
    ?.getByRole('button', { name: 'OK' })
    .click()
    .catch(() => undefined);
  await until('the lock in front', async () => (await worker.evaluate(inFront)) === 'false,lock.html');
});

test('search engines and YouTube are asked for what is fit for children', options, async () => {
  await want([restriction({ kind: 'block', sites: ['games.example'], titles: [] })], {
    search: { safe: true, youtube: 'strict' },
  });
  const worker = await browser.worker();
  const outcome = async (url: string): Promise<unknown> =>
    worker.evaluate(`(async () => {
      const { matchedRules } = await chrome.declarativeNetRequest.testMatchOutcome({ url: ${JSON.stringify(url)}, type: 'main_frame' });
      const rules = await chrome.declarativeNetRequest.getDynamicRules();
      return matchedRules.map(({ ruleId }) => rules.find(({ id }) => id === ruleId).action.type).join();
    })()`);
  assert.equal(await outcome('https://www.google.co.uk/search?q=cats'), 'redirect');
  assert.equal(await outcome('https://www.google.co.uk/search?q=cats&safe=active&ssui=on'), '');
  assert.equal(await outcome('https://www.bing.com/search?q=cats'), 'redirect');
  assert.equal(await outcome('https://duckduckgo.com/?q=cats'), 'redirect');
  assert.equal(await outcome('https://search.yahoo.com/search?p=cats'), 'redirect');
  assert.equal(await outcome('https://www.youtube.com/watch?v=1'), 'modifyHeaders');
  assert.equal(await outcome('https://rivers.example/'), '');
});

test('the browser takes every expression that lists are made into', options, async () => {
  const letters = 'b'.repeat(56);
  const listed = ['*games*', 'google.*', `*${letters}*`, 'bbc.co.uk/a*b', '[::1]', '10.0.0.7', 'x.example/y'];
  const patterns = (['block', 'allow-only'] as const).flatMap((kind) =>
    compileRules(
      { says: [[{ id: 'a', kind, sites: listed, titles: [] }]], alwaysOpen: ['[::2]'] },
      false,
    ).flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern])),
  );
  const refused = await (
    await browser.worker()
  ).evaluate(`(async () => {
    const answers = await Promise.all(${JSON.stringify(patterns)}.map(async (regex) => ({ regex, ...(await chrome.declarativeNetRequest.isRegexSupported({ regex, isCaseSensitive: false })) })));
    return answers.filter(({ isSupported }) => !isSupported);
  })()`);
  assert.ok(patterns.length > 8);
  assert.deepEqual(refused, []);
});

test('a file of a kind that is stopped does not stay, and the pupil is told once', options, async () => {
  await want([], {
    access: [
      {
        id: restriction({ kind: 'lock' }).id,
        kind: 'downloads',
        title: 'Programs',
        sites: [],
        titles: [],
        endings: ['exe'],
        applications: [],
        words: null,
        hours: null,
        inHolidays: true,
      },
    ],
  });
  await open(sites.at('games.example', '/game.exe'));
  await until('the message', () => shown('message.html') !== undefined);
  const message = shown('message.html');
  await message?.getByText(/The file “.*game.exe.*” was not downloaded/u).waitFor();
  assert.deepEqual(await (await browser.worker()).evaluate('chrome.downloads.search({})'), []);
  await message?.waitForTimeout(700);
  await message
    ?.getByRole('button', { name: 'OK' })
    .click()
    .catch(() => undefined);
  await until('the window is gone', () => shown('message.html') === undefined);
});

test(
  'after a restart without the school it is locked still, to the minute, and then all is as before',
  options,
  async () => {
    const page = await open(sites.at('games.example', '/form'));
    const end = Date.now() + 12_000;
    await want([
      restriction({ kind: 'internet-off' }),
      restriction({ kind: 'lock' }, { words: 'Eyes to the front', until: new Date(end).toISOString() }),
    ]);
    server.offline(true);
    const { profile } = browser;
    await page.close();
    await browser.close();
    browser = await extension.open({ args: ARGS, profile });
    await until('the lock', () => shown('lock.html') !== undefined);
    await shown('lock.html')?.getByText('Eyes to the front').waitFor();
    await until('its end', () => shown('lock.html') === undefined, 20_000);
    assert.ok(Date.now() >= end - 500, 'not before its time');
    assert.ok(Date.now() < end + 3000, 'on time');
    // What goes on longer holds without the school as well.
    await isBlocked(await open(sites.at('games.example', '/form')));
    server.offline(false);
    const popup = await browser.popup();
    // It tries again by itself, later with every try.
    const retry = popup.locator('#retry');
    await until('the connection', async () => {
      if (await retry.isVisible()) await retry.click();
      return popup.locator('#state[data-sign=connected]').isVisible();
    });
  },
);
