import { type Browser, expect, type Page, test } from '@playwright/test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { addGroup, addMembers, changeGroup } from '@lapwing/protocol/features/groups/api.ts';
import { showTimetable } from '@lapwing/protocol/features/policies/settings.api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The safeguarding lead watches five pupils and one more by a rule more closely: all sources for them, somebody of their own
 * who is alerted, a word that only this school knows, its warning heeded, tried on the past, applied and explained at the
 * pupil. What is harmless is let pass and watched for again. The network manager does their part and sees no capture.
 */
test.describe.configure({ mode: 'serial' });

const WITHIN_MS = 5000;
/** A gang's name, made up; three letters, so that Lapwing warns of it. */
const GANG = 'zyx';
const PHRASE = `the ${GANG} lot`;
const HARMLESS = `we are painting the sign of ${PHRASE} for the school fair. `;
const KNOWN = `the search was how to hide my history from ${PHRASE}. `;

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let page: Page;
let fleet: Fleet;
let device: SimulatedDevice;
let group = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  const people: string[] = [];
  for (const name of ['Ana Ito', 'Ben Roy', 'Cem Oz', 'Dia Fox', 'Eli Ng', 'Fay Orr']) {
    const username = name.toLowerCase().replace(' ', '.');
    const form = name === 'Fay Orr' ? '9Z' : '9A';
    const { id } = await lead.ask(addPerson, {
      body: { name, username, kind: 'pupil', year: '9', form, groupIds: [] },
    });
    people.push(id);
  }
  const made = await lead.ask(addGroup, { body: { name: 'Vulnerable', kind: 'people', parentId: null } });
  group = made.id;
  await lead.ask(addMembers, { params: { id: group }, body: { ids: people.slice(0, 5) } });
  await lead.ask(changeGroup, {
    params: { id: group },
    body: { priority: 'high', rules: [{ field: 'form', pattern: '9Z', exclude: false }] },
  });
  await school.addStaff('Nia Bell', ['dsl']);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  device = await fleet.add('LIB-01', 'ana.ito');
  await device.write(KNOWN);
  await expect.poll(async () => (await caught()).length).toBe(1);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, `/policies?group=${group}`);
});

test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** The words that have been caught, the newest first. */
async function caught(): Promise<string[]> {
  const { items } = await school.lead.ask(listCaptures, { query: { limit: '100' } });
  return items.map(({ text }) => (text === null ? '' : text.sentence.slice(text.start, text.end)));
}
const gangs = async (): Promise<number> => (await caught()).filter((words) => words.includes(GANG)).length;
const review = () => page.getByRole('dialog', { name: /^Review/ });

test('all sources are turned on for the group, and somebody of its own is alerted', async () => {
  await page.getByRole('radio', { name: 'All sources, every term' }).check({ force: true });
  await page.getByRole('link', { name: 'Who is alerted' }).click();
  await expect(page.getByRole('heading', { name: 'Named for Vulnerable' })).toBeVisible();
  await page.getByRole('button', { name: /Add somebody/ }).click();
  await page.getByRole('option', { name: 'Nia Bell' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('2 changes not applied yet.')).toBeVisible();
});

test('a local name is added, its warning heeded, and tried on the past', async () => {
  await page.getByRole('link', { name: 'Policies', exact: true }).last().click();
  await page.getByRole('link', { name: 'Weapons and violence' }).click();
  await page.getByRole('link', { name: 'Add a term' }).first().click();
  const words = page.getByRole('textbox', { name: 'What to look for' });
  await words.fill(GANG);
  await expect(page.getByText(`"${GANG}" has fewer than 4 letters`, { exact: false })).toBeVisible();
  await words.fill(PHRASE);
  await expect(page.getByText(`"${GANG}" has fewer than 4 letters`, { exact: false })).toHaveCount(0);
  await page.getByRole('radio', { name: /Moderate/ }).check();
  await page
    .getByRole('textbox', { name: 'What it means' })
    .fill('Older pupils who rob younger ones. Ask who they are with.');
  await page.getByRole('button', { name: 'Review the term' }).click();
  await review().getByRole('button', { name: 'Try it on the past' }).click();
  await expect(review().getByText('1 newly caught')).toBeVisible();
  await review().getByRole('textbox', { name: 'Why' }).fill('After the meeting about these six pupils.');
  await review()
    .getByRole('button', { name: /^Apply/ })
    .click();
  await expect(page.getByText('Applied. Connected devices')).toBeVisible();
  await expect
    .poll(
      async () => {
        await device.write(HARMLESS);
        return gangs();
      },
      { intervals: [200], timeout: WITHIN_MS },
    )
    .toBeGreaterThan(0);
});

test('the pupil’s page says which group gave which setting', async () => {
  await page.goto(`${server.url}/people`);
  await page.getByRole('link', { name: 'Ana Ito' }).click();
  const why = page.getByRole('region', { name: 'What is watched for' });
  await expect(why).toContainText('Everywhere, every term');
  await expect(why.getByText('by Vulnerable').first()).toBeVisible();
  await expect(why).toContainText('Nia Bell');
  // The one whom the rule brings in has the same.
  await page.getByRole('link', { name: 'Fay Orr' }).click();
  await expect(page.getByRole('region', { name: 'What is watched for' })).toContainText('by Vulnerable');
  // Somebody else has not.
  await page.getByRole('link', { name: 'Ana Silva' }).click();
  await expect(page.getByRole('region', { name: 'What is watched for' })).toContainText(
    'Everything as the library has it',
  );
});

test('a phrase is let pass on the device within five seconds, and watched for again as quickly', async () => {
  await page.goto(`${server.url}/policies/let-pass`);
  await page.getByRole('button', { name: 'Let something pass' }).click();
  const window = page.getByRole('dialog', { name: 'Let something pass' });
  await window.getByRole('textbox', { name: 'Phrase' }).fill(`the sign of ${PHRASE}`);
  await window.getByRole('textbox', { name: 'Why' }).fill('The art club paints it.');
  await window.getByRole('button', { name: 'Let it pass' }).click();
  await expect(page.getByRole('row', { name: /the sign of/ })).toContainText('The art club paints it.');
  await expect.poll(reported, { intervals: [200], timeout: WITHIN_MS }).toBe(false);
  await page.getByRole('button', { name: 'Watch again' }).click();
  const question = page.getByRole('alertdialog', { name: 'Watch for it again' });
  await question.getByRole('textbox', { name: 'Why' }).fill('The fair is over.');
  await question.getByRole('button', { name: 'Watch for it again' }).click();
  await expect(page.getByText('Nothing is let pass')).toBeVisible();
  await expect.poll(reported, { intervals: [200], timeout: WITHIN_MS }).toBe(true);
  const { items } = await school.lead.ask(listAudit, { query: { limit: '50' } });
  const said = items.map(({ summary }) => summary).join('\n');
  expect(said).toContain('The art club paints it.');
  expect(said).toContain('The fair is over.');
});

/** Whether the device reports the harmless sentence now; that it looks at all shows the sentence after it. */
async function reported(): Promise<boolean> {
  const before = await gangs();
  const all = (await caught()).length;
  // Another page each time: the same words on the same page are one capture.
  await device.write(HARMLESS);
  await device.write('how to hide my history from school. ');
  await expect.poll(async () => (await caught()).length).toBeGreaterThan(all);
  return (await gangs()) > before;
}

test('a term is let pass from its own details, for a time', async () => {
  await page.goto(`${server.url}/policies/gambling`);
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.getByRole('button', { name: 'Let this term pass' }).click();
  const window = page.getByRole('dialog', { name: 'Let something pass' });
  await window.getByRole('button', { name: /How long/ }).click();
  await page.getByRole('option', { name: 'For a week' }).click();
  await window.getByRole('textbox', { name: 'Why' }).fill('The maths project on odds.');
  await window.getByRole('button', { name: 'Let it pass' }).click();
  await expect(window).toBeHidden();
  await page.goto(`${server.url}/policies/let-pass`);
  await expect(page.getByRole('row', { name: /The maths project on odds/ })).toContainText('in 7 days');
});

test('a capture says what found it and leads to the whole guidance', async () => {
  const { items } = await school.lead.ask(listCaptures, { query: { limit: '100' } });
  const own = items.find(({ text }) => text?.sentence.includes('school fair'));
  await page.goto(`${server.url}/captures/${own?.id ?? ''}`);
  await expect(page.getByText(/Found by .*the policies as of change \d+\./)).toBeVisible();
  await page.getByText('What to do').click();
  await page.getByRole('link', { name: 'All of the guidance, with whom to call' }).click();
  await expect(page).toHaveURL(/\/guidance\/weapons-violence$/);
  await expect(page.getByRole('heading', { name: 'Weapons and violence', level: 1 })).toBeVisible();
});

test('the timetable is not lost by leaving it, and holds once it is applied', async () => {
  await page.goto(`${server.url}/policies/timetable`);
  await page.getByRole('textbox', { name: 'Slot 1 begins' }).fill('9');
  await page.getByRole('textbox', { name: 'Slot 1 ends' }).focus();
  await expect(page.getByRole('textbox', { name: 'Slot 1 begins' })).toHaveValue('09:00');
  await page.getByRole('link', { name: 'Let pass' }).click();
  await page
    .getByRole('alertdialog', { name: 'Leave this page?' })
    .getByRole('button', { name: 'Cancel' })
    .click();
  await expect(page.getByRole('textbox', { name: 'Slot 1 begins' })).toHaveValue('09:00');
  await page.getByRole('button', { name: 'Put into the changes' }).click();
  await page.getByRole('button', { name: 'Review 1 change' }).click();
  await review().getByRole('textbox', { name: 'Why' }).fill('School begins at nine.');
  await review()
    .getByRole('button', { name: /^Apply/ })
    .click();
  await expect(page.getByText('Applied. Connected devices')).toBeVisible();
  const { timetable, own } = await school.lead.ask(showTimetable);
  expect([own, timetable.week[0]?.[0]?.from]).toEqual([true, '09:00']);
});

test('a network manager does the part of the devices and sees no capture on the way', async () => {
  const manager = await school.addStaff('Max Stone', ['administrator']);
  const own = await openConsole(staff, server.url, manager.email, '/policies');
  await expect(own.getByRole('link', { name: 'Captures' })).toHaveCount(0);
  await own.getByRole('button', { name: /Status of Filter evasion/ }).click();
  await own.getByRole('option', { name: 'Disabled' }).click();
  await own.getByRole('button', { name: 'Review 1 change' }).click();
  const window = own.getByRole('dialog', { name: /^Review/ });
  await window.getByRole('button', { name: 'Try it on the past' }).click();
  await expect(window.getByText(/past captures?/).first()).toBeVisible();
  await expect(window.getByText(/\d+ no longer caught/).first()).toBeVisible();
  await expect(own.locator('body')).not.toContainText(GANG);
  await expect(own.locator('body')).not.toContainText('Ana Ito');
  await own.goto(`${server.url}/captures`);
  await expect(own.getByRole('heading', { name: 'Not found' })).toBeVisible();
  await own.context().close();
});
