import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ControlWanted } from '@lapwing/agent-core/contracts/control.ts';
import { controlContract } from '@lapwing/agent-core/contracts/control.contract.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import { createFakeControlHost, type FakeControlHost, OWN } from '../../../test/fake-control-host.ts';
import { type BrowserControl, createBrowserControl } from './control.ts';
import { stoppedBy } from './downloads.ts';
import { LOCK_PAGE } from './messages.ts';
import { blockedShown } from './present-blocked.ts';
import { ShownLock } from './wanted.ts';

interface Rig {
  readonly host: FakeControlHost;
  readonly control: BrowserControl;
  readonly stopped: string[];
  clock: { now: number };
  timers: { at: number; run: () => void }[];
}

function rig(store?: Map<string, object>, now = 1_000_000): Rig {
  const host = createFakeControlHost(store);
  const clock = { now };
  const timers: Rig['timers'] = [];
  const stopped: string[] = [];
  const control = createBrowserControl({
    host,
    rules: host.rules,
    ownPrefix: OWN,
    now: () => clock.now,
    later(ms, run) {
      const timer = { at: clock.now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    privateWindowsOff: () => false,
    onStopped: (name) => void stopped.push(name),
  });
  return { host, control, stopped, clock, timers };
}

const LOCK = {
  id: 'lock',
  by: 'Ms Khan',
  words: 'Eyes to the front',
  schoolWords: 'Ask your teacher',
  schoolName: 'Lapwing Primary',
  logo: null,
  until: 1_060_000,
  agreementId: null,
};
const CLOSED: ControlWanted = {
  ...NOTHING_WANTED,
  web: {
    ...NOTHING_WANTED.web,
    open: false,
    says: [[{ id: 'rule', kind: 'block', sites: ['games.example'], titles: ['*arcade*'] }]],
    alwaysOpen: ['childline.org.uk'],
    rules: { rule: { title: 'Games', by: 'Ms Khan', words: null, until: 1_060_000 } },
    words: 'Our school keeps this closed.',
    mayAsk: true,
  },
};

controlContract(
  (name, run) => void test(name, run),
  () => {
    const { host, control } = rig();
    return Promise.resolve({
      control,
      locked() {
        const kept = ShownLock.safeParse(host.store.get('lock'));
        return Promise.resolve(host.covers.has(LOCK_PAGE) && kept.success ? JSON.stringify(kept.data) : null);
      },
      opens: async (url) => (await control.of(url)).open,
    });
  },
);

test('a page that is open when a rule begins gives way to the block page and may come back', async () => {
  const { host, control } = rig();
  host.addTab({ id: 1, url: 'https://www.games.example/play' });
  host.addTab({ id: 2, url: 'https://rivers.example/' });
  await control.apply(CLOSED);
  assert.equal(host.tab(1)?.url, `${OWN}blocked.html`);
  assert.equal(host.tab(2)?.url, 'https://rivers.example/');
  assert.equal((await control.look(1, null)).kind, 'closed');
  await control.apply(NOTHING_WANTED);
  assert.deepEqual(await control.look(1, null), { kind: 'open', url: 'https://www.games.example/play' });
});

test('a title closes a page, and what is no page of the web is closed where only a list is open', async () => {
  const { host, control } = rig();
  host.addTab({ id: 1 });
  await control.apply(CLOSED);
  await host.retitle(1, 'The best arcade');
  assert.equal(host.tab(1)?.url, `${OWN}blocked.html`);
  host.addTab({ id: 2 });
  const only = { id: 'only', kind: 'allow-only' as const, sites: ['rivers.example'], titles: [] };
  await control.apply({ ...CLOSED, web: { ...CLOSED.web, says: [[only]] } });
  await host.go(2, 'data:text/html,<h1>game</h1>');
  assert.equal(host.tab(2)?.url, `${OWN}blocked.html`);
});

test('a lock keeps open pages, closes the way to others, and ends by itself', async () => {
  const { host, control, clock, timers } = rig();
  host.addTab({ id: 1, url: 'https://rivers.example/essay' });
  await control.apply({ ...NOTHING_WANTED, lock: LOCK });
  assert.ok(host.covers.has(LOCK_PAGE));
  assert.equal(host.tab(1)?.url, 'https://rivers.example/essay');
  assert.equal(host.wakesAt, LOCK.until);
  assert.equal((await control.of('https://childline.org.uk/')).open, false);
  clock.now = LOCK.until;
  timers.find(({ at }) => at === LOCK.until)?.run();
  await control.wanted();
  await control.due();
  assert.equal(host.covers.size, 0);
  assert.deepEqual(host.rules.standing, []);
  assert.equal(host.store.has('lock'), false);
});

test('after a restart it goes on at once with what is left, and without what is over meanwhile', async () => {
  const store = new Map<string, object>();
  await rig(store).control.apply({ ...CLOSED, lock: LOCK });
  const during = rig(store, 1_030_000);
  assert.equal((await during.control.wanted()).lock?.id, 'lock');
  assert.ok(during.host.covers.has(LOCK_PAGE));
  const afterwards = rig(store, 1_070_000);
  assert.equal((await afterwards.control.wanted()).lock, null);
  assert.deepEqual(afterwards.host.rules.standing, []);
  assert.equal((await afterwards.control.of('https://games.example/')).open, true);
});

test('what is kept and cannot be read any more is nothing', async () => {
  const store = new Map<string, object>([
    ['control', { lock: 'yes' }],
    ['lock', LOCK],
  ]);
  const { host, control } = rig(store);
  assert.deepEqual(await control.wanted(), NOTHING_WANTED);
  assert.equal(host.store.has('lock'), false);
});

test('only the tabs that were muted by it are heard again', async () => {
  const { host, control } = rig();
  host.addTab({ id: 1 });
  host.addTab({ id: 2, muted: true });
  await control.apply({ ...NOTHING_WANTED, mute: 'mute' });
  assert.equal(host.tab(1)?.muted, true);
  host.addTab({ id: 3 });
  await host.retitle(3, 'New');
  assert.equal(host.tab(3)?.muted, true);
  await control.apply(NOTHING_WANTED);
  assert.deepEqual(
    [1, 2, 3].map((id) => host.tab(id)?.muted),
    [false, true, false],
  );
});

test('a download of a kind that is stopped is undone, and the person is told', async () => {
  const { host, control, stopped } = rig();
  await control.apply({
    ...NOTHING_WANTED,
    web: { ...NOTHING_WANTED.web, open: false, downloads: [{ id: 'rule', endings: ['exe'] }] },
  });
  await host.download({
    id: 4,
    url: 'https://x.example/a.pdf',
    name: 'down/a.pdf',
    mediaType: 'application/pdf',
  });
  await host.download({ id: 5, url: 'https://x.example/get', name: 'down/Game.EXE', mediaType: '' });
  await host.download({ id: 5, url: 'https://x.example/get', name: 'down/Game.EXE', mediaType: '' });
  await host.download({ id: 6, url: 'https://x.example/b.exe?c', name: '', mediaType: '' });
  assert.deepEqual(host.undone, [5, 6]);
  assert.deepEqual(stopped, ['Game.EXE', 'b.exe']);
});

test('endings are found in the name, the address and the kind of content', () => {
  const rules = [{ id: 'r', endings: ['exe', 'zip'] }];
  const of = (url: string, name = '', mediaType = ''): string | null =>
    stoppedBy({ url, name, mediaType }, rules);
  assert.equal(of('https://x.example/a.exe?x=1'), 'r');
  assert.equal(of('https://x.example/a%2Eexe'), 'r');
  assert.equal(of('https://x.example/', 'C:\\down\\a.exe.txt'), 'r');
  assert.equal(of('https://x.example/', 'a.exe.'), 'r');
  assert.equal(of('blob:https://x.example/1', '', 'application/zip; x=y'), 'r');
  assert.equal(of('https://exe.example/exe'), null);
  assert.equal(
    stoppedBy({ url: 'https://x.example/', name: '', mediaType: '' }, [{ id: 'all', endings: [] }]),
    'all',
  );
});

test('what fails or stands in the way is said', async () => {
  const { host, control } = rig();
  host.opensWindows = false;
  host.privateSeen = false;
  host.rules.refuses = true;
  const { failed, gaps } = await control.apply({ ...CLOSED, lock: LOCK, printingOff: 'print' });
  assert.deepEqual(failed, [
    { id: 'lock', why: 'failed' },
    { id: 'rule', why: 'failed' },
    { id: 'print', why: 'not-possible' },
  ]);
  assert.deepEqual(gaps, ['incognito-open']);
  const told: unknown[] = [];
  control.onGaps((now) => told.push(now));
  host.leave(true);
  await new Promise(setImmediate);
  assert.deepEqual(told, [['incognito-open', 'lock-left']]);
});

test('a page that a rule closes although the judge does not is not gone back to for ever', async () => {
  const { host, control } = rig();
  host.addTab({ id: 1, url: 'https://games.example/' });
  await control.apply(CLOSED);
  await control.apply(NOTHING_WANTED);
  // However often it asks while it is on its way.
  for (const _ of [1, 2]) assert.equal((await control.look(1, null)).kind, 'open');
  host.closeByRule(1, 'https://games.example/');
  assert.deepEqual(await control.look(1, null), {
    kind: 'closed',
    url: 'https://games.example/',
    verdict: null,
  });
  await control.apply(NOTHING_WANTED);
  assert.equal((await control.look(1, null)).kind, 'open');
});

test('the block page goes only to pages of the web, on the word of the worker or of itself', async () => {
  const { control } = rig();
  for (const remembered of [
    'javascript:alert(1)',
    'data:text/html,x',
    'chrome://settings',
    'file:///etc',
    'x',
  ])
    assert.equal((await control.look(9, remembered)).kind, 'nothing', remembered);
  await control.apply(CLOSED);
  assert.equal((await control.look(9, 'https://games.example/')).kind, 'closed');
});

test('the block page shows the rule, its words or else those of the school, and the help that is open', async () => {
  const { control } = rig();
  await control.apply(CLOSED);
  const shown = blockedShown(await control.look(1, 'https://games.example/a?b'), await control.wanted(), {
    schoolName: 'Lapwing Primary',
    connection: 'connected',
    control: null,
  });
  assert.ok(shown.kind === 'closed');
  assert.equal(shown.host, 'games.example');
  assert.equal(shown.words, 'Our school keeps this closed.');
  assert.deepEqual(
    shown.help.map(({ name }) => name),
    ['Childline'],
  );
});
