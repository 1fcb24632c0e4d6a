import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { makeLimitedCode } from '@lapwing/protocol/features/devices/limited-codes.api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { type DesktopUnderTest, lackingForDesktop, startDesktop } from './src/display.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';

/**
 * Somebody kills the desktop agent, and stops it: once it runs again the school is told, at once and at the device. It
 * was let in by a code for one device alone, which lets in no other.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
test.skip(lackingForDesktop().length > 0, `needs ${lackingForDesktop().join(', ')}`);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: DesktopUnderTest;
let staff: Browser;
let page: Page;
let folder = '';
let agent: ChildProcess;
let deviceId = '';

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, desktop, staff] = await Promise.all([
    startServer({ folder: makeDataFolder() }),
    startDesktop(),
    openStaffBrowser(),
  ]);
  school = await makeSchool(server);
  const { code } = await school.lead.ask(makeLimitedCode, {
    body: { title: 'Trolley 7', days: 1, devicesAtMost: 1 },
  });
  folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-tampering-'));
  const settings = { server: server.url, schoolCode: code, deviceName: 'Trolley 7' };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  page = await openConsole(staff, server.url, LEAD.email, '/devices');
});
test.afterAll(async () => {
  agent?.kill('SIGKILL');
  desktop?.stop();
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves when it is connected. */
async function startAgent(): Promise<void> {
  const main = path.join(CHECKOUT, 'apps/desktop/src/main.ts');
  const own = ['--settings', path.join(folder, 'settings.json'), '--data', path.join(folder, 'agent')];
  const screen = ['--display', desktop.display, '--authority', desktop.authority];
  agent = spawn(process.execPath, [main, ...own, ...screen], { stdio: 'ignore' });
  await expect
    .poll(async () => {
      const { devices } = await school.lead.ask(listDevices);
      deviceId = devices[0]?.id ?? '';
      return devices.map(({ name, status }) => `${name} ${status}`);
    })
    .toEqual(['Trolley 7 online']);
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const gone = once(agent, 'exit');
  agent.kill(signal);
  await gone;
}

const told = async (): Promise<string[]> =>
  (await school.lead.ask(showDevice, { params: { id: deviceId } })).tamperings.map(({ what }) => what);

test('a first start tells nothing', async () => {
  await startAgent();
  expect(await told()).toEqual([]);
});

test('an agent that was killed says so when it runs again, and staff see it at once', async () => {
  await end('SIGKILL');
  await startAgent();
  await expect(page.getByText('Trolley 7: Agent killed.')).toBeVisible();
  await expect.poll(told).toEqual(['agent-killed']);
});

test('one that was stopped while the system went on is told of too, and both stand at the device', async () => {
  await end('SIGTERM');
  expect(agent.exitCode).toBe(0);
  await startAgent();
  await expect.poll(told).toEqual(['service-stopped', 'agent-killed']);
  await page.goto(`${server.url}/devices/${deviceId}`);
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('heading', { name: 'Tampering' })).toBeVisible();
  await expect(page.getByText('Agent stopped')).toBeVisible();
  await expect(page.getByText('Agent killed')).toBeVisible();
});

test('the code that let it in is used up', async () => {
  await page.goto(`${server.url}/devices/enrol`);
  const codes = page.getByRole('region', { name: 'Codes for one lot of devices' });
  await expect(codes.getByText('1 of 1 device came in.')).toBeVisible();
  await expect(codes.getByText('Used up')).toBeVisible();
});
