import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listPeople } from '@lapwing/protocol/features/people/api.ts';
import { axeFindsNow } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The first day and the first of September: a roster comes in from a file, with its errors put right on screen; a year
 * later the file changes people and marks who is missing; and an account that fits nobody becomes somebody's.
 */
let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  staff = await openStaffBrowser();
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  page = await openConsole(staff, server.url, LEAD.email, '/people');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

async function choose(name: string, text: string): Promise<void> {
  const file = path.join(server.folder, name);
  writeFileSync(file, text);
  await page.getByLabel('CSV file').setInputFiles(file);
}
async function people(): Promise<string[]> {
  return (await school.lead.ask(listPeople)).items.map((person) => person.name);
}
/** One of the figures of the preview. */
function figure(word: string): ReturnType<Page['locator']> {
  return page
    .getByRole('region', { name: 'Preview' })
    .locator('.import-heap')
    .filter({ has: page.getByText(word, { exact: true }) })
    .locator('dd');
}

async function openSearch(): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Search' }).getByRole('searchbox')).toBeFocused();
}

test.describe.configure({ mode: 'serial' });

test('a file that is none is refused with what to do instead', async () => {
  await page.getByRole('link', { name: 'Import from a file' }).click();
  await choose('book.csv', 'PK\u0003\u0004 anything');
  await expect(page.getByRole('region', { name: 'File', exact: true })).toContainText('save it as CSV');
  await choose('empty.csv', '');
  await expect(page.getByRole('region', { name: 'File', exact: true })).toContainText('The file is empty');
});

test('rows with errors are put right on screen, and nothing changes before the import', async () => {
  await choose(
    'roster.csv',
    'Preferred Forename,Preferred Surname,Work email,NC Year,Reg\r\n' +
      'Ana,Silva,ana.silva,8,8B\r\n' +
      '=Ben,Okoro,b.okoro@school.example,9,9C\r\n' +
      'Cleo,Moss,cleo@school.example,Year 9,9C\r\n' +
      'Dov,Levi,,9,9C\r\n',
  );
  await expect(figure('New')).toHaveText('1');
  await expect(figure('To put right')).toHaveText('2');
  const importing = page.getByRole('button', { name: /^Import \d/ });
  await expect(importing).toHaveAttribute('aria-disabled', 'true');
  expect(await axeFindsNow(page, 'main')).toEqual([]);
  const third = page.getByRole('listitem', { name: 'Line 3' });
  await third.getByLabel('Forename').fill('Ben');
  await third.getByLabel('Forename').press('Enter');
  await expect(third).toHaveCount(0);
  await page
    .getByRole('listitem', { name: 'Line 5' })
    .getByRole('button', { name: 'Leave the row out' })
    .click();
  await expect(figure('New')).toHaveText('2');
  await expect(figure('Left out')).toHaveText('1');
  expect(await people()).toEqual(['Ana Silva']);
  await importing.click();
  await expect(page).toHaveURL(/\/people$/);
  await expect(page.getByRole('link', { name: 'Ben Okoro' })).toBeVisible();
  expect(await people()).toEqual(['Ana Silva', 'Ben Okoro', 'Cleo Moss']);
  await expect(page.getByText('Year 9', { exact: true }).first()).toBeVisible();
});

test('the same file a year later changes people, and marks leavers only when that is meant', async () => {
  await page.goto(`${server.url}/people/import`);
  await choose(
    'next.csv',
    'Name,Work email,NC Year,Reg\nAna Silva,ana.silva,9,9C\nBen Okoro,b.okoro@school.example,10,10C\n',
  );
  await expect(figure('Changed')).toHaveText('2');
  await expect(figure('Leaving')).toHaveText('0');
  await page.getByText('Mark who is on the roster and not in the file as having left').click();
  await expect(figure('Leaving')).toHaveText('1');
  const importing = page.getByRole('button', { name: /^Import \d/ });
  await expect(importing).toHaveAttribute('aria-disabled', 'true');
  await page.getByText('Yes, 1 people have left').click();
  await importing.click();
  await expect(page).toHaveURL(/\/people$/);
  await expect(page.getByRole('link', { name: 'Ana Silva' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Cleo Moss' })).toHaveCount(0);
  await page.goto(`${server.url}/people?leavers=only`);
  await expect(page.getByRole('link', { name: 'Cleo Moss' })).toBeVisible();
});

test('an account that fits nobody is matched in one press, and its captures follow', async () => {
  const device = await fleet.add('LIB-04', 'Ben.Okoro7@home.example');
  await device.write('Honestly everyone would be better off without me. ');
  const owner = async (): Promise<string | null | undefined> => {
    const { items } = await school.lead.ask(listCaptures);
    return items[0] === undefined ? undefined : (items[0].person?.name ?? null);
  };
  await expect.poll(owner).toBeNull();
  await page.goto(`${server.url}/people`);
  await page.getByRole('link', { name: /Accounts not matched/ }).click();
  await page.getByRole('button', { name: /Match with Ben Okoro/ }).click();
  await expect(page.getByRole('heading', { name: 'Every account is matched' })).toBeVisible();
  expect(await owner()).toBe('Ben Okoro');
  await page.getByRole('button', { name: 'What was decided' }).click();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect.poll(owner).toBeNull();
});

test('the search finds people with letters wrong, by keyboard alone', async () => {
  await page.goto(`${server.url}/people`);
  await expect(page.getByRole('link', { name: 'Ben Okoro' })).toBeVisible();
  await openSearch();
  await page.keyboard.type('ben okroo');
  await expect(page.getByRole('option', { name: /Ben Okoro/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Details of the person' })).toContainText('Ben Okoro');
  await openSearch();
  await page.keyboard.type('theme dark');
  await expect(page.getByRole('option', { name: /Theme: Dark/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('who presses Enter as soon as a line is there gets that line, before the list has marked it', async () => {
  await openSearch();
  await page.evaluate(() => {
    const field = document.activeElement;
    new MutationObserver((_, seen) => {
      if (document.querySelector('[role=option]')?.textContent?.includes('Theme: Light') !== true) return;
      seen.disconnect();
      if (field?.hasAttribute('aria-activedescendant') === true) throw new Error('it is marked already');
      field?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await page.keyboard.insertText('theme light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeHidden();
});
