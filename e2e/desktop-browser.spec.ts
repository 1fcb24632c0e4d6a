import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { liftRestrictions } from '@lapwing/protocol/features/restrictions/api.ts';
import { isCovered, lackingForDesktop, turnTo, write } from '../apps/desktop/test/person.ts';
import { startScreen, type TestScreen } from '../apps/desktop/test/xvfb.ts';
import { addedTerm } from '../apps/server/test/own-terms.ts';
import { evidenceOf } from './src/captures.ts';
import { CHROMIUM, EXTENSION, QUIET } from './src/chromium.ts';
import { type DesktopProgramUnderTest, makeDesktopProgram } from './src/desktop-agent.ts';
import { desktopOnLine, giveToPupil } from './src/enrolled.ts';
import { followedBy, lockDevice, restrictDevice } from './src/orders.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { changePolicies, termsInForce } from './src/terms.ts';

/**
 * A device with the agent of the desktop and the extension in its browser is one device: what a pupil types in a page is
 * found once, with its address; pages are closed by the extension as the agent says; and without the extension the agent
 * reads the browser's window as any other.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
const missing = lackingForDesktop();
test.skip(missing !== false, String(missing));

const WORDS = ['flimmer', 'grobble', 'flarkin', 'snarkel'] as const;

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: TestScreen;
let site: Site;
let agent: DesktopProgramUnderTest;
let deviceId = '';
let browser: BrowserContext | null = null;
let page: Page;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, desktop, site] = await Promise.all([
    startServer({ folder: makeDataFolder() }),
    startScreen(),
    startSite({ '/essay': html('My essay', '<label>Essay <textarea></textarea></label>') }),
  ]);
  school = await makeSchool(server);
  await changePolicies(
    school,
    WORDS.map((word) => addedTerm(word, { unmask: true })),
  );
  agent = makeDesktopProgram({
    desktop,
    server: server.url,
    schoolCode: await school.newCode(),
    deviceName: 'Desk 4',
  });
  agent.start();
});
test.afterAll(async () => {
  await browser?.close();
  agent?.remove();
  await desktop?.stop();
  await site?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** A browser in front of the pupil; with our extension, and the host's manifest as a package puts it on a device. */
async function openBrowser(withExtension: boolean): Promise<BrowserContext> {
  const profile = path.join(agent.folder, withExtension ? 'joined' : 'without');
  const launch = async (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: false,
      chromiumSandbox: process.getuid?.() !== 0,
      viewport: null,
      ignoreDefaultArgs: ['--disable-extensions'],
      env: { ...process.env, DISPLAY: desktop.display, XAUTHORITY: desktop.authority },
      args: [
        ...QUIET,
        '--window-size=1000,700',
        ...(withExtension
          ? [`--disable-extensions-except=${EXTENSION}`, `--load-extension=${EXTENSION}`]
          : []),
      ],
    });
  if (withExtension) putManifest(profile);
  return launch();
}

function putManifest(profile: string): void {
  const host = path.join(agent.folder, 'browser-host');
  const source = path.join(CHECKOUT, 'apps/desktop/src/browser-host.ts');
  writeFileSync(
    host,
    `#!/bin/sh\nexec ${process.execPath} ${source} --folder ${path.join(agent.run, 'browser')} "$@"\n`,
  );
  chmodSync(host, 0o755);
  const hosts = path.join(profile, 'NativeMessagingHosts');
  mkdirSync(hosts, { recursive: true });
  writeFileSync(
    path.join(hosts, 'lapwing.agent.json'),
    JSON.stringify({
      name: 'lapwing.agent',
      description: 'Lapwing on this device',
      path: host,
      type: 'stdio',
      allowed_origins: [`chrome-extension://${unpackedId(EXTENSION)}/`],
    }),
  );
}

/** Chromium names an extension without a key of its own after its folder (components/crx_file/id_util.cc). */
function unpackedId(extension: string): string {
  const sum = createHash('sha256').update(extension).digest('hex').slice(0, 32);
  return Array.from(sum, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

/** As a person does: with the keys of the device, in the page that is in front. */
async function writeEssay(sentence: string): Promise<void> {
  await page.goto(`${site.url}/essay`);
  await page.getByLabel('Essay').click();
  await expect(page.getByLabel('Essay')).toBeFocused();
  await write(desktop, `${sentence}\n`, 20);
  await expect(page.getByLabel('Essay')).toHaveValue(`${sentence}\n`);
}

/** The program that the browser has started for the extension. */
function hostPid(): number {
  const hosts = readdirSync('/proc').filter((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return command.includes('browser-host.ts') && command.includes(agent.folder);
    } catch {
      return false;
    }
  });
  expect(hosts).toHaveLength(1);
  return Number(hosts[0]);
}

const found = async () => (await school.lead.ask(listCaptures, { query: { limit: '10' } })).items;
const sentences = async (): Promise<readonly (string | undefined)[]> =>
  (await found()).map(({ text }) => text?.sentence);

test('the extension joins the agent of the desktop, and is no device of its own', async () => {
  deviceId = await desktopOnLine(school, 'Desk 4');
  await giveToPupil(school, deviceId);
  browser = await openBrowser(true);
  page = browser.pages()[0] ?? (await browser.newPage());
  await expect.poll(() => agent.said()).toMatch(/browser\.joined/u);
  const worker = browser.serviceWorkers()[0] ?? (await browser.waitForEvent('serviceworker'));
  const popup = await browser.newPage();
  await popup.goto(`chrome-extension://${new URL(worker.url()).host}/popup.html`);
  await expect(popup.getByText('Connected to the school.', { exact: true })).toBeVisible();
  await expect(popup.getByText('Desk 4')).toBeVisible();
  await popup.close();
});

test('what is typed in a page is found once, with its address and a picture of the screen', async () => {
  await termsInForce(school, deviceId);
  await writeEssay('We meet the flimmer after school.');
  await expect.poll(sentences).toEqual(['We meet the flimmer after school.']);
  await writeEssay('We meet the grobble after school.');
  // What was found before has been told by now, however often it was.
  await expect
    .poll(sentences)
    .toEqual(['We meet the grobble after school.', 'We meet the flimmer after school.']);
  for (const capture of await found()) {
    const { url } = await school.lead.ask(showCapture, { params: { id: capture.id } });
    expect(url).toBe(`${site.url}/essay`);
    expect(capture.windowTitle).toBe('My essay');
    expect(capture.device.id).toBe(deviceId);
  }
  await expect.poll(async () => (await evidenceOf(school, 'grobble', 'screenshot'))?.state).toBe('ready');
  expect((await evidenceOf(school, 'grobble', 'screenshot'))?.mediaType).toBe('image/jpeg');
  expect((await school.lead.ask(listDevices)).devices.map(({ name }) => name)).toEqual(['Desk 4']);
});

test('pages are closed by the extension as the agent of the desktop says', async () => {
  // What stands at the server's own address is always open.
  await page.goto(`${site.otherUrl}/essay`);
  const id = await restrictDevice(school, deviceId, { kind: 'internet-off' }, 'Please read your book');
  await expect(page.getByText('Please read your book')).toBeVisible();
  await expect.poll(async () => (await followedBy(school, deviceId))?.internet).toBe('off');
  await school.lead.ask(liftRestrictions, { body: { ids: [id] } });
  await expect(page.getByLabel('Essay')).toBeVisible();
});

test('a lock is the desktop’s alone: the extension puts no page of its own before it', async () => {
  const id = await lockDevice(school, deviceId);
  await expect.poll(async () => isCovered(desktop), { intervals: [50] }).toBe(true);
  expect((browser?.pages() ?? []).map((one) => one.url())).toEqual([page.url()]);
  await school.lead.ask(liftRestrictions, { body: { ids: [id] } });
  await expect.poll(async () => isCovered(desktop), { intervals: [50] }).toBe(false);
});

test('an extension that falls silent is noticed when its window comes to the front, which is read then', async () => {
  await page.goto(`${site.url}/essay`);
  process.kill(hostPid(), 'SIGSTOP');
  desktop.start('mousepad', ['--disable-server']);
  await desktop.windowCalled('Mousepad');
  await turnTo(desktop, 'Mousepad');
  await turnTo(desktop, '^My essay');
  await expect.poll(() => agent.said()).toMatch(/browser\.silent/u);
  await writeEssay('We meet the flarkin after school.');
  await expect.poll(async () => (await sentences())[0]).toBe('We meet the flarkin after school.');
  const [last] = await found();
  expect((await school.lead.ask(showCapture, { params: { id: last?.id ?? '' } })).url).toBeNull();
  process.kill(hostPid(), 'SIGCONT');
  await expect.poll(() => agent.said()).toMatch(/browser\.speaks-again/u);
});

test('without the extension the agent of the desktop reads the browser’s window itself', async () => {
  await browser?.close();
  browser = await openBrowser(false);
  page = browser.pages()[0] ?? (await browser.newPage());
  await writeEssay('We meet the snarkel after school.');
  await expect.poll(async () => (await sentences())[0]).toBe('We meet the snarkel after school.');
  const [last] = await found();
  expect((await school.lead.ask(showCapture, { params: { id: last?.id ?? '' } })).url).toBeNull();
  expect(last?.windowTitle).toMatch(/^My essay/u);
  expect(agent.said(), 'the log tells no content').not.toMatch(/flimmer|grobble|flarkin|snarkel|essay/u);
});

test('it ends cleanly while a browser is open', async () => {
  expect(await agent.end('SIGTERM'), agent.said()).toBe(0);
});
