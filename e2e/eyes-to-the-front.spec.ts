import { type Browser, expect, type Page, test } from '@playwright/test';
import { addRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * A teacher calls a room to order: two actions from the start page lock every screen with words, for three minutes. Real:
 * the server, its database, the agent and its protocol, the console in Chromium. Not real: the devices' screens.
 */
test.describe.configure({ mode: 'serial' });

const MINUTES = 3;

let server: ServerUnderTest;
let school: SchoolUnderTest;
let fleet: Fleet;
let staff: Browser;
let teacher: StaffMember;
let page: Page;
let device: SimulatedDevice;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  device = await fleet.add('CR1-01', PUPIL.username);
  teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, teacher.email, '/');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** What holds at the device, as its person may read it. */
const lock = () => device.agent.status().control?.holds.find(({ kind }) => kind === 'lock');
const tile = () => page.getByRole('gridcell', { name: PUPIL.name });
const undo = () => page.getByRole('button', { name: 'Undo' });

test('two keys lock the room with words and a time, and the bar counts it down', async () => {
  await expect(tile()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Lock 1 screen' })).toBeVisible();
  await page.keyboard.press('e');
  const window = page.getByRole('dialog', { name: 'Eyes to the front' });
  await expect(window.getByRole('textbox', { name: 'Words for the pupils' })).toBeFocused();
  await expect(window).toContainText('1 person, 1 device, 1 connected');
  expect(await axeFinds(page, 'Eyes to the front')).toEqual([]);
  const began = Date.now();
  await page.keyboard.press('Enter');
  await expect.poll(() => lock()?.words).toBe('Eyes to the front, please');
  expect(lock()?.by).toContain('Okafor');
  const until = lock()?.until ?? 0;
  expect(until).toBeGreaterThan(began + (MINUTES - 0.2) * 60_000);
  expect(until).toBeLessThan(Date.now() + (MINUTES + 0.1) * 60_000);
  await expect(window).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'In force here' })).toContainText(/Screen locked.*2:\d\d left/);
  await expect(tile()).toContainText('Locked');
});

test('the details say who, why and what the device says of it', async () => {
  await tile().focus();
  await page.keyboard.press('Space');
  const holds = page.getByRole('region', { name: 'What holds here, and why' });
  await expect(holds).toContainText('As it should be');
  await expect(holds).toContainText('Ben Okafor');
  expect(await axeFinds(page, 'A locked room')).toEqual([]);
});

test('it is ended at once, and the end is taken back, by keyboard', async () => {
  await page.keyboard.press('Escape');
  // The details give the keyboard back to the screen that they are of.
  await expect(tile()).toBeFocused();
  await page.getByRole('button', { name: 'Unlock now' }).press('Enter');
  await expect.poll(() => lock()).toBeUndefined();
  await expect(tile()).not.toContainText('Locked');
  await undo().last().press('Enter');
  await expect.poll(() => lock()?.words).toBe('Eyes to the front, please');
  await expect(tile()).toContainText('Locked');
  await page.getByRole('button', { name: 'Unlock 1 screen' }).press('Enter');
  await expect.poll(() => lock()).toBeUndefined();
});

test('found by Ctrl+K from another page', async () => {
  await page.getByRole('link', { name: 'Properties' }).click();
  await expect(page.getByRole('region', { name: 'Members', exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Search' }).getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('eyes front');
  await page.getByRole('option', { name: /Eyes to the front/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Eyes to the front' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('who may not restrict sees why, and the server refuses', async () => {
  const looker = await school.lead.ask(addRole, {
    body: {
      name: 'Looks only',
      description: '',
      copyOf: 'teacher',
      scope: 'groups',
      capabilities: ['captures.view', 'devices.view', 'groups.view', 'people.view', 'screens.view'],
    },
  });
  const other = await school.addStaff('Cleo Marsh', [looker.key], [school.groupId]);
  const theirs = await openConsole(staff, server.url, other.email, '/');
  const front = theirs.getByRole('button', { name: 'Eyes to the front' });
  await expect(front).toHaveAttribute('aria-disabled', 'true');
  await expect(front).toHaveAttribute('aria-description', /does not include restricting devices/);
  const body = {
    targets: [{ kind: 'group', id: school.groupId }],
    effect: { kind: 'lock' },
    minutes: 3,
    ids: [school.pupilId],
  };
  const { status } = await other.fetch(setRestriction.method, setRestriction.path, body);
  expect([status, lock()]).toEqual([404, undefined]);
  await theirs.context().close();
});
