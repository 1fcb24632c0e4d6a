import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Preferences } from '@lapwing/protocol/features/accounts/preferences.api.ts';
import * as fc from 'fast-check';
import { createPreferenceStore, parseKept, type PreferenceStore, UNCHOSEN } from './preference-store.ts';

/** A browser's storage with any number of windows on it. */
function browser(): { window: () => PreferenceStore; text: () => string | null } {
  let text: string | null = null;
  const windows: PreferenceStore[] = [];
  return {
    text: () => text,
    window() {
      const store: PreferenceStore = createPreferenceStore({
        read: () => text,
        write(next) {
          text = next;
          for (const other of windows) if (other !== store) other.reread();
        },
        announce: () => undefined,
      });
      windows.push(store);
      return store;
    },
  };
}

/** The server: keeps the keys it is sent. */
function server(): { save: (change: Preferences) => void; said: () => Preferences } {
  let all: Preferences = {};
  return { save: (change) => (all = { ...all, ...change }), said: () => all };
}

function saveAll(store: PreferenceStore, to: ReturnType<typeof server>): void {
  const sent = store.pending();
  if (sent === null) return;
  to.save(sent);
  store.saved(sent);
}
function ask(store: PreferenceStore, of: ReturnType<typeof server>): void {
  const asked = store.moment();
  store.heard(of.said(), asked);
}

test('nothing chosen is what holds for everybody, and nothing is to be saved', () => {
  const store = browser().window();
  assert.deepEqual(store.current(), UNCHOSEN);
  assert.equal(store.pending(), null);
});

test('a change holds at once, waits to be saved, and is in the browser’s copy for the next first paint', () => {
  const here = browser();
  const store = here.window();
  store.use('tara');
  store.change({ theme: 'dark' });
  assert.equal(store.current().theme, 'dark');
  assert.deepEqual(store.pending(), { theme: 'dark' });
  assert.equal(here.window().current().theme, 'dark');
});

test('a save that failed is kept, and what the server says does not undo it', () => {
  const here = browser();
  const store = here.window();
  const there = server();
  there.save({ theme: 'light', tileSize: 0 });
  store.use('tara');
  store.change({ theme: 'dark' });
  ask(store, there);
  assert.equal(store.current().theme, 'dark');
  assert.equal(store.current().tileSize, 0);
  const afterReload = here.window();
  assert.deepEqual(afterReload.pending(), { theme: 'dark' });
  saveAll(afterReload, there);
  assert.equal(there.said().theme, 'dark');
  assert.equal(store.pending(), null, 'the other window knows that it is saved');
});

test('what is changed while a save is under way is saved next', () => {
  const store = browser().window();
  store.change({ tileSize: 1 });
  const sent = store.pending();
  store.change({ tileSize: 2 });
  store.saved(sent ?? {});
  assert.deepEqual(store.pending(), { tileSize: 2 });
});

test('an answer that was on its way while the person changed something does not turn it back', () => {
  const store = browser().window();
  const there = server();
  there.save({ tileSize: 0 });
  const asked = store.moment();
  const answer = there.said();
  store.change({ tileSize: 4 });
  saveAll(store, there);
  store.heard(answer, asked);
  assert.equal(store.current().tileSize, 4);
});

test('two machines converge, of each key the last write wins', () => {
  const there = server();
  const [desk, tablet] = [browser().window(), browser().window()];
  desk.use('tara');
  tablet.use('tara');
  desk.change({ theme: 'dark', tileSize: 1 });
  saveAll(desk, there);
  tablet.change({ tileSize: 3, density: 'compact' });
  saveAll(tablet, there);
  for (const store of [desk, tablet]) ask(store, there);
  assert.deepEqual(desk.current(), tablet.current());
  assert.deepEqual(
    [desk.current().theme, desk.current().tileSize, desk.current().density],
    ['dark', 3, 'compact'],
  );
});

test('the next person on the machine never sends what the one before could not save', () => {
  const here = browser();
  const store = here.window();
  store.use('tara');
  store.change({ seatColumns: ['name'] });
  store.use('ben');
  assert.equal(store.pending(), null);
});

test('what lies in the storage may be anything', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const { chosen, unsaved } = parseKept(text);
      assert.ok(unsaved.every((key) => key in chosen));
    }),
  );
  const before = parseKept('{"theme":"dark","tileSize":77}');
  assert.deepEqual([before.chosen, before.unsaved], [{ theme: 'dark' }, ['theme']]);
});

test('in whatever order two machines change, save and ask, in the end both show the same', () => {
  const change = fc.record(
    {
      theme: fc.constantFrom('dark', 'light', 'system'),
      tileSize: fc.integer({ min: 0, max: 4 }),
      sound: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const step = fc.record({
    machine: fc.constantFrom(0, 1),
    act: fc.constantFrom('change', 'save', 'ask'),
    change,
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const there = server();
      const machines = [browser().window(), browser().window()];
      for (const { machine, act, change: wanted } of steps) {
        const store = machines[machine];
        if (store === undefined) continue;
        if (act === 'change') store.change(wanted);
        else if (act === 'save') saveAll(store, there);
        else ask(store, there);
      }
      for (const store of machines) saveAll(store, there);
      for (const store of machines) ask(store, there);
      assert.deepEqual(machines[0]?.current(), machines[1]?.current());
    }),
  );
});
