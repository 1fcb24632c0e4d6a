import { randomUUID } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import {
  type DeviceControl,
  liftRestrictions,
  setRestriction,
  showControl,
} from '@lapwing/protocol/features/restrictions/api.ts';
import type { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { enrolByHand, openPupilBrowser, type PupilBrowser, removeProfile } from './src/chromium.ts';
import { readable } from './src/readable.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { type Sites, startSites } from '../apps/extension/test/sites.ts';

/**
 * Ways round a closed page that pupils know, each with what comes of it; what a browser cannot close stands in
 * docs/restrictions.md. Real: the server, Chromium with the built extension, its rules, and what reaches the closed site.
 */
test.describe.configure({ mode: 'serial' });

const HELP_HOST = 'www.childline.org.uk';
const GAME = '<!doctype html><title>Game</title><h1>THE GAME</h1>';
const PWA = `<!doctype html><title>App</title><h1>THE GAME</h1><script>
  navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => { document.title = 'ready'; });
</script>`;
const WORKER = `self.addEventListener('install', (event) => event.waitUntil(caches.open('v1').then((cache) => cache.add('/app')).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => event.respondWith(caches.match('/app').then((hit) => hit ?? fetch(event.request))));`;

let server: ServerUnderTest;
let school: SchoolUnderTest;
let deviceId = '';
let standing: readonly string[] = [];
let sites: Sites;
let pupil: PupilBrowser;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  sites = await startSites({
    '/game': { body: GAME },
    '/app': { body: PWA },
    '/sw.js': { body: WORKER, type: 'text/javascript' },
    '/arcade': { body: '<!doctype html><title>Rivers</title><h1>THE GAME</h1>' },
    '/game.pdf': { body: '%PDF-1.4 THE GAME', type: 'application/pdf' },
  });
  pupil = await openPupilBrowser({
    args: [
      `--host-resolver-rules=MAP *.example 127.0.0.1, MAP ${HELP_HOST} 127.0.0.1`,
      `--unsafely-treat-insecure-origin-as-secure=${sites.at('pwa.example', '')}`,
    ],
  });
  await enrolByHand(pupil, server.url, await school.newCode());
  deviceId = (await school.lead.ask(listDevices)).devices[0]?.id ?? '';
});

test.afterAll(async () => {
  await pupil?.close();
  await sites?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

async function control(): Promise<DeviceControl | undefined> {
  return (await school.lead.ask(showControl, { body: { deviceIds: [deviceId] } })).devices[0];
}

/** In place of what was set before; waits until the device says that it is so. Null: nothing. */
async function want(effect: Effect | null, words: string | null = null): Promise<void> {
  if (standing.length > 0) await school.lead.ask(liftRestrictions, { body: { ids: [...standing] } });
  standing =
    effect === null ? [] : [uuidV7(Date.now(), new Uint8Array(Buffer.from(randomUUID())).slice(0, 10))];
  if (effect !== null)
    await school.lead.ask(setRestriction, {
      body: {
        ids: [...standing],
        targets: [{ kind: 'devices', ids: [deviceId] }],
        effect,
        minutes: 10,
        words,
      },
    });
  await expect.poll(async () => (await control())?.standing).toBe('agreed');
}

async function inWorker(code: string): Promise<unknown> {
  return (await pupil.worker()).evaluate(code);
}

async function allowed(path = '/'): Promise<Page> {
  const page = await pupil.context.newPage();
  await page.goto(sites.at('rivers.example', path));
  return page;
}

/** Types an address into a new tab, as a person does: nothing of a page takes part. */
async function typed(url: string): Promise<Page> {
  const coming = pupil.context.waitForEvent('page');
  await inWorker(`chrome.tabs.create({ url: ${JSON.stringify(url)} }).then(() => null)`);
  return coming;
}

const isBlockPage = (page: Page): boolean => page.url().includes('/blocked.html');

/** The block page stands there, and nothing of the game is to be read. */
async function closed(page: Page): Promise<void> {
  await expect.poll(() => isBlockPage(page), { message: page.url() }).toBe(true);
  await expect(page.getByRole('heading', { name: 'This page is closed' })).toBeVisible();
}

interface Way {
  readonly name: string;
  readonly go: () => Promise<Page>;
  /** The site that must hear nothing of it; null where a page may be asked for before it is closed. */
  readonly unheard: string | null;
}

async function popupOf(page: Page, code: string): Promise<Page> {
  const coming = pupil.context.waitForEvent('page');
  await page.evaluate(code);
  return coming;
}

/** With `games.example`, `bücher.example`, `127.0.0.9` and `wiki.example/games` on a block list, and pages called Arcade. */
const BLOCKED: readonly Way[] = [
  { name: 'an address typed', unheard: 'games.example', go: () => typed(sites.at('games.example', '/game')) },
  {
    name: 'a subdomain in capitals',
    unheard: 'www.games.example',
    go: () => typed(sites.at('WWW.Games.example', '/game')),
  },
  {
    name: 'a link that opens a window',
    unheard: 'games.example',
    go: async () => popupOf(await allowed(), `void window.open('${sites.at('games.example', '/game')}')`),
  },
  {
    name: 'a popup without an opener',
    unheard: 'games.example',
    go: async () =>
      popupOf(
        await allowed(),
        `void window.open('${sites.at('games.example', '/game')}', '', 'popup,noopener,width=300,height=300')`,
      ),
  },
  {
    name: 'a script in the address',
    unheard: 'games.example',
    go: async () => {
      const page = await allowed();
      await page.evaluate(
        `location.href = "javascript:void(location='${sites.at('games.example', '/game')}')"`,
      );
      return page;
    },
  },
  {
    name: 'a redirect of an allowed site',
    unheard: 'games.example',
    go: () => typed(sites.at('rivers.example', '/to/games.example')),
  },
  {
    name: 'a dot behind the host',
    unheard: 'games.example.',
    go: () => typed(sites.at('games.example.', '/game')),
  },
  {
    name: 'a user name before the host',
    unheard: 'games.example',
    go: () => typed(`http://rivers.example:x@games.example:${String(sites.port)}/game`),
  },
  {
    name: 'a host percent-encoded',
    unheard: 'games.example',
    go: () => typed(sites.at('g%61mes.example', '/game')),
  },
  { name: 'https instead of http', unheard: 'games.example', go: () => typed('https://games.example/game') },
  {
    name: 'a host in its other spelling',
    unheard: 'xn--bcher-kva.example',
    go: () => typed(sites.at('xn--bcher-kva.example', '/game')),
  },
  {
    name: 'the number of a listed machine, written as one figure',
    unheard: '127.0.0.9',
    go: () => typed(sites.at('2130706441', '/game')),
  },
  {
    name: 'a listed path percent-encoded, with a port',
    unheard: null,
    go: () => typed(sites.at('wiki.example', '/%67ames/1')),
  },
  {
    name: 'a listed path by two slashes',
    unheard: null,
    go: () => typed(sites.at('wiki.example', '//games//1')),
  },
  {
    name: 'a page that changes its address by itself',
    unheard: null,
    go: async () => {
      const page = await pupil.context.newPage();
      await page.goto(sites.at('wiki.example', '/rivers'));
      await page.evaluate("history.pushState({}, '', '/games/1')");
      return page;
    },
  },
  {
    name: 'a page that changes its title',
    unheard: null,
    go: async () => {
      const page = await allowed('/arcade');
      await page.evaluate("document.title = 'The best ARCADE'");
      return page;
    },
  },
  {
    name: 'the source of a page',
    unheard: 'games.example',
    go: () => typed(`view-source:${sites.at('games.example', '/game')}`),
  },
  {
    name: 'a document in the viewer of the browser',
    unheard: 'games.example',
    go: () => typed(sites.at('games.example', '/game.pdf')),
  },
  {
    name: 'an app that was installed in the browser before',
    unheard: null,
    go: () => typed(sites.at('pwa.example', '/app')),
  },
];

test('on a block list: no way round opens the page', async () => {
  test.setTimeout(60_000);
  const app = await pupil.context.newPage();
  await app.goto(sites.at('pwa.example', '/app'));
  await expect(app).toHaveTitle('ready');
  const before = await pupil.context.newPage();
  await before.goto(sites.at('games.example', '/game'));
  await before.goto(sites.at('rivers.example', '/'));
  const open = await pupil.context.newPage();
  await open.goto(sites.at('games.example', '/game'));
  await want({
    kind: 'block',
    sites: ['games.example', 'bücher.example', '127.0.0.9', 'wiki.example/games', 'pwa.example'],
    titles: ['*arcade*'],
  });
  await test.step('a page that was open', () => closed(open));
  await test.step('the block page is for everybody', () => readable(open));
  await test.step('an app that was open', () => closed(app));
  await test.step('back to a page of before, kept by the browser', async () => {
    await before.goBack().catch(() => null);
    await closed(before);
  });
  for (const { name, go, unheard } of BLOCKED)
    await test.step(name, async () => {
      const asked = sites.asked.length;
      const page = await go();
      await closed(page);
      if (unheard !== null)
        expect(
          sites.asked.slice(asked).filter((one) => one.startsWith(unheard)),
          name,
        ).toEqual([]);
      await page.close();
    });
  for (const page of [app, before, open]) await page.close();
});

/** Within an allowed page, what it loads from a closed site does not arrive, while the worker need not run. */
const PARTS: Readonly<Record<string, string>> = {
  frame: "document.body.append(Object.assign(document.createElement('iframe'), { src: GAME }))",
  picture: 'document.body.append(Object.assign(new Image(), { src: GAME }))',
  script: "document.body.append(Object.assign(document.createElement('script'), { src: GAME }))",
  film: "document.body.append(Object.assign(document.createElement('video'), { src: GAME, autoplay: true }))",
  fetch: "void fetch(GAME, { mode: 'no-cors' }).catch(() => 0)",
  beacon: 'navigator.sendBeacon(GAME)',
  socket: "void new WebSocket(GAME.replace('http', 'ws'))",
  prerender:
    "document.head.append(Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: JSON.stringify({ prerender: [{ source: 'list', urls: [GAME] }], prefetch: [{ source: 'list', urls: [GAME] }] }) }))",
};

test('on a block list: no page loads parts from there, even with the worker ended', async () => {
  const page = await allowed();
  const devtools = await pupil.context.newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  const asked = sites.asked.length;
  for (const code of Object.values(PARTS))
    await page.evaluate(code.replaceAll('GAME', `'${sites.at('games.example', '/game')}'`));
  // What was asked for before this came is there by then, or was stopped.
  await page.evaluate(`fetch('${sites.at('rivers.example', '/after')}')`);
  await page.waitForTimeout(300);
  expect(sites.asked.slice(asked).filter((one) => one.startsWith('games'))).toEqual([]);
  await page.close();
});

/** Ways that bring no address of a listed site along; only a list, or no internet, closes them. */
const BROUGHT_ALONG: readonly Way[] = [
  { name: 'a page in its own address', unheard: null, go: () => typed('data:text/html,<h1>THE GAME</h1>') },
  { name: 'a file of the device', unheard: null, go: () => typed('file:///etc/hostname') },
  {
    name: 'a page that a page has made',
    unheard: null,
    go: async () => {
      const page = await pupil.context.newPage();
      await page.goto(sites.at('maths.example', '/'));
      const made = await page.evaluate(
        "URL.createObjectURL(new Blob(['<h1>THE GAME</h1>'], { type: 'text/html' }))",
      );
      return typed(String(made));
    },
  },
  {
    name: 'the number of a machine instead of its name',
    unheard: '127.0.0.7',
    go: () => typed(sites.at('127.0.0.7', '/game')),
  },
  {
    name: 'a translator or an archive',
    unheard: 'archive.example',
    go: () => typed(sites.at('archive.example', '/web/games.example')),
  },
];

const STRICT: readonly { readonly what: string; readonly effect: Effect }[] = [
  { what: 'only a list', effect: { kind: 'allow-only', title: 'Maths', sites: ['maths.example'] } },
  { what: 'internet off', effect: { kind: 'internet-off' } },
];

for (const { what, effect } of STRICT)
  test(`${what}: no way round opens another page`, async () => {
    await want(effect);
    for (const { name, go, unheard } of BROUGHT_ALONG) {
      // Where nothing is open, nothing can make a page.
      if (effect.kind === 'internet-off' && name.startsWith('a page that a page')) continue;
      await test.step(name, async () => {
        const asked = sites.asked.length;
        const page = await go();
        await closed(page);
        if (unheard !== null)
          expect(sites.asked.slice(asked).filter((one) => one.startsWith(unheard))).toEqual([]);
        await page.close();
      });
    }
    const help = await typed(sites.at(HELP_HOST, '/'));
    await expect(help.getByRole('heading', { name: HELP_HOST })).toBeVisible();
    await help.close();
  });

test('the block page goes nowhere on the word of whoever links to it', async () => {
  const page = await pupil.context.newPage();
  const blocked = `chrome-extension://${pupil.extensionId}/blocked.html`;
  for (const tail of ['?url=https://games.example/', '#https://games.example/', '?javascript:alert(1)']) {
    await page.goto(`${blocked}${tail}`);
    await expect(page.getByRole('heading', { name: 'Nothing is closed here' })).toBeVisible();
  }
  await page.close();
});

test('what a browser cannot close is said: private windows, as a gap of the device', async () => {
  expect((await control())?.actual?.gaps.join(' ')).toMatch(/private windows/iu);
});

test('locked: nobody gets past, pages keep their state, and nothing is left behind', async () => {
  await want(null);
  await expect.poll(() => pupil.context.pages().filter(isBlockPage).length).toBe(0);
  const page = await allowed();
  await page.evaluate("document.body.innerHTML = '<textarea></textarea>'");
  await page.locator('textarea').fill('half a sentence');
  await want({ kind: 'lock' }, 'Eyes to the front');
  const locks = (): Page[] => pupil.context.pages().filter((one) => one.url().includes('/lock.html'));
  await expect.poll(() => locks().length).toBe(1);
  await expect(locks()[0]?.getByText('Eyes to the front') ?? page.locator('nothing')).toBeVisible();
  const [lock] = locks();
  if (lock !== undefined) await test.step('the lock is for everybody', () => readable(lock));
  await test.step('the lock is closed by hand', async () => {
    const gone = Date.now();
    await locks()[0]?.close();
    await expect.poll(() => locks().length, { intervals: [10] }).toBe(1);
    expect(Date.now() - gone).toBeLessThan(600);
  });
  await test.step('the cover of a page is taken away by the page', async () => {
    await page.evaluate("document.querySelectorAll('[popover]').forEach((one) => one.remove())");
    await expect(page.getByRole('alertdialog')).toHaveCount(1);
  });
  await test.step('keys and clicks do not reach the page', async () => {
    await page.keyboard.type('x');
    await page.mouse.click(100, 30);
    expect(await page.locator('textarea').inputValue()).toBe('half a sentence');
  });
  await test.step('a new window comes up behind the lock, and opens nothing', async () => {
    await inWorker(`chrome.windows.create({ url: '${sites.at('rivers.example', '/')}' }).then(() => null)`);
    await expect
      .poll(() =>
        inWorker(
          "chrome.windows.getAll({ populate: true }).then((all) => all.filter(({ state, tabs }) => state !== 'minimized' && !tabs.some(({ url }) => url.endsWith('lock.html'))).length)",
        ),
      )
      .toBe(0);
    await expect.poll(() => pupil.context.pages().filter(isBlockPage).length).toBe(1);
  });
  await want(null);
  await expect.poll(() => locks().length).toBe(0);
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await page.locator('textarea').press('End');
  await page.keyboard.type(' more');
  expect(await page.locator('textarea').inputValue()).toBe('half a sentence more');
  await expect
    .poll(() =>
      inWorker(
        "chrome.windows.getAll().then((all) => all.filter(({ state }) => state === 'minimized').length)",
      ),
    )
    .toBe(0);
  // What was about to be opened while the device was locked is opened now.
  await expect.poll(() => pupil.context.pages().filter(isBlockPage).length).toBe(0);
});
