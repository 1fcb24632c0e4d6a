import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { settled } from './src/axe.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { createFleet, type Fleet } from './src/devices.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';

/**
 * The main pages beside pictures of them that a person has looked at (e2e/pictures), in both themes. Everything is
 * real but time: the page's clock stands still, and every moment that the server tells becomes the same one. All names
 * are made up, and no sentence in a picture could hurt a reader.
 *
 * A picture that should change is deleted and the story run again: it is drawn anew, and is then to be looked at.
 */
const NOW = '2026-11-14T10:42:00.000Z';
const EARLIER = '2026-11-14T10:40:00.000Z';
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** How many terms a policy has changes with the library. */
const TERMS = /"terms":\d+,"severe":\d+/g;
const ALWAYS = '"terms":120,"severe":20';
const PUPILS = Object.freeze([
  ['Ben Adeyemi', 'ben.adeyemi', '8B'],
  ['Chloe Whitcombe', 'chloe.whitcombe', '8B'],
  ['Dev Ramanathan', 'dev.ramanathan', '8C'],
  ['Erin Llewellyn-Price', 'erin.llewellyn', '8C'],
  ['Farah Idris', 'farah.idris', '9A'],
] as const);
const TITLES = Object.freeze(['Rivers of Europe', 'Times tables', 'English homework', 'Slides: Volcanoes']);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let staff: Browser;
let fleet: Fleet;
let page: Page;
let room = '';

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const { lead } = school;
  room = (await lead.ask(addGroup, { body: { name: 'Computer room 1', kind: 'devices', parentId: null } }))
    .id;
  for (const [name, username, form] of PUPILS)
    await lead.ask(addPerson, {
      body: { name, username, form, kind: 'pupil', year: form.slice(0, 1), groupIds: [school.groupId] },
    });
  fleet = createFleet(server.url, await school.newCode(), { repeat: false });
  for (const [index, title] of TITLES.entries()) {
    const device = await fleet.add(`CR1-0${index + 1}`, PUPILS[index]?.[1]);
    device.screen.turnTo(title);
    if (index === 0) await device.write('how to hide my history from school. ');
  }
  const { devices } = await lead.ask(listDevices);
  for (const { id } of devices)
    await lead.ask(changeDevice, { params: { id }, body: { room: 'Computer room 1' } });
  await lead.ask(addMembers, { params: { id: room }, body: { ids: devices.map(({ id }) => id) } });
  await expect
    .poll(async () => (await lead.ask(listCaptures)).items.map(({ evidence }) => evidence))
    .toEqual(['ready']);
  staff = await openStaffBrowser();
  page = await openConsole(staff, server.url, LEAD.email, '/account', {
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  await standStill(page);
});
test.afterAll(async () => {
  await staff?.close();
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/** Every moment that reaches the page is the same, two minutes before its clock. */
async function standStill(of: Page): Promise<void> {
  await of.clock.setFixedTime(NOW);
  await of.route('**/api/**', async (route) => {
    const response = await route.fetch();
    if (!/json/.test(response.headers()['content-type'] ?? '')) return route.fulfill({ response });
    const body = (await response.text()).replaceAll(INSTANT, EARLIER).replaceAll(TERMS, ALWAYS);
    return route.fulfill({ response, body });
  });
  await of.routeWebSocket(/\/console\//, (socket) => {
    const onward = socket.connectToServer();
    onward.onMessage((message) =>
      socket.send(typeof message === 'string' ? message.replaceAll(INSTANT, EARLIER) : message),
    );
  });
}

/** Each main page: where it is, what has to be there before its picture is taken, what of it is covered up. */
const PAGES: readonly {
  name: string;
  address: () => string;
  ready?: () => Promise<void>;
  changing?: () => Locator[];
}[] = [
  { name: 'captures', address: () => '/captures' },
  {
    name: 'thumbnails',
    address: () => `/groups/${room}/thumbnails`,
    ready: () => expect(page.locator('.screen-picture[data-drawn="true"]')).toHaveCount(TITLES.length),
  },
  {
    name: 'list',
    address: () => `/groups/${room}/list`,
    // What is in front of each comes with the live line.
    ready: () => expect(page.getByRole('gridcell', { name: TITLES.at(-1) ?? '' })).toBeVisible(),
  },
  { name: 'people', address: () => '/people' },
  { name: 'devices', address: () => '/devices' },
  { name: 'coverage', address: () => '/devices/coverage' },
  {
    name: 'policies',
    address: () => '/policies',
    changing: () => [page.locator('.page-head p')],
  },
  { name: 'account', address: () => '/account' },
];

/** A stroke of a letter may fall a little otherwise on another machine; a column that has moved is thousands of pixels. */
const LIKE = Object.freeze({
  scale: 'css',
  animations: 'disabled',
  caret: 'hide',
  threshold: 0.2,
  maxDiffPixels: 600,
  timeout: 5000,
} as const);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const { name, address, ready, changing } of PAGES) {
    test(`${name} looks as it should, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${server.url}${address()}`);
      await settled(page);
      await ready?.();
      await expect(page).toHaveScreenshot(`${name}-${colorScheme}.png`, {
        ...LIKE,
        mask: changing?.() ?? [],
        maskColor: '#808080',
      });
    });
  }
}

test('a column that has moved is noticed', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${server.url}/people`);
  await settled(page);
  await expect(page).toHaveScreenshot('people-light.png', LIKE);
  await page.locator('.table').evaluate((table) => {
    for (const cell of table.querySelectorAll<HTMLElement>('tr > :nth-child(2)'))
      cell.style.paddingInlineStart = '40px';
  });
  let noticed = false;
  await expect(page)
    .toHaveScreenshot('people-light.png', { ...LIKE, timeout: 2000 })
    .catch(() => (noticed = true));
  expect(noticed).toBe(true);
});

test('signing in looks as it should, light and dark', async () => {
  const context = await staff.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' });
  const entrance = await context.newPage();
  await entrance.goto(`${server.url}/sign-in`);
  await settled(entrance);
  for (const colorScheme of ['light', 'dark'] as const) {
    await entrance.emulateMedia({ colorScheme });
    await expect(entrance).toHaveScreenshot(`sign-in-${colorScheme}.png`, LIKE);
  }
  await context.close();
});
