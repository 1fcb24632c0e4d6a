import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page, type Worker } from '@playwright/test';
import { CHROMIUM, QUIET } from './browser.ts';

const EXTENSION = path.join(import.meta.dirname, '../../apps/extension/dist');
/** How finely what a browser shows is looked at. */
const LOOK_MS = 5;
/** Between two downloads that are tried, each of a host of its own: a browser asks one for six things at a time. */
const TRY_MS = 25;
/** A download goes on so long if nobody stops it. */
const DOWNLOAD_MS = 1500;

/** A browser with the built extension, enrolled, at which a pupil sits; and the websites that it can open. */
export interface PupilChromium {
  /** The page of a host. */
  url(host: string): string;
  /** Opens it in a tab of its own; resolves when it is there. */
  open(host: string): Promise<Page>;
  /** Resolves when this tab shows why its page is closed. */
  closed(tab: Page): Promise<void>;
  /** Resolves when this tab shows the host's page. */
  shows(tab: Page, host: string): Promise<void>;
  /** Resolves when a page of the extension or of a website is to be read, whose address has this in it. */
  appears(part: string): Promise<void>;
  /** Resolves when no page has this in its address any more. */
  goes(part: string): Promise<void>;
  /** Resolves when each tab of the host is muted, or none is. */
  muted(host: string, muted: boolean): Promise<void>;
  /** Begins downloads until one of them is stopped by the extension. */
  stopsDownloads(): Promise<void>;
  /** Closes every page with this in its address. */
  close(part: string): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the browser and enrols it by the popup of the extension, as a person would. */
export async function openPupilChromium(
  server: { readonly url: string; readonly code: string },
  withinMs: number,
): Promise<PupilChromium> {
  const sites = await startSites();
  const profile = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    // Extensions need the whole browser; its own headless mode is asked for below.
    headless: false,
    viewport: { width: 1000, height: 700 },
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      '--headless=new',
      ...QUIET,
      '--host-resolver-rules=MAP *.example 127.0.0.1',
      `--disable-extensions-except=${EXTENSION}`,
      `--load-extension=${EXTENSION}`,
    ],
  });
  async function stop(): Promise<void> {
    await context.close();
    await sites.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await enrol(context, worker, server);
    return { ...watched(context, worker, sites.at, withinMs), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function enrol(
  context: BrowserContext,
  worker: Worker,
  server: { readonly url: string; readonly code: string },
): Promise<void> {
  const popup = await context.newPage();
  await popup.goto(`chrome-extension://${new URL(worker.url()).host}/popup.html`);
  await popup.locator('#server').fill(server.url);
  await popup.locator('#code').fill(server.code);
  await popup.locator('#submit').click();
  await popup.locator('#state[data-sign=connected]').waitFor();
  await popup.close();
}

function watched(
  context: BrowserContext,
  worker: Worker,
  at: (host: string) => string,
  withinMs: number,
): Omit<PupilChromium, 'stop'> {
  const pagesWith = (part: string): Page[] => context.pages().filter((page) => page.url().includes(part));

  async function until(what: string, holds: () => boolean): Promise<void> {
    const end = performance.now() + withinMs;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`not in time: ${what}`);
      await delay(LOOK_MS);
    }
  }
  /** As text: the types of the extension's own world are not those of a benchmark. */
  async function untilInBrowser(what: string, holds: string): Promise<void> {
    const seen = await worker.evaluate(
      `(async () => {
        const [look, end] = [${holds}, Date.now() + ${withinMs}];
        while (!(await look())) {
          if (Date.now() > end) return false;
          await new Promise((resolve) => setTimeout(resolve, ${LOOK_MS}));
        }
        return true;
      })()`,
    );
    if (seen !== true) throw new Error(`not in time: ${what}`);
  }
  const readable = (page: Page, selector: string): Promise<void> =>
    page.locator(selector).waitFor({ state: 'visible', timeout: withinMs });

  return {
    url: at,
    async open(host) {
      const page = await context.newPage();
      await page.goto(at(host));
      return page;
    },
    async closed(tab) {
      await until('the page is closed', () => tab.url().includes('/blocked.html'));
      await readable(tab, '#closed');
    },
    async shows(tab, host) {
      await until(`${host} is there`, () => tab.url() === at(host));
      await readable(tab, 'h1');
    },
    async appears(part) {
      await until(`${part} is there`, () => pagesWith(part).length > 0);
      const [page] = pagesWith(part);
      if (page !== undefined) await readable(page, 'h1');
    },
    goes: (part) => until(`${part} is gone`, () => pagesWith(part).length === 0),
    muted: (host, muted) =>
      untilInBrowser(
        `${host} is ${muted ? 'muted' : 'heard'}`,
        `async () => (await chrome.tabs.query({ url: '*://${host}/*' })).every((tab) => tab.mutedInfo.muted === ${muted})`,
      ),
    stopsDownloads: () => {
      const address = JSON.stringify(at('HOST.example'));
      return untilInBrowser(
        'a download is stopped',
        `(() => {
          let stopped = false, tried = 0, last = 0;
          chrome.downloads.onErased.addListener(() => { stopped = true; });
          return async () => {
            if (!stopped && Date.now() - last >= ${TRY_MS}) {
              last = Date.now();
              tried += 1;
              await chrome.downloads.download({ url: ${address}.replace('HOST', 'd' + tried) + 'game.exe' }).catch(() => 0);
            }
            return stopped;
          };
        })()`,
      );
    },
    async close(part) {
      await Promise.all(pagesWith(part).map((page) => page.close()));
    },
  };
}

/** Every host of the benchmark: a page that names it, and a file that takes its time. */
async function startSites(): Promise<{ at: (host: string) => string; stop: () => Promise<void> }> {
  const http = createServer((request, response) => {
    if (request.url !== '/game.exe') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!doctype html><title>Page</title><h1>${request.headers.host ?? ''}</h1>`);
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="game.exe"',
      'content-length': 2000,
    });
    response.write(Buffer.alloc(1000));
    const rest = setTimeout(() => response.end(Buffer.alloc(1000)), DOWNLOAD_MS);
    response.on('close', () => clearTimeout(rest));
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  return {
    at: (host) => `http://${host}:${port}/`,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}
