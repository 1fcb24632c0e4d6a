import { type Browser, expect, type Page, test } from '@playwright/test';
import {
  addAccessPolicy,
  changeAccessPolicy,
  deleteAccessPolicy,
  listAccessPolicies,
  type AccessPolicy,
} from '@lapwing/protocol/features/access/api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The safeguarding lead makes an access policy by keyboard alone, is told which line is wrong, tries an address before
 * and after saving, puts policies in order; and of two who change one at once, nobody loses what they wrote.
 */
let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/access');
});
test.afterAll(async () => {
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

const policies = async (): Promise<AccessPolicy[]> => (await school.lead.ask(listAccessPolicies)).policies;

test('a policy is made by keyboard, tried, put in order, and not overwritten unseen', async () => {
  await page.getByRole('link', { name: 'Make the first' }).press('Enter');
  const form = page.getByRole('form', { name: 'Access policy' });
  await form.getByRole('textbox', { name: 'Title', exact: true }).focus();
  await page.keyboard.type('No games');
  const sites = form.getByRole('textbox', { name: 'Sites, one in each line' });
  await sites.focus();
  await page.keyboard.type('games.example\ncom');
  await expect(form.getByText(/would be every site that ends in \.com/)).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(form.getByText(/One line of the sites cannot be read/).first()).toBeVisible();
  await sites.focus();
  await page.keyboard.press('End');
  for (let back = 0; back < 4; back += 1) await page.keyboard.press('Backspace');
  await form.getByRole('combobox', { name: 'Groups' }).focus();
  await page.keyboard.type('whole');
  await page.getByRole('option', { name: /Whole school/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('list', { name: 'It is for' })).toHaveText(/Whole school/);

  const attempt = page.getByRole('form', { name: 'Try an address' });
  await attempt.getByRole('textbox', { name: 'Address' }).focus();
  await page.keyboard.type('www.games.example/chess');
  await page.keyboard.press('Enter');
  await expect(attempt.getByText('“No games” blocks it (games.example).')).toBeVisible();
  expect(await policies()).toEqual([]);

  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByRole('link', { name: 'No games' })).toBeVisible();
  const [made] = await policies();
  expect(made?.sites).toEqual(['games.example']);
  if (made === undefined) throw new Error('it was just made');

  // Somebody else saves it while it stands open here with something written in it.
  await page.getByRole('link', { name: 'No games' }).press('Enter');
  await form.getByRole('textbox', { name: 'Words for the pupil' }).fill('Play at break.');
  const { groups, id, revision, title, kind, titles, categories, endings, words, hours, inHolidays } = made;
  await school.lead.ask(changeAccessPolicy, {
    params: { id },
    body: {
      title,
      kind,
      titles,
      categories,
      endings,
      words,
      hours,
      inHolidays,
      revision,
      sites: ['games.example', 'chess.example'],
      status: 'enabled',
      groupIds: groups.map((group) => group.id),
    },
  });
  // It says so by itself, and takes nobody from where they write.
  await expect(form.getByText(/saved this policy while you had it open/)).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Words for the pupil' })).toBeFocused();
  await expect(form.getByRole('row', { name: /Sites chess\.example nothing more/ })).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Words for the pupil' })).toHaveValue('Play at break.');
  await form.getByRole('button', { name: 'Save mine over it' }).press('Enter');
  await expect(page.getByRole('link', { name: 'New policy' })).toBeVisible();
  const [kept] = await policies();
  expect([kept?.words, kept?.sites]).toEqual(['Play at break.', ['games.example']]);

  await school.lead.ask(addAccessPolicy, {
    body: {
      title: 'Chess club',
      kind: 'allow',
      sites: ['chess.example'],
      titles,
      categories,
      endings,
      words,
      status: 'enabled',
      hours,
      inHolidays,
      groupIds: [],
    },
  });
  // A colleague's is there without asking for it.
  const handle = page.getByRole('button', { name: /^Move Chess club/ });
  await handle.focus();
  await page.keyboard.press('ArrowUp');
  await expect(handle).toBeFocused();
  await expect(page.getByText('Chess club is at place 1 of 2.')).toBeAttached();
  await expect
    .poll(async () => (await policies()).map((each) => each.title))
    .toEqual(['Chess club', 'No games']);

  // Deleted by somebody else, what is written in it is still there and can be saved as a new one.
  await page.getByRole('link', { name: 'Chess club' }).press('Enter');
  await form.getByRole('textbox', { name: 'Title', exact: true }).fill('Chess at lunch');
  const club = (await policies()).find((each) => each.title === 'Chess club');
  await school.lead.ask(deleteAccessPolicy, { params: { id: club?.id ?? '' } });
  await expect(form.getByText(/Somebody has deleted this policy meanwhile/)).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByRole('link', { name: 'Chess at lunch' })).toBeVisible();
});
