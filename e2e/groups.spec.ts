import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { addGroup, changeGroup, explainSettings, listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The safeguarding lead makes a group, puts a pupil in for an hour, lets a rule bring in the rest, and says how screens
 * may be looked at there; a teacher makes a group of their own. By keyboard where it is done often.
 */
test.describe.configure({ mode: 'serial' });

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  for (const [name, form] of [
    ['Ben Okoro', '8B'],
    ['Chi Ng', '8A'],
    ['Dan Fox', '9C'],
  ] as const) {
    const username = name.toLowerCase().replace(' ', '.');
    const year = form.slice(0, 1);
    await school.lead.ask(addPerson, {
      body: { name, username, kind: 'pupil', year, form, groupIds: [] },
    });
  }
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/groups');
});

test.afterAll(async () => {
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

const members = () => page.getByRole('region', { name: 'Members' }).getByRole('row');
const axe = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  // The library's own announcer leaves an empty picture behind where a button was busy.
  expect(violations.filter(({ id }) => id !== 'role-img-alt')).toEqual([]);
};

test('a group is made and opens on its properties', async () => {
  await page.getByRole('button', { name: 'Make a group' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Year 8');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Year 8', exact: true })).toBeVisible();
  await expect(page.getByText('Nobody is in this group')).toBeVisible();
  await axe();
});

test('a pupil is put in for an hour, by keyboard, and the list says until when', async () => {
  await page.getByRole('button', { name: 'Add people' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add people' });
  await dialog.getByRole('combobox', { name: 'Who' }).focus();
  await page.keyboard.type('ana');
  await expect(page.getByRole('option', { name: /Ana Silva/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('list', { name: 'Chosen' })).toContainText(PUPIL.name);
  await dialog.getByRole('button', { name: /For how long/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: 'For good' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/They are out again by themselves on/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Add 1 person' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(members().filter({ hasText: PUPIL.name })).toContainText(
    /Put in by hand.*, in (?:59|60) min|in 1 h/,
  );
});

test('a rule says whom it would bring in before it is saved, and brings them in', async () => {
  await page.getByRole('button', { name: 'Add a line' }).press('Enter');
  await page.getByRole('button', { name: /What it looks at/ }).press('Enter');
  await page.getByRole('option', { name: 'Form' }).press('Enter');
  await page.getByLabel('Pattern of line 1').fill('8*');
  await expect(page.getByText('Would bring in 3 people: Ana Silva, Ben Okoro, Chi Ng.')).toBeVisible();
  await page.getByLabel('Pattern of line 1').press('Enter');
  await expect(members().filter({ hasText: 'Chi Ng' })).toContainText('By the rule');
  await expect(members()).toHaveCount(4);
  // Whom the rule brings in is not taken out one by one, and the button says so.
  const takeOut = page.getByRole('button', { name: 'Take out Chi Ng' });
  await expect(takeOut).toHaveAttribute('aria-disabled', 'true');
  await expect(takeOut).toHaveAccessibleDescription(/change the rule/);
});

test('what the group says of screens holds for its people, with the reason', async () => {
  await page.getByRole('radio', { name: /Leave it to other groups/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Deny', exact: true })).toBeChecked();
  await page.getByRole('button', { name: 'Save remote view' }).press('Enter');
  await expect(page.getByText('Now: Deny.')).toBeVisible();
  const { settings } = await school.lead.ask(explainSettings, { query: { personId: school.pupilId } });
  expect(settings[0]).toMatchObject({ value: 'deny', from: { name: 'Year 8' }, decidedBy: 'only' });
  await axe();
});

test('a change by somebody else arrives without a reload', async () => {
  const { groups } = await school.lead.ask(listGroups);
  const id = groups.find(({ name }) => name === 'Year 8')?.id ?? '';
  await school.lead.ask(changeGroup, { params: { id }, body: { rules: [] } });
  await expect(members()).toHaveCount(2);
  await school.lead.ask(addGroup, { body: { name: 'Year 9', kind: 'people', parentId: null } });
});

test('a group is deleted after a question that says what goes and what stays', async () => {
  await page.getByRole('button', { name: 'Delete' }).press('Enter');
  const question = page.getByRole('alertdialog', { name: 'Delete this group?' });
  await expect(question).toContainText('the members themselves and their captures stay');
  await question.getByRole('button', { name: 'Delete the group' }).press('Enter');
  await expect(page).toHaveURL(/\/groups$/);
  await expect(page.getByRole('link', { name: 'Year 8', exact: true })).toHaveCount(0);
});

test('a teacher makes a personal group that nobody else sees, and cannot change those of the school', async () => {
  const teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  const own = await openConsole(staff, server.url, teacher.email, `/groups/${school.groupId}/properties`);
  await expect(own.getByText(/changed by an administrator/).first()).toBeVisible();
  await expect(own.getByRole('button', { name: 'Take out Ana Silva' })).toHaveCount(0);
  await own.goto(`${server.url}/groups`);
  await own.getByRole('button', { name: 'Make a group' }).press('Enter');
  await expect(own.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await own.keyboard.type('My readers');
  await own.keyboard.press('Enter');
  await expect(own.getByText(/Your own group/)).toBeVisible();
  const { groups } = await school.lead.ask(listGroups);
  expect(groups.map(({ name }) => name)).not.toContain('My readers');
  await own.context().close();
});
