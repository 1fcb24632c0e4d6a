import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { showSchool } from '@lapwing/protocol/features/schools/api.ts';
import { ownTerm } from '../apps/server/test/own-terms.ts';
import { axeFindsNow } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { PASSWORD } from './src/visitor.ts';

/**
 * Every page of the console, with names and words in it that try to break out: nothing runs, nothing that the
 * content security policy forbids is even tried, axe finds nothing, and the keyboard reaches all.
 */
/** Names as a pupil might choose them; each ends in something to find it by. */
const HOSTILE = Object.freeze({
  markup: `<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script> Alpha`,
  formula: `=HYPERLINK("javascript:globalThis.broken=1") Beta`,
  reversed: `Ana \u202Egnp.exe\u202D\u2066 Gamma`,
  arabic: 'عبد الرحمن محمد إبراهيم '.repeat(9).slice(0, 199).trim(),
});
const SENTENCE = `Honestly everyone would be better off without me ${HOSTILE.markup}`;

const OWN_POLICY = '01890a5d-ac96-774b-bcce-b302099a8057';
const OWN_TERM = 'own.01890a5d-ac96-774b-bcce-b302099a8058';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let addresses: readonly (readonly [string, string])[] = [];
let captureId = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  const group = await lead.ask(addGroup, {
    body: { name: HOSTILE.markup.slice(0, 119), kind: 'people', parentId: null },
  });
  const room = await lead.ask(addGroup, {
    body: { name: HOSTILE.reversed, kind: 'devices', parentId: null },
  });
  const people: string[] = [];
  for (const [username, name] of Object.entries(HOSTILE)) {
    const person = await lead.ask(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: HOSTILE.reversed, groupIds: [group.id] },
    });
    people.push(person.id);
  }
  await school.addStaff('Ben Okafor', ['teacher'], [group.id]);
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const device = await fleet.add(HOSTILE.markup.slice(0, 119));
  const { devices } = await lead.ask(listDevices);
  const deviceId = devices[0]?.id ?? '';
  await lead.ask(addMembers, { params: { id: room.id }, body: { ids: [deviceId] } });
  await lead.ask(changeDevice, {
    params: { id: deviceId },
    body: { room: HOSTILE.reversed, assignedPersonId: people[0] ?? null },
  });
  await device.write(`${SENTENCE}. `);
  await device.write(`I started cutting myself again ${HOSTILE.arabic}. `);
  await expect
    .poll(async () => (await lead.ask(listCaptures)).items.map(({ evidence }) => evidence))
    .toEqual(['ready', 'ready']);
  captureId = (await lead.ask(listCaptures)).items.at(-1)?.id ?? '';
  const { id: schoolId } = await lead.ask(showSchool);
  await lead.ask(applyChange, {
    body: {
      base: 0,
      reason: HOSTILE.markup,
      edits: [
        {
          kind: 'policy',
          id: OWN_POLICY,
          value: { title: HOSTILE.markup.slice(0, 80), description: HOSTILE.reversed, risk: 'bullying' },
        },
        {
          kind: 'term',
          id: OWN_TERM,
          value: ownTerm('flimmer crew', {
            policy: OWN_POLICY,
            definition: HOSTILE.markup,
            severity: 'minor',
          }),
        },
      ],
    },
  });
  addresses = [
    ['the captures', '/captures'],
    ['a capture', `/captures/${captureId}`],
    ['a capture that is not there', `/captures/${schoolId}`],
    ['the devices', '/devices'],
    ['a device', `/devices/${deviceId}`],
    ['adding devices', '/devices/enrol'],
    ['the people', '/people'],
    ['a person', `/people/${people[3] ?? ''}`],
    ['the groups', '/groups'],
    ['a group', `/groups/${group.id}`],
    ['the policies', '/policies'],
    ['a policy', '/policies/suicide'],
    ['a policy of one’s own', `/policies/${OWN_POLICY}?term=${OWN_TERM}`],
    ['a term of one’s own', `/policies/${OWN_POLICY}/terms/${OWN_TERM}`],
    ['the staff', '/staff'],
    ['one’s account', '/account'],
    ['the audit', '/audit'],
    ['the school', '/school'],
    ['the notice', `/notice/${schoolId}`],
    ['the sign-in', '/sign-in'],
    ['the set-up, done already', '/setup'],
    ['a spent link', '/welcome'],
    ['no such page', '/nothing/here'],
  ];
  staff = await openStaffBrowser();
});

test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** Everything that a page did which it must not. */
interface Watched {
  readonly page: Page;
  readonly wrongs: string[];
}

async function watch(): Promise<Watched> {
  const page = await openConsole(staff, server.url, LEAD.email, '/captures');
  const wrongs: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 404/.test(message.text())) wrongs.push(message.text());
  });
  page.on('pageerror', (error) => wrongs.push(error.message));
  page.on('dialog', (dialog) => {
    wrongs.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(?:blob|data):/.test(request.url()))
      wrongs.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) => {
      // oxlint-disable-next-line no-console -- how the page tells the test
      console.error(`forbidden: ${violation.violatedDirective} ${violation.blockedURI}`);
    });
  });
  return { page, wrongs };
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // What is still loading would be put in place of what is looked at.
  await expect(page.getByRole('status', { name: /^(?:Loading|Opening)/ })).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

test('axe finds nothing on any page, and hostile names do nothing', async () => {
  test.setTimeout(120_000);
  const { page, wrongs } = await watch();
  const found: string[] = [];
  for (const [name, address] of addresses) {
    await page.goto(`${server.url}${address}`);
    await settled(page);
    if (name === 'a capture') {
      await page.getByRole('button', { name: /your view is recorded/ }).click();
      await expect(page.getByRole('figure').getByRole('img')).toBeVisible();
    }
    // One theme is enough here: names have no colours, and accessible.spec.ts looks at every page in both.
    found.push(...(await axeFindsNow(page)).map((line) => `${name}: ${line}`));
    expect(await page.evaluate(() => 'broken' in globalThis), name).toBe(false);
    await expect(page.locator('main img[src="x"], header img[src="x"]'), name).toHaveCount(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${name} is no wider than the window`).toBeLessThanOrEqual(0);
  }
  expect(found).toEqual([]);
  expect(wrongs).toEqual([]);
  await page.context().close();
});

test('hostile names are shown as what they are, each in isolation', async () => {
  const { page, wrongs } = await watch();
  await page.goto(`${server.url}/people`);
  for (const name of [HOSTILE.markup, HOSTILE.formula, HOSTILE.arabic])
    await expect(page.getByRole('link', { name, exact: true }), name).toBeVisible();
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: /Gamma/ }) });
  await expect(row).toBeVisible();
  // An override that leaks out of a name would turn what follows it round.
  const turned = await row.evaluate((element) =>
    [...element.querySelectorAll('td')].every((cell) => {
      const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = text.nextNode(); node !== null; node = text.nextNode()) {
        const holder = node.parentElement;
        if (/[\u202a-\u202e\u2066-\u2069]/.test(node.nodeValue ?? '') && holder?.closest('bdi') === null)
          return false;
      }
      return true;
    }),
  );
  expect(turned, 'each such name stands in isolation').toBe(true);
  await page.goto(`${server.url}/captures/${captureId}`);
  await expect(page.getByRole('blockquote').first()).toHaveText(`${SENTENCE}.`);
  expect(wrongs).toEqual([]);
  await page.context().close();
});

/** What the keyboard can reach, and what it did reach by Tab alone. */
async function tabThrough(page: Page): Promise<{ missed: string[]; unmarked: string[]; trapped: boolean }> {
  const wanted = await page.evaluate(() => {
    const reachable = [
      ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]'),
    ]
      .filter(
        (element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility(),
      )
      .filter((element) => element.closest('[aria-hidden="true"], [inert]') === null)
      // A toolbar is one stop and so is a set of radio buttons; within it the arrow keys go on.
      .filter((element) => !element.matches('input[type="radio"]:not(:checked)'))
      .filter((element, _index, all) => {
        const bar = element.closest('[role="toolbar"]');
        return bar === null || all.find((other) => bar.contains(other)) === element;
      });
    reachable.forEach((element, index) => element.setAttribute('data-reach', String(index)));
    return reachable.map((element) => element.outerHTML.slice(0, 400));
  });
  // A form may begin with the focus in its first field.
  const begins = await page.evaluate(() => document.activeElement?.getAttribute('data-reach') ?? null);
  const reached = new Set<number>(begins === null ? [] : [Number(begins)]);
  const unmarked: string[] = [];
  let home = false;
  for (let press = 0; press < wanted.length + 30 && !home; press += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const marks = [element, ...element.querySelectorAll('*')].map((part) => getComputedStyle(part));
      const holder = element.parentElement === null ? [] : [getComputedStyle(element.parentElement)];
      const marked = [...marks, ...holder].some(
        ({ outlineStyle, outlineWidth, boxShadow }) =>
          (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
      );
      return { index: Number(element.dataset['reach'] ?? -1), marked, what: element.outerHTML.slice(0, 120) };
    });
    if (at === null) {
      home = reached.size > 0;
      continue;
    }
    if (at.index === -1) continue;
    if (reached.has(at.index)) {
      home = reached.size >= wanted.length;
      continue;
    }
    reached.add(at.index);
    if (!at.marked) unmarked.push(at.what);
  }
  return {
    missed: wanted.filter((_what, index) => !reached.has(index)),
    unmarked,
    trapped: !home && reached.size < wanted.length,
  };
}

test('the Tab key reaches everything on every page, shows where it is, and is caught nowhere', async () => {
  test.setTimeout(90_000);
  const { page, wrongs } = await watch();
  for (const [name, address] of addresses) {
    await page.goto(`${server.url}${address}`);
    await settled(page);
    expect(await tabThrough(page), name).toEqual({ missed: [], unmarked: [], trapped: false });
  }
  expect(wrongs).toEqual([]);
  await page.context().close();
});

test('a capture is signed in to, read and closed without a mouse', async () => {
  const context: BrowserContext = await staff.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const { keyboard } = page;
  await page.goto(server.url);
  await expect(page.getByLabel('E-mail address')).toBeFocused();
  await keyboard.type(LEAD.email);
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await expect(page.getByText('2 waiting').first()).toBeVisible();

  await expect(page.getByRole('list', { name: 'Captures' }).getByRole('listitem')).toHaveCount(2);
  await keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  // Both are Severe: the one that waits longest is first.
  await keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`/captures/${captureId}`));
  await expect(page.getByRole('blockquote').first()).toHaveText(`${SENTENCE}.`);
  await keyboard.press('v');
  await expect(page.getByRole('figure').getByRole('img')).toBeVisible();
  await keyboard.press('t');
  await expect(page.getByRole('button', { name: /^Yours/ })).toBeVisible();
  await keyboard.press('n');
  await keyboard.type('Seen with the counsellor.');
  await keyboard.press('Control+Enter');
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText('Seen with the counsellor.');
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeHidden();
  await keyboard.press('f');
  await keyboard.type('School work on the subject.');
  await keyboard.press('Control+Enter');
  await expect(page.getByText('1 waiting').first()).toBeVisible();

  await keyboard.press('Control+k');
  await expect(page.getByRole('dialog').locator('input')).toBeFocused();
  await keyboard.type('audit');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Audit', level: 1 })).toBeVisible();
  await context.close();
});

test('an address that was opened before signing in is the one that is shown after it', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, '/policies/suicide');
  await expect(page).toHaveURL(`${server.url}/policies/suicide`);
  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'Captures', level: 1 })).toBeVisible();
  await page.context().close();
});
