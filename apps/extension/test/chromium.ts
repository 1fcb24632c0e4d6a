import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';

/** A fresh browser with the built extension in it, as a person would have loaded it. */
export interface ExtensionBrowser {
  readonly context: BrowserContext;
  readonly extensionId: string;
  worker(): Promise<Worker>;
  popup(): Promise<Page>;
  /** Closes the browser and keeps its profile, for another to go on with. */
  close(): Promise<void>;
  readonly profile: string;
  stop(): Promise<void>;
}

/** @param extension folder of the built extension */
export async function openBrowser(
  extension: string,
  executablePath: string,
  options: { readonly args?: readonly string[]; readonly profile?: string } = {},
): Promise<ExtensionBrowser> {
  const profile = options.profile ?? (await mkdtemp(path.join(tmpdir(), 'lapwing-extension-')));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: false,
    viewport: { width: 1000, height: 700 },
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      ...(options.args ?? []),
    ],
  });
  async function worker(): Promise<Worker> {
    return context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
  }
  const extensionId = new URL((await worker()).url()).host;
  return {
    context,
    extensionId,
    worker,
    async popup() {
      const page = await context.newPage();
      await page.goto(`chrome-extension://${extensionId}/popup.html`);
      return page;
    },
    profile,
    close: () => context.close(),
    async stop() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
