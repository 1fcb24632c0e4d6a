import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromBrowser, FromDesktop } from '@lapwing/agent-core/browser-link.ts';
import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { FocusedWindow } from '../../platform/contract/desktop.ts';
import { createJoinedDesktop } from './joined-desktop.ts';

const ENROLLED: AgentStatus = {
  loaded: true,
  enrolled: true,
  connection: 'connected',
  refused: null,
  server: 'https://lapwing.example',
  schoolName: 'Hill School',
  deviceName: 'Desk 3',
  noticeUrl: null,
  detecting: true,
  queued: 0,
  lost: 0,
  watched: null,
  control: null,
};
const PAGE: AgentInput = {
  kind: 'page-text',
  text: 'flimmer',
  at: { place: 'tab:5', application: 'Chrome 156', title: 'A page', url: 'https://page.example/' },
};

/** A browser on a device whose desktop agent a test plays. */
function browser(remembered = false) {
  const clock = createManualClock();
  const said: FromBrowser[] = [];
  const told: string[] = [];
  const untold: AgentInput[] = [];
  const state = {
    there: true,
    installed: false,
    kept: remembered,
    focused: null as FocusedWindow | null,
    connects: 0,
  };
  let hear: (message: unknown) => void = () => undefined;
  let close: (installed: boolean) => void = () => undefined;
  const desktop = createJoinedDesktop({
    clock,
    host: {
      connect(heard, closed) {
        state.connects += 1;
        hear = heard;
        close = closed;
        if (!state.there) queueMicrotask(() => closed(state.installed));
        return { send: (message) => said.push(message as FromBrowser), close: () => undefined };
      },
      focused: () => Promise.resolve(state.focused),
    },
    placeOf: (tabId) => `tab:${String(tabId)}`,
    web: (wanted) => Promise.resolve(wanted === 'rules'),
    open: () => Promise.resolve('blocked'),
    closeTabs: () => Promise.resolve('done'),
    onStatus: ({ connection }) => told.push(connection),
    remembered: {
      read: () => Promise.resolve(state.kept),
      write(joined) {
        state.kept = joined;
        return Promise.resolve();
      },
    },
    joined: () => told.push('joined'),
    alone(left) {
      told.push('alone');
      untold.push(...left);
    },
  });
  return {
    clock,
    desktop,
    said,
    told,
    untold,
    state,
    hear: async (message: FromDesktop | object): Promise<void> => {
      hear(message);
      await clock.advance(0);
    },
    lose: async (): Promise<void> => {
      close(true);
      await clock.advance(0);
    },
  };
}

async function joinedBrowser(): Promise<ReturnType<typeof browser>> {
  const one = browser();
  const begun = one.desktop.begin();
  await one.clock.advance(0);
  await one.hear({ kind: 'status', status: ENROLLED });
  await begun;
  return one;
}

test('where there is no agent of the desktop, the extension works alone at once', async () => {
  const { desktop, state, told, clock } = browser();
  state.there = false;
  await desktop.begin();
  assert.equal(desktop.agent(), null);
  assert.deepEqual(told, []);
  desktop.wake();
  assert.equal(state.connects, 1, 'it is not looked for all the time');
  await clock.advance(6 * 60_000);
  desktop.wake();
  assert.equal(state.connects, 2);
});

test('one that is not enrolled leaves the extension alone; once it is, it is joined', async () => {
  const { desktop, clock, hear, told, said } = browser();
  const begun = desktop.begin();
  await clock.advance(0);
  await hear({ kind: 'status', status: { ...ENROLLED, enrolled: false } });
  await begun;
  assert.equal(desktop.agent(), null);
  await hear({ kind: 'status', status: ENROLLED });
  assert.deepEqual(told, ['joined', 'connected']);
  assert.equal(desktop.agent()?.status().deviceName, 'Desk 3');
  assert.deepEqual(said[0], { kind: 'joined', joined: true });
  await hear({ kind: 'status', status: { ...ENROLLED, enrolled: false } });
  assert.equal(desktop.agent(), null);
  assert.deepEqual(told.slice(2), ['alone']);
});

test('one of another version, of which not everything is understood, is joined all the same', async () => {
  const { desktop, clock, hear } = browser();
  const begun = desktop.begin();
  await clock.advance(0);
  await hear({
    kind: 'status',
    status: { ...ENROLLED, refused: 'a-reason-of-tomorrow', control: { holds: 'many' }, more: 1 },
  });
  await begun;
  assert.deepEqual(desktop.agent()?.status(), ENROLLED);
});

test('one that says nothing is not waited for', async () => {
  const { desktop, state, clock } = browser();
  const begun = desktop.begin();
  desktop.wake();
  await clock.advance(5001);
  assert.equal(state.connects, 1, 'once, whoever wakes it meanwhile');
  await begun;
  assert.equal(desktop.agent(), null);
});

test('what happens in pages goes to it; what no browser tells does not', async () => {
  const { desktop, said } = await joinedBrowser();
  said.length = 0;
  await desktop.agent()?.feed(PAGE);
  await desktop.agent()?.feed({ ...PAGE, kind: 'named', source: 'file' });
  desktop.agent()?.ask({ kind: 'help', url: null, text: 'Please come' });
  assert.deepEqual(said, [
    { kind: 'input', input: PAGE },
    { kind: 'ask', wish: { kind: 'help', url: null, text: 'Please come' } },
  ]);
});

test('it is told which window has the keyboard, when it asks and when that changes', async () => {
  const { desktop, said, state, hear } = await joinedBrowser();
  said.length = 0;
  state.focused = { window: 3, tabId: 5, title: 'A page' };
  const front = { window: 3, place: 'tab:5', title: 'A page' };
  await hear({ kind: 'look', look: 7 });
  desktop.fronted();
  await hear({});
  assert.deepEqual(said, [{ kind: 'front', look: 7, front }], 'the same is not said again unasked');
  state.focused = null;
  desktop.fronted();
  await hear({});
  assert.deepEqual(said[1], { kind: 'front', look: 0, front: null });
});

test('its orders are done, and it hears how that went', async () => {
  const { said, hear } = await joinedBrowser();
  said.length = 0;
  await hear({ kind: 'web', order: 1, web: 'rules' });
  await hear({ kind: 'web', order: 2, web: 'none' });
  await hear({ kind: 'open', order: 3, url: 'https://bbc.example/' });
  await hear({ kind: 'close-tabs', order: 4, host: 'bbc.example', all: true });
  await hear({ kind: 'open' });
  assert.deepEqual(said, [
    { kind: 'applied', order: 1, done: true },
    { kind: 'applied', order: 2, done: false },
    { kind: 'outcome', order: 3, outcome: 'blocked' },
    { kind: 'outcome', order: 4, outcome: 'done' },
  ]);
});

test('one that is restarted is waited for, and hears what happened meanwhile', async () => {
  const { desktop, said, told, lose, hear, clock } = await joinedBrowser();
  await lose();
  await desktop.agent()?.feed(PAGE);
  assert.equal(desktop.agent()?.status().connection, 'waiting');
  said.length = 0;
  await clock.advance(500);
  await hear({ kind: 'status', status: ENROLLED });
  assert.deepEqual(
    said.filter(({ kind }) => kind !== 'front'),
    [
      { kind: 'joined', joined: true },
      { kind: 'input', input: PAGE },
    ],
  );
  assert.ok(!told.includes('alone'));
});

test('one that does not come back leaves the extension alone, with what it was not told', async () => {
  const { desktop, told, untold, lose, state, clock } = await joinedBrowser();
  state.there = false;
  await lose();
  await desktop.agent()?.feed(PAGE);
  await clock.advance(61_000);
  assert.equal(desktop.agent(), null);
  assert.equal(told.at(-1), 'alone');
  assert.deepEqual(untold, [PAGE]);
  assert.equal(state.kept, false);
});

test('a browser that is opened while the agent restarts waits for it, and enrols nothing of its own', async () => {
  const { desktop, state, hear, clock, told } = browser(true);
  state.there = false;
  let decided = false;
  void desktop.begin().finally(() => {
    decided = true;
  });
  await clock.advance(3000);
  assert.equal(decided, false);
  state.there = true;
  await clock.advance(8000);
  await hear({ kind: 'status', status: ENROLLED });
  assert.equal(decided, true);
  assert.deepEqual(told, ['joined', 'connected']);
});

test('one that is on the device and does not answer yet is waited for a little, and looked for soon again', async () => {
  const { desktop, state, hear, clock, told } = browser();
  state.there = false;
  state.installed = true;
  let decided = false;
  void desktop.begin().finally(() => {
    decided = true;
  });
  await clock.advance(6000);
  assert.equal(decided, false);
  await clock.advance(5000);
  assert.equal(decided, true);
  assert.equal(desktop.agent(), null);
  state.there = true;
  await clock.advance(30_000);
  desktop.wake();
  await hear({ kind: 'status', status: ENROLLED });
  assert.deepEqual(told, ['joined', 'connected']);
});

test('an agent that was taken off the device is not waited for for ever', async () => {
  const { desktop, state, clock } = browser(true);
  state.there = false;
  let decided = false;
  void desktop.begin().finally(() => {
    decided = true;
  });
  await clock.advance(61_000);
  assert.equal(decided, true);
  assert.equal(desktop.agent(), null);
  assert.equal(state.kept, false);
});
