// Recordings in a real Chromium with the built extension: what is seen, what the file shows, and what is never taken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import type { Page } from 'playwright-core';
import {
  appliedTimes,
  type BuiltExtension,
  buildExtension,
  countPictures,
  enrolByPopup,
  lookUntil,
  withoutBrowser,
} from './built-extension.ts';
import type { ExtensionBrowser } from './chromium.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { servePages } from './practice.ts';

const options = { skip: withoutBrowser, timeout: 60_000 };
/** Short, so that the test is: four seconds before and four after. */
const RECORDING = Object.freeze({ enabled: true, beforeSeconds: 4, severeSeconds: 8, maxWidth: 640 });

let extension: BuiltExtension;
let server: FakeServer;
let browser: ExtensionBrowser;
let pages: Awaited<ReturnType<typeof servePages>>;
let taken: () => Promise<number>;

before(async () => {
  if (withoutBrowser !== false) return;
  extension = await buildExtension();
  server = await startFakeServer();
  pages = await servePages();
  browser = await extension.open();
  await enrolByPopup(browser, server);
  await until('the settings', () => appliedTimes(server) > 0);
  const applied = appliedTimes(server);
  await server.setRecording({ ...RECORDING });
  await until('the settings of recordings', () => appliedTimes(server) > applied);
  taken = await countPictures(browser);
});

after(async () => {
  if (withoutBrowser !== false) return;
  await browser.stop();
  pages.close();
  await server.stop();
  await extension.remove();
});

const until = lookUntil(told, 20_000);

function told(): EvidenceRecorded[] {
  return server.frames.filter((frame) => frame.type === 'evidence/recorded');
}

async function open(where: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(pages.url(where));
  await page.bringToFront();
  return page;
}

/** What a player finds in a file: its length, its size, and how it looks at some seconds. */
interface Played {
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** Points that differ from the look before; red points of the bar at the bottom. */
  readonly looks: readonly { readonly differs: number; readonly red: number }[];
}

async function play(
  page: Page,
  bytes: Buffer,
  mediaType: string,
  seconds: readonly number[],
): Promise<Played> {
  return page.evaluate<Played, { data: string; mediaType: string; seconds: readonly number[] }>(
    async ({ data, mediaType: type, seconds: at }) => {
      const FRAMES = 60;
      const video = document.createElement('video');
      const happened = (name: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          video.addEventListener(name, resolve, { once: true });
          video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
        });
      const loaded = happened('loadeddata');
      video.muted = true;
      video.src = `data:${type};base64,${data}`;
      await loaded;
      const { videoWidth: width, videoHeight: height } = video;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const looks: { differs: number; red: number }[] = [];
      let last: Uint8ClampedArray = new Uint8ClampedArray(width * height * 4);
      for (const second of at) {
        const seeked = happened('seeked');
        video.currentTime = second;
        await seeked;
        let [differs, red] = [0, 0];
        let now = last;
        // The browser may say that it has sought a frame or two before it draws what stands there.
        for (let tries = 0; differs === 0 && tries < FRAMES; tries += 1) {
          if (tries > 0) await new Promise((resolve) => requestAnimationFrame(resolve));
          context?.drawImage(video, 0, 0);
          now = context?.getImageData(0, 0, width, height).data ?? last;
          [differs, red] = [0, 0];
          for (let point = 0; point < now.length; point += 4) {
            if (Math.abs((now[point] ?? 0) - (last[point] ?? 0)) > 40) differs += 1;
            const low = point > (height - 3) * width * 4;
            if (low && (now[point] ?? 0) > 130 && (now[point + 1] ?? 0) < 90) red += 1;
          }
        }
        looks.push({ differs, red });
        last = now;
      }
      const ended = happened('ended');
      video.currentTime = Math.max(0, video.duration - 0.5);
      await video.play();
      await ended;
      return { duration: video.duration, width, height, looks };
    },
    { data: bytes.toString('base64'), mediaType, seconds },
  );
}

test(
  'a severe phrase gives a file that begins before it, plays, seeks and shows the typing',
  options,
  async () => {
    const page = await open('/plain');
    await page.locator('#field').focus();
    await page.keyboard.type('Rivers begin in the hills, ', { delay: 90 });
    await page.keyboard.type('and a purple elephant drank. ', { delay: 40 });
    await until('the capture', () => server.captures().length === 1);
    const [capture] = server.captures();
    assert.equal(capture?.recording?.state, 'making');
    await page.keyboard.type('Then it went on to the sea.', { delay: 60 });
    await until('the recording', () => told().length === 1 && server.uploads.length === 2);
    const outcome = told()[0]?.outcome;
    assert.ok(outcome?.state === 'coming', JSON.stringify(outcome));
    const { startedAt, seconds, triggerSeconds, mediaType, width, height } = outcome;
    assert.ok(Date.parse(startedAt) < Date.parse(capture.at) - 1000, `from ${startedAt}`);
    assert.ok(triggerSeconds > 1 && seconds - triggerSeconds > 3.5, JSON.stringify(outcome));
    const file = server.uploads.find(({ path: at }) => at.endsWith(told()[0]?.evidenceId ?? '-'))?.bytes;
    assert.ok(file !== undefined && file.length === outcome.bytes);
    const played = await play(page, file, mediaType, [0, triggerSeconds + 0.3, seconds - 0.2, 0]);
    assert.deepEqual([played.width, played.height], [width, height]);
    assert.equal(width, 640);
    assert.ok(Math.abs(played.duration - seconds) < 0.2, `${String(played.duration)} of ${String(seconds)}`);
    const [start, trigger, end, again] = played.looks;
    assert.ok(start !== undefined && trigger !== undefined && end !== undefined && again !== undefined);
    assert.ok(trigger.red > 500, `${String(trigger.red)} red points at the trigger`);
    assert.equal(start.red + end.red + again.red, 0);
    assert.ok(end.differs > 50 && again.differs > 50, JSON.stringify(played.looks));
    await page.close();
  },
);

test('nothing of it stays: the page that made the file is closed', options, async () => {
  const worker = await browser.worker();
  await until(
    'the end of the page',
    async () => !(await worker.evaluate(() => chrome.offscreen.hasDocument())),
  );
});

test('a lesser phrase gives a screenshot and no recording', options, async () => {
  const page = await open('/plain?lesser');
  await page.locator('#field').fill('Beside it a green giraffe. ');
  await page.locator('#field').blur();
  await until('the capture', () => server.captures().length === 2);
  assert.equal(server.captures()[1]?.recording, undefined);
  assert.equal(server.captures()[1]?.evidence.state, 'coming');
  await page.close();
});

test('a screen that stands still costs no picture, nor does a private site', options, async () => {
  const still = await open('/plain?still');
  // Frames of a page that has just come may be late; of one that stands still none comes for ever.
  await until('three seconds without a frame', async () => {
    const before = await taken();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return (await taken()) === before;
  });
  const address = new URL(pages.url('/plain?private'));
  address.hostname = 'localhost';
  await still.goto(address.href);
  const arrived = await taken();
  await still.locator('#field').focus();
  await still.keyboard.type('I would rather not say this anywhere else.', { delay: 40 });
  await still.mouse.wheel(0, 300);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(await taken(), arrived);
  await still.close();
});
