import { type Browser, expect, test } from '@playwright/test';
import { listStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import {
  addConcernEntry,
  listConcerns,
  setConcernStatus,
  showConcern,
} from '@lapwing/protocol/features/concerns/api.ts';
import { shareConcern } from '@lapwing/protocol/features/concerns/record.api.ts';
import { listThresholdActs } from '@lapwing/protocol/features/thresholds/api.ts';
import { axeFindsNow } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/** A worry that needs more than a note: from captures to a case file, to a referral, shared with one teacher, closed. */
let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  staff = await openStaffBrowser();
});
test.afterAll(async () => {
  await fleet?.stop();
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('from a capture to a referral by keyboard, the five points between, and closed with the reason', async () => {
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const device = await fleet.add('CR1-01');
  await device.write('Honestly everyone would be better off without me. ');
  const { lead } = school;
  await expect.poll(async () => (await lead.ask(listCaptures)).items.length).toBe(1);
  const captureId = (await lead.ask(listCaptures)).items[0]?.id ?? '';

  const page = await openConsole(staff, server.url, LEAD.email, `/concerns/new?capture=${captureId}`);
  await expect(page.getByRole('heading', { name: 'From one capture' })).toBeVisible();
  await page.getByLabel('Title').fill('Worried about a picture');
  // The words that are being written are kept while their writer looks elsewhere.
  await page.getByRole('link', { name: 'Attach to one that is open' }).click();
  await expect(page.getByText('Choose the concern to which the capture belongs')).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel('Title')).toHaveValue('Worried about a picture');
  if ((await page.getByRole('button', { name: `Take off ${PUPIL.name}` }).count()) === 0) {
    await page.getByRole('combobox', { name: 'Whom it is about' }).fill('ana');
    await page.getByRole('option', { name: PUPIL.name }).click();
  }
  await page.getByLabel('Nudes or semi-nudes are or may be involved').focus();
  await page.keyboard.press('Space');
  await page.getByLabel('What gave rise to it').fill('She told her tutor that somebody asked for a picture.');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Open the concern' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Worried about a picture' })).toBeVisible();
  await expect(page.getByText('Nobody on the staff views, copies')).toBeVisible();

  const points = page.getByRole('form', { name: 'The five points' });
  await points.getByRole('button', { name: 'Record the answers' }).click();
  await expect(points.getByRole('alert')).toContainText('Answer each of the five');
  for (const [place, group] of (await points.getByRole('group').all()).entries()) {
    await group.getByRole('radio', { name: place === 0 ? 'Yes' : 'No', exact: true }).check();
  }
  await points.getByRole('button', { name: 'Record the answers' }).press('Enter');
  await expect(page.getByText('Refer at once to the police and children’s social care')).toBeVisible();
  await page.getByRole('button', { name: 'Record the referral' }).press('Enter');
  const referral = page.getByRole('dialog');
  await expect(referral.getByRole('radio', { name: 'Referred', exact: true })).toBeChecked();
  await referral.getByRole('button', { name: 'Record it' }).press('Enter');
  await expect(referral.getByText('Write in a sentence why.')).toBeVisible();
  await referral.getByLabel('Reason').fill('An adult asked a child for a picture.');
  await referral.getByRole('button', { name: 'Record it' }).press('Enter');
  await expect(page.getByText('A referral is recorded below.')).toBeVisible();

  await page.getByLabel('What happened, or was said or decided').fill('Rang her mother.');
  await page.getByRole('button', { name: 'Add the line' }).press('Enter');
  const chronology = page.getByRole('region', { name: 'Chronology' });
  await expect(chronology.getByRole('listitem').filter({ hasText: 'Rang her mother.' })).toBeVisible();
  await expect(chronology.getByRole('listitem').filter({ hasText: 'Capture: ' })).toBeVisible();

  await page.getByRole('button', { name: 'Add an action' }).press('Enter');
  const action = page.getByRole('dialog');
  await action.getByLabel('What is to be done').fill('Meet her tutor');
  await action.getByLabel('By when').fill('2026-01-05');
  await action.getByRole('button', { name: 'Add it' }).press('Enter');
  await expect(page.getByRole('complementary').getByText('Overdue')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await axeFindsNow(page)).toEqual([]);
  }
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await expect(chronology).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add an action' })).toBeHidden();
  await page.emulateMedia({ media: 'screen' });

  await page.getByRole('link', { name: 'Concerns', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Worried about a picture' })).toContainText(
    '1 overdue',
  );
  await page.goBack();
  await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
  await page
    .getByRole('dialog')
    .getByLabel('Why it can be closed')
    .fill('Passed to social care, plan in place.');
  await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).press('Enter');
  await expect(page.getByText('Passed to social care, plan in place.').first()).toBeVisible();
  await page.context().close();
});

test('a teacher sees nothing of it until it is shared, and then this one alone', async () => {
  const { lead } = school;
  const teacher = await school.addStaff('Nia Ford', ['teacher'], []);
  const page = await openConsole(staff, server.url, teacher.email, '/concerns');
  await expect(page.getByRole('heading', { name: 'No concern is shared with you' })).toBeVisible();
  const account = (await lead.ask(listStaff)).staff.find(({ email }) => email === teacher.email);
  const id = (await lead.ask(listConcerns)).items[0]?.id ?? '';
  await page.goto(`${server.url}/concerns/${id}`);
  await expect(page.getByRole('heading', { name: 'There is no such concern for you to see' })).toBeVisible();
  await lead.ask(shareConcern, { params: { id }, body: { accountId: account?.id ?? '', may: 'read' } });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Worried about a picture' })).toBeVisible();
  await expect(page.getByText('It is shared with you to read.')).toBeVisible();
  await page.getByRole('link', { name: 'Concerns', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Worried about a picture' })).toBeVisible();
  await page.context().close();
});

test('an open page follows what a colleague does, and takes nothing from under the hands of whoever writes', async () => {
  const { lead } = school;
  const id = (await lead.ask(listConcerns)).items[0]?.id ?? '';
  const { revision } = await lead.ask(showConcern, { params: { id } });
  const reopened = { status: 'open', reason: 'There is more to do.', revision } as const;
  await lead.ask(setConcernStatus, { params: { id }, body: reopened });
  const teacher = await school.addStaff('Ola Brand', ['teacher'], []);
  const accountId = (await lead.ask(listStaff)).staff.find(({ email }) => email === teacher.email)?.id ?? '';
  await lead.ask(shareConcern, { params: { id }, body: { accountId, may: 'add' } });
  const page = await openConsole(staff, server.url, teacher.email, `/concerns/${id}`);
  const chronology = page.getByRole('region', { name: 'Chronology' });
  const line = (words: string) => chronology.getByRole('listitem').filter({ hasText: words });
  const write = (words: string): Promise<unknown> => {
    const body = { words, happenedAt: new Date().toISOString(), corrects: null };
    return lead.ask(addConcernEntry, { params: { id }, body });
  };
  await expect(chronology).toBeVisible();
  await write('Spoke with her tutor.');
  await expect(line('Spoke with her tutor.')).toBeVisible();
  const field = page.getByLabel('What happened, or was said or decided');
  await field.fill('Half a sentence');
  await write('Spoke with her mother.');
  await expect(page.getByText('has changed this concern meanwhile')).toBeVisible();
  await expect(line('Spoke with her mother.')).toBeHidden();
  expect(await axeFindsNow(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show it as it is now' }).press('Enter');
  await expect(line('Spoke with her mother.')).toBeVisible();
  await expect(field).toHaveValue('Half a sentence');
  await lead.ask(shareConcern, { params: { id }, body: { accountId, may: 'nothing' } });
  await expect(page.getByRole('heading', { name: 'There is no such concern for you to see' })).toBeVisible();
  await page.context().close();
});

test('a rule puts a pupil in a group, says why beside the pupil, and is taken back with a reason', async () => {
  const { lead } = school;
  const page = await openConsole(staff, server.url, LEAD.email, '/policies/thresholds');
  await page.getByRole('button', { name: 'Make a rule' }).press('Enter');
  const window = page.getByRole('dialog');
  await window.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(window.getByText('Give the rule a name.')).toBeVisible();
  await window.getByLabel('Name').fill('Suicide watch');
  await window.getByLabel('So many captures').fill('2');
  await window.getByLabel('Suicide').check();
  await window.getByRole('button', { name: 'Put the person in' }).press('Enter');
  await page.getByRole('option', { name: '9C Art' }).click();
  await window.getByRole('button', { name: 'Try it on the last 30 days' }).press('Enter');
  await expect(window.getByText('it would have put in nobody')).toBeVisible();
  await window.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByText('2 severe captures of suicide within 7 days: into 9C Art')).toBeVisible();

  const device = await fleet.add('CR1-02', PUPIL.username);
  await device.write('Honestly everyone would be better off without me. ');
  await device.write('I really want to kill myself tonight and nobody would notice. ');
  await expect.poll(async () => (await lead.ask(listThresholdActs)).items.length).toBe(1);
  await page.goto(`${server.url}/people/${school.pupilId}`);
  const rules = page.getByRole('region', { name: 'Done by rules' });
  await expect(
    rules.getByText('2 severe captures of suicide within 7 days, by the rule “Suicide watch”'),
  ).toBeVisible();
  await expect(rules.getByRole('listitem').filter({ hasText: 'In 9C Art until' }).first()).toBeVisible();
  await rules.getByRole('button', { name: /^Take it back/ }).press('Enter');
  await page.getByRole('dialog').getByLabel('Why').fill('It was the text of a play.');
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).press('Enter');
  await expect(rules.getByText('It was the text of a play.')).toBeVisible();
  expect(await axeFindsNow(page)).toEqual([]);
  await page.context().close();
});
