import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromDesktop } from '@lapwing/agent-core/browser-link.ts';
import { readFromDesktop } from '@lapwing/agent-core/browser-link.ts';
import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import { TEXT_FIELD } from '@lapwing/agent-core/field-exclusion.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';

import { watchDesktopInputs } from '../src/features/captures/inputs.ts';
import { createJoinedBrowsers } from '../src/features/devices/joined-browsers.ts';
import type { KeyStroke } from '../src/platform/contract/input.ts';
import { createFakeBrowserLink, type FakeBrowser } from '../src/platform/fake/browser-link.ts';
import { createFakeWindows } from '../src/platform/fake/windows.ts';

const CLOSED = {
  ...NOTHING_WANTED.web,
  open: false,
  says: [[{ id: 'r', kind: 'internet-off' as const, sites: [], titles: [] }]],
};

/** A seat with a keyboard, and the agent that listens to what is typed there. */
async function device() {
  const clock = createManualClock();
  const link = createFakeBrowserLink();
  const windows = createFakeWindows();
  const fed: AgentInput[] = [];
  const found: string[] = [];
  const asks: string[] = [];
  const keys = new Set<(stroke: KeyStroke) => void>();
  const joined = createJoinedBrowsers({
    link,
    windows,
    clock,
    session: {
      current: () => Promise.resolve({ account: 'pupil', displayName: null, logOnId: '1', since: null }),
      onChange: () => () => undefined,
    },
    agent: () => ({
      feed(input) {
        fed.push(input);
        return Promise.resolve();
      },
      ask(wish) {
        asks.push(wish.text);
        return null;
      },
      withdrawAsk: (id) => void asks.push(`not ${id}`),
      tampered({ what, seconds }) {
        found.push(`${what} ${String(seconds)}`);
        return Promise.resolve();
      },
    }),
    everJoined: false,
    first() {
      found.push('first');
      return Promise.resolve();
    },
    log: () => undefined,
  });
  watchDesktopInputs({
    windows,
    clock,
    input: {
      onKey(told) {
        keys.add(told);
        return () => keys.delete(told);
      },
      onField: () => () => undefined,
      onFocus: () => () => undefined,
      onPointer: () => () => undefined,
      focused: () => 'keys',
    },
    excluded: () => false,
    joined(place) {
      const front = windows.front();
      return front?.place === place && joined.covers(front);
    },
    onJoined: (changed) => joined.onChange(changed),
    worked: () => false,
    feed: (input) => fed.push(input),
  });
  await clock.advance(0);

  return {
    clock,
    link,
    windows,
    joined,
    fed,
    found,
    asks,
    type: async (text: string): Promise<void> => {
      for (const key of text)
        for (const told of keys) told({ key, command: false, place: windows.front()?.place ?? null });
      await clock.advance(50);
    },
    /** What was told as typed, by place. */
    typed: (): readonly string[] =>
      fed.flatMap((input) =>
        input.kind === 'typed' ? [`${input.at.url ?? input.at.title}: ${input.text}`] : [],
      ),
  };
}

/** An extension with one window in front, which answers as ours does. */
function extension(browser: FakeBrowser) {
  const heard: FromDesktop[] = [];
  const state = {
    front: { window: 3, place: 'tab:5', title: 'My essay' } as {
      window: number;
      place: string;
      title: string;
    } | null,
    answers: true,
  };
  const say = (message: object): void => void browser.say(JSON.stringify(message));
  browser.onHeard((text) => {
    const message = readFromDesktop(text);
    assert.ok(message !== null, text);
    heard.push(message);
    if (!state.answers) return;
    if (message.kind === 'look') say({ kind: 'front', look: message.look, front: state.front });
    if (message.kind === 'web') say({ kind: 'applied', order: message.order, done: true });
    if (message.kind === 'open' || message.kind === 'close-tabs')
      say({ kind: 'outcome', order: message.order, outcome: 'done' });
  });
  const at = { place: 'tab:5', application: 'Chrome 156', title: 'My essay', url: 'https://essay.example/' };
  return {
    heard,
    state,
    say,
    join: () => say({ kind: 'joined', joined: true }),
    typed: (text: string) =>
      say({
        kind: 'input',
        input: {
          kind: 'typed',
          fieldId: 'f',
          field: TEXT_FIELD,
          text,
          caret: text.length,
          composing: false,
          at,
        },
      }),
    kinds: () => heard.map(({ kind }) => kind),
  };
}

test('what is typed in a page is told once, with its address, while the browser’s agent is there', async () => {
  const { link, windows, clock, type, typed, joined } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  const place = windows.open({ title: 'My essay - Chromium', pid: browser.pid });
  await clock.advance(1000);
  await type('flimmer');
  ours.typed('flimmer');
  await clock.advance(0);
  assert.deepEqual(typed(), ['https://essay.example/: flimmer']);
  // The picture is of the window that shows the tab.
  ours.say({ kind: 'front', look: 0, front: ours.state.front });
  assert.equal(joined.windowOf('browser-1|tab:5'), place);
  assert.equal(joined.windowOf('browser-1|tab:6'), 'browser-1|tab:6');
  assert.equal(joined.windowOf('w1'), 'w1');
});

test('a browser whose agent is not there is read as any other window', async () => {
  const { link, windows, clock, type, typed } = await device();
  const browser = link.open('pupil');
  extension(browser);
  windows.open({ title: 'Web', pid: browser.pid });
  await clock.advance(1000);
  await type('flimmer');
  assert.deepEqual(typed(), ['Web: f', 'Web: flimmer']);
});

test('when the agent of a browser goes, the window is read again at once, and it is told of where the browser runs on', async () => {
  const { link, windows, clock, type, typed, found, fed } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  windows.open({ title: 'My essay - Chromium', pid: browser.pid });
  await clock.advance(1000);
  ours.typed('before');
  await clock.advance(0);
  fed.length = 0;
  browser.stop(true);
  await type('flimmer');
  assert.deepEqual(typed(), ['My essay - Chromium: f', 'My essay - Chromium: flimmer']);
  assert.deepEqual(
    fed.map((input) => (input.kind === 'gone' ? input.place : input.kind)),
    ['browser-1|tab:5', 'caption', 'typed', 'typed'],
    'what was written in its pages is settled first',
  );
  await clock.advance(20_000);
  assert.deepEqual(found, ['first', 'extension-gone null']);
});

test('a browser that ends took its agent with it', async () => {
  const { link, windows, clock, found } = await device();
  const browser = link.open('pupil');
  extension(browser).join();
  const place = windows.open({ title: 'My essay', pid: browser.pid });
  await clock.advance(1000);
  windows.vanish(place);
  browser.stop();
  await clock.advance(60_000);
  assert.deepEqual(found, ['first']);
});

test('an agent that falls silent is noticed while its window is in front, and believed again when it speaks', async () => {
  const { link, windows, clock, type, typed, found } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  windows.open({ title: 'My essay', pid: browser.pid });
  await clock.advance(1000);
  ours.state.answers = false;
  await clock.advance(25_000);
  await type('a');
  assert.deepEqual(typed(), ['My essay: a']);
  assert.deepEqual(found, ['first']);
  await clock.advance(15_000);
  assert.deepEqual(found, ['first', 'extension-gone 15']);
  ours.state.answers = true;
  ours.typed('b');
  await type('c');
  assert.deepEqual(typed(), ['My essay: a', 'https://essay.example/: b']);
});

test('a private window of the same browser, which its agent does not see, is read', async () => {
  const { link, windows, clock, type, typed } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  windows.open({ title: 'My essay', pid: browser.pid });
  await clock.advance(1000);
  ours.state.front = null;
  windows.open({ title: 'New Incognito tab', pid: browser.pid });
  await clock.advance(2000);
  await type('secret');
  assert.deepEqual(typed(), ['New Incognito tab: s', 'New Incognito tab: secret']);
});

test('a window without a title of its own is a browser’s that says twice that it has the keyboard', async () => {
  const { link, windows, clock, type, typed } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  ours.state.front = { window: 4, place: 'tab:9', title: '' };
  windows.open({ title: 'about:blank - Chromium', pid: browser.pid });
  await clock.advance(2000);
  await type('a');
  assert.deepEqual(typed(), []);
});

test('which pages may be open is handed on, also to browsers that come later; with none ever there it failed', async () => {
  const { link, joined, clock } = await device();
  assert.equal(await joined.apply(NOTHING_WANTED.web), true);
  assert.equal(await joined.apply(CLOSED), false);
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  await clock.advance(0);
  assert.deepEqual(ours.kinds(), ['web']);
  assert.equal(await joined.apply(CLOSED), true);
  ours.state.answers = false;
  const failing = joined.apply(CLOSED);
  await clock.advance(3000);
  assert.equal(await failing, false);
  assert.equal(
    await joined.apply(CLOSED),
    false,
    'one that is silent is waited for once, since a lock waits, too',
  );
  ours.state.answers = true;
  await joined.apply(CLOSED);
  assert.equal(await joined.apply(CLOSED), true, 'it has spoken again');
  browser.stop();
  assert.equal(await joined.apply(CLOSED), true, 'a browser that is not open holds it when it opens');
});

test('a browser that has not joined holds nothing back, which is not said to be so', async () => {
  const { link, joined, windows, clock } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  ours.join();
  windows.open({ title: 'My essay', executable: 'chromium', pid: browser.pid });
  await clock.advance(1000);
  assert.equal(await joined.apply(CLOSED), true);
  const place = windows.open({ title: 'Another', executable: 'firefox-esr', pid: 77 });
  assert.equal(await joined.apply(CLOSED), false);
  assert.equal(await joined.apply(NOTHING_WANTED.web), true);
  windows.vanish(place);
  assert.equal(await joined.apply(CLOSED), true);
  browser.stop(true);
  assert.equal(await joined.apply(CLOSED), false, 'its agent was taken away');
});

test('pages are opened and closed by a browser that has joined', async () => {
  const { link, joined, clock, asks } = await device();
  assert.equal(joined.open('https://bbc.example/'), null);
  assert.equal(await joined.closeTabs('bbc.example', true), 'not-possible');
  const ours = extension(link.open('pupil'));
  ours.join();
  await clock.advance(0);
  assert.equal(await joined.open('https://bbc.example/'), 'done');
  assert.equal(await joined.closeTabs('bbc.example', true), 'done');
  ours.say({ kind: 'ask', wish: { kind: 'help', url: null, text: 'Please come' } });
  ours.say({ kind: 'withdraw', id: '1' });
  assert.deepEqual(asks, ['Please come', 'not 1']);
});

test('what is no message, or comes from one that has not joined, is nothing', async () => {
  const { link, fed, asks } = await device();
  const browser = link.open('pupil');
  const ours = extension(browser);
  for (const text of ['', '{', '[]', '{"kind":"input"}', '{"kind":"input","input":{"kind":"named"}}'])
    browser.say(text);
  ours.typed('flimmer');
  ours.say({ kind: 'ask', wish: { kind: 'help', url: null, text: 'x' } });
  assert.deepEqual(fed, []);
  assert.deepEqual(asks, []);
});

test('one that has joined before anybody listened is heard', async () => {
  const { link, windows, clock, type, typed } = await device();
  const browser = link.open('pupil', [JSON.stringify({ kind: 'joined', joined: true })]);
  extension(browser);
  windows.open({ title: 'My essay - Chromium', pid: browser.pid });
  await clock.advance(1000);
  await type('flimmer');
  assert.deepEqual(typed(), []);
});

test('nobody but the person at the seat is let in', async () => {
  const { link } = await device();
  assert.equal(link.open('somebody-else').say('{}'), false);
});
