import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { openWine, type WineDevice, wineLacking, windowsPath } from '../apps/desktop/test/wine.ts';
import { lacking } from '../apps/desktop/test/xvfb.ts';
import { countsOf, letHave, makePackages, type PackagesUnderTest, runningOn } from './src/packages.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import { CHECKOUT, type ServerUnderTest } from './src/server.ts';
import { report, secondsSince } from './src/timing.ts';

/**
 * The Windows package under Wine, whose service manager starts real services: installed without a question it enrols, it is
 * there after a power cut, takes the place of its older self once that is signed by whom it trusts, goes back when the
 * newer one does not run, and is taken away. What Wine has otherwise stands in docs/windows.md.
 */
test.describe.configure({ mode: 'serial', timeout: 120_000 });
const missing = wineLacking === false ? lacking('wixl', 'msibuild') : wineLacking;
test.skip(missing !== false, String(missing));

const DEVICE = 'Library 4';
/** So long must a version prove itself here. */
const PROVE_SECONDS = '5';
const ENVIRONMENT = String.raw`HKLM\System\CurrentControlSet\Control\Session Manager\Environment`;
const PROGRAM = 'Program Files/Lapwing Agent';
const DATA = 'ProgramData/Lapwing Agent';
const HOST = 'Program Files/Lapwing Agent Browser/lapwing.agent.json';
const CHROME = String.raw`HKLM\SOFTWARE\Google\Chrome\NativeMessagingHosts\lapwing.agent`;
/** What Linux sees of a code of Windows Installer: its lowest byte, here of 1603. */
const REFUSED = 1603 % 256;

let packages: PackagesUnderTest;
let server: ServerUnderTest;
let school: SchoolUnderTest;
let device: WineDevice;
let deviceId = '';

const seen = async () => runningOn(school, DEVICE);
const failed = async (version: string) => (await countsOf(school, version))?.failed;

/** Runs a program of Windows. @returns the code that it ended with */
async function windows(...command: readonly string[]): Promise<number | null> {
  return device.run(path.join(packages.folder, 'said'), ...command);
}

async function msiexec(
  how: '/i' | '/x',
  version: string,
  ...words: readonly string[]
): Promise<number | null> {
  return windows('msiexec', how, windowsPath(packages.fileOf(version)), '/qn', '/norestart', ...words);
}

/** Lets all devices have the version, and has the device look for it now. */
async function decide(version: string): Promise<void> {
  await letHave(school, version);
  const program = windowsPath(path.join(packages.folder, 'app/reload-service.ts'));
  expect(await windows(device.node, program)).toBe(0);
}

function isThere(name: string): boolean {
  return existsSync(device.file(name));
}

/** Of a folder and those in it; none where it is not there. */
function filesIn(name: string): readonly string[] {
  return isThere(name) ? readdirSync(device.file(name), { recursive: true, encoding: 'utf8' }) : [];
}

/** Wine ends with its last program, and services are not counted; on a real device there is always one. */
function stayOn(): void {
  device.start(path.join(packages.folder, 'said'), device.node, '-e', 'setInterval(() => {}, 1e6)');
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  packages = makePackages('windows');
  [device, server] = await Promise.all([
    openWine(),
    packages.startServer(packages.theirs),
    packages.make('1.0.0'),
    packages.make('1.1.0'),
  ]);
  await packages.makeBroken('1.2.0', '1.1.0');
  const app = path.join(packages.folder, 'app');
  cpSync(path.join(CHECKOUT, 'node_modules/koffi'), path.join(app, 'node_modules/koffi'), {
    recursive: true,
  });
  cpSync(path.join(packages.partsOf('1.0.0'), 'node_modules'), path.join(app, 'node_modules'), {
    recursive: true,
  });
  cpSync(
    path.join(CHECKOUT, 'apps/desktop/test/windows/reload-service.ts'),
    path.join(app, 'reload-service.ts'),
  );
  writeFileSync(path.join(app, 'package.json'), '{"type":"module"}');
  school = await makeSchool(server);
  stayOn();
  await windows('reg', 'add', ENVIRONMENT, '/v', 'LAPWING_PROVE_SECONDS', '/d', PROVE_SECONDS, '/f');
});
test.afterAll(async () => {
  await device?.stop();
  await server?.stop();
  packages?.remove();
});

// eslint-disable-next-line no-empty-pattern -- Playwright wants the first argument taken apart.
test.afterEach(({}, { status, expectedStatus }) => {
  if (status === expectedStatus) return;
  for (const name of ['setup.json', 'data/agent.log', 'data/update/said.log', 'data/update/change.json']) {
    const file = device.file(`${DATA}/${name}`);
    if (existsSync(file)) process.stdout.write(`${name}:\n${readFileSync(file, 'utf8').slice(-4000)}\n`);
  }
});

test('without a school, or with half of what names it, nothing is installed', async () => {
  expect(await msiexec('/i', '1.0.0')).toBe(REFUSED);
  expect(await msiexec('/i', '1.0.0', `SERVER=${server.url}`)).toBe(REFUSED);
  expect(isThere(PROGRAM)).toBe(false);
});

test('installed without a question, it is a service and enrols', async () => {
  const began = performance.now();
  const code = await school.newCode();
  expect(await msiexec('/i', '1.0.0', `SERVER=${server.url}`, `CODE=${code}`, `NAME=${DEVICE}`)).toBe(0);
  await expect.poll(seen, { timeout: 60_000 }).toMatchObject({ version: '1.0.0' });
  report('Windows package installed and enrolled (Wine)', secondsSince(began));
  deviceId = (await seen())?.id ?? '';
  const query = path.join(packages.folder, 'query');
  await device.run(query, 'sc', 'query', 'LapwingAgent');
  expect(readFileSync(query, 'utf8')).toMatch(/RUNNING/u);
  await expect.poll(async () => windows('reg', 'query', CHROME, '/ve')).toBe(0);
  expect(readFileSync(device.file(HOST), 'utf8')).toMatch(/Lapwing Agent\\\\lapwing-browser-host\.bat/u);
  expect(isThere(`${PROGRAM}/lapwing-browser-host.bat`)).toBe(true);
});

test('it is there after a power cut', async () => {
  await device.restart();
  stayOn();
  await expect.poll(seen, { timeout: 60_000 }).toEqual({ id: deviceId, version: '1.0.0' });
});

test('a release that others have signed is refused', async () => {
  await packages.release('1.1.0', packages.theirs);
  await decide('1.1.0');
  await expect.poll(async () => failed('1.1.0'), { timeout: 30_000 }).toBe(1);
  expect(await seen()).toEqual({ id: deviceId, version: '1.0.0' });
  expect(isThere(`${DATA}/data/update/come.msi`)).toBe(false);
});

test('one that its makers have signed takes its place, and it is the same device', async () => {
  await packages.release('1.1.0');
  await server.stop();
  server = await packages.startServer(packages.ours, Number(new URL(server.url).port));
  // It would try again by itself, as all devices of a school do, and not all at once.
  await windows('sc', 'stop', 'LapwingAgent');
  // While it is still stopping, it is not started.
  await expect.poll(() => windows('sc', 'start', 'LapwingAgent'), { timeout: 30_000 }).toBe(0);
  await expect.poll(seen, { timeout: 60_000 }).toEqual({ id: deviceId, version: '1.0.0' });
  const before = await tamperings();
  const began = performance.now();
  await decide('1.1.0');
  await expect.poll(seen, { timeout: 90_000 }).toEqual({ id: deviceId, version: '1.1.0' });
  report('Windows package exchanged for a newer one (Wine)', secondsSince(began));
  await expect.poll(async () => failed('1.1.0')).toBe(0);
  await exchanged();
  expect(await tamperings(), 'what the package does is nobody’s doing').toBe(before);
});

async function tamperings(): Promise<number> {
  return (await school.lead.ask(showDevice, { params: { id: deviceId } })).tamperings.length;
}

test('one that does not come up is taken back, and the school is told', async () => {
  await packages.release('1.2.0');
  await decide('1.2.0');
  await expect.poll(async () => failed('1.2.0'), { timeout: 100_000 }).toBe(1);
  await expect.poll(seen, { timeout: 60_000 }).toEqual({ id: deviceId, version: '1.1.0' });
  await exchanged();
});

/** Nothing of an exchange is left over. */
async function exchanged(): Promise<void> {
  const left = (): readonly string[] =>
    ['change.json', 'come.msi', 'kept.msi'].filter((name) => isThere(`${DATA}/data/update/${name}`));
  await expect.poll(left, { timeout: 60_000 }).toEqual([]);
}

test('an older one is refused by hand', async () => {
  expect(await msiexec('/i', '1.0.0')).toBe(REFUSED);
  expect(await seen()).toEqual({ id: deviceId, version: '1.1.0' });
});

test('taken away, it keeps whose device it is, and is back without a word', async () => {
  expect(await msiexec('/x', '1.1.0')).toBe(0);
  expect(isThere(`${PROGRAM}/main.mjs`)).toBe(false);
  expect(isThere(`${DATA}/settings.json`)).toBe(true);
  await expect.poll(seen, { timeout: 30_000 }).toBe(null);
  expect(await msiexec('/i', '1.1.0')).toBe(0);
  await expect.poll(seen, { timeout: 60_000 }).toEqual({ id: deviceId, version: '1.1.0' });
});

test('where that is asked for nothing stays behind', async () => {
  expect(await msiexec('/x', '1.1.0', 'PURGE=1')).toBe(0);
  expect([PROGRAM, DATA].flatMap(filesIn)).toEqual([]);
  expect([isThere(PROGRAM), isThere(DATA), isThere(HOST)]).toEqual([false, false, false]);
  expect(await windows('reg', 'query', CHROME, '/ve')).not.toBe(0);
});
