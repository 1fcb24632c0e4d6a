import { type Browser, expect, type Page, test } from '@playwright/test';
import { addedTerm, recordedWatch } from '../apps/server/test/own-terms.ts';
import { captureOf, type EvidenceItem, evidenceOf } from './src/captures.ts';
import {
  enrolByHand,
  openConsole,
  openPupilBrowser,
  openStaffBrowser,
  type PupilBrowser,
  removeProfile,
} from './src/chromium.ts';
import { LEAD, makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { changePolicies, wholeSchoolOf } from './src/terms.ts';
import { report } from './src/timing.ts';
import { extensionStorage } from './src/traces.ts';

/**
 * A Severe finding shows in the console as a file that begins before the key was pressed, plays and seeks, and in which
 * the typing is seen; a Minor one as a screenshot. The school has recordings of ten seconds here, so that this is short.
 */
test.describe.configure({ mode: 'serial' });

/** Made-up words. */
const SEVERE = 'flimmer';
const MINOR = 'grobble';
const SECONDS = 10;

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let pupil: PupilBrowser;
let staff: Browser;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  site = await startSite({
    '/essay': html('My essay', '<label>Essay <textarea rows="20" cols="60"></textarea></label>'),
  });
  await changePolicies(school, [
    addedTerm(SEVERE, { severity: 'severe' }),
    addedTerm(MINOR, { policy: 'gambling', severity: 'minor' }),
    recordedWatch(await wholeSchoolOf(school), SECONDS),
  ]);
  staff = await openStaffBrowser();
  pupil = await openPupilBrowser();
  await enrolByHand(pupil, server.url, await school.newCode());
  await expect
    .poll(async () => {
      const stored = await extensionStorage(await pupil.worker());
      return stored.includes('own-pack:') && /"record\\*":10/u.test(stored);
    })
    .toBe(true);
});

test.afterAll(async () => {
  await pupil?.close();
  await staff?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

async function recordingOf(word: string): Promise<EvidenceItem | undefined> {
  return evidenceOf(school, word, 'recording');
}

/** What a player in the console finds: the length, and how many points differ between moments of the file. */
async function play(
  page: Page,
  id: string,
  seconds: readonly number[],
): Promise<{ duration: number; differs: readonly number[] }> {
  return page.evaluate(
    async ({ src, at }) => {
      const video = document.createElement('video');
      const happened = (name: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          video.addEventListener(name, resolve, { once: true });
          video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
        });
      const loaded = happened('loadeddata');
      video.muted = true;
      video.src = src;
      await loaded;
      const { videoWidth: width, videoHeight: height } = video;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      const looks: Uint8ClampedArray[] = [];
      for (const second of at) {
        const seeked = happened('seeked');
        video.currentTime = second;
        await seeked;
        context?.drawImage(video, 0, 0);
        looks.push(context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray());
      }
      const ended = happened('ended');
      video.currentTime = Math.max(0, video.duration - 0.5);
      await video.play();
      await ended;
      const differs = looks.slice(1).map((look, place) => {
        let points = 0;
        for (let point = 0; point < look.length; point += 4)
          if (Math.abs((look[point] ?? 0) - (looks[place]?.[point] ?? 0)) > 40) points += 1;
        return points;
      });
      return { duration: video.duration, differs };
    },
    { src: `/api/evidence/${id}`, at: seconds },
  );
}

test('a Severe phrase gives a recording from before the key was pressed, which plays and seeks', async () => {
  const essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay`);
  await essay.bringToFront();
  await essay.getByLabel('Essay').click();
  await essay.keyboard.type('Rivers begin in the hills, and then ', { delay: 80 });
  const pressedAt = Date.now();
  await essay.keyboard.type(`the ${SEVERE} is here. `);
  await expect.poll(async () => (await recordingOf(SEVERE))?.state).toBe('coming');
  await essay.keyboard.type('They run together to the sea. ', { delay: 100 });
  await expect.poll(async () => (await recordingOf(SEVERE))?.state, { timeout: 30_000 }).toBe('ready');
  const recording = await recordingOf(SEVERE);
  const { seconds, triggerSeconds, takenAt, bytes, id } = recording ?? {};
  report('recording', `${String(seconds)} s, trigger at ${String(triggerSeconds)} s, ${String(bytes)} bytes`);
  expect(Date.parse(takenAt ?? '')).toBeLessThan(pressedAt);
  expect(triggerSeconds).toBeGreaterThan(1);
  expect(seconds).toBeGreaterThan((triggerSeconds ?? 0) + SECONDS / 2 - 1);

  const console = await openConsole(staff, server.url, LEAD.email, '/captures');
  const end = (seconds ?? 0) - 0.2;
  const played = await play(console, id ?? '', [0, (triggerSeconds ?? 0) + 0.9, end, 0]);
  expect(Math.abs(played.duration - (seconds ?? 0))).toBeLessThan(0.3);
  for (const points of played.differs) expect(points).toBeGreaterThan(50);
  await console.context().close();
  await essay.close();
});

test('a Minor phrase gives only the screenshot', async () => {
  const essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay?minor`);
  await essay.bringToFront();
  await essay.getByLabel('Essay').click();
  await essay.keyboard.type(`There is a ${MINOR} today. `);
  await expect
    .poll(async () => (await captureOf(school, MINOR))?.evidenceItems.map(({ kind, state }) => [kind, state]))
    .toEqual([['screenshot', 'ready']]);
  expect((await captureOf(school, MINOR))?.recording).toBe('none');
  await essay.close();
});
