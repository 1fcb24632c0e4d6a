import { readFileSync } from 'node:fs';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { ownTerm } from '../apps/server/test/own-terms.ts';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { wordsOfPdf } from './src/paper.ts';
import { LEAD, makeSchool, PUPIL, SCHOOL_NAME, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * A worry about a pupil: she is found, her captures of one risk this term are looked through, the time around two of them
 * is read, and a PDF is made, in five actions from the start page and by keyboard alone. Real: the server, its database,
 * the console in Chromium, the PDF. Not real: the device.
 */
const TERMS = Object.freeze([
  ['01890a5d-ac96-774b-bcce-b302099a9001', 'eating-disorders', 'flimmer'],
  ['01890a5d-ac96-774b-bcce-b302099a9002', 'drugs', 'glommer'],
] as const);
const SENTENCES = Object.freeze([
  'She skipped the flimmer at noon again.',
  'We passed the glommer on the way home.',
  'Nobody saw the flimmer in the evening.',
]);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  await school.lead.ask(applyChange, {
    body: {
      base: 0,
      reason: 'Words that our pupils use.',
      edits: TERMS.flatMap(([id, risk, word]) => [
        { kind: 'policy', id, value: { title: `Ours: ${word}`, description: '', risk } },
        { kind: 'term', id: `own.${id}`, value: ownTerm(word, { policy: id }) },
      ]),
    },
  });
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const device = await fleet.add('CR1-01', PUPIL.username);
  for (const sentence of SENTENCES) await device.write(`${sentence} `);
  await expect.poll(async () => (await school.lead.ask(listCaptures)).items.length).toBe(SENTENCES.length);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('a worry about a pupil becomes a PDF in five actions', async () => {
  await expect(page.getByRole('heading', { name: 'Captures', level: 1 })).toBeVisible();

  // 1: the pupil, by a few letters.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').locator('input')).toBeFocused();
  await page.keyboard.type('ana si');
  await expect(page.getByRole('option', { name: new RegExp(PUPIL.name) }).first()).toBeVisible();
  await page.keyboard.press('Enter');

  // 2: her captures.
  await page.getByRole('link', { name: /Captures: \d+ open/ }).press('Enter');
  const rows = page.getByRole('list', { name: 'Captures', exact: true }).getByRole('link');
  await expect(rows.first()).toBeVisible();

  // 3: of this risk, this term.
  await page.getByRole('button', { name: 'More filters' }).press('Enter');
  const risk = page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: /Policy/ });
  await risk.press('Enter');
  const eating = page.getByRole('option', { name: 'Eating disorders' });
  await expect(eating).toBeVisible();
  await page.keyboard.type('Eat');
  await expect(eating).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/policy=eating-disorders/);
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: /When/ }).press('Enter');
  await page.getByRole('option', { name: 'This school year' }).press('Enter');
  await expect(page).toHaveURL(/from=/);
  expect(await axeFinds(page, 'her captures of one risk')).toEqual([]);

  // 4: one of them, with what was around it.
  await rows.first().press('Enter');
  const around = page.getByRole('region', { name: 'Around this capture' });
  await expect(around).toContainText('Ours: flimmer');
  await expect(around).toContainText('Ours: glommer');
  await expect(around.getByRole('listitem').filter({ hasText: 'flimmer' })).toHaveCount(2);

  // 5: on paper.
  const begun = page.waitForEvent('download');
  await page.getByRole('link', { name: 'PDF', exact: true }).press('Enter');
  const download = await begun;
  expect(download.suggestedFilename()).toMatch(/^capture-[\d-]+[0-9a-f]{8}\.pdf$/);
  const pages = wordsOfPdf(readFileSync(await download.path()));
  const words = pages.join(' ');
  for (const part of [PUPIL.name, SCHOOL_NAME, 'Ours: flimmer', '\u27E6flimmer\u27E7', LEAD.name]) {
    expect(words).toContain(part);
  }
  for (const [place, text] of pages.entries()) expect(text).toContain(`Page ${place + 1} of ${pages.length}`);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const { history } = await school.lead.ask(showCapture, { params: { id } });
  expect(history.filter(({ event }) => event.kind === 'exported').map(({ by }) => by?.name)).toEqual([
    LEAD.name,
  ]);
});
