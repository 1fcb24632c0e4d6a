import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findBrowser } from '../tools/browser-program.ts';
import { type ExtensionBrowser, openBrowser } from './chromium.ts';
import type { FakeServer } from './fake-server.ts';

const LOOK_MS = 25;
const program = findBrowser(process.env, process.platform);

/** Why there can be no browser with the extension here; false when there can. */
export const withoutBrowser: string | false = program.ok ? false : program.message;

/** The extension as it is built for schools, to be loaded by browsers of a test. */
export interface BuiltExtension {
  /** @param options as for `openBrowser`: the profile of a browser before goes on with what that one kept */
  open(options?: Parameters<typeof openBrowser>[2]): Promise<ExtensionBrowser>;
  remove(): Promise<void>;
}

export async function buildExtension(): Promise<BuiltExtension> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-built-'));
  const build = path.join(import.meta.dirname, '../build.ts');
  await promisify(execFile)(process.execPath, [build, '--out', folder]);
  return {
    async open(options) {
      if (!program.ok) throw new Error(program.message);
      return openBrowser(folder, program.file, options);
    },
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

/** Enrols the extension with the code of the server, by its popup; resolves once it is connected. */
export async function enrolByPopup(browser: ExtensionBrowser, server: FakeServer): Promise<void> {
  const popup = await browser.popup();
  await popup.locator('#server').fill(server.url);
  await popup.locator('#code').fill(server.code);
  await popup.locator('#submit').click();
  await popup.locator('#state[data-sign=connected]').waitFor();
  await popup.close();
}

/** Counts the pictures that the extension has the browser take from now on. @returns how many they are */
export async function countPictures(browser: ExtensionBrowser): Promise<() => Promise<number>> {
  // From inside the worker: nothing that takes a picture goes past this.
  await (
    await browser.worker()
  ).evaluate(`(() => {
    globalThis.taken = 0;
    const take = chrome.tabs.captureVisibleTab.bind(chrome.tabs);
    chrome.tabs.captureVisibleTab = (...args) => { globalThis.taken += 1; return take(...args); };
  })()`);
  return async () => (await browser.worker()).evaluate<number>('globalThis.taken');
}

/** How often the device has said that it has put a state document into force. */
export function appliedTimes(server: FakeServer): number {
  return server.frames.filter(({ type }) => type === 'state/applied').length;
}

/**
 * What looks until something is so, since what happens in another program can only be looked for, and fails with what
 * was told instead.
 */
export function lookUntil(
  told: () => unknown,
  mostMs = 15_000,
): (what: string, holds: () => boolean | Promise<boolean>, ms?: number) => Promise<void> {
  return async (what, holds, ms = mostMs) => {
    for (const end = Date.now() + ms; Date.now() < end;) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    assert.fail(`${what} did not happen. Told: ${JSON.stringify(told())}`);
  };
}
