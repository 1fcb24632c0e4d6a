import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { turnTo, windowsShown, write as typeText } from '../apps/desktop/test/person.ts';
import { openWine, type WineDevice, wineLacking, windowsPath } from '../apps/desktop/test/wine.ts';
import { lacking } from '../apps/desktop/test/xvfb.ts';
import { addedTerm, recordedWatch } from '../apps/server/test/own-terms.ts';
import { evidenceOf, filmOf } from './src/captures.ts';
import { openConsole, openStaffBrowser } from './src/chromium.ts';
import { desktopOnLine, giveToPupil } from './src/enrolled.ts';
import { closeProgram, followedBy, lockDevice } from './src/orders.ts';
import { LEAD, makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';
import { changePolicies, termsInForce, wholeSchoolOf } from './src/terms.ts';
import { report } from './src/timing.ts';
import { clickAt, giveControlBack, takeControl } from './src/worked-screen.ts';

/**
 * The agent for Windows as it is made for devices, under Wine, with Wine's own programs and the real server: a service that
 * the service control manager starts, the eyes and hands in another process, a pipe between them. Evidence for Windows, and no proof.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
const missing = wineLacking === false ? lacking('xdotool', 'xwininfo') : wineLacking;
test.skip(missing !== false, String(missing));

const SENTENCE = 'we meet the flimmer after school.';
const OTHER = 'the grobble knows where you sit.';
const BROWSED = 'the flimmer asks about you.';
const SECONDS = 6;
/** A point in the editor, which opens at the top left. */
const AT = Object.freeze({ x: 300, y: 300 });
const LOCK_MS = 60_000;
const WITHIN_MS = 6000;
const DEVICE = 'Trolley 9';
const SERVICE = 'LapwingAgent';
/** What Wine calls the windows of the agent. */
const OURS = Object.freeze(['--class', '^node.exe$']);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let device: WineDevice;
let staff: Browser;
let deviceId = '';
let roomId = '';
let wholeSchool = '';
let output = '';
let notes = '';

test.beforeAll(async () => {
  test.setTimeout(240_000);
  [server, device, staff] = await Promise.all([
    startServer({ folder: makeDataFolder() }),
    openWine(),
    openStaffBrowser(),
  ]);
  output = path.join(device.folder, 'agent/agent.log');
  notes = path.join(device.folder, 'notes.txt');
  writeFileSync(notes, '');
  const made = path.join(device.folder, 'made');
  execFileSync(process.execPath, [path.join(CHECKOUT, 'apps/desktop/bundle/build.ts'), '--outDir', made]);
  open('notepad', windowsPath(notes));
  school = await makeSchool(server);
  wholeSchool = await wholeSchoolOf(school);
  await changePolicies(school, [
    ...['flimmer', 'grobble'].map((word) => addedTerm(word, { severity: 'severe', unmask: true })),
    recordedWatch(wholeSchool, SECONDS),
  ]);
  const room = await school.lead.ask(addGroup, { body: { name: 'Room 4', kind: 'devices', parentId: null } });
  roomId = room.id;
  const settings = { server: server.url, schoolCode: await school.newCode(), deviceName: DEVICE };
  writeFileSync(path.join(device.folder, 'settings.json'), JSON.stringify(settings));
  await device.screen.windowCalled('Notepad');
  const words = [
    windowsPath(device.node),
    windowsPath(path.join(made, 'windows/main.mjs')),
    '--service',
    '--settings',
    windowsPath(path.join(device.folder, 'settings.json')),
    '--data',
    windowsPath(path.join(device.folder, 'agent')),
  ];
  const program = words.map((word) => `"${word}"`).join(' ');
  expect(await control('sc', 'create', SERVICE, 'binPath=', program)).toBe(0);
  expect(await control('net', 'start', SERVICE)).toBe(0);
});
test.afterEach(() => {
  const info = test.info();
  if (info.status !== info.expectedStatus) report('the agent said', said());
});
test.afterAll(async () => {
  await device?.stop();
  await staff?.close();
  await server?.stop();
  removeDataFolder(server.folder);
});

function said(): string {
  return existsSync(output) ? readFileSync(output, 'utf8') : '';
}

/** Has the system's own programs for services do something. @returns the code that it ended with */
async function control(...program: readonly string[]): Promise<number | null> {
  return device.run(path.join(device.folder, 'control.log'), ...program);
}

function open(...program: readonly string[]): void {
  device.start(path.join(device.folder, 'programs.log'), ...program);
}

async function captures() {
  return (await school.lead.ask(listCaptures, { query: { limit: '10' } })).items;
}

async function press(...keys: readonly string[]): Promise<void> {
  await device.screen.run('xdotool', 'key', ...keys);
}

/** Wine shows the sign of the agent as a window, and that comes to the front. */
async function bring(name = 'Notepad'): Promise<void> {
  await turnTo(device.screen, name);
}

/** A line, as the person at the keyboard; at the pace of one. */
async function write(text: string, everyMs?: number): Promise<void> {
  await typeText(device.screen, text, everyMs);
  await press('Return');
}

/** Processes of Linux that are seats of this device. */
function seats(): readonly number[] {
  return readdirSync('/proc').flatMap((entry) => {
    const file = path.join('/proc', entry, 'cmdline');
    const words = /^\d+$/u.test(entry) && existsSync(file) ? readFileSync(file, 'utf8') : '';
    return words.includes(path.basename(device.folder)) && words.includes('--seat') ? [Number(entry)] : [];
  });
}

/** Whether a window of ours has the size of the screen. */
async function covered(): Promise<boolean> {
  const { width, height } = device.screen;
  for (const window of await windowsShown(device.screen, ...OURS)) {
    const size = await device.screen.run('xdotool', 'getwindowgeometry', window).catch(() => '');
    if (size.includes(`${String(width)}x${String(height)}`)) return true;
  }
  return false;
}

test('it is enrolled from its settings and comes on line with its terms', async () => {
  deviceId = await desktopOnLine(school, DEVICE);
  await giveToPupil(school, deviceId);
  await school.lead.ask(addMembers, { params: { id: roomId }, body: { ids: [deviceId] } });
  await termsInForce(school, deviceId);
});

test('what is written in a program is found, with its sentence, window, application and picture', async () => {
  await bring();
  // Wine says a moment later which window has the keyboard; and a film begins before.
  await write('the first letters of this line may be lost', 60);
  await write(SENTENCE);
  await expect.poll(async () => (await captures())[0]?.text?.sentence).toBe(SENTENCE);
  const [found] = await captures();
  expect([found?.source, found?.severity]).toEqual(['typed', 'severe']);
  expect(found?.application).toMatch(/notepad/iu);
  expect(found?.windowTitle).toMatch(/Notepad/u);
  expect(found?.device.id).toBe(deviceId);
  expect(found?.person?.name).toBe(PUPIL.name);
  await expect.poll(async () => (await evidenceOf(school, SENTENCE, 'screenshot'))?.state).toBe('ready');
  expect((await evidenceOf(school, SENTENCE, 'screenshot'))?.mediaType).toBe('image/jpeg');
});

test('staff work the device from the console: what they type goes into the window', async () => {
  const address = `/groups/${roomId}/thumbnails?live=${deviceId}`;
  const page = await openConsole(staff, server.url, LEAD.email, address);
  await expect(page.getByRole('img', { name: `Screen of ${PUPIL.name}` })).toBeVisible();
  const area = await takeControl(page);
  await clickAt(page, area, device.screen, AT);
  await page.keyboard.type('well done so far');
  await page.keyboard.press('Control+s');
  await expect.poll(() => readFileSync(notes, 'utf8')).toContain('well done so far');
  await giveControlBack(page, area);
  await page.context().close();
});

test('of what is severe there is a film that began before', async () => {
  await filmOf(school, SENTENCE);
  expect(said(), 'the log tells no content').not.toMatch(/flimmer|Notepad/u);
});

test('what a browser tells is found once, and is of the same device', async () => {
  // No browser runs here: this is called like one, starts the host as browsers do, and says what our extension would.
  const file = (name: string): string => path.join(device.folder, name);
  copyFileSync(device.node, file('chrome.exe'));
  const host = [device.node, file('made/windows/browser-host.mjs')].map((one) => `"${windowsPath(one)}"`);
  writeFileSync(file('host.bat'), `@${host.join(' ')}\r\n`);
  const at = { place: '1|2', application: 'Chrome', title: 'Notes', url: 'https://notes.school.example/' };
  const field = { element: 'textarea', type: '', wasPassword: false, autocomplete: '', inputMode: '' };
  const told = [
    { kind: 'joined', joined: true },
    ...[
      { kind: 'navigated', search: null, at },
      {
        kind: 'typed',
        fieldId: 'f',
        field: { ...field, maxLength: null, names: [] },
        text: BROWSED,
        caret: BROWSED.length,
        composing: false,
        at,
      },
      { kind: 'settled', fieldId: 'f', reason: 'enter' },
    ].map((input) => ({ kind: 'input', input })),
  ];
  writeFileSync(
    file('browser.mjs'),
    `import { spawn } from 'node:child_process';
    const host = spawn('cmd.exe', ['/d', '/c', process.argv[2]], { stdio: ['pipe', 'pipe', 'inherit'] });
    host.stdout.once('data', () => {
      for (const message of ${JSON.stringify(told)}) {
        const body = Buffer.from(JSON.stringify(message));
        const length = Buffer.alloc(4);
        length.writeUInt32LE(body.length);
        host.stdin.write(Buffer.concat([length, body]));
      }
    });`,
  );
  const program = ['chrome.exe', 'browser.mjs', 'host.bat'].map((name) => windowsPath(file(name)));
  const browser = device.start(file('programs.log'), ...program);
  await expect.poll(said).toContain('browser.joined');
  await expect.poll(async () => (await captures())[0]?.text?.sentence).toBe(BROWSED);
  const found = (await captures()).filter(({ text }) => text?.sentence === BROWSED);
  expect(found.map((one) => one.device.id)).toEqual([deviceId]);
  expect((await school.lead.ask(listDevices)).devices).toHaveLength(1);
  browser.kill('SIGKILL');
  await expect.poll(said).toContain('browser.gone');
});

test('what is written in a program with rich text is found, too', async () => {
  open('write');
  await device.screen.windowCalled('Wordpad');
  await bring('Wordpad');
  await write('the first letters of this line may be lost', 60);
  await write(OTHER);
  await expect.poll(async () => (await captures())[0]?.text?.sentence).toBe(OTHER);
  const [found] = await captures();
  expect(found?.application).toMatch(/wordpad/iu);
  expect(found?.windowTitle).toMatch(/Wordpad/u);
});

test('a program that is not allowed is closed, and the person reads why', async () => {
  open('winemine');
  await device.screen.windowCalled('WineMine');
  expect(await windowsShown(device.screen, ...OURS)).toEqual([]);
  await closeProgram(school, 'winemine', wholeSchool);
  await expect.poll(async () => windowsShown(device.screen, '--name', '^WineMine$')).toEqual([]);
  // What it says is drawn: that it is ours is what can be seen from outside.
  await expect.poll(async () => windowsShown(device.screen, ...OURS)).not.toEqual([]);
});

test('a lock holds against keys, new windows and the end of the seat, and ends by itself without the server', async () => {
  test.setTimeout(LOCK_MS + 60_000);
  await bring();
  expect(await covered()).toBe(false);
  const asked = performance.now();
  await lockDevice(school, deviceId);
  await expect.poll(covered, { intervals: [20] }).toBe(true);
  const took = performance.now() - asked;
  report('covered after', `${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(WITHIN_MS);
  await expect.poll(async () => (await followedBy(school, deviceId))?.locked).toBe(true);
  await write('behind the cover');
  await press('ctrl+s');
  open('winefile');
  await device.screen.windowCalled('Wine File');
  // The foremost come first.
  await expect
    .poll(async () => {
      const tree = await device.screen.run('xwininfo', '-root', '-tree');
      const [cover, opened] = [tree.search(/"node\.exe"\) {2}1280x800\+/u), tree.indexOf('"Wine File')];
      return cover >= 0 && opened > cover;
    })
    .toBe(true);
  // Whoever ends the seat is covered again by the next one.
  for (const pid of seats()) process.kill(pid, 'SIGKILL');
  await expect.poll(() => said().match(/seat\.there/gu)?.length).toBe(2);
  await expect.poll(covered).toBe(true);
  expect(said()).toMatch(/seat\.lost/u);
  await server.kill();
  await expect.poll(covered, { intervals: [500], timeout: LOCK_MS + 20_000 }).toBe(false);
  expect(performance.now() - asked).toBeGreaterThan(LOCK_MS - 2000);
  await bring();
  await write('in the light again');
  await press('ctrl+s');
  await expect.poll(() => readFileSync(notes, 'utf8')).toContain('light again');
  expect(readFileSync(notes, 'utf8')).not.toContain('behind');
});

test('it ends when the service control manager says so, and leaves no seat behind', async () => {
  expect(await control('net', 'stop', SERVICE)).toBe(0);
  await expect.poll(said).toContain('agent.stopped');
  await expect.poll(async () => device.screen.run('xdotool', 'search', ...OURS).catch(() => '')).toBe('');
});
