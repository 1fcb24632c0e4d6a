import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  expect,
  type Page,
  type Worker,
} from '@playwright/test';
import { z } from 'zod';
import { CHECKOUT } from './server.ts';
import { PASSWORD } from './visitor.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const EXTENSION = path.join(CHECKOUT, 'apps/extension/dist');

const AS_ROOT = process.getuid?.() === 0;

/** What keeps a browser from talking to anyone but the test, and nothing that changes how it treats pages. */
export const QUIET = [
  ...(AS_ROOT ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of somebody of the staff. */
export async function openStaffBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET, chromiumSandbox: !AS_ROOT });
}

/** A page of its own, signed in through the sign-in page, at an address of the console. */
export async function openConsole(
  browser: Browser,
  server: string,
  email: string,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  await page.goto(`${server}${address}`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  return page;
}

/** The browser at which a pupil sits, with the built extension in it. */
export interface PupilBrowser {
  readonly context: BrowserContext;
  readonly extensionId: string;
  readonly profile: string;
  /** The extension's own page, as its icon opens it. */
  popup(): Promise<Page>;
  worker(): Promise<Worker>;
  /** Closes the browser and keeps the profile, for `openPupilBrowser` to go on with. */
  close(): Promise<void>;
}

export async function openPupilBrowser(
  options: { profile?: string; args?: readonly string[] } = {},
): Promise<PupilBrowser> {
  const profile = options.profile ?? mkdtempSync(path.join(tmpdir(), 'lapwing-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: false,
    chromiumSandbox: !AS_ROOT,
    viewport: { width: 1000, height: 700 },
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      '--headless=new',
      ...QUIET,
      `--disable-extensions-except=${EXTENSION}`,
      `--load-extension=${EXTENSION}`,
      ...(options.args ?? []),
    ],
  });
  const worker = async (): Promise<Worker> =>
    context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
  const extensionId = new URL((await worker()).url()).host;
  return {
    context,
    extensionId,
    profile,
    worker,
    async popup() {
      const page = await context.newPage();
      await page.goto(`chrome-extension://${extensionId}/popup.html`);
      return page;
    },
    close: () => context.close(),
  };
}

export function removeProfile(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

/** Sets the device up as a person does who has the address and the code, and waits until it has its terms. */
export async function enrolByHand(browser: PupilBrowser, server: string, code: string): Promise<void> {
  const popup = await browser.popup();
  await popup.getByLabel('Server address').fill(server);
  await popup.getByLabel('School code').fill(code);
  await popup.getByRole('button', { name: 'Set up' }).click();
  await expect(popup.getByText('Connected to the school.')).toBeVisible();
  await popup.close();
  await expect
    .poll(async () => (await storedNames(browser)).some((name) => name.startsWith('pack:')))
    .toBe(true);
}

/** Names of what the extension keeps; the terms are in force once their pack is among them. */
async function storedNames(browser: PupilBrowser): Promise<readonly string[]> {
  return (await browser.worker()).evaluate(async () => {
    const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('not read')));
      });
    const names: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames)
        for (const key of await settled(database.transaction(store).objectStore(store).getAllKeys()))
          if (typeof key === 'string') names.push(key);
      database.close();
    }
    return names;
  });
}

/** Waits until the extension says that it is connected and nothing waits to be sent. */
export async function waitUntilConnected(browser: PupilBrowser): Promise<void> {
  const popup = await browser.popup();
  const connected = popup.getByText('Connected to the school.', { exact: true });
  const retry = popup.getByRole('button', { name: 'Try now' });
  await expect(async () => {
    if (await retry.isVisible()) await retry.click();
    await expect(connected).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  await popup.close();
}

const Badge = z.object({ text: z.string(), title: z.string() });

/** The mark on the extension's icon and the words over it. */
export async function badgeOf(browser: PupilBrowser): Promise<z.infer<typeof Badge>> {
  // As text: the types of the extension's own world are not those of a test.
  const ask =
    '(async () => ({ text: await chrome.action.getBadgeText({}), title: await chrome.action.getTitle({}) }))()';
  return Badge.parse(await (await browser.worker()).evaluate(ask));
}
