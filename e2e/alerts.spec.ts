import { type Browser, expect, type Page, test } from '@playwright/test';
import { createServer } from 'node:net';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { type Mailbox, openMailbox } from './src/mailbox.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * Alerts by mail: the safeguarding lead sets the mail server up, is told in words what is wrong with it, puts it right,
 * says who is next, and gets the mail of a Severe capture, which leads to it. Real: the server, its database, the agent's
 * protocol, the console in Chromium, SMTP. Not real: the mailbox.
 */
test.describe.configure({ mode: 'serial' });

const SENTENCE = 'Honestly everyone would be better off without me.';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let device: SimulatedDevice;
let mailbox: Mailbox;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  await school.addStaff('Maya Okafor', ['dsl']);
  mailbox = await openMailbox();
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  device = await fleet.add('CR1-01', PUPIL.username);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/alerts');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await mailbox?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

test('the mail server is set up, with a test that says what is wrong and then that it works', async () => {
  await page.getByRole('link', { name: 'Set up the mail server' }).press('Enter');
  const form = page.getByRole('region', { name: 'Settings' });
  await form.getByLabel('Server', { exact: true }).fill('127.0.0.1');
  await form.getByRole('textbox', { name: 'Port' }).fill(String(await closedPort()));
  await form.getByRole('button', { name: /Encryption/ }).press('Enter');
  await page.getByRole('option', { name: 'No encryption' }).press('Enter');
  await expect(form).toContainText('readable to anybody on the way');
  await form.getByLabel('Sender’s address').fill('lapwing@northfield.example');
  await form.getByRole('button', { name: 'Send a test to me' }).press('Enter');
  await expect(form.getByRole('alert')).toContainText(
    'refused the connection. Look whether the port is right',
  );
  expect(await axeFinds(page, 'a test that failed')).toEqual([]);

  await form.getByRole('textbox', { name: 'Port' }).fill(String(mailbox.port));
  await form.getByRole('button', { name: 'Send a test to me' }).press('Enter');
  await expect(form).toContainText(`A test is on its way to ${LEAD.email}`);
  expect(mailbox.mails.map(({ to }) => to)).toEqual([LEAD.email]);
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByText('Saved. Mail that waits is sent now.')).toBeVisible();
});

test('who is next is said in words as soon as it is saved', async () => {
  await page.getByRole('link', { name: 'Chain and cover' }).press('Enter');
  const steps = page.getByRole('region', { name: 'The chain', exact: true });
  await steps.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await steps.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  const now = page.getByRole('region', { name: /A Severe capture that arrives now/ });
  await expect(now.getByRole('listitem')).toHaveText([
    'At once: Maya Okafor',
    `After 30 min, if nobody has opened it: ${LEAD.name}`,
  ]);
  expect(await axeFinds(page, 'the chain')).toEqual([]);
});

test('a Severe capture is in the mailbox and pops up; both lead to it in one step, and the log has no word of it', async () => {
  await device.write(`${SENTENCE} `);
  const popUp = page.getByRole('article', { name: `Severe capture of ${PUPIL.name}` });
  await expect(popUp).toBeVisible();
  await expect.poll(() => mailbox.mails.length).toBe(3);
  const source = mailbox.mails[2]?.source.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
  expect(source).toContain('Subject: Severe capture: Year 8');
  expect(source).toContain(PUPIL.name);
  expect(source).not.toContain('better off');

  await popUp.getByRole('button', { name: 'Open' }).press('Enter');
  await expect(page.getByRole('blockquote').first()).toHaveText(SENTENCE);
  const link = /https?:\/\/\S+\/captures\/[0-9a-f-]{36}/.exec(source)?.[0] ?? '';
  expect(new URL(link).pathname).toBe(new URL(page.url()).pathname);

  await page.goto(`${server.url}/alerts`);
  await expect(page.getByRole('row', { name: /Sent.*Maya Okafor.*Severe, at once/ })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(PUPIL.name);
});

test('whoever wants no pop-ups has none', async () => {
  await page.goto(`${server.url}/alerts/mine`);
  await page.getByRole('button', { name: /Captures that pop up/ }).press('Enter');
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await page.getByRole('option', { name: 'None' }).press('Enter');
  await saved;
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/api/alerts/pop-ups'));
  await device.write('fenwick the cat would mind. i dont want to be here anymore and i mean it. ');
  await asked;
  await expect(page.getByRole('article')).toHaveCount(0);
});
