import { type Browser, expect, type Page, test } from '@playwright/test';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { type CaptureDetail, listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { connectProofText, DEVICE_SOCKET_PATH } from '@lapwing/protocol/wire.ts';
import {
  enrolByHand,
  openConsole,
  openPupilBrowser,
  openStaffBrowser,
  type PupilBrowser,
  removeProfile,
  waitUntilConnected,
} from './src/chromium.ts';
import { makeSchool, PUPIL, type SchoolUnderTest, type StaffMember } from './src/school.ts';
import { addSecondSchool } from './src/second-school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { type RecordedSocket, recordSocket } from './src/sockets.ts';
import { marker, visit, type Visitor } from './src/visitor.ts';

/**
 * One capture, and everybody who must not see it: a teacher without the group, another school's administrator,
 * somebody who is not signed in, a socket that proves nothing, and the pupil with developer tools. Beside each stands
 * the teacher who may, so that silence is not mistaken for a wall.
 */
test.describe.configure({ mode: 'serial' });

const CONSOLE_SOCKET = '/console/socket';
const word = marker();

/** A page that does what it can against being watched, before any other script of its own. */
const HOSTILE = html(
  'Homework',
  `<label>Essay <textarea></textarea></label>
   <script>
     for (const type of ['keydown', 'keyup', 'input', 'beforeinput', 'change', 'focusin', 'focusout', 'blur', 'compositionend'])
       window.addEventListener(type, (event) => event.stopImmediatePropagation(), true);
     EventTarget.prototype.addEventListener = () => {};
     window.MutationObserver = class { observe() {} disconnect() {} takeRecords() { return []; } };
     for (const name of ['value', 'selectionStart'])
       Object.defineProperty(HTMLTextAreaElement.prototype, name, { get: () => '', set() {} });
     window.JSON.stringify = () => '';
     window.setTimeout = () => 0;
   </script>`,
);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let staff: Browser;
let pupil: PupilBrowser;
let allowed: StaffMember;
let outsider: StaffMember;
let otherSchool: Visitor & { email: string };
let capture: CaptureDetail;
/** Consoles that are open while it happens. */
let sockets: Readonly<
  Record<'allowed' | 'outsider' | 'otherSchool' | 'nobody' | 'otherOrigin' | 'device', RecordedSocket>
>;
let outsiderPage: Page;
let otherPage: Page;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  allowed = await school.addStaff('Ben Okafor', ['teacher'], [school.groupId]);
  outsider = await school.addStaff('Cora Lind', ['teacher'], [school.otherGroupId]);
  otherSchool = await addSecondSchool(server);
  site = await startSite({
    '/homework': HOSTILE,
    '/plain': html('Plain', '<p>Hello.</p><textarea></textarea>'),
  });
  staff = await openStaffBrowser();
  pupil = await openPupilBrowser();
  await enrolByHand(pupil, server.url, await school.newCode());
  const { devices } = await school.lead.ask(listDevices);
  await school.lead.ask(changeDevice, {
    params: { id: devices[0]?.id ?? '' },
    body: { assignedPersonId: school.pupilId },
  });
  await pupil.close();
  pupil = await openPupilBrowser({ profile: pupil.profile });
  await waitUntilConnected(pupil);
});

test.afterAll(async () => {
  for (const socket of Object.values(sockets ?? {})) socket.close();
  await pupil?.close();
  await staff?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

/** Whether a text says anything of the capture: its words, its ids, its person. */
function tells(text: string): boolean {
  return [word, capture.id, PUPIL.name, PUPIL.username, capture.evidenceItems[0]?.id ?? word].some((told) =>
    text.includes(told),
  );
}

test('a page that fights it cannot keep what is typed from being seen', async () => {
  const origin = server.url;
  sockets = {
    allowed: await recordSocket(server.url, CONSOLE_SOCKET, { origin, cookie: allowed.cookie() }),
    outsider: await recordSocket(server.url, CONSOLE_SOCKET, { origin, cookie: outsider.cookie() }),
    otherSchool: await recordSocket(server.url, CONSOLE_SOCKET, { origin, cookie: otherSchool.cookie() }),
    nobody: await recordSocket(server.url, CONSOLE_SOCKET, { origin }),
    otherOrigin: await recordSocket(server.url, CONSOLE_SOCKET, {
      origin: site.url,
      cookie: allowed.cookie(),
    }),
    device: await recordSocket(server.url, DEVICE_SOCKET_PATH),
  };
  outsiderPage = await openConsole(staff, server.url, outsider.email, '/captures');
  otherPage = await openConsole(staff, server.url, otherSchool.email, '/captures');
  for (const page of [outsiderPage, otherPage]) await expect(page.getByText('Nothing waits')).toBeVisible();

  const homework = await pupil.context.newPage();
  await homework.goto(`${site.url}/homework`);
  await homework.getByLabel('Essay').click();
  await homework.keyboard.type(`honestly everyone would be better off without me ${word}. `);
  await expect
    .poll(() => sockets.allowed.frames.filter((frame) => frame.includes('captures/arrived')).length)
    .toBe(1);
  const { items } = await allowed.ask(listCaptures);
  capture = await allowed.ask(showCapture, { params: { id: items[0]?.id ?? '' } });
  await expect
    .poll(async () => {
      capture = await allowed.ask(showCapture, { params: { id: capture.id } });
      return [capture.text?.sentence.includes(word), capture.evidence, capture.person?.name];
    })
    .toEqual([true, 'ready', PUPIL.name]);
  await homework.close();
});

test('only the teacher who has the pupil is told of it on the live connection', async () => {
  // What is said to all of the school comes after: when it is there, everything before it is.
  await school.lead.ask(changeDevice, { params: { id: capture.device.id }, body: { room: 'Library' } });
  const moved = (frame: string): boolean => frame.includes('devices/changed') && frame.includes('Library');
  await expect.poll(() => sockets.allowed.frames.some(moved)).toBe(true);
  expect(sockets.allowed.frames.some(tells)).toBe(true);
  for (const name of ['outsider', 'otherSchool', 'nobody', 'otherOrigin'] as const)
    expect(sockets[name].frames.filter(tells), name).toEqual([]);
  expect(sockets.outsider.frames.length, 'is connected').toBeGreaterThan(0);
  expect(sockets.otherSchool.frames, 'another school hears nothing at all').toEqual([
    JSON.stringify({ type: 'console/ready' }),
  ]);
  expect([sockets.nobody.ended(), sockets.nobody.frames]).toEqual([4010, []]);
  expect([sockets.otherOrigin.ended(), sockets.otherOrigin.frames]).toEqual([403, []]);
});

test('nobody else’s console shows it, in a pop-up, in the list or by its address', async () => {
  for (const page of [outsiderPage, otherPage]) {
    await expect(page.getByRole('status', { name: 'Arriving captures' }).getByRole('article')).toHaveCount(0);
    await expect(page.getByText('Nothing waits')).toBeVisible();
    await page.goto(`${server.url}/captures/${capture.id}`);
    await expect(page.getByText('There is no such capture')).toBeVisible();
    expect(tells((await page.locator('body').textContent()) ?? '')).toBe(false);
    await page.goto(`${server.url}/people/${school.pupilId}`);
    await expect(page.getByRole('heading', { name: 'This is not here' })).toBeVisible();
    await page.close();
  }
});

test('no address of the server gives any of it to who may not', async () => {
  const evidence = capture.evidenceItems[0]?.id ?? '';
  const addresses: readonly (readonly [string, string, unknown?])[] = [
    ['GET', `/api/captures/${capture.id}`],
    ['GET', `/api/evidence/${evidence}`],
    ['POST', `/api/captures/${capture.id}/take`, { revision: capture.revision }],
    ['POST', `/api/captures/${capture.id}/notes`, { text: 'Seen' }],
    [
      'POST',
      `/api/captures/${capture.id}/status`,
      { status: 'resolved', rationale: 'Closed by me', revision: capture.revision },
    ],
    ['GET', `/api/people/${school.pupilId}`],
  ];
  const strangers: readonly (readonly [string, Visitor, number])[] = [
    ['a teacher without the group', outsider, 404],
    ['another school', otherSchool, 404],
    ['nobody', visit(server.url), 401],
    ['a cookie that somebody made up', visit(server.url, 'lapwing.session_token=made-up.signature'), 401],
  ];
  for (const [who, visitor, status] of strangers) {
    for (const [method, address, body] of addresses) {
      const answer = await visitor.fetch(method, address, body);
      expect(answer.status, `${who}: ${method} ${address}`).toBe(status);
      expect(tells(answer.text), `${who}: ${method} ${address}`).toBe(false);
    }
    for (const address of ['/api/captures', '/api/people', '/api/devices', '/api/groups', '/api/audit']) {
      const answer = await visitor.fetch('GET', address);
      expect(tells(answer.text), `${who}: ${address}`).toBe(false);
    }
  }
  const after = await allowed.ask(showCapture, { params: { id: capture.id } });
  // What the device sends after it, such as a recording, stands in the history too: nobody's doing.
  const done = (one: CaptureDetail): number => one.history.filter(({ by }) => by !== null).length;
  expect([after.revision, after.status, done(after)]).toEqual([
    capture.revision,
    capture.status,
    done(capture),
  ]);
  const seen = await allowed.fetch('GET', `/api/evidence/${evidence}`);
  expect(seen.status, 'who may, can').toBe(200);
  const { items } = await school.lead.ask(listAudit, { query: { subjectId: capture.id, limit: '200' } });
  const looked = items.filter(({ action, outcome }) => action === 'evidence.view' && outcome !== 'refused');
  expect(looked.map(({ actor }) => actor?.name)).toEqual([allowed.name]);
});

test('a device socket that proves nothing is told nothing and taken nothing from', async () => {
  // The one that was open while it happened may have been given up by now: it never said who it is.
  const device = await recordSocket(server.url, DEVICE_SOCKET_PATH);
  const report = {
    type: 'captures/reported',
    id: randomUUID(),
    sessionId: randomUUID(),
    at: new Date().toISOString(),
  };
  device.socket.send(JSON.stringify(report));
  await device.gone();
  expect(device.frames.map((frame) => frame.replace(/^\{"type":"([^"]+)".*$/, '$1'))).toEqual([
    'devices/challenge',
    'devices/refused',
  ]);

  const { devices } = await school.lead.ask(listDevices);
  const forged = await recordSocket(server.url, DEVICE_SOCKET_PATH);
  const nonce = /"nonce":"([^"]+)"/.exec(forged.frames[0] ?? '')?.[1] ?? '';
  const { privateKey } = generateKeyPairSync('ed25519');
  const schoolId = (await school.lead.fetch('GET', '/api/schools/current')).text.slice(7, 43);
  const deviceId = devices[0]?.id ?? '';
  const signature = sign(null, Buffer.from(connectProofText(nonce, schoolId, deviceId)), privateKey);
  forged.socket.send(
    JSON.stringify({
      type: 'devices/hello',
      wireVersion: 1,
      schoolId,
      deviceId,
      signature: signature.toString('base64url'),
      platform: devices[0]?.platform,
      deviceTime: new Date().toISOString(),
      queued: 0,
    }),
  );
  await forged.gone();
  expect(forged.frames[1]).toContain('key-mismatch');
  expect(forged.frames).toHaveLength(2);
  expect([...sockets.device.frames, ...device.frames, ...forged.frames].filter(tells)).toEqual([]);
  expect((await allowed.ask(listCaptures)).items).toHaveLength(1);
});

test('a pupil with developer tools finds no sign of the agent in a page and no way into it', async () => {
  const watched = await pupil.context.newPage();
  await watched.goto(`${site.url}/plain`);
  const plain = await staff.newPage();
  await plain.goto(`${site.url}/plain`);
  const look = (): { names: string[]; html: string; runtime: string } => ({
    names: Object.getOwnPropertyNames(window).sort(),
    html: document.documentElement.outerHTML,
    runtime: typeof (window as unknown as { chrome?: { runtime?: unknown } }).chrome?.runtime,
  });
  const [mine, theirs] = [await watched.evaluate(look), await plain.evaluate(look)];
  expect(mine).toEqual(theirs);
  expect(mine.runtime).toBe('undefined');
  await plain.close();

  const own = `chrome-extension://${pupil.extensionId}`;
  const reached = await watched.evaluate(
    async ({ files, socket, api }) => {
      const tryTo = (what: Promise<unknown>): Promise<string> =>
        what.then(
          () => 'reached',
          () => 'refused',
        );
      const opened = new Promise((resolve, reject) => {
        const line = new WebSocket(socket);
        line.addEventListener('message', resolve);
        line.addEventListener('close', reject);
      });
      return Promise.all([
        ...files.map((file) => tryTo(fetch(file))),
        tryTo(fetch(api, { credentials: 'include' })),
        tryTo(opened),
        tryTo(navigator.serviceWorker?.getRegistration(files[0]) ?? Promise.reject(new Error('none'))),
      ]);
    },
    {
      files: ['manifest.json', 'content.js', 'popup.html', 'managed-schema.json'].map(
        (file) => `${own}/${file}`,
      ),
      socket: `${server.url.replace('http', 'ws')}${CONSOLE_SOCKET}`,
      api: `${server.url}/api/captures`,
    },
  );
  expect(reached).toEqual(reached.map(() => 'refused'));
  expect((await pupil.context.cookies(server.url)).map(({ name }) => name)).toEqual([]);

  await watched.goto(`${server.url}/captures/${capture.id}`);
  await expect(watched.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(tells((await watched.locator('body').textContent()) ?? '')).toBe(false);
  await watched.close();
});

test('a page cannot put words into a pupil’s mouth', async () => {
  const page = await pupil.context.newPage();
  await page.goto(`${site.url}/plain`);
  await page.evaluate(() => {
    const field = document.querySelector('textarea');
    if (field === null) throw new Error('no field');
    field.focus();
    field.value = 'I am going to kill myself tonight. ';
    for (const type of ['beforeinput', 'input', 'change', 'blur'])
      field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  });
  // Written by hand afterwards, it is taken: so the page was being watched all along.
  await page.locator('textarea').fill('');
  await page.locator('textarea').click();
  await page.keyboard.type('I started cutting myself again. ');
  await expect
    .poll(async () =>
      (await allowed.ask(listCaptures)).items.map(({ text }) => text?.sentence.slice(0, 17) ?? '').toSorted(),
    )
    .toEqual(['I started cutting', 'honestly everyone']);
  await page.close();
});
