import { type Browser, expect, type Page, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { setCaptureStatus } from '@lapwing/protocol/features/captures/triage.api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { listAllowances } from '@lapwing/protocol/features/policies/settings.api.ts';
import { ownTerm } from '../apps/server/test/own-terms.ts';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * A noisy term: the safeguarding lead opens the list, the term, tries the change that is suggested on the past, and
 * applies it to the one year that the noise came from. By keyboard, in five actions from the start page.
 */
const NOISE = [
  'tickets for the flimmer festival are sold out. ',
  'our flimmer festival was in the big hall. ',
  'who sings at the flimmer festival on friday? ',
];
/** A term of the school's own, which turns out to be the name of something harmless as well. */
const TERM = ownTerm('flimmer', {
  policy: 'gambling',
  definition: 'A game for money behind the gym.',
});

let server: ServerUnderTest;
let school: SchoolUnderTest;
let fleet: Fleet;
let staff: Browser;
let page: Page;
let yearNine = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  const year = await lead.ask(addGroup, { body: { name: 'Year 9', kind: 'people', parentId: null } });
  yearNine = year.id;
  const pupil = {
    name: 'Amal Haddad',
    username: 'amal.haddad',
    kind: 'pupil' as const,
    year: '9',
    form: '9A',
  };
  await lead.ask(addPerson, { body: { ...pupil, groupIds: [year.id] } });
  const id = 'own.01890a5d-ac96-774b-bcce-b302099a8058';
  await lead.ask(applyChange, {
    body: { base: 0, reason: 'A local game.', edits: [{ kind: 'term', id, value: TERM }] },
  });
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const device = await fleet.add('CR1-01', pupil.username);
  for (const line of NOISE) await device.write(line);
  await expect.poll(async () => (await lead.ask(listCaptures)).items.length).toBe(NOISE.length);
  const { items } = await lead.ask(listCaptures);
  for (const { id, revision } of items) {
    const body = { status: 'false-positive' as const, rationale: 'A talk at assembly.', revision };
    await lead.ask(setCaptureStatus, { params: { id }, body });
  }
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/');
});

test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('a noisy term is quietened for the year that it was noisy in', async () => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('noisy');
  await expect(page.getByRole('option', { name: /Noisy terms/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  const row = page.getByRole('row', { name: /3 of 3/ });
  await expect(row).toContainText('Let “flimmer festival” pass in Year 9');
  expect(await axeFinds(page, 'the list')).toEqual([]);

  await row.getByRole('link').press('Enter');
  const panel = page.getByRole('complementary', { name: 'The noisy term' });
  await expect(panel).toContainText('none that was real');
  expect(await axeFinds(page, 'the term')).toEqual([]);

  await panel.getByRole('button', { name: 'Try it on the past' }).first().press('Enter');
  const review = page.getByRole('dialog', { name: 'Review 1 change' });
  await expect(review.getByText(/no longer caught/).first()).toBeVisible();
  expect(await axeFinds(page, 'the change')).toEqual([]);

  await review.getByRole('button', { name: 'Apply 1 change' }).press('Enter');
  await expect(review).toBeHidden();
  const { items } = await school.lead.ask(listAllowances);
  expect(items.map(({ group, kind }) => [group?.id, kind])).toEqual([[yearNine, 'phrase']]);
});
