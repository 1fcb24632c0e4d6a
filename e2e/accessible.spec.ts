import { type Browser, expect, type Page, test } from '@playwright/test';
import { addAccessPolicy, addFavourite } from '@lapwing/protocol/features/access/api.ts';
import { addAgreement, listAgreements, publishAgreement } from '@lapwing/protocol/features/agreements/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { showSchool } from '@lapwing/protocol/features/schools/api.ts';
import { axeFinds, settled, tooWide } from './src/axe.ts';
import { addAllowance } from '@lapwing/protocol/features/policies/settings.api.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { fullConcern } from './src/concerns.ts';
import { consoleRoutes } from './src/routes.ts';
import { LEAD, makeSchool, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * axe on every page of the console, in both themes and in each state that a person can meet: with nothing in it, filled,
 * when the server fails, when it is not theirs, and with a window or a menu over it; and every page at 200 % zoom. A page
 * that is added without a visit here fails the first story.
 */
let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let teacher: StaffMember;
const ids = { school: '', room: '', device: '', capture: '', concern: '', access: '', agreement: '' };

/** Where each address of routes.tsx is visited; several visits of one where it shows different things. */
const VISITS: Readonly<Record<string, () => readonly string[]>> = {
  '/': () => ['/'],
  '/access': () => ['/access'],
  '/access/$accessId': () => [`/access/${ids.access}`, `/access/${ids.school}`],
  '/access/lists': () => ['/access/lists'],
  '/access/new': () => ['/access/new'],
  '/access/searching': () => ['/access/searching'],
  '/account': () => ['/account'],
  '/agreements': () => ['/agreements'],
  '/agreements/$agreementId': () => [`/agreements/${ids.agreement}`, `/agreements/${ids.school}`],
  '/agreements/$agreementId/signatures': () => [
    `/agreements/${ids.agreement}/signatures`,
    `/agreements/${ids.agreement}/signatures?state=declined`,
  ],
  '/alerts': () => ['/alerts', '/alerts?state=sent'],
  '/alerts/chain': () => ['/alerts/chain'],
  '/alerts/mail-server': () => ['/alerts/mail-server'],
  '/alerts/mine': () => ['/alerts/mine'],
  '/audit': () => ['/audit'],
  '/captures': () => ['/captures', '/captures?status=resolved'],
  '/captures/$captureId': () => [`/captures/${ids.capture}`, `/captures/${ids.school}`],
  '/captures/meanings': () => ['/captures/meanings'],
  '/concerns': () => [`/concerns?capture=${ids.capture}`],
  '/concerns/$concernId': () => [`/concerns/${ids.concern}`],
  '/concerns/new': () => [`/concerns/new?capture=${ids.capture}`],
  '/control': () => ['/control'],
  '/devices': () => ['/devices'],
  '/devices/$deviceId': () => [`/devices/${ids.device}`, `/devices/${ids.school}`],
  '/devices/coverage': () => ['/devices/coverage'],
  '/devices/desktop': () => ['/devices/desktop'],
  '/devices/enrol': () => ['/devices/enrol'],
  '/groups': () => ['/groups'],
  '/groups/$groupId': () => [`/groups/${ids.room}`],
  '/groups/$groupId/$view': () => [
    ...['thumbnails', 'list', 'room', 'captures', 'properties'].map((view) => `/groups/${ids.room}/${view}`),
    `/groups/${school.groupId}/thumbnails`,
    `/groups/${school.groupId}/properties`,
  ],
  '/guidance': () => ['/guidance'],
  '/guidance/$key': () => ['/guidance/suicide', '/guidance/difficult-conversations', '/guidance/none-such'],
  '/lessons': () => ['/lessons'],
  '/lessons/$lessonId': () => [`/lessons/${ids.school}`],
  '/lessons/timetable': () => ['/lessons/timetable'],
  '/notice/$schoolId': () => [`/notice/${ids.school}`],
  '/people': () => ['/people'],
  '/people/$personId': () => [`/people/${school.pupilId}`],
  '/people/import': () => ['/people/import'],
  '/people/unmatched': () => ['/people/unmatched'],
  '/policies': () => ['/policies'],
  '/policies/$policyId': () => [
    '/policies/gambling',
    '/policies/gambling?show=off',
    '/policies/illegal-content',
    '/policies/none-such',
  ],
  '/policies/$policyId/terms/$termId': () => ['/policies/gambling/terms/none-such'],
  '/policies/$policyId/terms/new': () => ['/policies/gambling/terms/new'],
  '/policies/alerts': () => ['/policies/alerts'],
  '/policies/changes': () => ['/policies/changes'],
  '/policies/import': () => ['/policies/import'],
  '/policies/let-pass': () => ['/policies/let-pass'],
  '/policies/library': () => ['/policies/library'],
  '/policies/noisy': () => ['/policies/noisy'],
  '/policies/private-sites': () => ['/policies/private-sites'],
  '/policies/thresholds': () => ['/policies/thresholds'],
  '/policies/timetable': () => ['/policies/timetable'],
  '/school': () => ['/school'],
  '/settings': () => ['/settings'],
  '/setup': () => ['/setup'],
  '/sign-in': () => ['/sign-in'],
  '/staff': () => ['/staff'],
  '/staff/roles': () => ['/staff/roles'],
  '/welcome': () => ['/welcome'],
};
const everywhere = (): string[] => Object.values(VISITS).flatMap((addresses) => addresses());

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  ids.school = (await lead.ask(showSchool)).id;
  const room = await lead.ask(addGroup, {
    body: { name: 'Computer room 1', kind: 'devices', parentId: null },
  });
  ids.room = room.id;
  await askAgreement();
  teacher = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  staff = await openStaffBrowser();
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** An agreement as a school would publish it: the first sample. */
async function askAgreement(): Promise<void> {
  const { lead } = school;
  const { samples } = await lead.ask(listAgreements);
  const draft = samples[0]?.draft;
  if (draft === undefined) throw new Error('there are samples');
  ids.agreement = crypto.randomUUID();
  const terms = { groupIds: [school.groupId], when: 'once', decline: 'lock', yearlyOn: '09-01' } as const;
  await lead.ask(addAgreement, { body: { id: ids.agreement, draft, terms } });
  await lead.ask(publishAgreement, { params: { id: ids.agreement }, body: { revision: 0 } });
}

/** Devices, a capture, somebody who sits there. */
async function fill(): Promise<void> {
  if (ids.device !== '') return;
  const { lead } = school;
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  const device = await fleet.add('CR1-01');
  await fleet.add('CR1-02');
  const { devices } = await lead.ask(listDevices);
  ids.device = devices[0]?.id ?? '';
  await lead.ask(addMembers, { params: { id: ids.room }, body: { ids: devices.map(({ id }) => id) } });
  await device.write('Honestly everyone would be better off without me. ');
  await expect.poll(async () => (await lead.ask(listCaptures)).items.length).toBe(1);
  ids.capture = (await lead.ask(listCaptures)).items[0]?.id ?? '';
  await lead.ask(addAllowance, {
    body: {
      id: ids.capture,
      value: {
        what: { kind: 'phrase', phrase: 'shooting stars', term: null },
        groupId: null,
        reason: 'The school play is called that.',
        until: null,
        captureId: ids.capture,
      },
    },
  });
  const policy = await lead.ask(addAccessPolicy, {
    body: {
      title: 'No games in lessons',
      kind: 'block',
      sites: ['games.example', 'chess.example/play'],
      titles: ['*unblocked*'],
      categories: ['games'],
      endings: [],
      words: 'Games are for the break.',
      status: 'scheduled',
      hours: [[{ from: '09:00', to: '12:00' }], [], [], [], [], [], []],
      inHolidays: false,
      groupIds: [school.groupId],
    },
  });
  ids.access = policy.id;
  await lead.ask(addFavourite, {
    body: { title: 'Rivers', sites: ['bbc.co.uk/bitesize'], personal: false },
  });
  ids.concern = await fullConcern(lead, school.pupilId, ids.capture);
}

/** Two windows side by side: a page is waited for more than it is looked at. */
async function walk(page: Page, addresses: readonly string[], state: string): Promise<string[]> {
  const left = [...addresses];
  const other = await page.context().newPage();
  const found = await Promise.all([page, other].map((each) => walkOne(each, left, state)));
  await other.close();
  return found.flat();
}

/** Takes one address after the other from `left`. */
async function walkOne(page: Page, left: string[], state: string): Promise<string[]> {
  const found: string[] = [];
  for (let address = left.shift(); address !== undefined; address = left.shift()) {
    await page.goto(`${server.url}${address}`);
    await settled(page);
    found.push(...(await axeFinds(page, `${address} ${state}`)));
    if (state === 'filled') found.push(...(await zoomFinds(page, address)));
  }
  return found;
}

/** To a page a window of 1280 x 720 at 200 % is one of half the size. */
async function zoomFinds(page: Page, address: string): Promise<string[]> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 640, height: 360 });
  await settled(page);
  // What is laid out anew is laid out by the second frame.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
  );
  const by = await tooWide(page);
  await page.setViewportSize(size);
  return by > 0 ? [`${address} is ${by} px too wide at 200 %`] : [];
}

test('every address of routes.tsx is visited here', () => {
  expect(Object.keys(VISITS).toSorted()).toEqual(consoleRoutes());
});

test('axe finds nothing where nothing has happened yet', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, '/captures');
  const addresses = [
    '/captures',
    '/devices',
    '/devices/coverage',
    '/people/unmatched',
    `/groups/${ids.room}/thumbnails`,
    `/groups/${ids.room}/list`,
    `/groups/${ids.room}/room`,
  ];
  expect(await walk(page, addresses, 'empty')).toEqual([]);
  await page.context().close();
});

test('axe finds nothing on any page with something in it, and at 200 % zoom nothing has to be scrolled sideways', async () => {
  test.setTimeout(240_000);
  await fill();
  const page = await openConsole(staff, server.url, LEAD.email, '/captures');
  expect(await walk(page, everywhere(), 'filled')).toEqual([]);
  await page.context().close();
});

test('axe finds nothing where the server fails', async () => {
  test.setTimeout(120_000);
  await fill();
  const page = await openConsole(staff, server.url, LEAD.email, '/captures');
  await page.context().route(/\/api\/(?!accounts\/me|accounts\/preferences)/, (route) =>
    // Of the kind that is not tried again by itself: the page says at once what is wrong.
    route.fulfill({ status: 500, body: 'broken' }),
  );
  const addresses = [
    '/captures',
    '/devices',
    '/devices/coverage',
    '/people',
    '/groups',
    `/groups/${ids.room}/thumbnails`,
    '/policies',
    '/policies/gambling',
    '/policies/gambling/terms/new',
    '/policies/import',
    '/guidance',
    '/guidance/suicide',
    '/staff',
    '/audit',
    '/school',
  ];
  expect(await walk(page, addresses, 'broken')).toEqual([]);
  await page.context().close();
});

test('axe finds nothing where a page is not for the person', async () => {
  await fill();
  const page = await openConsole(staff, server.url, teacher.email, '/account');
  const addresses = [
    '/staff',
    '/audit',
    '/school',
    '/devices/enrol',
    '/devices/coverage',
    `/devices/${ids.device}`,
    '/policies/import',
    '/policies/gambling/terms/new',
  ];
  expect(await walk(page, addresses, 'forbidden')).toEqual([]);
  await page.context().close();
});

test('axe finds nothing with a window, a menu or a list open', async () => {
  test.setTimeout(120_000);
  await fill();
  const page = await openConsole(staff, server.url, LEAD.email, '/devices');
  const found: string[] = [];
  async function opened(what: string, role: 'dialog' | 'alertdialog' | 'menu' | 'listbox'): Promise<void> {
    await expect(page.getByRole(role)).toBeVisible();
    found.push(...(await axeFinds(page, what)));
    await page.keyboard.press('Escape');
    await expect(page.getByRole(role)).toBeHidden();
  }
  await settled(page);
  await page.keyboard.press('Control+k');
  await opened('the palette', 'dialog');
  await page.getByRole('button', { name: /account of/ }).click();
  await opened('the account menu', 'menu');
  await page.locator('button.select').first().click();
  await opened('a list to choose from', 'listbox');
  await page.goto(`${server.url}/devices/${ids.device}`);
  await page.getByRole('button', { name: 'Shut out' }).click();
  await opened('a question', 'alertdialog');
  await page.goto(`${server.url}/devices/enrol`);
  await page.getByRole('button', { name: /Make a (?:new|school) code/ }).click();
  await opened('a window', 'dialog');
  await page.goto(`${server.url}/captures`);
  await settled(page);
  await page.keyboard.press('?');
  await opened('the list of keys', 'dialog');
  expect(found).toEqual([]);
  await page.context().close();
});
