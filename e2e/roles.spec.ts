import { type Browser, expect, type Page, test } from '@playwright/test';
import { acceptLink } from '@lapwing/protocol/features/accounts/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { axeFindsNow } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { PASSWORD, visit } from './src/visitor.ts';

/**
 * The school makes a role of its own, by keyboard: a librarian who sees the captures of their group and does not deal
 * with them. Real: the server, its database, the agent's protocol, the console in Chromium.
 */
test.describe.configure({ mode: 'serial' });

const LIBRARIAN = Object.freeze({ name: 'Lena Book', email: 'lena.book@northfield.example' });
const SENTENCE = 'Honestly everyone would be better off without me.';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let lead: Page;
let link = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const device = await fleet.add('LIB-01', PUPIL.username);
  await device.write(`${SENTENCE} `);
  staff = await openStaffBrowser();
  lead = await openConsole(staff, server.url, LEAD.email, '/staff/roles');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('an administrator copies the teacher to a librarian who does not deal with captures', async () => {
  await lead.getByRole('button', { name: 'Copy Teacher' }).press('Enter');
  const editor = lead.getByRole('dialog', { name: 'Make a role' });
  await expect(editor.getByLabel('Name', { exact: true })).toBeFocused();
  await lead.keyboard.type('Librarian');
  await editor.getByRole('checkbox', { name: /^Deal with captures/ }).press('Space');
  await expect(editor.getByText('0 more and 1 fewer than Teacher')).toBeVisible();
  await expect(editor.getByRole('checkbox', { name: /^Read the audit/ })).toBeDisabled();
  await editor.getByLabel('Name', { exact: true }).press('Enter');
  await expect(editor).toBeHidden();
  const row = lead.getByRole('table', { name: 'Roles' }).getByRole('row').filter({ hasText: 'Librarian' });
  await expect(row.last()).toContainText('Teacher: 1 fewer');
});

test('and gives it to somebody, with a group', async () => {
  await lead.getByRole('link', { name: 'Staff', exact: true }).first().press('Enter');
  await lead.getByRole('button', { name: 'Invite somebody' }).press('Enter');
  const form = lead.getByRole('dialog', { name: 'Invite a member of staff' });
  await expect(form.getByLabel('Name', { exact: true })).toBeFocused();
  await lead.keyboard.type(LIBRARIAN.name);
  await lead.keyboard.press('Tab');
  await lead.keyboard.type(LIBRARIAN.email);
  await form.getByRole('checkbox', { name: /^Teacher/ }).press('Space');
  await form.getByRole('checkbox', { name: /^Librarian/ }).press('Space');
  await form.getByRole('checkbox', { name: /^8B Computing/ }).press('Space');
  await form.getByLabel('E-mail address').press('Enter');
  const shown = lead.getByRole('alertdialog').or(lead.getByRole('dialog', { name: 'The one-time link' }));
  link = (await shown.getByText(/\/welcome#/).textContent()) ?? '';
  expect(link).toContain('#');
});

test('who sees the captures of that group, and no way to deal with them', async () => {
  const token = link.split('#')[1] ?? '';
  const librarian = visit(server.url);
  await librarian.ask(acceptLink, { body: { token, password: PASSWORD } });
  const { items } = await librarian.ask(listCaptures);
  const id = items[0]?.id ?? '';
  expect(items.map(({ person }) => person?.name)).toEqual([PUPIL.name]);
  const page = await openConsole(staff, server.url, LIBRARIAN.email, `/captures/${id}`);
  await expect(page.getByRole('blockquote').first()).toHaveText(SENTENCE);
  await page.keyboard.press('t');
  for (const name of [/^Take/, /^Resolve/, /^Escalate/])
    for (const button of await page.getByRole('button', { name }).all())
      await expect(button).toHaveAttribute('aria-disabled', 'true');
  const { status } = await librarian.fetch('POST', `/api/captures/${id}/take`, { revision: 0 });
  expect(status).toBe(404);
  await page.goto(`${server.url}/staff/roles`);
  await expect(page.getByText(/Your role does not include this page/)).toBeVisible();
  for (const address of ['/api/accounts/roles', '/api/accounts/staff', '/api/audit'])
    expect((await librarian.fetch('GET', address)).status, address).toBe(404);
  await page.context().close();
});

test('a change of the role counts at once in the open console, and the audit says who, what, before and after', async () => {
  const page = await openConsole(staff, server.url, LIBRARIAN.email, '/captures');
  await expect(
    page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Policies' }),
  ).toBeVisible();
  await lead.goto(`${server.url}/staff/roles`);
  await lead.getByRole('button', { name: 'Change Librarian' }).press('Enter');
  const editor = lead.getByRole('dialog', { name: 'Change Librarian' });
  await expect(editor.getByText('1 person has this role.')).toBeVisible();
  await editor.getByRole('checkbox', { name: /^Look at policies/ }).press('Space');
  await expect(editor.getByRole('checkbox', { name: /^Let a term pass/ })).not.toBeChecked();
  await editor.getByRole('button', { name: 'Save the role' }).press('Enter');
  await expect(
    page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Policies' }),
  ).toBeHidden();

  await lead.goto(`${server.url}/audit?action=accounts.`);
  const lines = lead.getByRole('table', { name: 'Audit' }).getByRole('row');
  await expect(lines.filter({ hasText: 'Made the role Librarian' })).toContainText(
    'without Deal with captures',
  );
  const changed = lines.filter({ hasText: 'Changed the role Librarian' });
  await expect(changed).toContainText('without Let a term pass; Look at policies');
  await changed.getByRole('button', { name: /^Open line/ }).press('Enter');
  const panel = lead.getByRole('complementary', { name: 'The line' });
  await expect(panel.getByText('As it was written')).toBeVisible();
  await lead.getByRole('button', { name: 'Check the chain' }).press('Enter');
  await expect(lead.getByText(/The chain is whole/)).toBeVisible();
  const { items } = await school.lead.ask(listAudit, { query: { action: 'audit.check-result', limit: '5' } });
  expect(items.map(({ outcome }) => outcome)).toEqual(['done']);
});

test('support sees the console as that person for a while, as far as both may see it, and she can see that', async () => {
  await lead.goto(`${server.url}/staff`);
  await lead.getByRole('button', { name: `See as, for ${LIBRARIAN.name}` }).press('Enter');
  const form = lead.getByRole('dialog', { name: `See the console as ${LIBRARIAN.name}` });
  await expect(form.getByLabel('Reason')).toBeFocused();
  await lead.keyboard.type('She cannot find a capture');
  await form.getByRole('button', { name: 'See it' }).press('Enter');
  const bar = lead.getByRole('region', { name: 'Seeing the console as somebody else' });
  await expect(bar.getByRole('status')).toContainText(`You see the console as ${LIBRARIAN.name} sees it`);
  await expect(bar).toContainText('30 minutes left');
  const places = lead.getByRole('navigation', { name: 'Places' });
  await expect(places.getByRole('link', { name: /Captures/ })).toBeVisible();
  await expect(places.getByRole('link', { name: 'Concerns' })).toBeHidden();
  // The page that is open to both comes in place of the one that is not.
  await expect(lead.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await axeFindsNow(lead)).toEqual([]);

  await bar.getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(places.getByRole('link', { name: 'Concerns' })).toBeVisible();
  await expect(bar).toBeHidden();
  const page = await openConsole(staff, server.url, LIBRARIAN.email, '/account');
  await expect(page.getByRole('region', { name: 'Who has acted as you' })).toContainText(
    'She cannot find a capture',
  );
  const { items } = await school.lead.ask(listAudit, { query: { action: 'accounts.', limit: '3' } });
  expect(items.map(({ summary }) => summary)).toContain(
    `No longer sees the console as ${LIBRARIAN.name}: stopped it`,
  );
});
