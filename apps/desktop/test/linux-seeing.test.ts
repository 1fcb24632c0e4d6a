import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import { liveScreenContract } from '@lapwing/agent-core/contracts/live-screen.contract.ts';
import type { Front } from '@lapwing/agent-core/contracts/live-screen.ts';
import { recorderContract } from '@lapwing/agent-core/contracts/recorder.contract.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';

import { watchDesktopInputs } from '../src/features/captures/inputs.ts';
import { type CoveredScreen, createCoveredScreen } from '../src/features/evidence/covered.ts';
import { createFilmEncoder } from '../src/features/evidence/film-encoder.ts';
import { createDesktopRecorder } from '../src/features/evidence/recorder.ts';
import { createDesktopScreenshots } from '../src/features/evidence/screen.ts';
import { createDesktopHands } from '../src/features/screens/hands.ts';
import { createDesktopLiveScreen } from '../src/features/screens/live-screen.ts';
import type { DesktopScreen } from '../src/platform/contract/screen.ts';
import type { DesktopWindow } from '../src/platform/contract/windows.ts';
import { createInput } from '../src/platform/linux/input.ts';
import { openScreen } from '../src/platform/linux/screen.ts';
import { openTarget } from '../src/platform/linux/target.ts';
import { openWindows, type X11Windows } from '../src/platform/linux/windows.ts';
import { type Display, openDisplay } from '../src/platform/linux/x11/display.ts';
import { createFilms } from '../src/platform/pictures/films.ts';
import { loadJpegCodec } from '../src/platform/pictures/jpeg.ts';
import { createPictures } from '../src/platform/pictures/pictures.ts';
import { createJoiner, createTiler } from '../src/platform/pictures/tiles.ts';
import { frontThat } from './contract/windows.ts';
import { paintOn } from './x11-painter.ts';
import { lacking, type Program, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'xdotool');

const clock: Clock = {
  now: () => Date.now(),
  passed: () => performance.now(),
  setTimer(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

describe('an X display as the features see it', { skip, timeout: 180_000 }, () => {
  let server: TestScreen;
  const pictures = createPictures();
  const closers: (() => Promise<void> | void)[] = [];
  before(async () => {
    server = await startScreen({ width: 800, height: 600 });
  });
  after(async () => {
    await pictures.rest();
    await server.stop();
  });

  interface Eyes {
    readonly display: Display;
    readonly windows: X11Windows;
    readonly raw: DesktopScreen;
    readonly screen: CoveredScreen;
    readonly open: (title: string) => Promise<DesktopWindow>;
    readonly draw: (words: string) => Promise<void>;
  }

  /** Opens eyes, and a terminal for each title. All is closed at the end of the case. */
  async function eyes(): Promise<Eyes> {
    for (const close of closers.splice(0)) await close();
    const display = await openDisplay(server.address);
    const windows = await openWindows(display);
    const raw = await openScreen(display);
    assert.ok(raw !== null);
    const screen = createCoveredScreen({
      screen: raw,
      windows,
      excluded: ({ title }) => title === 'Kept out',
    });
    const programs: Program[] = [];
    closers.push(async () => {
      await Promise.all(programs.map(async (program) => program.stop()));
      await frontThat(windows, (front) => front === null);
      raw.stop();
      windows.stop();
      display.close();
    });
    return {
      display,
      windows,
      raw,
      screen,
      open: async (title) => {
        programs.push(server.start('xterm', ['-T', title, '-bg', 'white', '-e', 'cat']));
        const front = await frontThat(windows, (one) => one?.title === title);
        assert.ok(front !== null);
        return front;
      },
      draw: async (words) => {
        await display.settled();
        const before = raw.stamp();
        await server.run('xdotool', 'type', words);
        while (raw.stamp() === before) await display.settled();
      },
    };
  }
  after(async () => {
    for (const close of closers.splice(0)) await close();
  });

  function recorderOf({ screen, windows }: Eyes) {
    return createDesktopRecorder({
      screen,
      windows,
      clock,
      tiler: createTiler(),
      encode: createFilmEncoder({
        films: createFilms(),
        tiler: createTiler(),
        draw: async () => Promise.resolve(null),
      }),
    });
  }

  recorderContract(
    (name, run) => void it(`a recorder: ${name}`, run),
    async () => {
      const seen = await eyes();
      const { place } = await seen.open('A letter');
      return {
        recorder: recorderOf(seen),
        place,
        url: null,
        redraw: async () => seen.draw('words '),
        turnAway: async () => {
          await seen.open('Another');
        },
      };
    },
  );

  liveScreenContract(
    (name, run) => void it(`a live screen: ${name}`, run),
    async () => {
      const { windows, screen, open } = await eyes();
      const told = new Map<string, Front>();
      let present = true;
      await open('First of all');
      return {
        screen: createDesktopLiveScreen({
          screen,
          windows,
          pictures,
          excluded: () => false,
          frontOf: (place) => told.get(place) ?? null,
          present: async () => Promise.resolve(present),
        }),
        turnTo: async (title, url) => {
          const { place } = await open(title);
          told.set(place, { application: 'Chromium', title, url });
        },
        hide: async () => {
          present = false;
          for (const { place } of await windows.list()) await windows.close(place);
          await frontThat(windows, (front) => front === null);
        },
      };
    },
  );

  it('takes a screenshot of what is typed, with a private window covered', async () => {
    const seen = await eyes();
    const kept = await seen.open('Kept out');
    const screenshots = createDesktopScreenshots({ ...seen, pictures });
    const wanted = { place: kept.place, maxWidth: 800, quality: 0.9 };
    const shot = await screenshots.capture(wanted);
    assert.ok(shot.ok);
    assert.deepEqual([shot.width, shot.height], [800, 600]);
    const { pixels } = (await loadJpegCodec()).decode(shot.bytes);
    const at = (x: number, y: number): number[] => [
      ...pixels.subarray((y * 800 + x) * 4, (y * 800 + x) * 4 + 3),
    ];
    const { x, y, width, height } = kept.area;
    for (const value of at(x + (width >> 1), y + (height >> 1))) assert.ok(Math.abs(value - 128) < 6);
    await server.run('xdotool', 'search', '--name', '^Kept out$', 'set_window', '--name', 'Plain');
    await frontThat(seen.windows, (front) => front?.title === 'Plain');
    const plain = await screenshots.capture(wanted);
    assert.ok(plain.ok);
    const shown = (await loadJpegCodec()).decode(plain.bytes).pixels;
    const middle = ((y + height - 20) * 800 + x + (width >> 1)) * 4;
    for (const value of shown.subarray(middle, middle + 3)) assert.ok(value > 240, String(value));
  });

  it('puts frames together of what changed, and they are the screen, whatever happens on it', async () => {
    const seen = await eyes();
    let [grabbed, wholes] = [0, 0];
    const counting: CoveredScreen = {
      ...seen.screen,
      grab: async (area, into) => {
        grabbed += 1;
        if (area !== null && area.width === 800 && area.height === 600) wholes += 1;
        return seen.screen.grab(area, into);
      },
    };
    const recorder = recorderOf({ ...seen, screen: counting });
    const painter = await openDisplay(server.address);
    const first = await seen.open('First');
    const id = String(seen.windows.windowOf(first.place));
    const joined = createJoiner();
    const steps: readonly ((round: number) => Promise<unknown>)[] = [
      (round) => server.run('xdotool', 'type', `Words of round ${round}\n`),
      (round) =>
        server.run('xdotool', 'windowmove', id, String((round * 37) % 300), String((round * 53) % 200)),
      (round) =>
        paintOn(
          painter,
          { x: (round * 91) % 760, y: (round * 67) % 570, width: 40, height: 30 },
          round * 9999,
        ),
      (round) => server.run('xdotool', 'windowsize', id, String(300 + ((round * 71) % 200)), '200'),
      () => server.run('xdotool', 'key', 'Return'),
    ];
    for (let round = 0; round < 40; round += 1) {
      await steps[(round * 7) % steps.length]?.(round);
      // What is under way is drawn, then what the recorder sees is what everybody sees.
      for (let still = false; !still;) {
        await seen.display.settled();
        const stamp = await seen.raw.stamp();
        const frame = await recorder.take({ place: first.place, quality: 0.7, wanted: () => true });
        const screen = await seen.raw.grab(null);
        await seen.display.settled();
        still = (await seen.raw.stamp()) === stamp && frame.ok && screen.ok;
        if (!still || !frame.ok || !screen.ok) continue;
        const put = joined({ bytes: frame.bytes, tiles: frame.tiles ?? [] });
        assert.ok(put !== null);
        assert.equal(Buffer.compare(put.pixels, screen.grab.pixels), 0, `round ${round}`);
      }
    }
    assert.ok(wholes < grabbed / 2, `${wholes} of ${grabbed} were of the whole screen`);
    painter.close();
  });

  it('shows nothing of a window that becomes private while nothing is drawn', async () => {
    const seen = await eyes();
    let secret = false;
    const screen = createCoveredScreen({
      screen: seen.raw,
      windows: seen.windows,
      excluded: ({ title }) => secret && title === 'Behind',
    });
    const recorder = recorderOf({ ...seen, screen });
    const behind = await seen.open('Behind');
    const front = await seen.open('In front');
    await server.run('xdotool', 'windowmove', '--sync', String(seen.windows.windowOf(front.place)), '0', '0');
    const joined = createJoiner();
    const middle = async (): Promise<readonly number[]> => {
      const frame = await recorder.take({ place: front.place, quality: 0.7, wanted: () => true });
      assert.ok(frame.ok);
      const put = joined({ bytes: frame.bytes, tiles: frame.tiles ?? [] });
      const now = (await seen.windows.list()).find(({ place }) => place === behind.place);
      assert.ok(put !== null && now !== undefined);
      const at = ((now.area.y + now.area.height - 20) * 800 + now.area.x + now.area.width - 20) * 4;
      return [...put.pixels.subarray(at, at + 3)];
    };
    await seen.draw('before ');
    assert.notDeepEqual(await middle(), [0x80, 0x80, 0x80]);
    secret = true;
    await seen.draw('after ');
    assert.deepEqual(await middle(), [0x80, 0x80, 0x80]);
    secret = false;
    await seen.draw('again ');
    assert.notDeepEqual(await middle(), [0x80, 0x80, 0x80]);
  });

  it('tells keys, a caption and what staff did not type, over a real keyboard', async () => {
    const seen = await eyes();
    const fed: AgentInput[] = [];
    const input = await createInput(seen.display, seen.windows, null);
    const worker = await openDisplay(server.address);
    const target = await openTarget(worker);
    assert.ok(input !== null && target !== null);
    let later = 0;
    const hands = createDesktopHands({ target, screen: seen.raw, passed: () => clock.passed() + later });
    let heard: () => void = () => undefined;
    const stop = watchDesktopInputs({
      input: input.source,
      windows: seen.windows,
      clock,
      excluded: () => false,
      joined: () => false,
      worked: () => hands.working(),
      feed: (one) => {
        fed.push(one);
        heard();
      },
    });
    const settled = new Promise<void>((resolve) => {
      heard = () => {
        if (fed.at(-1)?.kind === 'settled') resolve();
      };
    });
    await seen.open('A letter');
    const echoed = new Promise<void>((resolve) => {
      let keys = '';
      input.source.onKey(({ key }) => {
        keys += key;
        if (keys.endsWith('staff')) resolve();
      });
    });
    await hands.work([{ do: 'text', text: 'of staff' }], () => true);
    await echoed;
    later = 2000;
    await server.run('xdotool', 'type', 'flimmer');
    await server.run('xdotool', 'key', 'Return');
    await settled;
    const words = fed.flatMap((one) => (one.kind === 'typed' ? [one.text] : []));
    assert.equal(words.at(-1), 'flimmer');
    assert.ok(!words.some((text) => text.includes('staff')));
    assert.ok(fed.some((one) => one.kind === 'caption' && one.at.title === 'A letter'));
    stop();
    input.close();
    worker.close();
  });
});
