import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { setRestriction, showControl } from '@lapwing/protocol/features/restrictions/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { type DesktopUnderTest, lackingForDesktop, startDesktop } from './src/display.ts';
import { makeSchool, PUPIL, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';
import { report } from './src/timing.ts';
import { termsInForce } from './src/terms.ts';

/**
 * The desktop agent as a program before a real screen, with a real editor and the real server: what a pupil writes is
 * found with its sentence, window, program and picture; a lock covers everything, and ends by itself with nobody there.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 });
const lacking = lackingForDesktop('xterm');
test.skip(lacking.length > 0, `needs ${lacking.join(', ')}`);

const SENTENCE = 'we meet the flimmer after school.';
/** The bar for a lock; a busy machine may take a multiple. */
const WITHIN_MS = 1000;
const BUSY_MACHINE = 6;
const LOCK_MS = 60_000;
/** A terminal in which what is written goes into a file. */
const NOTES = 'Notes of the town';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: DesktopUnderTest;
let folder = '';
let agent: ChildProcess;
let said = '';
let deviceId = '';

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [server, desktop] = await Promise.all([startServer({ folder: makeDataFolder() }), startDesktop()]);
  school = await makeSchool(server);
  await watchFlimmer();
  folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-agent-'));
  const settings = { server: server.url, schoolCode: await school.newCode(), deviceName: 'Trolley 7' };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  desktop.start(
    'xterm',
    '-T',
    NOTES,
    '-geometry',
    '60x12+700+420',
    '-e',
    'sh',
    '-c',
    `exec cat > '${notes()}'`,
  );
  await desktop.run('xdotool', 'search', '--sync', '--onlyvisible', '--name', NOTES);
  desktop.start('mousepad', '--disable-server');
  await desktop.run(
    'xdotool',
    'search',
    '--sync',
    '--onlyvisible',
    '--name',
    'Mousepad',
    'windowactivate',
    '--sync',
  );
  startAgent();
});
test.afterAll(async () => {
  agent?.kill('SIGKILL');
  desktop?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
  rmSync(folder, { recursive: true, force: true });
});

function notes(): string {
  return path.join(folder, 'notes.txt');
}

function startAgent(): void {
  const main = path.join(CHECKOUT, 'apps/desktop/src/main.ts');
  const own = ['--settings', path.join(folder, 'settings.json'), '--data', path.join(folder, 'agent')];
  const screen = ['--display', desktop.display, '--authority', desktop.authority];
  agent = spawn(process.execPath, [main, ...own, ...screen], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [agent.stdout, agent.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
}

async function watchFlimmer(): Promise<void> {
  const { base } = await school.lead.ask(listPolicies);
  await school.lead.ask(applyChange, {
    body: {
      base,
      reason: 'A word of our town.',
      edits: [
        {
          kind: 'term',
          id: 'own.0196f000-0000-7000-8000-000000000001',
          value: {
            policy: 'bullying',
            wordings: ['flimmer'],
            notation: false,
            definition: 'A group of our town.',
            severity: 'moderate',
            sources: ['typed'],
            boundary: 'word',
            unmask: true,
            unless: [],
            needs: null,
          },
        },
      ],
    },
  });
}

/** What the agent has cost so far; the kernel counts in hundredths of a second. */
function cost(): { readonly cpuMs: number; readonly megabytes: number } {
  const of = `/proc/${String(agent.pid)}`;
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
  await expect
    .poll(async () => {
      const { devices } = await school.lead.ask(listDevices);
      const device = devices.find(({ name, status }) => name === 'Trolley 7' && status === 'online');
      deviceId = device?.id ?? '';
      return device?.platform.agent;
    })
    .toBe('desktop');
  await school.lead.ask(changeDevice, {
    params: { id: deviceId },
    body: { assignedPersonId: school.pupilId },
  });
  await termsInForce(school, deviceId);
});

test('what is written in a program is found, with its sentence, window, application and picture', async () => {
  const list = async () => (await school.lead.ask(listCaptures, { query: { limit: '10' } })).items;
  await desktop.run('xdotool', 'type', '--delay', '12', `${SENTENCE}\n`);
  await expect.poll(async () => (await list())[0]?.text?.sentence).toBe(SENTENCE);
  const [found] = await list();
  expect(found?.source).toBe('typed');
  expect(found?.application).toMatch(/mousepad/iu);
  expect(found?.windowTitle).toMatch(/Mousepad/u);
  expect(found?.device.id).toBe(deviceId);
  expect(found?.person?.name).toBe(PUPIL.name);
  await expect
    .poll(async () => {
      const { evidenceItems } = await school.lead.ask(showCapture, { params: { id: found?.id ?? '' } });
      return evidenceItems.find(({ kind, state }) => kind === 'screenshot' && state === 'ready')?.mediaType;
    })
    .toBe('image/jpeg');
  expect(said, 'the log tells no content').not.toMatch(/flimmer|Mousepad/u);
});

test('a lock covers everything at once, and ends by itself when the server is gone', async () => {
  test.setTimeout(LOCK_MS + 60_000);
  expect(await desktop.covered()).toBe(false);
  const asked = performance.now();
  await school.lead.ask(setRestriction, {
    body: {
      ids: [uuidV7(Date.now(), randomBytes(10))],
      effect: { kind: 'lock' },
      targets: [{ kind: 'devices', ids: [deviceId] }],
      minutes: 1,
      words: 'Please look to the front',
    },
  });
  await expect.poll(async () => desktop.covered(), { intervals: [20] }).toBe(true);
  const covered = performance.now() - asked;
  report('covered after', `${covered.toFixed(0)} ms`);
  expect(covered).toBeLessThan(WITHIN_MS * BUSY_MACHINE);
  await expect
    .poll(async () => {
      const { devices } = await school.lead.ask(showControl, { body: { deviceIds: [deviceId] } });
      return devices[0]?.actual?.locked;
    })
    .toBe(true);
  await server.kill();
  await triesToGetOut();
  const [before, from] = [cost(), performance.now()];
  await expect
    .poll(async () => desktop.covered(), { intervals: [500], timeout: LOCK_MS + 20_000 })
    .toBe(false);
  const took = performance.now() - asked;
  expect(took).toBeGreaterThan(LOCK_MS - 2000);
  // The keyboard is the person's again; what was pressed meanwhile went nowhere.
  await desktop.run('xdotool', 'search', '--onlyvisible', '--name', NOTES, 'windowactivate', '--sync');
  await desktop.run('xdotool', 'type', 'after\n');
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
  await desktop.run('xdotool', 'type', 'during\n');
  await desktop.run('xdotool', 'mousemove', '800', '500', 'click', '1');
  expect(await desktop.inFront()).toBe('cover');
  desktop.start('xterm', '-T', 'In front', '-geometry', '80x24+0+0', '-e', 'cat');
  await desktop.run('xdotool', 'search', '--sync', '--name', '^In front$', 'windowraise');
  await desktop.run('xdotool', 'type', 'during\n');
  await expect.poll(async () => desktop.inFront()).toBe('cover');
  expect(readFileSync(notes(), 'utf8')).toBe('');
}

test('it ends cleanly when the system asks it to', async () => {
  const gone = once(agent, 'exit');
  agent.kill('SIGTERM');
  await gone;
  expect(agent.exitCode, said).toBe(0);
  expect(said).toMatch(/agent\.stopped/u);
});
