import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange, listChanges } from '@lapwing/protocol/features/policies/changes.api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The safeguarding lead makes a policy of the school's own with a local name in it, heeds a warning, tries it on the
 * past, applies it, sees a device catch it within five seconds, and takes it back. Then groups, several terms at once,
 * somebody who was faster, a file, and leaving with something on the page. The names are made up.
 */
test.describe.configure({ mode: 'serial' });

const WITHIN_MS = 5000;
const SENTENCE = 'we meet the flimmer crew behind the gym tonight. ';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let fleet: Fleet;
let device: SimulatedDevice;
let staff: Browser;
let page: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  await school.lead.ask(addGroup, { body: { name: 'Vulnerable', kind: 'people', parentId: null } });
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  device = await fleet.add('CR1-01');
  await device.write('how to hide my history from school so nobody sees the flimmer crew. ');
  await expect.poll(async () => (await caught()).length).toBeGreaterThan(0);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/policies');
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
const ownOnes = async (): Promise<number> =>
  (await caught()).filter((words) => words === 'flimmer crew').length;

const dialog = (name: RegExp | string): Locator => page.getByRole('dialog', { name });
const pendingBar = (): Locator => page.getByText(/\d changes? not applied yet/);
const axe = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  // The library's own announcer leaves an empty picture behind where a button was busy.
  expect(violations.filter(({ id }) => id !== 'role-img-alt')).toEqual([]);
};

test('a policy of the school’s own is only meant until it has been looked through', async () => {
  await page.getByRole('button', { name: 'Add a policy' }).press('Enter');
  await expect(dialog('Add a policy').getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Local names');
  await dialog('Add a policy').getByRole('textbox', { name: 'What it is for' }).fill('Groups of our town.');
  await page.getByRole('button', { name: 'Add the policy' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Local names' })).toBeVisible();
  await expect(pendingBar()).toHaveText(/1 change not applied yet/);
  const { policies } = await school.lead.ask(listPolicies);
  expect(policies.every((policy) => policy.managed)).toBe(true);
});

test('a term is warned about while it is written, and tried on a sentence', async () => {
  await page.getByRole('link', { name: 'Add a term' }).first().press('Enter');
  await expect(page.getByRole('textbox', { name: 'What to look for' })).toBeFocused();
  await page.keyboard.type('fl');
  // The warning names the phrase; heeding it takes it away.
  await expect(page.getByRole('form', { name: 'Term' }).getByText(/letters/i)).toBeVisible();
  await axe();
  await page.getByRole('textbox', { name: 'What to look for' }).fill('flimmer crew');
  await expect(page.getByRole('form', { name: 'Term' }).getByText(/under four letters|short/i)).toHaveCount(
    0,
  );
  await page.getByRole('textbox', { name: /A sentence/ }).fill(SENTENCE);
  await expect(page.getByRole('group', { name: 'What is found' }).locator('mark')).toHaveText('flimmer crew');

  // What is missing is said at its field, and the first of them has the focus.
  await page.getByRole('button', { name: 'Review the term' }).press('Enter');
  await expect(page.getByText('Say how bad it is.')).toBeVisible();
  await expect(page.getByText('Say what it means')).toBeVisible();
  await page.getByRole('radio', { name: /Moderate/ }).check();
  await page
    .getByRole('textbox', { name: 'What it means' })
    .fill('A group of our town. Ask the pupil who they are with.');
  await page.getByRole('button', { name: 'Review the term' }).press('Enter');
  await expect(dialog('Review 2 changes')).toContainText('Adds the policy');
  await expect(dialog('Review 2 changes')).toContainText('Adds the term');
});

test('it is tried on the past and on a text before it is applied', async () => {
  const review = dialog('Review 2 changes');
  await review.getByText('Try it on a text, too').click();
  await review.getByRole('textbox', { name: /A text/ }).fill(SENTENCE);
  await review.getByRole('button', { name: 'Try it on the past' }).press('Enter');
  await expect(review.getByText(/^Of \d past captures?:/)).toBeVisible();
  await expect(review.getByRole('button', { name: /^[1-9] newly caught/ })).toBeVisible();
  await expect(review.getByText('from school so nobody sees the flimmer crew').first()).toBeVisible();
  await expect(review.getByRole('group', { name: 'The text now' })).toContainText('Nothing is found.');
  await expect(review.getByRole('group', { name: 'The text with the changes' }).locator('mark')).toHaveText(
    'flimmer crew',
  );
  await axe();
  await review.getByRole('button', { name: /^Apply/ }).press('Enter');
  await expect(review.getByText('Say in a few words why')).toBeVisible();
  expect((await school.lead.ask(listChanges)).items, 'trying changes nothing').toEqual([]);
});

test('a device catches it within five seconds, and not any more once it is taken back', async () => {
  await dialog('Review 2 changes').getByRole('textbox', { name: 'Why' }).fill('Asked for by the police.');
  await page.keyboard.press('Tab');
  await dialog('Review 2 changes')
    .getByRole('button', { name: /^Apply/ })
    .press('Enter');
  await expect(page.getByText('Applied.')).toBeVisible();
  const applied = Date.now();
  await expect
    .poll(
      async () => {
        await device.write(SENTENCE);
        return ownOnes();
      },
      { intervals: [200], timeout: WITHIN_MS },
    )
    .toBeGreaterThan(0);
  // oxlint-disable-next-line no-console -- a figure of the product, as it is measured
  console.log(`caught ${Date.now() - applied} ms after it was applied`);

  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByText('Taken back. Everything is as it was before.')).toBeVisible();
  const { items } = await school.lead.ask(listChanges);
  expect(items.map(({ number, takesBack, reason }) => [number, takesBack, reason])).toEqual([
    [2, 1, 'Taken back at once.'],
    [1, null, 'Asked for by the police.'],
  ]);
  const { policies } = await school.lead.ask(listPolicies);
  expect(policies.every((policy) => policy.managed)).toBe(true);
  // Within the same time the device lets it pass; that it still looks for anything shows the sentence after it.
  await expect
    .poll(
      async () => {
        const before = await ownOnes();
        const all = (await caught()).length;
        await device.write(SENTENCE);
        await device.write('how to hide my history from school. ');
        await expect.poll(async () => (await caught()).length).toBeGreaterThan(all);
        return (await ownOnes()) - before;
      },
      { intervals: [200], timeout: WITHIN_MS },
    )
    .toBe(0);
  const audit = await school.lead.ask(listAudit, { query: { limit: '50' } });
  const actions = audit.items.map(({ action }) => action);
  expect(actions).toContain('policies.change');
  expect(actions).toContain('policies.take-back');
});

test('a group is watched more closely with one press, and a policy is scheduled for it', async () => {
  await page.goto(`${server.url}/policies`);
  await page.getByRole('button', { name: /For whom/ }).press('Enter');
  await page.getByRole('option', { name: 'Vulnerable' }).press('Enter');
  await expect(page).toHaveURL(/group=/);
  await page.getByRole('radio', { name: 'All sources, every term' }).check({ force: true });
  await page.getByRole('button', { name: /Status of Gambling/ }).press('Enter');
  await page.getByRole('option', { name: /Scheduled/ }).press('Enter');
  await dialog('When Gambling detects').getByRole('checkbox', { name: /Clubs/ }).uncheck();
  await page.getByRole('button', { name: 'Schedule it' }).press('Enter');
  await expect(page.getByRole('row', { name: /Gambling/ })).toContainText('lessons, breaks');
  await expect(page.getByRole('row', { name: /Gambling/ })).toContainText('Not applied yet');

  // What is meant goes along to the other pages, and several terms are switched at once.
  await page.getByRole('link', { name: 'Gambling' }).press('Enter');
  await expect(pendingBar()).toHaveText(/2 changes/);
  const choose = page.getByRole('checkbox', { name: /^Choose / });
  await choose.nth(0).check();
  await choose.nth(1).check();
  await page.getByRole('button', { name: 'Switch off' }).press('Enter');
  await expect(pendingBar()).toHaveText(/4 changes/);
  await axe();
  await page.getByRole('button', { name: 'Review 4 changes' }).press('Enter');
  await expect(dialog('Review 4 changes')).toContainText('everywhere, every term');
  await dialog('Review 4 changes').getByRole('textbox', { name: 'Why' }).fill('Closer to these five.');
  await dialog('Review 4 changes')
    .getByRole('button', { name: /^Apply/ })
    .press('Enter');
  await expect(page.getByText('Applied.')).toBeVisible();
  await expect(page.getByText('set here')).toBeVisible();
  await page.getByRole('button', { name: /^Show/ }).press('Enter');
  await page.getByRole('option', { name: 'Switched off' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '2 of' })).toBeVisible();
});

test('who was faster is told with what they did, and nothing is lost', async () => {
  await page.goto(`${server.url}/policies`);
  await page.getByRole('radio', { name: 'Only typed words' }).check({ force: true });
  await expect(pendingBar()).toBeVisible();
  const { base, group } = await school.lead.ask(listPolicies);
  const watch = { status: 'disabled', periods: null, sources: null, actions: null };
  await school.lead.ask(applyChange, {
    body: {
      base,
      reason: 'Agreed in the meeting.',
      edits: [{ kind: 'watch', groupId: group.id, policy: 'gambling', value: watch }],
    },
  });
  await page.getByRole('button', { name: 'Review 1 change' }).press('Enter');
  const review = dialog('Review 1 change');
  await review.getByRole('textbox', { name: 'Why' }).fill('Fewer alarms.');
  await review.getByRole('button', { name: /^Apply/ }).press('Enter');
  await expect(review.getByText('Somebody else has changed the policies meanwhile.')).toBeVisible();
  await expect(review.getByRole('listitem').filter({ hasText: 'Agreed in the meeting.' })).toContainText(
    LEAD.name,
  );
  await expect(review).toContainText('typed words only');
  await review.getByRole('button', { name: 'Go on on top of that' }).press('Enter');
  await expect(review.getByRole('textbox', { name: 'Why' })).toHaveValue('Fewer alarms.');
  await review.getByRole('button', { name: /^Apply/ }).press('Enter');
  await expect(page.getByText('Applied.')).toBeVisible();
  const after = await school.lead.ask(listPolicies);
  expect(after.sources.value.sources).toEqual(['typed', 'search', 'chat', 'ai-prompt']);
  expect(after.policies.find(({ id }) => id === 'gambling')?.status.value).toBe('disabled');
});

test('leaving with something not applied asks first', async () => {
  await page.goto(`${server.url}/policies/bullying`);
  const choose = page.getByRole('checkbox', { name: /^Choose / });
  await choose.nth(0).check();
  await choose.nth(1).check();
  await page.getByRole('button', { name: 'Switch off' }).press('Enter');
  await expect(pendingBar()).toHaveText(/2 changes/);
  await page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('link', { name: 'Devices' })
    .press('Enter');
  await expect(page.getByRole('alertdialog')).toContainText('2 changes');
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(page).toHaveURL(/\/policies\/bullying/);
  await page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('link', { name: 'Devices' })
    .press('Enter');
  await page.getByRole('button', { name: 'Leave without them' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Devices' })).toBeVisible();
  await page.goto(`${server.url}/policies/bullying`);
  await expect(page.getByRole('heading', { name: /Bullying/ })).toBeVisible();
  await expect(pendingBar()).toHaveCount(0);
});

test('a list from a file shows each row, and what is wrong is put right or left out', async () => {
  await page.goto(`${server.url}/policies/import`);
  await page.getByRole('button', { name: /Into which policy/ }).press('Enter');
  await page.getByRole('option', { name: /Bullying/ }).press('Enter');
  await page.getByLabel('File of terms').setInputFiles({
    name: 'terms.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      'Term,Meaning,Severity\nflimmer gang,A group of our town.,Severe\nflammer,Another one.,Awful\nflommer,A third.,Minor\n',
    ),
  });
  await expect(page.getByRole('heading', { name: '1 row to put right' })).toBeVisible();
  const wrong = page.getByRole('listitem', { name: 'Line 3' });
  await expect(wrong.getByRole('textbox', { name: 'Term' })).toHaveValue('flammer');
  await expect(wrong.getByRole('textbox', { name: 'Meaning' })).toHaveValue('Another one.');
  await wrong.getByRole('button', { name: 'Take the row so' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Terms to add' })).toBeVisible();
  await axe();
  await page.getByRole('button', { name: 'Leave out line 4' }).press('Enter');
  await page.getByRole('button', { name: 'Review 2 terms' }).press('Enter');
  await expect(dialog('Review 2 changes')).toContainText('flimmer gang');
  await page.keyboard.press('Escape');
  await expect(dialog('Review 2 changes')).toBeHidden();
  await page.getByRole('button', { name: 'Discard' }).press('Enter');
  await expect(pendingBar()).toHaveCount(0);
  await page.getByRole('button', { name: 'Bring back' }).press('Enter');
  await expect(pendingBar()).toHaveText(/2 changes/);
  await page.getByRole('button', { name: 'Discard' }).press('Enter');
  await expect(pendingBar()).toHaveCount(0);
});

test('a sealed list is loaded, tells its size alone, and is found by devices', async () => {
  await page.goto(`${server.url}/policies/illegal-content`);
  await page.getByRole('button', { name: 'Sealed lists' }).press('Enter');
  await page.getByRole('button', { name: 'Load a list' }).press('Enter');
  const load = dialog('Load a sealed list');
  await load.getByRole('textbox', { name: 'Name' }).fill('List of a maker');
  await load.getByLabel('File of the list').setInputFiles({
    name: 'list.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('flommer three four\nflammer five six\n'),
  });
  await load.getByRole('button', { name: 'Load and seal it' }).press('Enter');
  await expect(dialog('Sealed lists')).toContainText('List of a maker 2 phrases');
  await axe();
  const sealed = async (): Promise<number> => (await caught()).filter((words) => words === '').length;
  const before = await sealed();
  await expect
    .poll(
      async () => {
        await device.write('where is flommer three four now. ');
        return sealed();
      },
      { intervals: [200], timeout: WITHIN_MS },
    )
    .toBeGreaterThan(before);
  await page.keyboard.press('Escape');
  expect(await page.content()).not.toContain('flommer');
});

test('who may not change policies reads them, and is offered nothing else', async () => {
  const teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  const other = await openConsole(staff, server.url, teacher.email, '/policies/gambling');
  await expect(other.getByRole('heading', { name: 'Gambling' })).toBeVisible();
  await expect(other.getByRole('switch')).toHaveCount(0);
  await expect(other.getByRole('link', { name: 'Add a term' })).toHaveCount(0);
  await expect(other.getByText('Disabled')).toBeVisible();
  await other.goto(`${server.url}/policies/gambling/terms/new`);
  await expect(other.getByText('This is not open to you')).toBeVisible();
  await other.context().close();
});
