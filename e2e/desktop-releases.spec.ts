import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { makeReleases, type ReleasesUnderTest } from './src/releases.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { createSimulatedDesktop, type SimulatedDesktop } from './src/simulated-desktop.ts';

/**
 * What staff do with computers that run the desktop agent: decide which of them take a new version, read how that went,
 * and work the keyboard of one, named to the person at it. Real: the server, the console in Chromium, the agent's core
 * and its wire. Not real: the computers.
 */
test.describe.configure({ mode: 'serial' });

let server: ServerUnderTest;
let school: SchoolUnderTest;
let releases: ReleasesUnderTest;
let staff: Browser;
let fleet: Fleet;
let page: Page;
let looksOnly: StaffMember;
let roomId = '';
let deskId = '';
const desks: { device: SimulatedDevice; desktop: SimulatedDesktop }[] = [];

test.beforeAll(async () => {
  releases = makeReleases();
  releases.add('1.1.0', 'Films start sooner.');
  [server, staff] = await Promise.all([
    startServer({ folder: makeDataFolder(), environment: releases.environment }),
    openStaffBrowser(),
  ]);
  school = await makeSchool(server);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  for (const [name, account] of [
    ['Desk of Ana', PUPIL.username],
    ['Spare desk', 'ben.ito'],
  ] as const) {
    const desktop = createSimulatedDesktop('1.0.0', releases.key);
    desks.push({ desktop, device: await fleet.add(name, account, desktop) });
  }
  const room = await school.lead.ask(addGroup, { body: { name: 'Room 4', kind: 'devices', parentId: null } });
  roomId = room.id;
  const { devices } = await school.lead.ask(listDevices);
  deskId = devices.find(({ name }) => name === 'Desk of Ana')?.id ?? '';
  await school.lead.ask(addMembers, { params: { id: roomId }, body: { ids: [deskId] } });
  const role = await school.lead.ask(addRole, {
    body: {
      name: 'Looks only',
      description: '',
      copyOf: 'teacher',
      scope: 'groups',
      capabilities: ['screens.view', 'devices.view', 'groups.view', 'people.view'],
    },
  });
  looksOnly = await school.addStaff('Ben Okafor', [role.key], [roomId]);
  page = await openConsole(staff, server.url, LEAD.email, '/devices/desktop');
});
test.afterAll(async () => {
  await fleet?.stop();
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
  releases.remove();
});

function desk(at: number): (typeof desks)[number] {
  const found = desks[at];
  if (found === undefined) throw new Error('There is no such desk.');
  return found;
}

function release(version: string): Locator {
  return page.getByRole('region', { name: `Version ${version}` });
}

/** Whoever runs the device has it look now instead of within a day. */
async function looksAndFindsNone(at: number): Promise<void> {
  const { device, desktop } = desk(at);
  const asked = desktop.asked();
  device.agent.lookForUpdate();
  expect(await asked).toBe(false);
}

async function changesOver(at: number, to: string, outcome: 'done' | 'rolled-back'): Promise<void> {
  const { device, desktop } = desk(at);
  const told = desktop.told();
  device.agent.lookForUpdate();
  expect(await told).toBe(to);
  desktop.changed(to, outcome);
  // As it is started again, as the version that it is then.
  await device.agent.become({ ...desktop.platform(), browser: outcome === 'done' ? null : 'again' });
}

/** What the page says of a release once the server knows it. */
async function says(version: string, words: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(release(version).getByText(words)).toBeVisible({ timeout: 2000 });
  }).toPass();
}

test('a release stands there for nobody, until staff name who tries it first', async () => {
  await expect(release('1.1.0').getByText('Films start sooner.')).toBeVisible();
  await expect(release('1.1.0').getByRole('button', { name: 'Nobody' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await looksAndFindsNone(0);
  await page.getByRole('button', { name: /Group of devices/ }).click();
  await page.getByRole('option', { name: 'Room 4' }).click();
  await release('1.1.0').getByRole('button', { name: 'Those that try first' }).click();
  await expect(release('1.1.0').getByRole('button', { name: 'Those that try first' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await changesOver(0, '1.1.0', 'done');
  await says('1.1.0', '1 device runs it.');
  await looksAndFindsNone(1);
});

test('all devices get it once staff have said so twice, and one that goes back is told of', async () => {
  await release('1.1.0').getByRole('button', { name: 'All devices' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Let all devices have it' }).click();
  await expect(release('1.1.0').getByRole('button', { name: 'All devices' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await changesOver(1, '1.1.0', 'rolled-back');
  await says('1.1.0', 'On 1 device it was refused or did not come up');
});

test('a newer one that is held back again reaches no further device', async () => {
  releases.add('1.2.0', 'Quieter.');
  await page.reload();
  for (const ring of ['Those that try first', 'Nobody']) {
    const button = release('1.2.0').getByRole('button', { name: ring });
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
  }
  await looksAndFindsNone(0);
});

test('who may only look at screens cannot work one, and reads why', async () => {
  const address = `/groups/${roomId}/thumbnails?live=${deskId}`;
  const other = await openConsole(staff, server.url, looksOnly.email, address);
  const control = other.getByRole('button', { name: 'Control' });
  await expect(control).toHaveAttribute('aria-disabled', 'true');
  await expect(control).toHaveAttribute('aria-description', /role/u);
  await other.context().close();
});

test('the person at a device reads who works it, and it stands in the audit from its start to its end', async () => {
  const { device, desktop } = desk(0);
  const lines = async (action: string) =>
    (await school.lead.ask(listAudit, { query: { action, limit: '5' } })).items.map(({ summary }) => summary);
  await page.goto(`${server.url}/groups/${roomId}/thumbnails?live=${deskId}`);
  const control = page.getByRole('button', { name: 'Control' });
  await expect(control).not.toHaveAttribute('aria-disabled', 'true');
  await control.click();
  const area = page.getByRole('application', { name: /Keyboard and pointer/ });
  await expect(area).toBeFocused();
  await page.keyboard.press('KeyA');
  await expect.poll(() => JSON.stringify(desktop.hands.done)).toContain('"code":"KeyA"');
  expect(device.agent.status().watched?.workedBy).toBe(LEAD.name);
  expect(await lines('screens.control')).toEqual([`Controlled the screen of ${PUPIL.name} (Desk of Ana)`]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(area).toHaveCount(0);
  await expect.poll(() => desktop.hands.done.at(-1)).toEqual({ do: 'release' });
  await page.getByRole('button', { name: 'Back to the group' }).click();
  await expect.poll(() => device.agent.status().watched?.workedBy).toBeUndefined();
  await expect.poll(async () => (await lines('screens.control-ended')).length).toBe(1);
});
