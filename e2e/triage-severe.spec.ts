import { type Browser, expect, type Page, test } from '@playwright/test';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { axeFinds } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { report } from './src/timing.ts';

/**
 * A Severe capture arrives, and two people deal with it, by keyboard alone. Real: the server, its database, the agent's
 * protocol, two consoles in Chromium. Not real: the device's disk, screen and keyboard.
 */
test.describe.configure({ mode: 'serial' });

const SENTENCE = 'Honestly everyone would be better off without me.';
const DEPUTY = 'Maya Okafor';
/** A change of one must show at the other within this. */
const SHOWS_WITHIN_MS = 1000;

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let device: SimulatedDevice;
let deputy: StaffMember;
let tara: Page;
let captureId = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  deputy = await school.addStaff(DEPUTY, ['dsl']);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  device = await fleet.add('CR1-01', PUPIL.username);
  staff = await openStaffBrowser();
  tara = await openConsole(staff, server.url, LEAD.email, '/');
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('a Severe capture is opened, seen, taken and escalated to the deputy in four actions', async () => {
  await expect(tara.getByRole('heading', { name: 'Captures', level: 1 })).toBeVisible();
  await device.write(`${SENTENCE} `);
  const popUp = tara.getByRole('article', { name: `Severe capture of ${PUPIL.name}` });
  await expect(popUp).toContainText(SENTENCE);
  await expect
    .poll(async () => (await school.lead.ask(listCaptures)).items.map(({ evidence }) => evidence))
    .toEqual(['ready']);

  // 1: open it.
  await popUp.getByRole('button', { name: 'Open' }).press('Enter');
  await expect(tara.getByRole('blockquote').first()).toHaveText(SENTENCE);
  captureId = new URL(tara.url()).pathname.split('/').at(-1) ?? '';
  await expect(tara.getByRole('heading', { name: 'Around this capture' })).toBeVisible();
  expect(await axeFinds(tara, 'the capture')).toEqual([]);

  // 2: the evidence.
  await tara.keyboard.press('v');
  await expect(tara.getByRole('figure').getByRole('img')).toBeVisible();

  // 3: take it.
  await tara.keyboard.press('t');
  await expect(tara.getByRole('button', { name: /^Yours/ })).toBeVisible();

  // 4: escalate it with a note; writing begins at once.
  await tara.keyboard.press('e');
  const form = tara.getByRole('form', { name: 'Writing: Escalated' });
  await expect(form).toContainText(DEPUTY);
  await expect(form.getByRole('group', { name: /Usual reasons/ })).toBeFocused();
  await tara.keyboard.type('She should be seen before lunch.');
  expect(await axeFinds(tara, 'escalating')).toEqual([]);
  await tara.keyboard.press('Control+Enter');
  await expect(tara.getByText(`Escalated to ${DEPUTY}`).first()).toBeVisible();
  const history = tara.getByRole('list').filter({ hasText: 'Captured on the device' });
  await expect(history).toContainText('She should be seen before lunch.');
  const { items } = await deputy.ask(listCaptures, { query: { status: 'escalated' } });
  expect(items.map(({ escalatedTo }) => escalatedTo?.name)).toEqual([DEPUTY]);
});

test('two people with the same capture see each other, and the last write does not silently win', async () => {
  const maya = await openConsole(staff, server.url, deputy.email, `/captures/${captureId}`);
  await expect(maya.getByText(`${LEAD.name} is looking at this`).first()).toBeVisible();
  await expect(tara.getByText(`${DEPUTY} is looking at this`).first()).toBeVisible();

  // Maya writes while Tara decides.
  await maya.keyboard.press('f');
  await expect(maya.getByRole('group', { name: /Usual reasons/ })).toBeFocused();
  await maya.keyboard.type('Words of a song.');

  await tara.keyboard.press('r');
  await expect(tara.getByRole('group', { name: /Usual reasons/ })).toBeFocused();
  await tara.keyboard.press('1');
  const saved = tara.waitForResponse(/\/status$/);
  await tara.keyboard.press('Enter');
  await saved;
  const began = Date.now();
  await expect(maya.getByText('This capture was changed meanwhile.')).toBeVisible();
  await expect(maya.getByText('It is Resolved now.')).toBeVisible();
  const ms = Date.now() - began;
  report('a status shows at the other', `${ms} ms`);
  expect(ms).toBeLessThan(SHOWS_WITHIN_MS);
  await expect(maya.getByLabel(/^False positive: /)).toHaveValue('Words of a song.');
  expect(await axeFinds(maya, 'changed meanwhile')).toEqual([]);

  // Saving says first that it would be over Tara's decision, and does it only when told again.
  await maya.keyboard.press('Control+Enter');
  await expect(maya.getByRole('button', { name: /all the same/ })).toBeVisible();
  const statusOf = async (): Promise<string> =>
    (await school.lead.ask(showCapture, { params: { id: captureId } })).status;
  expect(await statusOf()).toBe('resolved');
  await maya.keyboard.press('Control+Enter');
  await expect.poll(statusOf).toBe('false-positive');
  await expect(tara.getByText('False positive', { exact: true }).first()).toBeVisible();

  // She thinks again.
  await maya.keyboard.press('u');
  await expect.poll(statusOf).toBe('resolved');

  await maya.context().close();
  await expect(tara.getByText(`${DEPUTY} is looking at this`)).toHaveCount(0);
});
