import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { lackingForDesktop, isCovered, isCoverInFront, turnTo, write } from '../apps/desktop/test/person.ts';
import { startScreen, type TestScreen } from '../apps/desktop/test/xvfb.ts';
import { addedTerm } from '../apps/server/test/own-terms.ts';
import { captureOf, evidenceOf } from './src/captures.ts';
import { type DesktopProgramUnderTest, makeDesktopProgram } from './src/desktop-agent.ts';
import { desktopOnLine, giveToPupil } from './src/enrolled.ts';
import { followedBy, lockDevice } from './src/orders.ts';
import { makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { report } from './src/timing.ts';
import { changePolicies, termsInForce } from './src/terms.ts';

/**
 * The desktop agent as a program before a real screen, with a real editor and the real server: what a pupil writes is
 * found with its sentence, window, program and picture; a lock covers everything, and ends by itself with nobody there.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
const missing = lackingForDesktop('xterm');
test.skip(missing !== false, String(missing));

const SENTENCE = 'we meet the flimmer after school.';
/** The bar for a lock; a busy machine may take a multiple. */
const WITHIN_MS = 1000;
const BUSY_MACHINE = 6;
const LOCK_MS = 60_000;
/** A terminal in which what is written goes into a file. */
const NOTES = 'Notes of the town';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: TestScreen;
let agent: DesktopProgramUnderTest;
let deviceId = '';

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, desktop] = await Promise.all([startServer({ folder: makeDataFolder() }), startScreen()]);
  school = await makeSchool(server);
  await changePolicies(school, [addedTerm('flimmer', { unmask: true })]);
  agent = makeDesktopProgram({
    desktop,
    server: server.url,
    schoolCode: await school.newCode(),
    deviceName: 'Trolley 7',
  });
  desktop.start('xterm', [
    '-T',
    NOTES,
    '-geometry',
    '60x12+700+420',
    '-e',
    'sh',
    '-c',
    `exec cat > '${notes()}'`,
  ]);
  await desktop.windowCalled(NOTES);
  desktop.start('mousepad', ['--disable-server']);
  await desktop.windowCalled('Mousepad');
  await turnTo(desktop, 'Mousepad');
  agent.start();
});
test.afterAll(async () => {
  agent?.remove();
  await desktop?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

function notes(): string {
  return path.join(agent.folder, 'notes.txt');
}

/** What the agent has cost so far; the kernel counts in hundredths of a second. */
function cost(): { readonly cpuMs: number; readonly megabytes: number } {
  const of = `/proc/${String(agent.pid())}`;
  const fields = readFileSync(`${of}/stat`, 'utf8')
    .replace(/^.*\) /su, '')
    .split(' ');
  const resident = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`${of}/status`, 'utf8'))?.[1] ?? '0';
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    megabytes: Math.round((Number(resident) * 1024) / 1e6),
  };
}

test('it is enrolled from its settings and comes on line', async () => {
  deviceId = await desktopOnLine(school, 'Trolley 7');
  await giveToPupil(school, deviceId);
  await termsInForce(school, deviceId);
});

test('what is written in a program is found, with its sentence, window, application and picture', async () => {
  await write(desktop, `${SENTENCE}\n`);
  await expect.poll(async () => (await captureOf(school, 'flimmer'))?.text?.sentence).toBe(SENTENCE);
  const found = await captureOf(school, SENTENCE);
  expect(found?.source).toBe('typed');
  expect(found?.application).toMatch(/mousepad/iu);
  expect(found?.windowTitle).toMatch(/Mousepad/u);
  expect(found?.device.id).toBe(deviceId);
  expect(found?.person?.name).toBe(PUPIL.name);
  await expect.poll(async () => (await evidenceOf(school, SENTENCE, 'screenshot'))?.state).toBe('ready');
  expect((await evidenceOf(school, SENTENCE, 'screenshot'))?.mediaType).toBe('image/jpeg');
  expect(agent.said(), 'the log tells no content').not.toMatch(/flimmer|Mousepad/u);
});

test('a lock covers everything at once, and ends by itself when the server is gone', async () => {
  test.setTimeout(LOCK_MS + 60_000);
  expect(await isCovered(desktop)).toBe(false);
  const asked = performance.now();
  await lockDevice(school, deviceId);
  await expect.poll(async () => isCovered(desktop), { intervals: [20] }).toBe(true);
  const covered = performance.now() - asked;
  report('covered after', `${covered.toFixed(0)} ms`);
  expect(covered).toBeLessThan(WITHIN_MS * BUSY_MACHINE);
  await expect.poll(async () => (await followedBy(school, deviceId))?.locked).toBe(true);
  await server.kill();
  await triesToGetOut();
  const [before, from] = [cost(), performance.now()];
  await expect
    .poll(async () => isCovered(desktop), { intervals: [500], timeout: LOCK_MS + 20_000 })
    .toBe(false);
  const took = performance.now() - asked;
  expect(took).toBeGreaterThan(LOCK_MS - 2000);
  // The keyboard is the person's again; what was pressed meanwhile went nowhere.
  await turnTo(desktop, NOTES);
  await write(desktop, 'after\n');
  await expect.poll(() => readFileSync(notes(), 'utf8')).toBe('after\n');
  const spent = ((cost().cpuMs - before.cpuMs) / (performance.now() - from)) * 100;
  report(
    'locked',
    `${spent.toFixed(2)} % of a core, ${String(cost().megabytes)} MB, ended after ${(took / 1000).toFixed(1)} s`,
  );
});

/** With the keys that lead out of programs, with writing, clicking, and with a program that puts a window in front. */
async function triesToGetOut(): Promise<void> {
  const keys = [
    'alt+Tab',
    'alt+F4',
    'super',
    'ctrl+alt+t',
    'ctrl+alt+Delete',
    'ctrl+alt+F2',
    'ctrl+Escape',
    'alt+space',
  ];
  for (const key of keys) await desktop.run('xdotool', 'key', '--delay', '5', key);
  await write(desktop, 'during\n');
  await desktop.run('xdotool', 'mousemove', '800', '500', 'click', '1');
  expect(await isCoverInFront(desktop)).toBe(true);
  desktop.start('xterm', ['-T', 'In front', '-geometry', '80x24+0+0', '-e', 'cat']);
  await desktop.run('xdotool', 'search', '--sync', '--name', '^In front$', 'windowraise');
  await write(desktop, 'during\n');
  await expect.poll(async () => isCoverInFront(desktop)).toBe(true);
  expect(readFileSync(notes(), 'utf8')).toBe('');
}

test('it ends cleanly when the system asks it to', async () => {
  expect(await agent.end('SIGTERM'), agent.said()).toBe(0);
  expect(agent.said()).toMatch(/agent\.stopped/u);
});
