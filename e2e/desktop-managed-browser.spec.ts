import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, expect, test } from '@playwright/test';
import { z } from 'zod';
import { listDevices, showInstall } from '@lapwing/protocol/features/devices/api.ts';
import { lackingForDesktop } from '../apps/desktop/test/person.ts';
import { startScreen, type TestScreen } from '../apps/desktop/test/xvfb.ts';
import { CHROMIUM, QUIET } from './src/chromium.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';

/**
 * A device whose administrator installs both: the agent of the desktop tells the browsers of its program, for the
 * extension of the school's server alone; and the extension that the browser installs by policy, with the school's code in
 * it, enrols nothing of its own.
 */
const missing = lackingForDesktop();
test.skip(missing !== false, String(missing));

const Host = z.object({ allowed_origins: z.tuple([z.string()]) });
const BROWSERS = '/etc/chromium';
/** The agent writes for other browsers, too, which are none of this story. */
const OTHERS = '/etc/opt';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let desktop: TestScreen;
let folder = '';
let agent: ChildProcess | null = null;
let browser: BrowserContext | null = null;
let said = '';

test.beforeAll(async () => {
  [server, desktop] = await Promise.all([startServer({ folder: makeDataFolder() }), startScreen()]);
  school = await makeSchool(server);
  folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-managed-'));
});
test.afterAll(async () => {
  await browser?.close();
  agent?.kill('SIGTERM');
  await desktop?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Runs a program with files of its own in place of the machine's, in a namespace that nobody else sees. */
function inside(...command: readonly string[]): readonly string[] {
  const mounts = `mount --bind "$0" ${BROWSERS} && mount -t tmpfs none ${OTHERS} && exec "$@"`;
  return ['--mount', '--', 'sh', '-c', mounts, path.join(folder, 'etc'), ...command];
}

/** The agent as a package installs it: its programs, each in one file, and what browsers start. */
function install(): string {
  const bundled = spawnSync(
    process.execPath,
    [path.join(CHECKOUT, 'apps/desktop/bundle/build.ts'), '--outDir', path.join(folder, 'bundle')],
    { encoding: 'utf8' },
  );
  expect(bundled.status, bundled.stderr).toBe(0);
  const programs = path.join(folder, 'bundle/linux');
  const host = `exec '${process.execPath}' '${programs}/browser-host.mjs' --folder '${folder}/run/browser' "$@"`;
  writeFileSync(path.join(programs, 'browser-host'), `#!/bin/sh\n${host}\n`);
  chmodSync(path.join(programs, 'browser-host'), 0o755);
  return path.join(programs, 'main.mjs');
}

test('the extension that a managed browser installs joins the agent, and the school sees one device', async () => {
  test.setTimeout(120_000);
  mkdirSync(path.join(folder, 'etc'));
  const able = process.getuid?.() === 0 && spawnSync('unshare', inside('true')).status === 0;
  test.skip(!able, 'this account cannot mount files for one program');
  cpSync(BROWSERS, path.join(folder, 'etc'), { recursive: true });

  const code = await school.newCode();
  const { targets } = await school.lead.ask(showInstall);
  const policy = targets
    .find(({ key }) => key === 'linux')
    ?.files.find(({ path: where }) => where.startsWith(BROWSERS));
  expect(policy?.content).toContain(code);
  mkdirSync(path.join(folder, 'etc/policies/managed'), { recursive: true });
  writeFileSync(path.join(folder, 'etc/policies/managed/lapwing.json'), policy?.content ?? '');

  const settings = { server: server.url, schoolCode: code, deviceName: 'Desk 9' };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  const main = install();
  const own = ['--settings', path.join(folder, 'settings.json'), '--data', path.join(folder, 'agent')];
  const where = ['--run', path.join(folder, 'run'), '--display', desktop.display, '--authority'];
  agent = spawn('unshare', inside(process.execPath, main, ...own, ...where, desktop.authority), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [agent.stdout, agent.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const manifest = path.join(folder, 'etc/native-messaging-hosts/lapwing.agent.json');
  await expect.poll(() => existsSync(manifest), { message: said }).toBe(true);

  const program = path.join(folder, 'managed-chromium');
  const words = inside(CHROMIUM).map((word) => `'${word}'`);
  writeFileSync(program, `#!/bin/sh\nexec unshare ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  browser = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    executablePath: program,
    headless: false,
    chromiumSandbox: false,
    ignoreDefaultArgs: ['--disable-extensions', '--disable-background-networking'],
    args: [
      '--headless=new',
      ...QUIET.filter((one) => one !== '--disable-background-networking'),
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(/browser\.joined/u);
  // What has joined is the extension of this server: the manifest lets no other in.
  const { allowed_origins: origins } = Host.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  expect(policy?.content).toContain(new URL(origins[0]).host);
  const page = await browser.newPage();
  await page.goto(server.url);
  await expect(page).toHaveTitle(/Lapwing/u);
  const { devices } = await school.lead.ask(listDevices);
  expect(devices.map(({ name, platform }) => [name, platform.agent])).toEqual([['Desk 9', 'desktop']]);
});
