import { randomUUID } from 'node:crypto';
import { type Browser, expect, type Page, test } from '@playwright/test';
import {
  addAgreement,
  listPersonAgreements,
  publishAgreement,
  showAgreement,
} from '@lapwing/protocol/features/agreements/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import {
  enrolByHand,
  openConsole,
  openPupilBrowser,
  openStaffBrowser,
  type PupilBrowser,
  removeProfile,
  waitUntilConnected,
} from './src/chromium.ts';
import { readable } from './src/readable.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { report } from './src/timing.ts';

/**
 * A pupil says no to an agreement and is locked, reads it again and agrees, and is asked once more when the text has
 * changed; all by keyboard, and each answer stays on record. Real: the server, its database, the extension in the pupil's
 * Chromium, the console in another.
 */
// Longer than others: browser and server of a busy machine take seconds for what is done in one elsewhere.
test.describe.configure({ mode: 'serial', timeout: 90_000 });

const TITLE = 'How we use our computers';
/** The bar for a device that is locked and for one that is let go; a busy machine may take a multiple. */
const WITHIN_MS = 1000;
const BUSY_MACHINE = 6;
const ID = randomUUID();

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let staff: Browser;
let pupil: PupilBrowser;
let essay: Page;
let signatures: Page;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, staff, pupil, site] = await Promise.all([
    startServer({ folder: makeDataFolder() }),
    openStaffBrowser(),
    openPupilBrowser(),
    startSite({ '/essay': html('My essay', '<label>Essay <textarea></textarea></label>') }),
  ]);
  school = await makeSchool(server);
});
test.afterAll(async () => {
  await pupil?.close();
  await staff?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

const own = (name: string): Page | undefined =>
  pupil.context.pages().find((page) => page.url().includes(`/${name}.html`));

/** The page of the extension that stands before the pupil. */
async function before(name: 'agreement' | 'lock'): Promise<Page> {
  await expect.poll(() => own(name) !== undefined).toBe(true);
  const page = own(name);
  if (page === undefined) throw new Error(`${name}.html is gone`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return page;
}

/**
 * Presses a button until the page goes: keys that were meant for the page underneath count for nothing.
 *
 * @returns when the last press began that found the page there
 */
async function answer(page: Page, name: string): Promise<number> {
  let pressed = 0;
  await expect
    .poll(
      async () => {
        if (page.isClosed()) return true;
        pressed = Date.now();
        // The page may be gone before the press is over.
        await page
          .getByRole('button', { name, exact: true })
          .press('Enter', { timeout: 1000 })
          .catch(() => undefined);
        return page.isClosed();
      },
      { intervals: [100] },
    )
    .toBe(true);
  return pressed;
}

const row = () => signatures.getByRole('row').filter({ hasText: PUPIL.name });
const answers = async () =>
  (await school.lead.ask(listPersonAgreements, { params: { id: school.pupilId } })).answers.map(
    ({ version, answer: said }) => `${said} ${version}`,
  );

test('a pupil is asked over everything else, in words that all can read', async () => {
  await enrolByHand(pupil, server.url, await school.newCode());
  const [device] = (await school.lead.ask(listDevices)).devices;
  await school.lead.ask(changeDevice, {
    params: { id: device?.id ?? '' },
    body: { name: 'Trolley 7', assignedPersonId: school.pupilId },
  });
  // The session begins with the browser.
  await pupil.close();
  pupil = await openPupilBrowser({ profile: pupil.profile });
  await waitUntilConnected(pupil);
  essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay`);
  await essay.getByLabel('Essay').fill('Rivers');
  const made = await school.lead.ask(addAgreement, {
    body: {
      id: ID,
      draft: {
        title: TITLE,
        language: 'en-GB',
        blocks: [{ kind: 'bullets', items: ['I look after what I use.', 'I tell an adult.'] }],
        picture: null,
        agreeLabel: 'I agree',
        declineLabel: 'I do not agree',
      },
      terms: { groupIds: [school.groupId], when: 'once', decline: 'lock', yearlyOn: null },
    },
  });
  await school.lead.ask(publishAgreement, { params: { id: ID }, body: { revision: made.revision } });
  const page = await before('agreement');
  await expect(page.getByRole('heading', { name: TITLE })).toBeFocused();
  await expect(page.getByRole('listitem')).toHaveText(['I look after what I use.', 'I tell an adult.']);
  await expect(
    page.getByText('If you do not agree, your screen is locked until you do.', { exact: false }),
  ).toBeVisible();
  await readable(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'I agree' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'I do not agree' })).toBeFocused();
});

test('who says no is locked, reads why, and stands on the list with it', async () => {
  const pressed = await answer(await before('agreement'), 'I do not agree');
  const lock = await before('lock');
  const ms = Date.now() - pressed;
  report('no to locked', `${ms} ms`);
  expect(ms).toBeLessThan(WITHIN_MS * BUSY_MACHINE);
  await expect(lock.getByText(`You have not agreed to “${TITLE}”`, { exact: false })).toBeVisible();
  await expect(lock.getByText('Your teacher has paused', { exact: false })).toHaveCount(0);
  await readable(lock);
  signatures = await openConsole(staff, server.url, LEAD.email, `/agreements/${ID}/signatures`);
  await expect(row()).toContainText('✕Declined');
  await expect(row()).toContainText('Trolley 7');
  await expect(signatures.getByText('0 of 1 agreed (0 %); 1 declined')).toBeVisible();
});

test('who agrees after all is free at once, and both answers are on record', async () => {
  const lock = await before('lock');
  await lock.keyboard.press('Tab');
  await expect(lock.getByRole('button', { name: 'Read it again' })).toBeFocused();
  await lock.keyboard.press('Enter').catch((error: unknown) => {
    // The lock's page may go before the key is up again.
    if (!lock.isClosed()) throw error;
  });
  const page = await before('agreement');
  const pressed = await answer(page, 'I agree');
  await expect.poll(() => own('lock') === undefined, { intervals: [20] }).toBe(true);
  const ms = Date.now() - pressed;
  report('yes to free', `${ms} ms`);
  expect(ms).toBeLessThan(WITHIN_MS * BUSY_MACHINE);
  await expect(essay.getByRole('alertdialog')).toHaveCount(0);
  await essay.getByLabel('Essay').press('End');
  await essay.keyboard.type(' and seas');
  await expect(essay.getByLabel('Essay')).toHaveValue('Rivers and seas');
  await expect(row()).toContainText('✓Agreed');
  await expect.poll(answers).toEqual(['agreed 1', 'declined 1']);
});

test('a text that has changed is asked again, and what was answered before stays', async () => {
  const editor = await openConsole(staff, server.url, LEAD.email, `/agreements/${ID}`);
  await editor.getByLabel('Point 2', { exact: true }).fill('I tell an adult who I trust.');
  await editor.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await expect(editor.getByText('Saved, not published')).toBeVisible();
  await editor.getByRole('button', { name: 'Publish version 2' }).press('Enter');
  const publish = editor.getByRole('dialog', { name: 'Publish the new text and ask again?' });
  await expect(publish).toContainText('1 person will be asked');
  await publish.getByRole('button', { name: /^Publish/ }).press('Enter');
  await expect(editor.getByText('Saved and asked as it stands')).toBeVisible();
  await expect(row()).toContainText('Answered an earlier text');
  const page = await before('agreement');
  await expect(page.getByRole('listitem').last()).toHaveText('I tell an adult who I trust.');
  await answer(page, 'I agree');
  await expect(row()).toContainText('✓Agreed');
  await expect.poll(answers).toEqual(['agreed 2', 'agreed 1', 'declined 1']);
  const { versions } = await school.lead.ask(showAgreement, { params: { id: ID } });
  expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  await expect.poll(() => own('agreement') ?? own('lock')).toBeUndefined();
});
