import { type Browser, expect, type Page, test } from '@playwright/test';
import { changeStaff, listStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { type Line, layLine } from './src/line.ts';
import { makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { PASSWORD, visit } from './src/visitor.ts';

/**
 * A teacher has a class in view while the line is cut, the server restarts, the sign-in ends, and somebody takes the
 * class away. Each is said, and nothing of it needs the page to be loaded anew. Real: server, database, browser, the
 * line's silence. Not real: the pupil's device.
 */
test.describe.configure({ mode: 'serial' });

let server: ServerUnderTest;
let school: SchoolUnderTest;
let line: Line;
let fleet: Fleet;
let device: SimulatedDevice;
let staff: Browser;
let teacher: StaffMember;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  line = await layLine(Number(new URL(server.url).port));
  teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  device = await fleet.add('Desk 1');
  const [desk] = (await school.lead.ask(listDevices)).devices;
  await school.lead.ask(changeDevice, {
    params: { id: desk?.id ?? '' },
    body: { assignedPersonId: school.pupilId },
  });
  staff = await openStaffBrowser();
  page = await openConsole(staff, line.url, teacher.email, `/groups/${school.groupId}/thumbnails`);
  await expect(tile()).toBeVisible();
  // A page that is loaded anew forgets this.
  await page.evaluate('globalThis.sameVisit = true');
});

test.afterEach(async () => {
  expect(await page.evaluate('globalThis.sameVisit')).toBe(true);
});

test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await line?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

const tile = () => page.getByRole('gridcell', { name: new RegExp(PUPIL.name) });
const banner = () => page.getByText('The connection to the server is lost.');
const SENTENCE = 'I started cutting myself again and nobody knows';

test('a line that is cut on the way is noticed, and what came meanwhile is there when it is back', async () => {
  test.setTimeout(120_000);
  line.cut();
  await expect(banner()).toBeVisible({ timeout: 35_000 });
  await device.write(`${SENTENCE}. `);
  await fleet.record.until(() => fleet.record.acknowledged.size === 1);
  line.mend();
  await expect(banner()).toBeHidden({ timeout: 45_000 });
  await expect(tile()).toHaveAccessibleName(/Severe/);
});

test('a browser that knows that its network is gone says so at once', async () => {
  await page.context().setOffline(true);
  await expect(banner()).toBeVisible();
  await page.context().setOffline(false);
  await expect(banner()).toBeHidden({ timeout: 15_000 });
});

test('a server that restarts is found again', async () => {
  test.setTimeout(120_000);
  const port = Number(new URL(server.url).port);
  await server.stop();
  await expect(banner()).toBeVisible({ timeout: 15_000 });
  server = await startServer({ folder: server.folder, port });
  fleet.retryAll();
  await expect(banner()).toBeHidden({ timeout: 45_000 });
  await expect(page.getByText('1 device live')).toBeVisible({ timeout: 15_000 });
  await expect(tile()).toBeVisible();
});

test('a sign-in that has ended is asked for over the page, which then goes on', async () => {
  const cookies = await page.context().cookies();
  const own = visit(server.url, cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
  expect((await own.fetch('POST', '/api/accounts/sign-out')).status).toBe(200);
  const dialog = page.getByRole('alertdialog', { name: 'Your sign-in has ended' });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toBeHidden();
  await expect(tile()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/groups/${school.groupId}/thumbnails`);
});

test('a class that is taken from the teacher while they look is gone from the page', async () => {
  await expect(page.getByRole('treeitem', { name: /8B Computing/ })).toBeVisible();
  const { staff: accounts } = await school.lead.ask(listStaff);
  const account = accounts.find(({ email }) => email === teacher.email);
  await school.lead.ask(changeStaff, {
    params: { id: account?.id ?? '' },
    body: { groupIds: [school.otherGroupId] },
  });
  await expect(tile()).toBeHidden();
  await expect(page.getByRole('treeitem', { name: /8B Computing/ })).toBeHidden();
  await expect(page.getByText(PUPIL.name)).toHaveCount(0);
  expect((await school.lead.ask(listGroups)).groups.some(({ id }) => id === school.groupId)).toBe(true);
});
