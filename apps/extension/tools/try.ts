// npm run try [-- --server URL --code CODE] [-- --data FOLDER] [-- --headless]
// Opens a Chromium with a fresh profile and the extension in it, and enrols it in the running server.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type BrowserContext, chromium } from 'playwright-core';
import { z } from 'zod';
import { findBrowser } from './browser-program.ts';
import { servePracticePage } from './practice-page.ts';

const HERE = import.meta.dirname;
const EXTENSION = path.join(HERE, '..', 'dist');
const SERVER_CLI = path.join(HERE, '..', '..', 'server', 'src', 'cli.ts');
const ENROL_MS = 30_000;

/** A reason to stop that the person can do something about. */
class Stop extends Error {}

const CodeLine = z.object({ url: z.url(), code: z.string().min(1) });

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function browserProgram(): string {
  const found = findBrowser(process.env, process.platform);
  if (found.ok) return found.file;
  throw new Stop(found.message);
}

function checkDisplay(headless: boolean): void {
  if (headless || process.platform !== 'linux') return;
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  if ((x11 ?? '') !== '' || (wayland ?? '') !== '') return;
  throw new Stop(
    'There is no display to open a window on. Run this where you see a desktop, or: xvfb-run npm run try, or: npm run try -- --headless',
  );
}

/** The server's address and school code: as given, or as the running server says. */
async function findSchool(given: {
  readonly server: string | undefined;
  readonly code: string | undefined;
  readonly data: string | undefined;
}): Promise<{ url: string; code: string }> {
  if (given.server !== undefined && given.code !== undefined) return { url: given.server, code: given.code };
  if (given.server !== undefined || given.code !== undefined)
    throw new Stop('Give both --server URL and --code CODE, or neither to use the server that runs here.');
  const args = [
    SERVER_CLI,
    'school-code',
    '--make',
    ...(given.data === undefined ? [] : ['--data', given.data]),
  ];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: ENROL_MS });
    const line = stdout.split('\n').find((text) => text.startsWith('{')) ?? '';
    return CodeLine.parse(JSON.parse(line));
  } catch (error) {
    const told =
      error instanceof Error && 'stderr' in error && typeof error.stderr === 'string'
        ? error.stderr.trim()
        : '';
    throw new Stop(
      `${told === '' ? 'The running server did not tell its school code.' : told}\n` +
        'Start the server with npm start, set up the school in the page that it names, and try again; ' +
        'with another data folder add --data FOLDER.',
    );
  }
}

async function openBrowser(profile: string, headless: boolean): Promise<BrowserContext> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launchPersistentContext(profile, {
    executablePath: browserProgram(),
    // Extensions need the whole browser; its own headless mode is asked for below.
    headless: false,
    viewport: null,
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      ...(headless ? ['--headless=new'] : []),
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-extensions-except=${EXTENSION}`,
      `--load-extension=${EXTENSION}`,
    ],
  });
}

async function enrol(context: BrowserContext, school: { url: string; code: string }): Promise<string> {
  const worker =
    context.serviceWorkers()[0] ??
    (await context.waitForEvent('serviceworker', { timeout: ENROL_MS }).catch(() => {
      throw new Stop(
        'This browser did not load the extension. Google Chrome no longer loads one by a switch: use Chromium or Edge (CHROME_PATH=...).',
      );
    }));
  const popup = await context.newPage();
  await popup.goto(`chrome-extension://${new URL(worker.url()).host}/popup.html`);
  await popup.locator('#enrol:not([hidden])').waitFor({ timeout: ENROL_MS });
  await popup.locator('#server').fill(school.url);
  await popup.locator('#code').fill(school.code);
  await popup.locator('#submit').click();
  const done = popup.locator('#state[data-sign=connected]');
  const refused = popup.locator('#server[aria-invalid=true], #code[aria-invalid=true]');
  await done
    .or(refused)
    .first()
    .waitFor({ timeout: ENROL_MS })
    .catch(() => {
      throw new Stop(`${school.url} took too long to answer. Is the server still running?`);
    });
  if (await refused.first().isVisible())
    throw new Stop(`Not enrolled: ${(await popup.locator('#outcome').textContent()) ?? ''}`);
  const by = (await popup.locator('#monitored').textContent()) ?? '';
  await popup.close();
  return by;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      server: { type: 'string' },
      code: { type: 'string' },
      data: { type: 'string' },
      headless: { type: 'boolean', default: false },
    },
  });
  checkDisplay(values.headless);
  browserProgram();
  if (!existsSync(path.join(EXTENSION, 'manifest.json')))
    throw new Stop('The extension is not built. Run npm run try, which builds it first.');
  const school = await findSchool({ server: values.server, code: values.code, data: values.data });
  const profile = await mkdtemp(path.join(tmpdir(), 'lapwing-try-'));
  const practice = await servePracticePage();
  let context: BrowserContext | null = null;
  try {
    context = await openBrowser(profile, values.headless);
    const closed = new Promise<void>((resolve) => {
      context?.once('close', () => resolve());
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    say(`${await enrol(context, school)} (${school.url}).`);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(practice.url);
    await page.bringToFront();
    say(`ready ${practice.url}`);
    say('Type on the practice page and watch the console. Close the browser, or press Ctrl+C here, to end.');
    await closed;
  } finally {
    practice.close();
    await context?.close().catch(() => undefined);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
