import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { recorderContract } from '@lapwing/agent-core/contracts/recorder.contract.ts';
import * as fc from 'fast-check';

import type { Area } from '../../platform/contract/screen.ts';
import { createFakeFilms, createFakePictures } from '../../platform/fake/pictures.ts';
import { createFakeScreen } from '../../platform/fake/screen.ts';
import { createFakeWindows } from '../../platform/fake/windows.ts';
import { createTiler } from '../../platform/pictures/tiles.ts';
import { markOf, withTime } from './burn-in.ts';
import { createCoveredScreen, seenOf, without } from './covered.ts';
import { createFilmEncoder } from './film-encoder.ts';
import { createDesktopRecorder } from './recorder.ts';
import { createDesktopScreenshots } from './screen.ts';

const AT = Date.parse('2026-11-14T10:00:00.000Z');
const WHOLE = { x: 0, y: 0, width: 320, height: 200 };
const GREY = [0x80, 0x80, 0x80];

function desk() {
  const clock = createManualClock(AT);
  const windows = createFakeWindows();
  const raw = createFakeScreen(() => clock.now());
  let grabs = 0;
  const screen = createCoveredScreen({
    screen: {
      ...raw,
      monitors: () => raw.monitors(),
      stamp: () => raw.stamp(),
      grab: (area) => {
        grabs += 1;
        return raw.grab(area);
      },
    },
    windows,
    excluded: ({ executable }) => executable === 'kept-out',
  });
  const films = createFakeFilms();
  const recorder = createDesktopRecorder({
    screen,
    windows,
    clock,
    tiler: createTiler(),
    encode: createFilmEncoder({
      films,
      tiler: createTiler(),
      draw: async () => Promise.resolve({ width: 60, height: 20, pixels: new Uint8Array(4800) }),
    }),
  });
  return { clock, windows, raw, screen, films, recorder, grabs: () => grabs };
}

recorderContract(
  (name, run) => void test(`the desktop: ${name}`, run),
  () => {
    const { windows, raw, recorder } = desk();
    const place = windows.open({ title: 'A letter', area: WHOLE });
    let drawing = 0;
    return Promise.resolve({
      recorder,
      place,
      url: null,
      redraw: async () => {
        drawing += 1;
        raw.paint({ x: 10, y: 10, width: 30, height: 5 }, drawing * 0x10_20);
        return Promise.resolve();
      },
      turnAway: async () => {
        windows.open({ title: 'Another', area: WHOLE });
        return Promise.resolve();
      },
    });
  },
);

const WANTED = { quality: 0.7, wanted: () => true };

test('while nothing is drawn a frame is the one before, and the screen is not read', async () => {
  const { windows, raw, recorder, grabs, clock } = desk();
  const place = windows.open({ area: WHOLE });
  const first = await recorder.take({ ...WANTED, place });
  await clock.advance(1000);
  const second = await recorder.take({ ...WANTED, place });
  assert.ok(first.ok && second.ok);
  assert.equal(second.tiles, first.tiles);
  assert.equal(second.takenAt - first.takenAt, 1000);
  assert.equal(grabs(), 1);
  raw.paint({ x: 200, y: 10, width: 3, height: 3 }, 0xffffff);
  const third = await recorder.take({ ...WANTED, place });
  assert.ok(third.ok);
  assert.deepEqual(
    third.tiles?.flatMap((tile, at) => (tile === first.tiles?.[at] ? [] : [at])),
    [3],
  );
});

test('what is private is covered where it is to be seen, and a recorder without windows takes nothing', async () => {
  const { windows, raw, screen } = desk();
  raw.paint(WHOLE, 0x11_22_33);
  windows.open({ executable: 'kept-out', area: { x: 0, y: 0, width: 100, height: 100 } });
  windows.open({ area: { x: 50, y: 0, width: 270, height: 200 } });
  const minimised = windows.open({ secret: true, area: { x: 0, y: 150, width: 40, height: 40 } });
  windows.show(minimised, false);
  const taken = await screen.grab(null);
  assert.ok(taken.ok);
  const at = (x: number, y: number): number[] => [
    ...taken.grab.pixels.subarray((y * 320 + x) * 4, (y * 320 + x) * 4 + 3),
  ];
  assert.deepEqual(at(10, 10), GREY);
  assert.deepEqual(at(49, 99), GREY);
  assert.notDeepEqual(at(51, 10), GREY);
  assert.notDeepEqual(at(10, 101), GREY);
  assert.notDeepEqual(at(10, 160), GREY);
  windows.show(minimised, true);
  const part = await screen.grab({ x: 5, y: 155, width: 10, height: 10 });
  assert.ok(part.ok && [...part.grab.pixels.subarray(0, 3)].every((value) => value === 0x80));
  const blind = createCoveredScreen({ screen: raw, windows: null, excluded: () => false });
  assert.deepEqual(await blind.grab(null), { ok: false, why: 'not-possible' });
});

test('a private window that comes or goes while the picture is taken is covered all the same', async () => {
  const { windows, raw } = desk();
  raw.paint(WHOLE, 0x11_22_33);
  const keeper = { secret: true, area: { x: 0, y: 0, width: 10, height: 10 } };
  const gone = windows.open(keeper);
  const screen = createCoveredScreen({
    windows,
    excluded: () => false,
    screen: {
      ...raw,
      grab: async (area) => {
        windows.vanish(gone);
        windows.open({ secret: true, area: { x: 300, y: 0, width: 10, height: 10 } });
        return raw.grab(area);
      },
    },
  });
  const taken = await screen.grab(null);
  assert.ok(taken.ok);
  for (const x of [5, 305])
    assert.deepEqual([...taken.grab.pixels.subarray(x * 4, x * 4 + 3)], GREY, String(x));
});

const AREA: fc.Arbitrary<Area> = fc.record({
  x: fc.integer({ min: -5, max: 20 }),
  y: fc.integer({ min: -5, max: 20 }),
  width: fc.integer({ min: 1, max: 15 }),
  height: fc.integer({ min: 1, max: 15 }),
});
const holds = ({ x, y, width, height }: Area, column: number, row: number): boolean =>
  column >= x && column < x + width && row >= y && row < y + height;

test('what is left of a window under others is each of its points that none of them holds, once', () => {
  fc.assert(
    fc.property(AREA, fc.array(AREA, { maxLength: 5 }), (area, others) => {
      const left = without(area, others);
      for (let row = -5; row < 35; row += 1)
        for (let column = -5; column < 35; column += 1) {
          const seen = holds(area, column, row) && !others.some((one) => holds(one, column, row));
          assert.equal(left.filter((one) => holds(one, column, row)).length, seen ? 1 : 0);
        }
    }),
    { numRuns: 60 },
  );
  assert.deepEqual(
    seenOf([], () => true),
    [],
  );
});

test('a screenshot is of the monitor of the window, of the whole desktop for what is no window, and of nothing that is gone', async () => {
  const { windows, raw, screen } = desk();
  raw.plug([
    { id: 'A', primary: true, x: 0, y: 0, width: 320, height: 200 },
    { id: 'B', primary: false, x: 320, y: 0, width: 100, height: 100 },
  ]);
  raw.paint({ x: 320, y: 0, width: 100, height: 100 }, 0x0a_0b_0c);
  const screenshots = createDesktopScreenshots({ screen, windows, pictures: createFakePictures() });
  const place = windows.open({ area: { x: 330, y: 10, width: 50, height: 50 } });
  const wanted = { place, maxWidth: 50, quality: 0.7 };
  assert.deepEqual(await screenshots.capture(wanted), {
    ok: true,
    bytes: Uint8Array.of(0xff, 0xd8, 0x0c, 0x0b, 0x0a),
    mediaType: 'image/jpeg',
    takenAt: AT,
    width: 50,
    height: 50,
  });
  const whole = await screenshots.capture({ ...wanted, place: 'device:files', maxWidth: 1000 });
  assert.ok(whole.ok && whole.width === 420 && whole.height === 200);
  assert.deepEqual(await screenshots.capture({ ...wanted, place: 'gone' }), {
    ok: false,
    failed: 'window-gone',
  });
  raw.hide(true);
  assert.deepEqual(await screenshots.capture(wanted), { ok: false, failed: 'not-possible' });
});

test('a recording shows each frame for its time, with its mark, and the trigger for a second', async () => {
  const { windows, raw, recorder, films, clock } = desk();
  const place = windows.open({ area: WHOLE });
  const frames = [];
  for (let n = 0; n < 3; n += 1) {
    raw.paint({ x: n, y: 0, width: 1, height: 1 }, 0xffffff);
    const frame = await recorder.take({ ...WANTED, place });
    assert.ok(frame.ok);
    frames.push(frame);
    await clock.advance(1000);
  }
  const made = await recorder.encode({
    frames,
    triggerAt: AT + 1500,
    endsAt: AT + 4000,
    maxWidth: 161,
    account: 'ana.silva',
    device: 'Trolley 7',
    maxBytes: 1_000_000,
  });
  assert.ok(made.ok && made.mediaType === 'video/mp4');
  assert.deepEqual([made.width, made.height], [160, 100]);
  assert.deepEqual(
    films.wanted[0]?.stretches.map(({ picture, seconds, over }) => [picture, seconds, over.length]),
    [
      [0, 1, 1],
      [1, 0.5, 1],
      [1, 0.5, 3],
      [2, 0.5, 3],
      [2, 1.5, 1],
    ],
  );
});

test('names cannot leave the strip that says whose screen it is, nor push the time out of it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 200, max: 1920 }),
      (name, width) => {
        const account = `</text><script>${name}`;
        const { svg, time } = markOf({ account, device: '&"\'', takenAt: AT }, width);
        assert.ok(!svg.includes('<script'));
        assert.match(time, /^\d\d:00:00$/u);
        const wide = Number(/width="(\d+)"/u.exec(svg)?.[1]);
        assert.ok(wide > 0 && wide <= width, String(wide));
      },
    ),
  );
});

test('the time is put into the strip sign by sign, at its right end', () => {
  const width = 1280;
  const signs = { width: 99, height: 25, pixels: new Uint8Array(99 * 25 * 4) };
  for (let x = 0; x < 99; x += 1) signs.pixels[x * 4] = 1 + Math.floor(x / 9);
  const mark = { width: 300, height: 25, pixels: new Uint8Array(300 * 25 * 4) };
  const whole = withTime(mark, signs, '12:09', width);
  const row = Array.from({ length: 300 }, (_, x) => whole.pixels[x * 4] ?? 0).filter((value) => value > 0);
  assert.deepEqual([...new Set(row)], [2, 3, 11, 1, 10]);
  assert.equal(
    mark.pixels.every((value) => value === 0),
    true,
  );
});
