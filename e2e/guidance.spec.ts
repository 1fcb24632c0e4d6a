import { type Browser, expect, test } from '@playwright/test';
import { axeFindsNow } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { LEAD, makeSchool } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/** What to do about a risk: found by keyboard, read, dialled from, and printed without anything of the console. */
let server: ServerUnderTest;
let staff: Browser;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  await makeSchool(server);
  staff = await openStaffBrowser();
});
test.afterAll(async () => {
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('from a policy to what to do about it, by keyboard, and on to every other page', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, '/policies/suicide');
  await page.getByRole('link', { name: 'What to do', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/guidance\/suicide$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Suicide' })).toBeVisible();
  for (const name of [
    'What it may mean',
    'What to do now',
    'Say',
    'Do not say',
    'Who else helps',
    'Afterwards',
  ])
    await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: '116 123' })).toHaveAttribute('href', 'tel:116123');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await axeFindsNow(page)).toEqual([]);
  }
  await page.getByRole('link', { name: 'All guidance' }).click();
  await expect(page.getByRole('region', { name: 'By risk' }).getByRole('link')).toHaveCount(17);
  await page.getByRole('link', { name: 'Difficult conversations' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Difficult conversations' })).toBeVisible();
  await page.context().close();
});

test('on paper there is the page alone, and links say where they lead', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, '/guidance/grooming');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: 'Afterwards' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.locator('.frame-side')).toBeHidden();
  await expect(page.getByRole('link', { name: 'ceop.police.uk/Safety-Centre' })).toBeVisible();
  await page.context().close();
});

test('an address of no page says so, and leads back', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, '/guidance/nothing-of-the-kind');
  await expect(page.getByRole('heading', { name: 'There is no such page of guidance' })).toBeVisible();
  await page.getByRole('link', { name: 'All guidance' }).click();
  await expect(page).toHaveURL(/\/guidance$/);
  await page.context().close();
});
