import { type Browser, expect, type Page, test } from '@playwright/test';
import { makeLimitedCode } from '@lapwing/protocol/features/devices/limited-codes.api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { lackingForDesktop } from '../apps/desktop/test/person.ts';
import { startScreen, type TestScreen } from '../apps/desktop/test/xvfb.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { type DesktopProgramUnderTest, makeDesktopProgram } from './src/desktop-agent.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * Somebody kills the desktop agent, and stops it: once it runs again the school is told, at once and at the device. It
 * was let in by a code for one device alone, which lets in no other.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
const missing = lackingForDesktop();
test.skip(missing !== false, String(missing));

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: TestScreen;
let staff: Browser;
let page: Page;
let agent: DesktopProgramUnderTest;
let deviceId = '';

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, desktop, staff] = await Promise.all([
    startServer({ folder: makeDataFolder() }),
    startScreen(),
    openStaffBrowser(),
  ]);
  school = await makeSchool(server);
  const { code } = await school.lead.ask(makeLimitedCode, {
    body: { title: 'Trolley 7', days: 1, devicesAtMost: 1 },
  });
  agent = makeDesktopProgram({
    desktop,
    server: server.url,
    schoolCode: code ?? '',
    deviceName: 'Trolley 7',
  });
  page = await openConsole(staff, server.url, LEAD.email, '/devices');
});
test.afterAll(async () => {
  agent?.remove();
  await desktop?.stop();
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** Resolves when it is connected. */
async function startAgent(): Promise<void> {
  agent.start();
  await expect
    .poll(async () => {
      const { devices } = await school.lead.ask(listDevices);
      deviceId = devices[0]?.id ?? '';
      return devices.map(({ name, status }) => `${name} ${status}`);
    })
    .toEqual(['Trolley 7 online']);
}

const told = async (): Promise<string[]> =>
  (await school.lead.ask(showDevice, { params: { id: deviceId } })).tamperings.map(({ what }) => what);

test('a first start tells nothing', async () => {
  await startAgent();
  expect(await told()).toEqual([]);
});

test('an agent that was killed says so when it runs again, and staff see it at once', async () => {
  await agent.end('SIGKILL');
  await startAgent();
  await expect(page.getByText('Trolley 7: Agent killed.')).toBeVisible();
  await expect.poll(told).toEqual(['agent-killed']);
});

test('one that was stopped while the system went on is told of too, and both stand at the device', async () => {
  expect(await agent.end('SIGTERM')).toBe(0);
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
