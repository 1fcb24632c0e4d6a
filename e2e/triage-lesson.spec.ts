import { type Browser, expect, type Page, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { listAllowances } from '@lapwing/protocol/features/policies/settings.api.ts';
import { ownTerm } from '../apps/server/test/own-terms.ts';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { makeSchool, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The end of a lesson: a teacher works through the twelve captures of the class by keyboard alone, one press to open
 * them and at most three for each. Real: the server, its database, the console in Chromium. Not real: the devices.
 */
test.describe.configure({ mode: 'serial' });

const POLICIES = Object.freeze([
  ['01890a5d-ac96-774b-bcce-b302099a8001', 'bullying', 'flimmer'],
  ['01890a5d-ac96-774b-bcce-b302099a8002', 'drugs', 'glommer'],
] as const);
const PUPILS = Object.freeze([
  'Ben Adeyemi',
  'Chloe Whitcombe',
  'Dev Ramanathan',
  'Erin Price',
  'Farah Idris',
]);
const THINGS = Object.freeze(['parade', 'orchestra', 'museum', 'festival', 'harbour', 'library']);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let teacher: StaffMember;
let page: Page;

test.beforeAll(async () => {
  // Six devices come in, each with its own terms.
  test.setTimeout(60_000);
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  await lead.ask(applyChange, {
    body: {
      base: 0,
      reason: 'What a gang of the town calls itself.',
      edits: POLICIES.flatMap(([id, risk, word]) => [
        { kind: 'policy', id, value: { title: `Gang: ${word}`, description: '', risk } },
        {
          kind: 'term',
          id: `own.${id}`,
          value: ownTerm(word, { policy: id, severity: risk === 'drugs' ? 'moderate' : 'minor' }),
        },
      ]),
    },
  });
  const accounts = ['ana.silva'];
  for (const name of PUPILS) {
    const username = name.toLowerCase().replace(' ', '.');
    accounts.push(username);
    await lead.ask(addPerson, {
      body: { name, username, form: '8B', kind: 'pupil', year: '8', groupIds: [school.groupId] },
    });
  }
  teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const devices = await Promise.all(accounts.map((account, at) => fleet.add(`CR1-0${at + 1}`, account)));
  for (const [at, device] of devices.entries())
    for (const [, , word] of POLICIES) await device.write(`We saw the ${word} ${THINGS[at] ?? ''} in town. `);
  await expect.poll(async () => (await teacher.ask(listCaptures)).items.length).toBe(12);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, teacher.email, `/groups/${school.groupId}/list`);
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

const rows = () => page.getByRole('list', { name: 'Captures', exact: true }).getByRole('link');
const detail = () => page.getByRole('region', { name: 'Details of the capture' });
const openNow = async (): Promise<number> =>
  (await teacher.ask(listCaptures, { query: { status: 'open' } })).items.length;

/** Presses the keys once the capture that is shown can be dealt with; waits until another is shown. */
async function dealWith(keys: readonly string[]): Promise<void> {
  const quote = detail().getByRole('blockquote').first();
  await expect(detail().getByRole('toolbar', { name: 'Actions' })).toBeVisible();
  const before = await quote.textContent();
  const left = await openNow();
  for (const key of keys) {
    await page.keyboard.press(key);
    // The next key is for what this one opened.
    if (key === 'f' || key === 'r' || key === 'w')
      await expect(page.getByRole('group', { name: /Usual reasons/ })).toBeFocused();
    if (key === '1') await expect(page.locator(':focus')).toHaveText(/^Set to|^Let it pass/);
  }
  await expect.poll(openNow).toBe(left - 1);
  if (left > 1) await expect(quote).not.toHaveText(before ?? '');
}

test('twelve captures of the class are worked through by keyboard, two of them let pass for it', async () => {
  // One press opens them.
  await page
    .getByRole('navigation', { name: 'Views of the group' })
    .getByRole('link', { name: /Captures/ })
    .press('Enter');
  await expect(rows()).toHaveCount(12);
  await expect(rows().first()).toContainText('Moderate');
  await expect(page.getByRole('checkbox', { name: 'Choose all shown (12)' })).toBeVisible();

  await page.keyboard.press('j');
  await dealWith(['f', '1', 'Enter']);
  await dealWith(['w', '1', 'Enter']);
  await dealWith(['r', '1', 'Enter']);
  await dealWith(['w', '1', 'Enter']);
  await dealWith(['f', '1', 'Enter']);
  const { items } = await teacher.ask(listAllowances);
  expect(items.map(({ group }) => group?.name)).toEqual(['8B Computing', '8B Computing']);
  expect(items.map(({ kind }) => kind)).toEqual(['phrase', 'phrase']);

  // The last seven have the same story: chosen together, resolved together.
  await page.keyboard.press('x');
  for (let more = 0; more < 6; more += 1) await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(page.getByText('7 captures', { exact: true })).toBeVisible();
  expect(await axeFinds(page, 'seven chosen')).toEqual([]);
  await page.keyboard.press('r');
  const together = page.getByRole('dialog', { name: 'Resolved: 7 captures' });
  await expect(together.getByRole('group', { name: /Usual reasons/ })).toBeFocused();
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  await expect(page.getByText('7 captures set to Resolved.')).toBeVisible();
  await expect(page.getByText('None waiting')).toBeVisible();
  expect(await openNow()).toBe(0);
});

test('the last change is taken back by a key, and nothing acts while one types', async () => {
  await page.keyboard.press('u');
  await expect(page.getByText('Taken back for 7 captures.')).toBeVisible();
  await expect.poll(openNow).toBe(7);
  await page.keyboard.press('n');
  const note = page.getByRole('form', { name: 'Writing: Note' }).getByLabel('Note');
  await expect(note).toBeFocused();
  await page.keyboard.type('tafwrxug?');
  await expect(note).toHaveValue('tafwrxug?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await openNow()).toBe(7);
});

test('a view is kept under a name and found again by keyboard', async () => {
  await page.keyboard.press('Escape');
  await page.goto(`${server.url}/captures?severity=moderate&assigned=nobody`);
  await page.getByRole('button', { name: 'Saved views' }).press('Enter');
  await page.getByRole('menuitem', { name: /Save or delete/ }).press('Enter');
  const window = page.getByRole('dialog', { name: 'Saved views' });
  await window.getByLabel(/as$/).fill('Moderate and free');
  await page.keyboard.press('Enter');
  await expect(window).toHaveCount(0);
  await page.goto(`${server.url}/captures`);
  await page.getByRole('button', { name: 'Saved views' }).press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Moderate and free' }).press('Enter');
  await expect(page).toHaveURL(/\?severity=moderate&assigned=nobody$/);
});
