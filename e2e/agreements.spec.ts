import { type Browser, expect, type Page, test } from '@playwright/test';
import {
  changeAgreement,
  listAgreements,
  listPersonAgreements,
  showAgreement,
} from '@lapwing/protocol/features/agreements/api.ts';
import { axeFinds, settled } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * An agreement is written from a sample, by keyboard, published, agreed to at a device, and asked again. Real: the
 * server, its database, the agent and its protocol, the console in Chromium. Whoever sits at the device agrees.
 */
test.describe.configure({ mode: 'serial' });

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  await fleet.add('CR1-01', PUPIL.username);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/agreements');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('an agreement is written from a sample by keyboard, and what publishing does is said first', async () => {
  await page.getByRole('button', { name: 'Begin with a sample text' }).press('Enter');
  const samples = page.getByRole('dialog', { name: 'Begin with' });
  await expect(samples).toBeVisible();
  await samples.getByRole('button', { name: 'Use this: Primary school', exact: true }).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('How we use our computers');

  await expect(page.getByText('5 of at most 5 recommended bullet points')).toBeVisible();
  await page.getByLabel('Point 5', { exact: true }).press('Enter');
  await page.keyboard.type('I share the computer.');
  await expect(page.getByText('6 bullet points; at most 5 are recommended')).toBeVisible();
  await page.getByRole('button', { name: 'Remove point 1' }).press('Enter');
  await expect(page.getByLabel('Point 1', { exact: true })).toBeFocused();
  const preview = page.getByRole('group', { name: 'Preview' });
  await expect(preview.getByText('I share the computer.')).toBeVisible();

  await page.getByRole('button', { name: 'Move heading up, part 2' }).press('Enter');
  await expect(preview.locator('p').nth(2)).toHaveText('I promise');
  await expect(page.getByRole('button', { name: 'Move heading up, part 1' })).toBeFocused();

  await page.getByRole('combobox', { name: 'Who is asked' }).pressSequentially('8B');
  await page.getByRole('option', { name: /8B Computing/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Take off 8B Computing' })).toBeVisible();
  await page.getByRole('link', { name: 'All agreements' }).press('Enter');
  const leaving = page.getByRole('alertdialog', { name: 'Leave without saving?' });
  await leaving.getByRole('button', { name: 'Cancel' }).press('Enter');
  await page.getByLabel('Title', { exact: true }).press('Enter');
  await expect(page.getByText('Saved, not published')).toBeVisible();
  expect(await axeFinds(page, 'the editor')).toEqual([]);

  await page.getByRole('button', { name: 'Publish', exact: true }).press('Enter');
  const publish = page.getByRole('dialog', { name: 'Publish and ask?' });
  await expect(publish.getByText('1 person will be asked')).toBeVisible();
  await publish.getByRole('button', { name: 'Publish' }).press('Enter');
  await expect(page.getByText('Saved and asked as it stands')).toBeVisible();
});

test('the pupil agrees, the signature appears, and they are asked again for a reason', async () => {
  await page.getByRole('link', { name: 'Who has agreed' }).press('Enter');
  const row = page.getByRole('row').filter({ hasText: PUPIL.name });
  await expect(row).toContainText('✓Agreed');
  await expect(row).toContainText('CR1-01');
  await settled(page);
  expect(await axeFinds(page, 'the signatures')).toEqual([]);
  await row.getByRole('button', { name: `Ask again: ${PUPIL.name}` }).press('Enter');
  const window = page.getByRole('dialog', { name: 'Ask again?' });
  await expect(window.getByLabel('Why')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(window.getByText('Say in a few words why.')).toBeVisible();
  await page.keyboard.type('Somebody else sat there');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 person will be asked again.')).toBeVisible();
  const answers = async (): Promise<number> =>
    (await school.lead.ask(listPersonAgreements, { params: { id: school.pupilId } })).answers.length;
  await expect.poll(answers).toBe(2);
});

test('of two who write at once, the second loses nothing and is told', async () => {
  const [agreement] = (await school.lead.ask(listAgreements)).agreements;
  const params = { id: agreement?.id ?? '' };
  await page.getByRole('link', { name: 'To the agreement' }).press('Enter');
  await page.getByRole('button', { name: 'Read version 1' }).press('Enter');
  const version = page.getByRole('dialog', { name: 'Version 1, word for word' });
  await expect(version.getByText('I share the computer.')).toBeVisible();
  await version.getByRole('button', { name: 'Close' }).press('Enter');
  const title = page.getByLabel('Title', { exact: true });
  await title.fill('Our promises');
  const { draft, revision, when, decline, yearlyOn, groups } = await school.lead.ask(showAgreement, {
    params,
  });
  const terms = { when, decline, yearlyOn, groupIds: groups.map(({ id }) => id) };
  await school.lead.ask(changeAgreement, {
    params,
    body: { draft: { ...draft, title: 'Rules' }, terms, revision },
  });
  const notice = page.getByRole('alert').filter({ hasText: 'Somebody else has changed this agreement' });
  await expect(notice).toBeVisible();
  await expect(title).toHaveValue('Our promises');
  await notice.getByRole('button', { name: 'Keep mine, replace theirs' }).press('Enter');
  await expect(page.getByText('Saved, not published')).toBeVisible();
  expect((await school.lead.ask(showAgreement, { params })).draft.title).toBe('Our promises');
});
