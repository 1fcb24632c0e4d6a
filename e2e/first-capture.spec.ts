import { type Browser, expect, type Page, test } from '@playwright/test';
import { inviteStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { changeDevice, listDevices, renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
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
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { describe, lastKeyAt, noteKeys, noteText, report } from './src/timing.ts';
import { PASSWORD, visit, type Visitor } from './src/visitor.ts';

/**
 * From an empty folder to a capture that a teacher has dealt with. Real: the program as `npm start` starts it, its
 * PostgreSQL, two Chromiums, the built extension and console, the network between them.
 */
test.describe.configure({ mode: 'serial' });

const SENTENCE = 'Honestly everyone would be better off without me.';
const PHRASE = 'would be better off without me';
const TEACHER = { name: 'Ben Okafor', email: 'ben.okafor@northfield.example' };

let server: ServerUnderTest;
let site: Site;
let staff: Browser;
let pupil: PupilBrowser;
let leadPage: Page;
let teacherPage: Page;
let lead: Visitor;
let profile = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
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
  const cookies = await context.cookies();
  lead = visit(server.url, cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
});

test('a device is enrolled with the school code and given to a pupil', async () => {
  const group = await lead.ask(addGroup, { body: { name: '8B Computing', kind: 'people', parentId: null } });
  const person = await lead.ask(addPerson, {
    body: { ...PUPIL, kind: 'pupil', year: '8', groupIds: [group.id] },
  });
  const { link } = await lead.ask(inviteStaff, {
    body: { ...TEACHER, roles: ['teacher'], groupIds: [group.id] },
  });
  const { code } = await lead.ask(renewSchoolCode, { body: { days: 30 } });

  pupil = await openPupilBrowser();
  profile = pupil.profile;
  await enrolByHand(pupil, server.url, code ?? '');
  const { devices } = await lead.ask(listDevices);
  expect(devices.map(({ status }) => status)).toEqual(['online']);
  await lead.ask(changeDevice, {
    params: { id: devices[0]?.id ?? '' },
    body: { name: 'Trolley 7', room: 'Library', assignedPersonId: person.id },
  });
  // Ana sits down: her session begins with the browser.
  await pupil.close();
  pupil = await openPupilBrowser({ profile });
  await waitUntilConnected(pupil);

  const context = await staff.newContext({ viewport: { width: 1280, height: 720 } });
  teacherPage = await context.newPage();
  await teacherPage.goto(link.url);
  await teacherPage.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await teacherPage.getByRole('button', { name: 'Set password and go in' }).click();
  await expect(teacherPage.getByText('Nothing waits')).toBeVisible();
  await expect(teacherPage.getByText('1 device live')).toBeVisible();
});

test('a Severe phrase pops up in the teacher’s console within two seconds and is dealt with', async () => {
  const essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay`);
  await noteKeys(essay);
  const appeared = await noteText(teacherPage, PHRASE);
  const field = essay.getByLabel('Essay');
  await field.focus();
  await essay.keyboard.type(SENTENCE);
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
  const { items } = await lead.ask(listAudit, { query: { action: 'evidence.view' } });
  expect(items.map(({ actor, outcome }) => [actor?.name, outcome])).toEqual([[TEACHER.name, 'opened']]);
  expect(items[0]?.summary).toContain(PUPIL.name);
});

test('every further Severe phrase is as quick', async () => {
  const phrases = [
    ['I am going to kill myself tonight.', 'kill myself tonight'],
    ['I started cutting myself again.', 'cutting myself again'],
    ['By the time you read this I will be gone.', 'read this I will be gone'],
    ['I wanna cut again.', 'wanna cut again'],
    ['What is the easiest way to die?', 'easiest way to die'],
  ] as const;
  const figures: number[] = [];
  for (const [sentence, phrase] of phrases) {
    const essay = await pupil.context.newPage();
    await essay.goto(`${site.url}/essay`);
    await noteKeys(essay);
    const appeared = await noteText(teacherPage, phrase);
    await essay.getByLabel('Essay').focus();
    await essay.keyboard.type(sentence);
    figures.push((await appeared()) - (await lastKeyAt(essay)));
    await essay.close();
  }
  report('trigger to pop-up', describe(figures));
  expect(Math.max(...figures)).toBeLessThan(2000);
});
