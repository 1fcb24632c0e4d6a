import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { changeRelease, listReleases } from '@lapwing/protocol/features/releases/api.ts';
import { openWine, type WineDevice, wineLacking, windowsPath } from '../apps/desktop/test/wine.ts';
import { lacking } from '../apps/desktop/test/xvfb.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';
import { report } from './src/timing.ts';

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
const run = promisify(execFile);

let folder = '';
let releases = '';
let server: ServerUnderTest;
let school: SchoolUnderTest;
let device: WineDevice;
let deviceId = '';
const ours = makeKey();
const theirs = makeKey();

function makeKey(): { readonly pem: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  return { pem: String(pem), publicKey: publicKey.export({ format: 'jwk' }).x ?? '' };
}

async function node(file: string, ...words: readonly string[]): Promise<void> {
  await run(process.execPath, [path.join(CHECKOUT, file), ...words], { cwd: CHECKOUT });
}

function bundleOf(version: string): string {
  return path.join(folder, `bundle-${version}`);
}

function packageOf(version: string): string {
  return path.join(folder, `lapwing-agent-${version}-x64.msi`);
}

async function makePackage(version: string): Promise<void> {
  await node('apps/desktop/bundle/build.ts', '--outDir', bundleOf(version), '--version', version);
  await pack(version);
}

async function pack(version: string): Promise<void> {
  const words = ['--windows', '--bundle', bundleOf(version), '--out', folder];
  await node('apps/desktop/packaging/package.ts', ...words, '--release-key', ours.publicKey);
}

/** One whose agent ends as soon as it is started. */
async function makeBrokenPackage(version: string, from: string): Promise<void> {
  cpSync(bundleOf(from), bundleOf(version), { recursive: true });
  const windows = path.join(bundleOf(version), 'windows');
  writeFileSync(path.join(windows, 'version.json'), JSON.stringify({ version }));
  writeFileSync(path.join(windows, 'main.mjs'), 'process.exit(3);\n');
  await pack(version);
}

async function release(version: string, key = ours): Promise<void> {
  const pem = path.join(folder, 'key.pem');
  writeFileSync(pem, key.pem, { mode: 0o600 });
  const words = ['--version', version, '--key', pem, '--out', releases, packageOf(version)];
  await node('apps/desktop/packaging/release.ts', ...words);
}

async function startWith(key: string, port = 0): Promise<void> {
  const environment = { LAPWING_RELEASES: releases, LAPWING_RELEASE_KEY: key };
  server = await startServer({ folder: path.join(folder, 'server'), port, environment });
}

async function seen(): Promise<{ readonly id: string; readonly version: string } | null> {
  const { devices } = await school.lead.ask(listDevices);
  const found = devices.find(({ name, status }) => name === DEVICE && status === 'online');
  return found === undefined ? null : { id: found.id, version: found.platform.agentVersion };
}

async function failed(version: string): Promise<number | undefined> {
  const list = (await school.lead.ask(listReleases)).releases;
  return list.find((one) => one.version === version)?.failed;
}

/** Runs a program of Windows. @returns the code that it ended with */
async function windows(...command: readonly string[]): Promise<number | null> {
  return device.run(path.join(folder, 'said'), ...command);
}

async function msiexec(
  how: '/i' | '/x',
  version: string,
  ...words: readonly string[]
): Promise<number | null> {
  return windows('msiexec', how, windowsPath(packageOf(version)), '/qn', '/norestart', ...words);
}

/** Lets all devices have the version, and has the device look for it now. */
async function decide(version: string): Promise<void> {
  await school.lead.ask(changeRelease, { params: { version }, body: { ring: 'all' } });
  expect(await windows(device.node, windowsPath(path.join(folder, 'app/reload-service.ts')))).toBe(0);
}

function isThere(name: string): boolean {
  return existsSync(device.file(name));
}

/** Wine ends with its last program, and services are not counted; on a real device there is always one. */
function stayOn(): void {
  device.start(path.join(folder, 'said'), device.node, '-e', 'setInterval(() => {}, 1e6)');
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-msi-'));
  releases = path.join(folder, 'releases');
  mkdirSync(releases);
  const data = makeDataFolder();
  cpSync(data, path.join(folder, 'server'), { recursive: true });
  removeDataFolder(data);
  [device] = await Promise.all([
    openWine(),
    startWith(theirs.publicKey),
    makePackage('1.0.0'),
    makePackage('1.1.0'),
  ]);
  await makeBrokenPackage('1.2.0', '1.1.0');
  const app = path.join(folder, 'app');
  cpSync(path.join(CHECKOUT, 'node_modules/koffi'), path.join(app, 'node_modules/koffi'), {
    recursive: true,
  });
  cpSync(path.join(bundleOf('1.0.0'), 'windows/node_modules'), path.join(app, 'node_modules'), {
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
  if (folder !== '') rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
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
  report('Windows package installed and enrolled (Wine)', seconds(began));
  deviceId = (await seen())?.id ?? '';
  const query = path.join(folder, 'query');
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
  await release('1.1.0', theirs);
  await decide('1.1.0');
  await expect.poll(async () => failed('1.1.0'), { timeout: 30_000 }).toBe(1);
  expect(await seen()).toEqual({ id: deviceId, version: '1.0.0' });
  expect(isThere(`${DATA}/data/update/come.msi`)).toBe(false);
});

test('one that its makers have signed takes its place, and it is the same device', async () => {
  await release('1.1.0');
  await server.stop();
  await startWith(ours.publicKey, Number(new URL(server.url).port));
  // It would try again by itself, as all devices of a school do, and not all at once.
  for (const word of ['stop', 'start']) await windows('sc', word, 'LapwingAgent');
  await expect.poll(seen, { timeout: 60_000 }).toEqual({ id: deviceId, version: '1.0.0' });
  const before = await tamperings();
  const began = performance.now();
  await decide('1.1.0');
  await expect.poll(seen, { timeout: 90_000 }).toEqual({ id: deviceId, version: '1.1.0' });
  report('Windows package exchanged for a newer one (Wine)', seconds(began));
  await expect.poll(async () => failed('1.1.0')).toBe(0);
  await exchanged();
  expect(await tamperings(), 'what the package does is nobody’s doing').toBe(before);
});

async function tamperings(): Promise<number> {
  return (await school.lead.ask(showDevice, { params: { id: deviceId } })).tamperings.length;
}

test('one that does not come up is taken back, and the school is told', async () => {
  await release('1.2.0');
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
  expect([isThere(PROGRAM), isThere(DATA), isThere(HOST)]).toEqual([false, false, false]);
  expect(await windows('reg', 'query', CHROME, '/ve')).not.toBe(0);
});

/** For the report. */
function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
