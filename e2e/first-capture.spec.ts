import { type Browser, expect, type Page, test } from '@playwright/test';
import {
  enrolByHand,
  openPupilBrowser,
  openStaffBrowser,
  type PupilBrowser,
  removeProfile,
  waitUntilConnected,
} from './src/chromium.ts';
import { BOTTOM_LEFT, brightness, brightnessOfScreen, TOP_RIGHT } from './src/pixels.ts';
import { LEAD, PUPIL, SCHOOL_NAME } from './src/school.ts';
import { makeEmptyFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { describe, lastKeyAt, noteKeys, noteText, report } from './src/timing.ts';
import { PASSWORD } from './src/visitor.ts';

/**
 * From an empty folder to a capture that a teacher has dealt with. Real: the program as `npm start` starts it, its
 * PostgreSQL, two Chromiums, the built extension and console, the network between them.
 */
test.describe.configure({ mode: 'serial' });

const SENTENCE = 'Honestly everyone would be better off without me.';
const PHRASE = 'would be better off without me';
/** What agent-core waits for the rest of a sentence. */
const SILENCE_MS = 1500;
const GROUP = '8B Computing';
const TEACHER = { name: 'Ben Okafor', email: 'ben.okafor@northfield.example' };

let server: ServerUnderTest;
let site: Site;
let staff: Browser;
let pupil: PupilBrowser;
let leadPage: Page;
let teacherPage: Page;
let teacherLink = '';
let profile = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeEmptyFolder() });
  site = await startSite({
    '/essay': html('My essay', '<label>Essay <textarea rows="6" cols="60"></textarea></label>'),
  });
  staff = await openStaffBrowser();
});

test.afterAll(async () => {
  await pupil?.close();
  await staff?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(profile);
  removeDataFolder(server.folder);
});

test('the printed address makes the school and leads into the console', async () => {
  expect(server.readyAfterMs, 'first start').toBeLessThan(60_000);
  report('first start', `${(server.readyAfterMs / 1000).toFixed(1)} s`);
  const context = await staff.newContext();
  leadPage = await context.newPage();
  await leadPage.goto(server.setupUrl ?? '');
  await leadPage.getByLabel('Name of the school').fill(SCHOOL_NAME);
  await leadPage.getByLabel('Your name').fill(LEAD.name);
  await leadPage.getByLabel('Your e-mail address').fill(LEAD.email);
  await leadPage.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await expect(leadPage.getByRole('checkbox', { name: /safeguarding lead/ })).toBeChecked();
  await leadPage.getByRole('button', { name: 'Set up the school' }).click();
  await expect(leadPage.getByRole('heading', { name: 'Captures', level: 1 })).toBeVisible();
  await expect(leadPage.getByText(SCHOOL_NAME)).toBeVisible();
});

test('the console makes a class, its pupil and its teacher', async () => {
  await leadPage.goto(`${server.url}/groups`);
  await leadPage.getByRole('button', { name: 'Make the first group' }).click();
  await leadPage.getByLabel('Name').fill(GROUP);
  await leadPage.getByRole('button', { name: 'Make it' }).click();
  await expect(leadPage.getByRole('heading', { name: GROUP, level: 1 })).toBeVisible();

  await leadPage.getByRole('link', { name: 'People', exact: true }).click();
  await leadPage.getByRole('button', { name: 'Add a person' }).first().click();
  const person = leadPage.getByRole('dialog', { name: 'Add a person' });
  await person.getByLabel('Name', { exact: true }).fill(PUPIL.name);
  await person.getByLabel('Account on the devices').fill(PUPIL.username);
  await person.getByLabel('Year').fill('8');
  await person.getByLabel('Form').fill(PUPIL.form);
  await person.getByText(GROUP).click();
  await person.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(person).toBeHidden();
  await expect(leadPage.getByRole('row', { name: new RegExp(PUPIL.name) })).toBeVisible();

  await leadPage.getByRole('link', { name: 'Settings', exact: true }).click();
  await leadPage.getByRole('link', { name: 'Staff', exact: true }).click();
  await leadPage
    .getByRole('button', { name: /Invite/ })
    .first()
    .click();
  const invitation = leadPage.getByRole('dialog', { name: 'Invite a member of staff' });
  await invitation.getByLabel('Name', { exact: true }).fill(TEACHER.name);
  await invitation.getByLabel('E-mail address').fill(TEACHER.email);
  await expect(invitation.getByRole('checkbox', { name: /^Teacher/ })).toBeChecked();
  await invitation.getByText(GROUP).click();
  await invitation.getByRole('button', { name: 'Make the link' }).click();
  const link = leadPage.getByRole('region', { name: 'One-time link' });
  teacherLink = (await link.getByText(server.url).textContent()) ?? '';
  await leadPage.getByRole('button', { name: 'Done' }).click();
});

test('a device is enrolled with the school code and given to the pupil', async () => {
  await leadPage.goto(`${server.url}/devices/enrol`);
  await leadPage.getByRole('button', { name: 'Make a school code' }).click();
  await leadPage.getByRole('button', { name: 'Make the code' }).click();
  const code = leadPage.getByText(/^[A-Z0-9]{5}-[A-Z0-9]{5}$/);
  await expect(code).toBeVisible();

  pupil = await openPupilBrowser();
  profile = pupil.profile;
  await enrolByHand(pupil, server.url, (await code.textContent()) ?? '');
  await leadPage.getByRole('link', { name: 'Devices', exact: true }).click();
  const row = leadPage.getByRole('row', { name: /Live/ });
  await expect(row).toBeVisible();
  await row.getByRole('link').first().click();
  await leadPage.getByRole('button', { name: 'Change', exact: true }).click();
  const form = leadPage.getByRole('form', { name: 'Change the device' });
  await form.getByLabel('Name').fill('Trolley 7');
  await form.getByLabel('Room').fill('Library');
  await form.getByRole('combobox', { name: 'Belongs to' }).click();
  await leadPage.keyboard.type('Ana');
  await leadPage.getByRole('option', { name: new RegExp(PUPIL.name) }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  const details = leadPage.getByRole('complementary', { name: 'Details of the device' });
  for (const shown of ['Trolley 7', 'Library', PUPIL.name]) await expect(details).toContainText(shown);
  // Ana sits down: her session begins with the browser.
  await pupil.close();
  pupil = await openPupilBrowser({ profile });
  await waitUntilConnected(pupil);

  const context = await staff.newContext({ viewport: { width: 1280, height: 720 } });
  teacherPage = await context.newPage();
  await teacherPage.goto(teacherLink);
  await teacherPage.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await teacherPage.getByRole('button', { name: 'Set password and go in' }).click();
  // A teacher's work begins in their class.
  await expect(teacherPage.getByRole('gridcell', { name: new RegExp(PUPIL.name) })).toBeVisible();
  await expect(teacherPage.getByText('None waiting')).toBeVisible();
  await expect(teacherPage.getByText('1 device live')).toBeVisible();
});

test('a Severe phrase pops up in the teacher’s console within two seconds and is dealt with', async () => {
  const essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay`);
  await noteKeys(essay);
  const appeared = await noteText(teacherPage, PHRASE);
  const field = essay.getByLabel('Essay');
  await field.focus();
  await essay.keyboard.type(`${SENTENCE} `);
  const shownAt = await appeared();
  const ms = shownAt - (await lastKeyAt(essay));
  report('trigger to pop-up', `${ms} ms`);
  expect(ms).toBeLessThan(2000);

  const popUp = teacherPage.getByRole('article', { name: `Severe capture of ${PUPIL.name}` });
  await expect(popUp).toContainText(SENTENCE);
  await expect(popUp.locator('mark')).toHaveText(/better off without me/);
  await popUp.getByRole('button', { name: 'Open' }).click();
  await expect(teacherPage.getByRole('blockquote')).toHaveText(SENTENCE);
  await expect(teacherPage.getByText('Trolley 7').first()).toBeVisible();

  await teacherPage.getByRole('button', { name: /Open \(your view is recorded\)/ }).click();
  const image = teacherPage.getByRole('figure').getByRole('img');
  await expect
    .poll(() => image.evaluate((shown) => (shown as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(300);
  const reader = await (await staff.newContext()).newPage();
  const plain = await brightnessOfScreen(essay, reader, TOP_RIGHT);
  expect(plain, 'the pupil’s page is white there').toBeGreaterThan(240);
  expect(await brightness(image, TOP_RIGHT), 'the watermark is dark').toBeLessThan(140);
  expect(await brightness(image, BOTTOM_LEFT), 'the rest is the page').toBeGreaterThan(240);
  await reader.context().close();

  await teacherPage.getByRole('button', { name: /^Resolve/ }).click();
  await teacherPage
    .getByLabel(/^Resolved/)
    .fill('Spoke with Ana and rang home; seen by the counsellor at two.');
  await teacherPage.getByRole('button', { name: /Set to Resolved/ }).click();
  await expect(teacherPage.getByText('None waiting')).toBeVisible();
  await teacherPage.reload();
  const history = teacherPage.getByRole('list').filter({ hasText: 'Captured on the device' });
  await expect(history).toContainText('Ben Okafor opened the screenshot');
  await expect(history).toContainText('Ben Okafor set it from Unclassified to Resolved');
  await expect(history).toContainText('Spoke with Ana and rang home');
  const times = await history.getByRole('time').all();
  expect(times.length).toBeGreaterThanOrEqual(4);
  for (const time of times) {
    const at = Date.parse((await time.getAttribute('datetime')) ?? '');
    expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
  }
  await essay.close();
});

test('the safeguarding lead reads in the audit who looked', async () => {
  await leadPage.getByRole('link', { name: 'Settings', exact: true }).click();
  await leadPage.getByRole('link', { name: 'Audit', exact: true }).click();
  const looks = leadPage.getByRole('row').filter({ hasText: /Opened a screenshot/ });
  await expect(looks).toHaveCount(1);
  await expect(looks).toContainText(TEACHER.name);
  await expect(looks).toContainText(PUPIL.name);
});

/** Milliseconds from the last key to the words on the teacher's screen; less than none where a part was enough. */
async function popUpAfter(text: string, phrase: string): Promise<number> {
  const essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay`);
  await noteKeys(essay);
  const appeared = await noteText(teacherPage, phrase);
  await essay.getByLabel('Essay').focus();
  await essay.keyboard.type(text);
  const ms = (await appeared()) - (await lastKeyAt(essay));
  await essay.close();
  return ms;
}

test('every further Severe phrase is as quick', async () => {
  const phrases = [
    ['I am going to kill myself tonight. ', 'kill myself tonight'],
    ['I started cutting myself again. ', 'cutting myself again'],
    ['By the time you read this I will be gone.\n', 'read this I will be gone'],
    ['I wanna cut again. ', 'wanna cut again'],
    ['What is the easiest way to die? ', 'easiest way to die'],
  ] as const;
  const figures: number[] = [];
  for (const [text, phrase] of phrases) figures.push(await popUpAfter(text, phrase));
  report('trigger to pop-up', describe(figures));
  expect(Math.max(...figures)).toBeLessThan(2000);
});

test('a sentence that is left without an end is judged after the silence that ends it', async () => {
  const ms = await popUpAfter('My friend says she wants to kill herself', 'she wants to kill herself');
  report('last key to pop-up, without an end', `${ms} ms`);
  expect(ms).toBeLessThan(SILENCE_MS + 1000);
});
