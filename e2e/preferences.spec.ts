import { type Browser, expect, type Page, test } from '@playwright/test';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { LEAD, makeSchool } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * How a person likes the console goes with their account: to every window at once, to every machine when it is looked at
 * next, and over a time without a connection.
 */
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

const theme = (page: Page): Promise<string | null> => page.locator('html').getAttribute('data-theme');
const density = (page: Page): Promise<string | null> => page.locator('html').getAttribute('data-density');

async function choose(page: Page, label: string): Promise<void> {
  await page.getByText(label, { exact: true }).click();
}
function saved(page: Page): Promise<unknown> {
  return page.waitForResponse(
    (answer) => answer.url().endsWith('/api/accounts/preferences') && answer.request().method() === 'PUT',
  );
}

test('a choice holds in every window at once, and on another machine', async () => {
  const desk = await openConsole(staff, server.url, LEAD.email, '/account');
  const second = await desk.context().newPage();
  await second.goto(`${server.url}/account`);
  await expect(second.getByRole('heading', { name: 'How Lapwing looks' })).toBeVisible();
  const put = saved(desk);
  await choose(desk, 'Dark');
  await expect.poll(() => theme(desk)).toBe('dark');
  await expect.poll(() => theme(second)).toBe('dark');
  await put;
  const laptop = await openConsole(staff, server.url, LEAD.email, '/account');
  await expect.poll(() => theme(laptop)).toBe('dark');
  // Different things changed at two places both hold.
  const there = saved(laptop);
  await choose(laptop, 'Compact');
  await there;
  await desk.reload();
  await expect.poll(() => density(desk)).toBe('compact');
  await expect.poll(() => theme(desk)).toBe('dark');
  await desk.context().close();
  await laptop.context().close();
});

test('what could not be saved is kept over a reload, and saved when the server is there again', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, '/account');
  await page.route('**/api/accounts/preferences', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.continue(),
  );
  const failed = page.waitForEvent('requestfailed');
  await choose(page, 'Light');
  await failed;
  await page.reload();
  await expect(page.getByRole('heading', { name: 'How Lapwing looks' })).toBeVisible();
  expect(await theme(page)).toBe('light');
  const put = saved(page);
  await page.unroute('**/api/accounts/preferences');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await put;
  const elsewhere = await openConsole(staff, server.url, LEAD.email, '/account');
  await expect.poll(() => theme(elsewhere)).toBe('light');
  await page.context().close();
  await elsewhere.context().close();
});
