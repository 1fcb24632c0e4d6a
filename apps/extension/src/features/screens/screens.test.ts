/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { questionWords, secondsInWords } from '@lapwing/agent-core/consent-words.ts';
import { consentContract } from '@lapwing/agent-core/contracts/consent.contract.ts';
import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { liveScreenContract } from '@lapwing/agent-core/contracts/live-screen.contract.ts';
import * as fc from 'fast-check';
import type { FrontPicture, FrontTab } from '../../platform/contract/host.ts';
import { createPictureQueue } from '../../platform/picture-queue.ts';
import { createConsentPrompt } from './consent.ts';
import { firstMark, nextMark, tilesOf } from '@lapwing/agent-core/likeness.ts';
import { createTabLiveScreen } from './live-screen.ts';
import { PromptMessage } from './messages.ts';

const WIDTH = 200;
const HEIGHT = 90;

function page(): Uint32Array {
  return Uint32Array.from(
    { length: WIDTH * HEIGHT },
    (_, place) => 0xff000000 | ((place * 2654435761) >>> 8),
  );
}

/** The page with a bar of some points in it, as of a caret or a letter. */
function withBar(points: Uint32Array, x: number, y: number, width = 1, height = 16): Uint32Array {
  const changed = Uint32Array.from(points);
  for (let row = y; row < Math.min(HEIGHT, y + height); row += 1)
    changed.fill(0xff000000, row * WIDTH + x, row * WIDTH + x + width);
  return changed;
}

const tiles = (points: Uint32Array): Uint32Array => tilesOf(points, WIDTH, HEIGHT);

/** How many of these pictures in turn are new. */
function sent(pictures: readonly Uint32Array[]): boolean[] {
  let mark = firstMark(WIDTH, HEIGHT, tiles(pictures[0] ?? page()));
  return pictures.slice(1).map((points) => {
    const next = nextMark(mark, WIDTH, HEIGHT, tiles(points));
    if (next !== null) mark = next;
    return next !== null;
  });
}

test('any single point that changes, anywhere, is a change', () => {
  const before = page();
  fc.assert(
    fc.property(fc.nat({ max: WIDTH * HEIGHT - 1 }), fc.integer({ min: 1, max: 0xffffff }), (place, by) => {
      const after = Uint32Array.from(before);
      after[place] = ((after[place] ?? 0) ^ by) >>> 0;
      assert.deepEqual(sent([before, after]), [true]);
    }),
  );
  assert.deepEqual(sent([before, page()]), [false]);
});

test('a caret that blinks is left out once it has come and gone twice, and typed text never is', () => {
  const empty = page();
  const caret = withBar(empty, 40, 20);
  assert.deepEqual(sent([caret, empty, caret, empty, caret, empty, empty, caret]), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const letter = withBar(empty, 40, 20, 3, 12);
  const more = withBar(letter, 48, 20, 3, 12);
  const blinking = [caret, empty, caret, empty, caret];
  assert.deepEqual(sent([...blinking, letter]).at(-1), true);
  assert.deepEqual(sent([...blinking, letter, more, letter, empty]).slice(-4), [true, true, true, true]);
});

test('what changes back and forth over a large part of the page is shown each time', () => {
  const one = page();
  const other = withBar(one, 0, 0, WIDTH, HEIGHT);
  assert.deepEqual(sent([one, other, one, other, one, other]), [true, true, true, true, true]);
});

test('a picture of another size is a change', () => {
  const mark = firstMark(WIDTH, HEIGHT, tiles(page()));
  assert.notEqual(nextMark(mark, WIDTH, HEIGHT - 1, tilesOf(page(), WIDTH, HEIGHT - 1)), null);
  assert.notEqual(nextMark(new Uint32Array(0), WIDTH, HEIGHT, tiles(page())), null);
});

liveScreenContract(
  (name, run) => void test(`the tab in front: ${name}`, run),
  () => {
    let tab: FrontTab | null = { tabId: 1, title: 'My essay', url: 'https://docs.example/essay' };
    const listeners = new Set<() => void>();
    const change = (next: FrontTab | null): Promise<void> => {
      tab = next;
      for (const changed of listeners) changed();
      return Promise.resolve();
    };
    const picture = (): FrontPicture =>
      tab === null ? { ok: false, why: 'nothing' } : { ok: true, picture: new Blob([tab.title]), tab };
    return Promise.resolve({
      screen: createTabLiveScreen({
        host: {
          application: 'Chrome 156',
          frontTab: () => Promise.resolve(tab),
          frontPicture: (_quality, wanted) =>
            Promise.resolve(wanted() ? picture() : { ok: false, why: 'failed' }),
          onFront(changed) {
            listeners.add(changed);
            return () => listeners.delete(changed);
          },
        },
        async draw(blob, width) {
          const shade = (await blob.text()).length;
          const height = Math.round((width * 9) / 16);
          return {
            width,
            height,
            points: new Uint32Array(width * height).fill(shade),
            jpeg: () => Promise.resolve(Uint8Array.of(0xff, 0xd8, shade)),
          };
        },
        now: () => 1_700_000_000_000,
      }),
      turnTo: (title, url) => change({ tabId: 1, title, url }),
      hide: () => change(null),
    });
  },
);

test('a picture that cannot be drawn has failed', async () => {
  const tab: FrontTab = { tabId: 1, title: 'My essay', url: null };
  const screen = createTabLiveScreen({
    host: {
      application: 'Chrome 156',
      frontTab: () => Promise.resolve(tab),
      frontPicture: () => Promise.resolve({ ok: true, picture: new Blob(), tab }),
      onFront: () => () => undefined,
    },
    draw: () => Promise.reject(new Error('no picture')),
    now: () => 0,
  });
  assert.deepEqual(await screen.look({ width: 320, quality: 0.6, last: null, wanted: () => true }), {
    ok: false,
    why: 'failed',
  });
});

/** A prompt whose windows are numbers. */
function promptWithWindows() {
  const clock = createManualClock();
  const windows = new Map<number, string>();
  const gone = new Set<(windowId: number) => void>();
  let ids = 0;
  let possible = true;
  const close = (windowId: number): void => {
    if (windows.delete(windowId)) for (const handle of gone) handle(windowId);
  };
  const prompt = createConsentPrompt({
    host: {
      openPrompt(address) {
        if (!possible) return Promise.resolve(null);
        ids += 1;
        windows.set(ids, address);
        return Promise.resolve(ids);
      },
      closePrompt: (windowId) => Promise.resolve(close(windowId)),
      onWindowGone(handle) {
        gone.add(handle);
        return () => gone.delete(handle);
      },
    },
    clock,
    newId: () => `question-${String(ids)}`,
    schoolName: () => 'Lapwing Primary',
  });
  return {
    clock,
    prompt,
    windows,
    listeners: () => gone.size,
    close,
    impossible: () => void (possible = false),
    id: () => [...windows.values()][0]?.split('#')[1] ?? '',
  };
}

consentContract(
  (name, run) => void test(`the window with the question: ${name}`, run),
  () => {
    const { clock, prompt, id } = promptWithWindows();
    return Promise.resolve({
      consent: prompt,
      answer(yes) {
        prompt.onMessage({ kind: 'consent-answer', id: id(), yes });
        return Promise.resolve();
      },
      async asked() {
        await clock.advance(0);
        return prompt.onMessage({ kind: 'consent-question', id: id() })?.watchers.join() ?? null;
      },
      pass: (ms) => clock.advance(ms),
    });
  },
);

const REQUEST = { watchers: ['Ms Khan'], seconds: 10, silence: 'allows' } as const;

test('closing the window by hand is a no, also where silence is a yes', async () => {
  const { prompt, clock, windows, close, listeners } = promptWithWindows();
  const { answer } = prompt.ask(REQUEST);
  await clock.advance(0);
  assert.equal(windows.size, 1);
  close(1);
  assert.equal(await answer, 'denied');
  assert.equal(listeners(), 0);
});

test('a window that cannot be opened is no answer', async () => {
  const { prompt, impossible } = promptWithWindows();
  impossible();
  assert.equal(await prompt.ask(REQUEST).answer, 'not-shown');
});

test('a window that opens after the question was withdrawn is closed, and others cannot answer', async () => {
  const { prompt, clock, windows, id } = promptWithWindows();
  prompt.ask(REQUEST).withdraw();
  await clock.advance(0);
  assert.equal(windows.size, 0);
  const { answer } = prompt.ask(REQUEST);
  await clock.advance(4000);
  assert.equal(prompt.onMessage({ kind: 'consent-answer', id: 'another', yes: true }), null);
  assert.equal(prompt.onMessage({ kind: 'consent-question', id: id() })?.leftMs, 6000);
  await clock.advance(6000);
  assert.equal(await answer, 'silence');
  assert.equal(windows.size, 0);
});

test('the words of the question name who asks, the school and what silence means', () => {
  assert.deepEqual(questionWords({ school: 'Lapwing Primary', watchers: ['Ms Khan'], silence: 'denies' }), {
    title: 'Ms Khan asks to look at your screen',
    from: 'Lapwing Primary',
    silence: 'If you do not answer, your screen will not be shown.',
  });
  assert.equal(
    questionWords({ school: null, watchers: ['Ms Khan', 'Mr Osei'], silence: 'allows' }).title,
    'Ms Khan and Mr Osei ask to look at your screen',
  );
  assert.equal(
    questionWords({ school: null, watchers: [], silence: 'allows' }).title,
    'A member of staff asks to look at your screen',
  );
  assert.equal(secondsInWords(900), '1 second left');
  assert.equal(secondsInWords(-5), '0 seconds left');
});

test('only what the window says is understood', () => {
  assert.equal(PromptMessage.safeParse({ kind: 'consent-answer', id: 'x', yes: 'yes' }).success, false);
  assert.equal(PromptMessage.safeParse({ kind: 'consent-question' }).success, false);
  assert.equal(PromptMessage.safeParse({ kind: 'consent-answer', id: 'x', yes: true }).success, true);
});

test('pictures keep the distance that the browser wants, and evidence goes before a live look', async () => {
  const clock = createManualClock();
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimer(ms, resolve);
    });
  const queue = createPictureQueue(() => clock.now(), wait);
  const order: string[] = [];
  const begun = clock.now();
  const take = (name: string) => (): Promise<void> => {
    order.push(`${name} ${String(clock.now() - begun)}`);
    return Promise.resolve();
  };
  const all = Promise.all([
    queue.live(take('live 1')),
    queue.live(take('live 2')),
    queue.evidence(take('evidence 1')),
    queue.live(take('live 3')),
    queue.evidence(take('evidence 2')),
  ]);
  await clock.advance(5000);
  await all;
  assert.deepEqual(order, ['live 1 0', 'evidence 1 0', 'evidence 2 1020', 'live 2 1530', 'live 3 2040']);
  await queue.evidence(take('later'));
  assert.equal(order.at(-1), 'later 5000');
});

test('a frame of a recording leaves evidence its place in the same second, and has its turns among the looks', async () => {
  const clock = createManualClock();
  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimer(ms, resolve));
  const queue = createPictureQueue(() => clock.now(), wait);
  const order: string[] = [];
  const begun = clock.now();
  const take = (name: string) => (): Promise<void> => {
    order.push(`${name} ${String(clock.now() - begun)}`);
    return Promise.resolve();
  };
  void queue.frame(take('frame'));
  void queue.frame(take('frame'));
  await clock.advance(200);
  void queue.evidence(take('evidence'));
  await clock.advance(2000);
  assert.deepEqual(order, ['frame 0', 'evidence 200', 'frame 1220']);
  order.length = 0;
  for (let n = 0; n < 3; n += 1) void queue.live(take('look'));
  for (let n = 0; n < 2; n += 1) void queue.frame(take('frame'));
  await clock.advance(5000);
  assert.deepEqual(
    order.map((one) => one.split(' ')[0]),
    ['look', 'frame', 'look', 'frame', 'look'],
  );
});
