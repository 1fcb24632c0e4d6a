import { type Browser, expect, type Page, test } from '@playwright/test';
import { setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * A pupil asks for a page that the lesson closes, and the teacher allows it for half an hour without leaving the room.
 * Real: the server, its database, the agent and its protocol, the console in Chromium. Not real: the device's browser.
 */
test.describe.configure({ mode: 'serial' });

const PAGE = 'https://rivers.example.org/rhine?lang=en';
const HALF_AN_HOUR = 30 * 60_000;

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
  await teacher.ask(setRestriction, {
    body: {
      targets: [{ kind: 'group', id: school.groupId }],
      effect: { kind: 'allow-only', title: 'Atlas', sites: ['atlas.example.org'] },
      minutes: 60,
      ids: [school.otherGroupId],
    },
  });
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, teacher.email, '/');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

const asked = () => device.agent.status().control?.asks[0];
const sign = () => page.getByRole('button', { name: /1 asks for help or a page/ });
const panel = () => page.getByRole('dialog', { name: 'Who asks' });

test('who asks is said without taking the focus, and stands on the picture', async () => {
  const tile = page.getByRole('gridcell', { name: PUPIL.name });
  await expect(tile).toContainText('Limited');
  await tile.focus();
  device.agent.ask({ kind: 'access', url: PAGE, text: 'For my map of the Rhine' });
  await expect(sign()).toBeVisible();
  await expect(tile).toContainText('Asks');
  await expect(
    page.getByRole('status').getByText(`${PUPIL.name}: asks for rivers.example.org.`),
  ).toBeVisible();
  await expect(tile).toBeFocused();
});

test('the queue says what, why it is closed, and in whose words; one press allows it for 30 minutes', async () => {
  await page.keyboard.press('h');
  await expect(panel()).toContainText('Asks for rivers.example.org');
  await expect(panel()).toContainText('For my map of the Rhine');
  expect(await axeFinds(page, 'Who asks')).toEqual([]);
  const began = Date.now();
  await panel().getByRole('button', { name: 'Allow 30 minutes' }).press('Enter');
  await expect.poll(() => asked()?.state).toBe('allowed');
  const until = asked()?.until ?? 0;
  expect(until).toBeGreaterThan(began + HALF_AN_HOUR - 10_000);
  expect(until).toBeLessThan(Date.now() + HALF_AN_HOUR + 10_000);
  await expect(panel()).toContainText('Nobody asks');
  // The rest stays closed, and the site is open to this pupil.
  await expect.poll(() => device.opens(PAGE)).toBe(true);
  expect(device.opens('https://elsewhere.example.net/')).toBe(false);
});

test('a call for help is answered in three words, and the pupil reads them', async () => {
  device.agent.ask({ kind: 'help', url: null, text: '' });
  await expect(panel()).toContainText('Asks for help');
  await panel().getByRole('button', { name: 'On my way' }).press('Enter');
  await expect.poll(() => asked()?.state).toBe('coming');
  await panel().getByRole('button', { name: 'Say…' }).press('Enter');
  await expect(panel().getByRole('textbox', { name: 'What the pupil reads' })).toBeFocused();
  await page.keyboard.type('Try page 12');
  await page.keyboard.press('Enter');
  await expect.poll(() => asked()?.words).toBe('Try page 12');
  expect(asked()?.by).toContain('Okafor');
  await page.keyboard.press('Escape');
  await expect(panel()).toHaveCount(0);
});
