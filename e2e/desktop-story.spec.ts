import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { lackingForDesktop, turnTo, windowsShown, write } from '../apps/desktop/test/person.ts';
import { startScreen, type TestScreen } from '../apps/desktop/test/xvfb.ts';
import { addedTerm, recordedWatch } from '../apps/server/test/own-terms.ts';
import { axeFinds } from './src/axe.ts';
import { captureOf, evidenceOf, filmOf } from './src/captures.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { contentOf, type DesktopAgentUnderTest, startDesktopAgent } from './src/desktop-agent.ts';
import { desktopOnLine, giveToPupil } from './src/enrolled.ts';
import { closeProgram } from './src/orders.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { changePolicies, termsInForce, wholeSchoolOf } from './src/terms.ts';
import { report } from './src/timing.ts';
import { clickAt, giveControlBack, takeControl } from './src/worked-screen.ts';

/**
 * A day at a desktop: what is written in an editor and in a terminal is found with a recording that began before, staff
 * work the device from the console, a program that is not allowed is closed and why is said, and what was deleted, printed
 * and plugged in stands in the console. Real: the agent, the X server, the programs, CUPS, the server, the console. Made:
 * the stick, of which the kernel's and udev's files are written by the test.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
const missing = lackingForDesktop('xterm');
test.skip(missing !== false, String(missing));

/** Made-up words, each in a program of its own. */
const IN_EDITOR = 'flimmer';
const IN_TERMINAL = 'grobble';
const IN_DIARY = 'wobbler';
/** A program that the school leaves alone, and its place on the screen. */
const DIARY = 'diary';
const DIARY_AT = Object.freeze({ x: 1000, y: 130 });
const SECONDS = 6;
/** At the pace of a person: a frame is kept at most every second. */
const KEY_MS = 60;
/** From source, on a machine that does other things too. */
const STARTS_WITHIN_MS = 40_000;
const DEVICE = 'Trolley 7';
const TERMINAL = 'Notes of the town';
/** A point in it. */
const AT = Object.freeze({ x: 800, y: 500 });
/** A game that the school does not want; a program of the person's own. */
const GAME = 'marbles';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: TestScreen;
let agent: DesktopAgentUnderTest;
let staff: Browser;
let deviceId = '';
let roomId = '';
let wholeSchool = '';
let notes = '';

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, desktop, staff] = await Promise.all([
    startServer({ folder: makeDataFolder() }),
    startScreen(),
    openStaffBrowser(),
  ]);
  school = await makeSchool(server);
  wholeSchool = await wholeSchoolOf(school);
  await changePolicies(school, [
    ...[IN_EDITOR, IN_TERMINAL, IN_DIARY].map((word) => addedTerm(word, { severity: 'severe' })),
    { kind: 'private-sites', value: { hosts: [], applications: [DIARY] } },
    recordedWatch(wholeSchool, SECONDS),
  ]);
  desktop.start('mousepad', ['--disable-server']);
  agent = startDesktopAgent({
    desktop,
    server: server.url,
    schoolCode: await school.newCode(),
    deviceName: DEVICE,
    files: { 'essay.odt': 'Rivers', 'letter.odt': 'Dear all' },
  });
  notes = path.join(agent.home, 'notes.txt');
  desktop.start('xterm', [
    '-T',
    TERMINAL,
    '-geometry',
    '60x12+700+420',
    '-e',
    'sh',
    '-c',
    `exec cat > '${notes}'`,
  ]);
  await Promise.all(['Mousepad', TERMINAL].map(async (title) => desktop.windowCalled(title)));
  const room = await school.lead.ask(addGroup, { body: { name: 'Room 4', kind: 'devices', parentId: null } });
  roomId = room.id;
});
test.afterEach(() => {
  const info = test.info();
  if (info.status !== info.expectedStatus) report('the agent said', agent.said());
});
test.afterAll(async () => {
  await agent?.stop();
  await desktop?.stop();
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

test('it comes on line with all that a desktop can do, and with its terms', async () => {
  deviceId = await desktopOnLine(school, DEVICE, { timeout: STARTS_WITHIN_MS });
  await giveToPupil(school, deviceId);
  await school.lead.ask(addMembers, { params: { id: roomId }, body: { ids: [deviceId] } });
  await termsInForce(school, deviceId);
  const { device } = await school.lead.ask(showDevice, { params: { id: deviceId } });
  for (const able of [
    'typed',
    'screen',
    'lock',
    'applications',
    'file',
    'activity',
    'removable-media',
  ] as const)
    expect(device.platform.capabilities).toContain(able);
  await agent.says(/files\.watched/u);
});

const WRITTEN = [
  { word: IN_EDITOR, window: 'Mousepad', application: /mousepad/iu },
  { word: IN_TERMINAL, window: TERMINAL, application: /xterm/iu },
] as const;
/** When the first key of the word was pressed. */
const pressedAt = new Map<string, number>();

for (const { word, window, application } of WRITTEN)
  test(`a Severe word in ${window} is found with its sentence, window, program and picture`, async () => {
    await turnTo(desktop, window);
    await write(desktop, 'Rivers begin in the hills, and then ', KEY_MS);
    pressedAt.set(word, Date.now());
    await write(desktop, `the ${word} is here.\n`, KEY_MS);
    await expect
      .poll(async () => (await captureOf(school, word))?.text?.sentence)
      .toContain(`the ${word} is here.`);
    const found = await captureOf(school, word);
    expect(found?.text?.sentence).toBe(`Rivers begin in the hills, and then the ${word} is here.`);
    expect([found?.severity, found?.source, found?.person?.name]).toEqual(['severe', 'typed', PUPIL.name]);
    expect(found?.application).toMatch(application);
    expect(found?.windowTitle).toContain(window);
    await expect.poll(async () => (await evidenceOf(school, word, 'screenshot'))?.state).toBe('ready');
  });

test('a program that is not allowed is closed, and the person reads why', async () => {
  const game = path.join(agent.home, GAME);
  copyFileSync('/usr/bin/xterm', game);
  desktop.start(game, ['-T', 'Marbles', '-e', 'cat']);
  await desktop.windowCalled('Marbles');
  expect(await windowsShown(desktop, '--class', '^lapwing$')).toEqual([]);
  await closeProgram(school, GAME, wholeSchool);
  await expect.poll(async () => windowsShown(desktop, '--name', '^Marbles$')).toEqual([]);
  // What it says is drawn: that it is ours is what can be seen from outside, and that keys take it away once it is read.
  await expect.poll(async () => windowsShown(desktop, '--class', '^lapwing$')).not.toEqual([]);
  await expect
    .poll(async () => {
      const [panel] = await windowsShown(desktop, '--class', '^lapwing$');
      if (panel === undefined) return 'gone';
      await desktop.run('xdotool', 'windowactivate', '--sync', panel, 'key', 'Tab', 'Return').catch(() => '');
      return 'there';
    })
    .toBe('gone');
});

test('meanwhile the person deletes a file, prints one and puts a stick in', async () => {
  rmSync(path.join(agent.home, 'Documents', 'essay.odt'));
  agent.deed('plug');
  if (agent.prints) agent.deed('print My poster');
  await agent.says(/story\.done/u);
});

for (const { word, window } of WRITTEN)
  test(`its recording in ${window} began before the word was written`, async () => {
    const { takenAt } = await filmOf(school, word);
    expect(Date.parse(takenAt ?? '')).toBeLessThan(pressedAt.get(word) ?? 0);
  });

test('the console shows the capture with its picture and its recording', async () => {
  const found = await captureOf(school, IN_EDITOR);
  const page = await openConsole(staff, server.url, LEAD.email, `/captures/${found?.id ?? ''}`);
  await expect(page.getByText(IN_EDITOR).first()).toBeVisible();
  await page.getByRole('button', { name: /Open \(your view is recorded\)/ }).click();
  const picture = page.getByRole('tabpanel').locator('img');
  await expect(picture).toBeVisible();
  await expect
    .poll(async () => picture.evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0)))
    .toBe(desktop.width);
  await page.getByRole('tab', { name: 'Recording' }).click();
  await page.getByRole('button', { name: /Open \(your view is recorded\)/ }).click();
  const film = page.getByRole('tabpanel').locator('video');
  await expect
    .poll(async () => film.evaluate((video) => (video instanceof HTMLVideoElement ? video.duration : 0)))
    .toBeGreaterThan(2);
  expect(await axeFinds(page, 'A capture of the desktop')).toEqual([]);
  await page.context().close();
});

test('of a program that the school leaves alone nothing is read, and no picture shows it', async () => {
  const diary = path.join(agent.home, DIARY);
  copyFileSync('/usr/bin/xterm', diary);
  desktop.start(diary, ['-T', 'Dear diary', '-geometry', `38x8+${DIARY_AT.x}+${DIARY_AT.y}`, '-e', 'cat']);
  await desktop.windowCalled('Dear diary');
  await turnTo(desktop, 'Dear diary');
  await write(desktop, `only for me: ${IN_DIARY}\n`, KEY_MS);
  // What is written after it, elsewhere, is found: what was written in it is not.
  await turnTo(desktop, 'Mousepad');
  await write(desktop, `And there the ${IN_DIARY} ends.\n`, KEY_MS);
  await expect.poll(async () => (await captureOf(school, IN_DIARY))?.text?.sentence).toContain('And there');
  const found = await captureOf(school, IN_DIARY);
  expect(JSON.stringify((await school.lead.ask(listCaptures)).items)).not.toContain('only for me');
  await expect.poll(async () => (await evidenceOf(school, IN_DIARY, 'screenshot'))?.state).toBe('ready');
  const page = await openConsole(staff, server.url, LEAD.email, `/captures/${found?.id ?? ''}`);
  const id = (await evidenceOf(school, IN_DIARY, 'screenshot'))?.id ?? '';
  const pixels = await page.evaluate(
    async ({ src, x, y }) => {
      const picture = await createImageBitmap(await (await fetch(src)).blob());
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      context?.drawImage(picture, 0, 0);
      return Array.from(context?.getImageData(x + 4, y + 4, 210, 90).data ?? []);
    },
    { src: `/api/evidence/${id}`, ...DIARY_AT },
  );
  expect(pixels.length).toBeGreaterThan(0);
  // Grey all over, its caption too, as far as a JPEG is: 0x80.
  expect(pixels.filter((value, at) => at % 4 !== 3 && Math.abs(value - 0x80) > 8)).toEqual([]);
  await page.context().close();
});

test('staff work the device from the console: keys and pointer go where they point', async () => {
  await turnTo(desktop, TERMINAL);
  const address = `/groups/${roomId}/thumbnails?live=${deviceId}`;
  const page = await openConsole(staff, server.url, LEAD.email, address);
  await expect(page.getByRole('img', { name: `Screen of ${PUPIL.name}` })).toBeVisible();
  const area = await takeControl(page);
  // Into the terminal, which then has the keyboard.
  await clickAt(page, area, desktop, AT);
  await page.keyboard.type('well done so far');
  await page.keyboard.press('Enter');
  await expect.poll(() => contentOf(notes)).toContain('well done so far\n');
  const at = /x:(\d+)\s+y:(\d+)/u.exec(await desktop.run('xdotool', 'getmouselocation'));
  expect(Math.abs(Number(at?.[1]) - AT.x)).toBeLessThan(8);
  expect(Math.abs(Number(at?.[2]) - AT.y)).toBeLessThan(8);
  await giveControlBack(page, area);
  await page.context().close();
});

test('what was deleted, printed, plugged in and closed stands with the device and the person', async () => {
  const page = await openConsole(staff, server.url, LEAD.email, `/devices/${deviceId}`);
  const list = page.getByRole('region', { name: 'Activity' });
  const expected = [
    'Deleted the file essay.odt',
    'Put in the medium HOMEWORK',
    `Opened the program ${GAME}`,
    ...(agent.prints ? ['Printed My poster'] : []),
  ];
  await expect(async () => {
    await page.reload();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Look at activity' }).click();
    for (const line of expected) await expect(list.getByText(line)).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 40_000 });
  await expect(list.getByRole('link', { name: PUPIL.name }).first()).toBeVisible();
  expect(await axeFinds(page, 'The activity of a device')).toEqual([]);
  await page.context().close();
  expect(agent.said(), 'the log tells no names').not.toMatch(
    /essay|poster|HOMEWORK|marbles|flimmer|Mousepad/u,
  );
});
