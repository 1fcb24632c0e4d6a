import { readFileSync } from 'node:fs';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { changeStaff, listStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers, listMembers } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * A teacher's lesson in a room of live screens: who is there, what is done to whom, and what a capture changes. Real:
 * the server, its database, the protocol of the devices, the console in Chromium. Not real: the devices' screens.
 */
test.describe.configure({ mode: 'serial' });

const SECOND = Object.freeze({ name: 'عبد الرحمن محمد', username: 'abdul.rahman' });

let server: ServerUnderTest;
let school: SchoolUnderTest;
let fleet: Fleet;
let staff: Browser;
let teacher: StaffMember;
let page: Page;
let roomId = '';
let clubId = '';
let first: SimulatedDevice;
const deviceIds: string[] = [];

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  await lead.ask(addPerson, {
    body: { ...SECOND, kind: 'pupil', year: '8', form: '8B', groupIds: [school.groupId] },
  });
  const room = await lead.ask(addGroup, { body: { name: 'Room 4', kind: 'devices', parentId: null } });
  roomId = room.id;
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  first = await fleet.add('R4-01', PUPIL.username);
  await fleet.add('R4-02', SECOND.username);
  await fleet.add('R4-03', 'nobody.known');
  const { devices } = await lead.ask(listDevices);
  for (const name of ['R4-01', 'R4-02', 'R4-03']) {
    const id = devices.find((device) => device.name === name)?.id ?? '';
    deviceIds.push(id);
    await lead.ask(changeDevice, { params: { id }, body: { room: 'Room 4' } });
  }
  await lead.ask(addMembers, { params: { id: roomId }, body: { ids: deviceIds } });
  teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId, roomId]);
  const club = await teacher.ask(addGroup, {
    body: { name: 'Revision club', kind: 'people', parentId: null, personal: true },
  });
  clubId = club.id;
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, teacher.email, '/');
});

test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

const tile = (name: string | RegExp): Locator => page.getByRole('gridcell', { name });
const pictures = (): Locator => page.locator('.screen-picture[data-drawn="true"]');
const group = (name: string): Locator =>
  page.getByRole('tree', { name: 'Groups' }).getByRole('treeitem', { name });

test('a teacher starts in their group, and a room is live within two seconds of opening it', async () => {
  await expect(page).toHaveURL(/\/groups\/[^/]+\/thumbnails/);
  await group('8B Computing').click();
  await expect(tile(PUPIL.name)).toBeVisible();
  const began = Date.now();
  await group('Room 4').click();
  await expect(pictures()).toHaveCount(3);
  expect(Date.now() - began).toBeLessThan(2000);
  await expect(page).toHaveURL(new RegExp(`/groups/${roomId}/thumbnails`));
  // Title of what is in front, and a change of it without a reload.
  first.screen.turnTo('Rivers of Europe');
  await expect(tile(PUPIL.name)).toContainText('Rivers of Europe');
});

test('chosen by keyboard, and put in a group by keyboard', async () => {
  await group('8B Computing').click();
  await tile(PUPIL.name).focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('2 selected').first()).toBeVisible();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: /Put in a group/ }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Put in a group' });
  await dialog.getByRole('combobox').press('R');
  await page.keyboard.type('evision');
  await page.getByRole('option', { name: /Revision club/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('2 people are put in');
  await dialog.getByRole('button', { name: 'Put in' }).press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(async () => {
      const { items } = await teacher.ask(listMembers, { params: { id: clubId } });
      return items.map(({ name }) => name).toSorted();
    })
    .toEqual([PUPIL.name, SECOND.name].toSorted());
});

test('all that are chosen are dragged onto a group, and taken back at once', async () => {
  const team = await teacher.ask(addGroup, {
    body: { name: 'Quiz team', kind: 'people', parentId: null, personal: true },
  });
  const members = async (): Promise<number> =>
    (await teacher.ask(listMembers, { params: { id: team.id } })).total;
  await expect(group('Quiz team')).toBeVisible();
  await tile(SECOND.name).dragTo(group('Quiz team'));
  await expect.poll(members).toBe(2);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(members).toBe(0);
});

test('what cannot be done says why, and one’s choice is in the address', async () => {
  await group('8B Computing').click();
  await page.getByRole('grid').click({ position: { x: 4, y: 4 } });
  const view = page.getByRole('toolbar').getByRole('button', { name: 'View' });
  await expect(view).toHaveAttribute('aria-disabled', 'true');
  await expect(view).toHaveAttribute('aria-description', /Choose at least one connected device/);
  await tile(PUPIL.name).click();
  await expect(page).toHaveURL(new RegExp(`at=${school.pupilId}`));
  await page.reload();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText(PUPIL.username);
  await expect(view).not.toHaveAttribute('aria-disabled', 'true');
});

test('the list shows who is where, opens a row, sorts, and exports what it shows', async () => {
  await group('Room 4').click();
  await page
    .getByRole('navigation', { name: 'Views of the group' })
    .getByRole('link', { name: 'List' })
    .click();
  const table = page.getByRole('treegrid');
  const row = table.getByRole('row', { name: new RegExp(PUPIL.name) });
  await expect(row).toContainText('Rivers of Europe');
  await expect(row).toContainText('essays.example');
  await row.focus();
  await page.keyboard.press('ArrowRight');
  await expect(row).toHaveAttribute('aria-expanded', 'true');
  await expect(table).toContainText('This session');
  await table.getByRole('button', { name: 'Device' }).click();
  await table.getByRole('button', { name: 'Device' }).click();
  await expect(table.locator('.list-row').first()).toContainText('R4-03');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  expect(text.startsWith('\uFEFFName,')).toBe(true);
  expect(text).toContain(SECOND.name);
});

test('a plan is made, moved by keyboard, and kept after a reload', async () => {
  await page
    .getByRole('navigation', { name: 'Views of the group' })
    .getByRole('link', { name: 'Room' })
    .click();
  await page.getByRole('button', { name: 'Arrange the devices' }).click();
  await page.getByRole('button', { name: 'All in rows' }).click();
  await tile(PUPIL.name).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText(`${PUPIL.name}: row 3, place 1`)).toBeAttached();
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await expect(page.getByRole('button', { name: 'Arrange' })).toBeVisible();
  await page.reload();
  await expect(pictures()).toHaveCount(3);
  const moved = await tile(PUPIL.name).boundingBox();
  const other = await tile(SECOND.name).boundingBox();
  expect(moved?.y ?? 0).toBeGreaterThan((other?.y ?? 0) + (other?.height ?? 0));
});

test('a screen is looked at large, and a public screenshot of it is the safeguarding lead’s to see', async () => {
  await page
    .getByRole('navigation', { name: 'Views of the group' })
    .getByRole('link', { name: 'Thumbnails' })
    .click();
  await tile(PUPIL.name).click();
  await page.keyboard.press('Enter');
  const pane = page.getByRole('region', { name: PUPIL.name });
  await expect(pane.locator('.screen-picture[data-drawn="true"]')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Control', exact: true })).toHaveAttribute(
    'aria-description',
    /desktop agent/,
  );
  await page.getByRole('button', { name: 'Screenshot' }).click();
  await page.getByRole('menuitem', { name: /all staff/ }).click();
  await expect(
    page.getByText(`Screenshot of ${PUPIL.name} kept, for staff who may see the screen.`),
  ).toBeVisible();
  await page.goBack();
  await expect(tile(PUPIL.name)).toHaveAttribute('aria-selected', 'true');

  const lead = await openConsole(
    staff,
    server.url,
    LEAD.email,
    `/groups/${school.groupId}/thumbnails?at=${school.pupilId}`,
  );
  await lead.getByRole('button', { name: /^Screenshot .*Ben Okafor/ }).click();
  const picture = lead.getByRole('dialog', { name: 'Screenshot' }).getByRole('img');
  await expect(picture).toBeVisible();
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await lead.context().close();
});

test('a screen is recorded and played', async () => {
  await tile(PUPIL.name).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Record' }).click();
  await page
    .getByRole('menuitem', { name: /30 seconds/ })
    .first()
    .click();
  await expect(tile(PUPIL.name)).toContainText('Recording');
  first.screen.turnTo('Mountains');
  await expect(tile(PUPIL.name)).toContainText('Mountains');
  await page.getByRole('toolbar').getByRole('button', { name: 'Stop recording' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('button', { name: /^Recording, .*private/ }).click();
  const player = page.getByRole('dialog', { name: 'Recording' });
  await expect(player.getByRole('slider', { name: 'Moment' })).toBeVisible();
  await player.getByRole('button', { name: 'Close' }).click();
});

test('a capture turns the tile red without moving it, and it is calm again once somebody has it', async () => {
  const before = await tile(PUPIL.name).boundingBox();
  await first.write('Honestly everyone would be better off without me. ');
  const marked = tile(new RegExp(`${PUPIL.name}.*(?:Severe|Moderate|Minor) · 1 new capture`));
  await expect(marked).toBeVisible();
  expect((await marked.boundingBox())?.y).toBe(before?.y);
  const { items } = await school.lead.ask(listCaptures);
  await marked.focus();
  await page.keyboard.press('c');
  await expect(page).toHaveURL(new RegExp(`/captures/${items[0]?.id ?? 'none'}`));
  await page.getByRole('button', { name: /^Take it/ }).click();
  await expect(page.getByRole('button', { name: /^Take it/ })).toHaveCount(0);
  await page.goBack();
  await expect(tile(PUPIL.name)).toBeVisible();
  await expect(marked).toHaveCount(0);
});

test('a group that is taken away while it is looked at is gone at once, picture and name', async () => {
  await expect(pictures()).toHaveCount(3);
  const { staff: accounts } = await school.lead.ask(listStaff);
  const account = accounts.find(({ email }) => email === teacher.email);
  await school.lead.ask(changeStaff, {
    params: { id: account?.id ?? '' },
    body: { groupIds: [school.groupId] },
  });
  await expect(page.getByText('This is not here')).toBeVisible();
  await expect(page.locator('.screen-picture')).toHaveCount(0);
  await expect(group('Room 4')).toHaveCount(0);
});
