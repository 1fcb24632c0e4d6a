import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, expect, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import {
  changeDevice,
  listDevices,
  revokeDevice,
  revokeSchoolCode,
  showInstall,
} from '@lapwing/protocol/features/devices/api.ts';
import {
  badgeOf,
  CHROMIUM,
  enrolByHand,
  openConsole,
  openPupilBrowser,
  openStaffBrowser,
  type PupilBrowser,
  QUIET,
  removeProfile,
} from './src/chromium.ts';
import { asOwner } from './src/database.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { report } from './src/timing.ts';

/**
 * A managed browser installs the extension from the school's own server and enrols itself; a device that is not let
 * in says why to the person in front of it, and the console says it to staff.
 */
test.describe.configure({ mode: 'serial' });

const POLICY_FOLDER = '/etc/chromium';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  site = await startSite({ '/essay': html('My essay', '<label>Essay <textarea></textarea></label>') });
});

test.afterAll(async () => {
  await site?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

/**
 * A program that starts Chromium with policy files of its own in place of the machine's: it mounts them over the
 * folder in a namespace that nobody else sees and that ends with the browser, so that nothing is left behind.
 */
function managedChromium(folder: string): { ok: true; program: string } | { ok: false; why: string } {
  if (process.platform !== 'linux') return { ok: false, why: 'managed policy by file is Linux only' };
  const program = path.join(folder, 'managed-chromium');
  const user = process.getuid?.() === 0 ? '' : '--map-root-user';
  const mount = `unshare --mount ${user} -- sh -c 'mount --bind "$0" ${POLICY_FOLDER} && exec "$@"'`;
  writeFileSync(program, `#!/bin/sh\nexec ${mount} '${path.join(folder, 'etc')}' ${CHROMIUM} "$@"\n`, {
    mode: 0o755,
  });
  const tried = spawnSync('sh', ['-c', `${mount} '${path.join(folder, 'etc')}' true`], { encoding: 'utf8' });
  if (tried.status === 0) return { ok: true, program };
  return { ok: false, why: `this account cannot mount policy files for one program: ${tried.stderr.trim()}` };
}

test('a managed browser installs the extension from the school’s server and enrols itself', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-managed-'));
  let context: BrowserContext | undefined;
  try {
    const policies = path.join(folder, 'etc/policies/managed');
    mkdirSync(policies, { recursive: true });
    const managed = managedChromium(folder);
    test.skip(!managed.ok, managed.ok ? '' : managed.why);
    if (!managed.ok) return;
    cpSync(POLICY_FOLDER, path.join(folder, 'etc'), { recursive: true });

    await school.newCode();
    const { targets } = await school.lead.ask(showInstall);
    const files = targets.find(({ key }) => key === 'linux')?.files ?? [];
    const file = files.find(({ path: where }) => where.startsWith(POLICY_FOLDER));
    expect(file?.path).toBe('/etc/chromium/policies/managed/lapwing.json');
    writeFileSync(path.join(policies, 'lapwing.json'), file?.content ?? '', { mode: 0o644 });

    const began = Date.now();
    context = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
      executablePath: managed.program,
      headless: false,
      chromiumSandbox: false,
      // The first two switch off what is shown here; quiet it is by seeing nobody but this machine.
      ignoreDefaultArgs: ['--disable-extensions', '--disable-background-networking'],
      args: [
        '--headless=new',
        ...QUIET.filter((switched) => switched !== '--disable-background-networking'),
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    });
    await expect
      .poll(async () => (await school.lead.ask(listDevices)).devices.map(({ status }) => status), {
        timeout: 30_000,
        intervals: [100],
      })
      .toEqual(['online']);
    report('managed browser started to device connected', `${((Date.now() - began) / 1000).toFixed(1)} s`);

    const [device] = (await school.lead.ask(listDevices)).devices;
    expect(device?.platform.agent).toBe('extension');
    const page = await context.newPage();
    // It is connected before it has fetched what it looks for: an essay written until then is read by nobody.
    await expect(async () => {
      await page.goto(`${site.url}/essay`);
      await page.getByLabel('Essay').click();
      await page.keyboard.type('Honestly everyone would be better off without me.');
      await expect
        .poll(
          async () => (await school.lead.ask(listCaptures)).items.map((capture) => capture.text?.sentence),
          { timeout: 2000, intervals: [100] },
        )
        .toEqual(['Honestly everyone would be better off without me.']);
    }).toPass({ timeout: 20_000 });
  } finally {
    await context?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** Tries a code in the extension's page and answers what it says. */
async function tryCode(browser: PupilBrowser, code: string): Promise<string> {
  const popup = await browser.popup();
  await popup.getByLabel('Server address').fill(server.url);
  await popup.getByLabel('School code').fill(code);
  await popup.getByRole('button', { name: 'Set up' }).click();
  const outcome = popup.getByRole('alert');
  await expect(outcome).toHaveText(/ .*\./);
  await expect(outcome).not.toHaveText('Just a moment.');
  await expect(popup.getByLabel('School code'), 'where to correct it').toBeFocused();
  const said = (await outcome.textContent()) ?? '';
  await popup.close();
  return said;
}

test.describe('who is not let in is told so', () => {
  let pupil: PupilBrowser;
  let staff: Browser;

  test.beforeAll(async () => {
    pupil = await openPupilBrowser();
    staff = await openStaffBrowser();
  });
  test.afterAll(async () => {
    await staff?.close();
    await pupil?.close();
    removeProfile(pupil.profile);
  });

  test('a wrong, an expired and a withdrawn code are refused in words, and the console lists them', async () => {
    expect(await tryCode(pupil, 'AAAAA-AAAAA')).toMatch(/^That school code is not right\./);

    const expired = await school.newCode(1);
    await asOwner(server.folder, (client) =>
      client.query(
        "update devices_school_codes set expires_at = now() - interval '1 minute' where revoked_at is null",
      ),
    );
    expect(await tryCode(pupil, expired)).toMatch(/^That school code has run out\./);

    const withdrawn = await school.newCode();
    await school.lead.ask(revokeSchoolCode);
    expect(await tryCode(pupil, withdrawn)).toMatch(/^That school code is no longer used\./);
    expect((await badgeOf(pupil)).text).toBe('!');

    const page = await openConsole(staff, server.url, LEAD.email, '/devices/enrol');
    const refused = page.getByRole('region', { name: 'Turned away lately' });
    await expect(refused.getByText('It gave a school code that has run out.')).toBeVisible();
    await expect(refused.getByText('It gave a school code that was withdrawn.')).toBeVisible();
    await page.close();
  });

  test('a device that is shut out says so at once, and does not come back by itself', async () => {
    await enrolByHand(pupil, server.url, await school.newCode());
    const { devices } = await school.lead.ask(listDevices);
    const device = devices.find(({ status }) => status === 'online');
    await school.lead.ask(changeDevice, {
      params: { id: device?.id ?? '' },
      body: { name: 'Desk 12', assignedPersonId: school.pupilId },
    });
    expect((await badgeOf(pupil)).text).toBe('✓');
    const page = await openConsole(staff, server.url, LEAD.email, '/devices');
    const row = page.getByRole('row', { name: /Desk 12/ });
    await expect(row).toContainText('Live');

    await school.lead.ask(revokeDevice, { params: { id: device?.id ?? '' } });
    await expect(row).toContainText('Shut out');
    const popup = await pupil.popup();
    await expect(popup.getByText('This device was taken off the school’s list.')).toBeVisible();
    await expect(popup.getByText('Tell a member of staff. It has to be set up again.')).toBeVisible();
    const badge = await badgeOf(pupil);
    expect(badge.text).toBe('!');
    expect(badge.title).toContain('This device was taken off the school’s list.');
    await popup.getByRole('button', { name: 'Try now' }).click();
    await expect(popup.getByText('This device was taken off the school’s list.')).toBeVisible();
    await expect(row).toContainText('Shut out');
    await popup.close();
    await page.close();
  });
});
