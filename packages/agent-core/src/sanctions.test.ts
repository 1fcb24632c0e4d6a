/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { SanctionAction } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { RestrictionsSanctioned } from '@lapwing/protocol/features/restrictions/sanctioned.event.ts';
import type { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createManualNotices } from './contracts/fakes/manual-notices.ts';
import { createMemoryOutboxStore } from './contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore } from './contracts/fakes/memory-state-store.ts';
import { createOutbox } from './outbox.ts';
import { loadedRules } from './restriction-rules.ts';
import { createSanctions, SANCTION_WHY } from './sanctions.ts';
import { seededRandom } from './test/node-contracts.ts';
import { idOf, lockOf, order, RESTRICTIONS } from './test/orders.ts';
import { connectedRig, HERE, type Rig, typed, until } from './test/rig.ts';

const MINUTE = 60_000;
const LOCK: SanctionAction = { kind: 'lock', minutes: 2 };
const SAY: SanctionAction = { kind: 'message', text: 'Please talk to us' };

function done(rig: Rig): RestrictionsSanctioned[] {
  return rig.server.frames.filter((frame) => frame.type === 'restrictions/sanctioned');
}

function bring(
  terms: RestrictionRules['sanctions']['terms'],
  caps: Partial<RestrictionRules['sanctions']['caps']> = {},
  policies: RestrictionRules['sanctions']['policies'] = {},
): Partial<RestrictionRules> {
  return {
    sanctions: { caps: { ...RESTRICTIONS.sanctions.caps, ...caps }, terms, policies },
  };
}

let pages = 0;

/** Reads it on another page, so that it is another capture. */
async function read(rig: Rig, text: string): Promise<void> {
  pages += 1;
  const at = { ...HERE, place: `tab of ${String(pages)}` };
  await rig.agent.feed({ kind: 'page-text', text, at });
  await rig.settle();
}

test('SANC-1 SANC-3 a lock and a message are done after the screenshot, and told after their capture', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.severe': [SAY, LOCK] }));
  const shots: boolean[] = [];
  const capture = rig.screen.capture.bind(rig.screen);
  Object.assign(rig.screen, {
    capture(...asked: Parameters<typeof capture>) {
      shots.push(rig.control.now()?.lock === null);
      return capture(...asked);
    },
  });
  await rig.agent.feed(typed('A purple elephant. '));
  await until(rig, () => done(rig).length === 2);
  assert.deepEqual(shots, [true], 'the screenshot is not of the lock');
  assert.equal(rig.control.now()?.lock?.words, 'Please talk to us');
  assert.equal(rig.control.now()?.lock?.until, rig.clock.now() + 2 * MINUTE);
  assert.deepEqual(
    rig.notices.messages.map(({ text, by }) => [text, by]),
    [['Please talk to us', 'Lapwing Primary']],
  );
  const types = rig.server.frames.map(({ type }) => type);
  assert.ok(types.indexOf('captures/reported') < types.indexOf('restrictions/sanctioned'));
  const capture1 = rig.server.frames.find((frame) => frame.type === 'captures/reported');
  const [lock] = done(rig);
  assert.deepEqual(
    [lock?.kind, lock?.outcome, lock?.captureId, lock?.sessionId],
    ['lock', 'done', capture1?.id, capture1?.sessionId],
  );
  assert.equal(rig.control.now()?.lock?.id, lock?.id);
  await rig.settle(2 * MINUTE);
  assert.equal(rig.control.now()?.lock, null);
});

test('SANC-1 what is said for the term goes before what is said for the policy that it stands in', async () => {
  const rig = await connectedRig();
  const own = '0198f6a0-0000-7000-8000-0000000000ee';
  const policies = { suicide: [LOCK], drugs: [LOCK], [own]: [SAY] };
  await order(rig, 2, {}, bring({ 'test.severe': [] }, {}, policies));
  await read(rig, 'A purple elephant.');
  assert.deepEqual(done(rig), []);
  await read(rig, 'A green giraffe.');
  assert.deepEqual(
    done(rig).map(({ kind }) => kind),
    ['lock'],
  );
  const terms = { 'test.minor': { policy: own } };
  await order(rig, 3, {}, bring({}, { againAfterMinutes: 5 }, policies), { terms });
  await rig.settle(6 * MINUTE);
  await read(rig, 'A green giraffe.');
  assert.deepEqual(
    done(rig).map(({ kind }) => kind),
    ['lock', 'message'],
  );
});

test('SANC-1 a finding that is merged, counted or amended brings nothing', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.minor': [SAY] }, { againAfterMinutes: 5 }));
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at: HERE });
  for (const minute of [6, 12]) {
    await rig.settle(6 * MINUTE);
    await rig.agent.feed({ kind: 'page-text', text: `A green giraffe, ${String(minute)}.`, at: HERE });
  }
  await rig.settle(MINUTE);
  assert.equal(rig.notices.messages.length, 1);
  assert.equal(done(rig).length, 1);
});

test('SANC-1 of many captures that became one, none brings anything', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.minor': [SAY] }));
  for (let n = 0; n < 40; n += 1) await read(rig, 'A green giraffe.');
  await rig.settle(2 * MINUTE);
  assert.deepEqual([done(rig).length, rig.notices.messages.length], [30, 1]);
});

test('SANC-2 a bound shortens a lock, 0 switches it off, and the same term waits, also over a restart', async () => {
  const rig = await connectedRig();
  const long: SanctionAction = { kind: 'lock', minutes: 20 };
  const net: SanctionAction = { kind: 'internet-off', minutes: 20 };
  const caps = { lockMinutes: 3, internetOffMinutes: 0, againAfterMinutes: 30 };
  await order(rig, 2, {}, bring({ 'test.severe': [long, net], 'test.minor': [SAY] }, caps));
  await read(rig, 'A purple elephant.');
  assert.equal(rig.control.now()?.lock?.until, rig.clock.now() + 3 * MINUTE);
  assert.ok(rig.control.opens('https://rivers.example/'));
  await rig.settle(10 * MINUTE);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.agent.status().connection === 'connected');
  await read(later, 'A purple elephant.');
  assert.equal(later.control.now()?.lock, null);
  await read(later, 'A green giraffe.');
  await later.settle(20 * MINUTE);
  await read(later, 'A purple elephant.');
  await until(later, () => done(later).length === 7);
  assert.deepEqual(
    done(later).map(({ kind, outcome, until: end }) => `${kind} ${outcome} ${String(end !== null)}`),
    [
      'lock done true',
      'internet-off switched-off false',
      'lock held-back false',
      'internet-off held-back false',
      'message done false',
      'lock done true',
      'internet-off switched-off false',
    ],
  );
});

test('SANC-3 what the platform cannot do is told so, and what cannot be put on record is not done', async () => {
  const rig = await connectedRig();
  await order(
    rig,
    2,
    {},
    bring({ 'test.severe': [LOCK], 'test.minor': [{ kind: 'log-off', text: 'Bye' }, SAY] }),
  );
  rig.notices.answer('not-possible');
  await read(rig, 'A green giraffe.');
  assert.deepEqual(
    done(rig).map(({ kind, outcome }) => `${kind} ${outcome}`),
    ['message not-possible', 'log-off done'],
  );
  await rig.settle(31 * MINUTE);
  await read(rig, 'A purple elephant.');
  assert.notEqual(rig.control.now()?.lock, null);
  const { id } = done(rig).at(-1) ?? { id: '' };
  rig.server.sockets.latest().say({ type: 'captures/rejected', id, reason: 'capture-unknown' });
  await rig.settle();
  assert.equal(rig.control.now()?.lock, null, 'what the server never takes, nobody could lift');
  await rig.settle(31 * MINUTE);
  rig.outbox.refuseWrites(true);
  await read(rig, 'A purple elephant.');
  assert.equal(rig.control.now()?.lock, null);
});

test('SANC-4 a lock holds after a restart until a document names it, and then by the document alone', async () => {
  const rig = await connectedRig();
  const rules = bring({ 'test.severe': [{ kind: 'lock', minutes: 10 }] });
  await order(rig, 2, {}, rules);
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await read(rig, 'A purple elephant.');
  assert.notEqual(rig.control.now()?.lock, null);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.settle(MINUTE);
  assert.notEqual(later.control.now()?.lock, null);
  later.server.behave.reachable = true;
  later.agent.retryNow();
  await until(later, () => done(later).length === 1);
  assert.notEqual(later.control.now()?.lock, null, 'the document does not name it yet');
  const { id } = done(later)[0] ?? { id: '' };
  const until10 = new Date(later.clock.now() + 9 * MINUTE).toISOString();
  const named = lockOf(later, 0, { id, layer: 'sanction', until: until10, words: 'As the server says' });
  await order(later, 3, { sanctions: [id], restrictions: [named] }, rules);
  assert.equal(later.control.now()?.lock?.words, 'As the server says');
  // Staff lift it.
  await order(later, 4, { sanctions: [id] }, rules);
  assert.equal(later.control.now()?.lock, null);
  const again = later.restart();
  await again.agent.start({ resume: true });
  await again.settle();
  assert.equal(again.control.now()?.lock, null);
});

test('SANC-4 another person is not held for it, and the one who was is again when they come back', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.severe': [{ kind: 'internet-off', minutes: 10 }] }));
  await read(rig, 'A purple elephant.');
  assert.ok(!rig.control.opens('https://rivers.example/'));
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle();
  assert.ok(rig.control.opens('https://rivers.example/'));
  rig.accounts.set({ name: 'ana.silva', origin: 'profile' });
  await rig.settle();
  assert.ok(!rig.control.opens('https://rivers.example/'));
  await rig.settle(10 * MINUTE);
  assert.ok(rig.control.opens('https://rivers.example/'));
});

test('SANC-4 nobody is rid of it by leaving their account, or by one from elsewhere', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.severe': [{ kind: 'internet-off', minutes: 10 }] }));
  await read(rig, 'A purple elephant.');
  for (const name of [null, 'ben.okoro@home.example', 'ANA.silva']) {
    rig.accounts.set(name === null ? null : { name, origin: 'profile' });
    await rig.settle();
    assert.ok(!rig.control.opens('https://rivers.example/'), String(name));
  }
});

test('SANC-5 a lock says that it happened by itself, beside the school’s message, and also once it is the server’s', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.severe': [SAY, LOCK] }));
  await read(rig, 'A purple elephant.');
  const [lock] = done(rig);
  const said = (): unknown[] => [rig.control.now()?.lock?.words, rig.control.now()?.lock?.schoolWords];
  assert.deepEqual(said(), ['Please talk to us', SANCTION_WHY]);
  const named = lockOf(rig, 0, { id: lock?.id ?? '', layer: 'sanction', words: null, by: null });
  await order(rig, 3, { restrictions: [named], sanctions: [named.id] });
  assert.deepEqual(said(), [SANCTION_WHY, '']);
});

test('SANC-5 the person reads why and until when, and not for what', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, bring({ 'test.severe': [LOCK] }));
  await read(rig, 'A purple elephant.');
  const [hold] = rig.agent.status().control?.holds ?? [];
  assert.deepEqual([hold?.kind, hold?.until], ['lock', rig.clock.now() + 2 * MINUTE]);
  assert.match(hold?.words ?? '', /because of something on this device/);
  assert.doesNotMatch(
    JSON.stringify([rig.agent.status(), rig.control.now()]),
    /elephant|test\.severe|suicide/,
  );
});

test('SANC-2 whatever is found, no bound is passed and no term is answered twice in its time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        lockMinutes: fc.nat({ max: 30 }),
        internetOffMinutes: fc.nat({ max: 60 }),
        againAfterMinutes: fc.integer({ min: 5, max: 120 }),
      }),
      fc.array(
        fc.record({
          term: fc.constantFrom('a', 'b'),
          who: fc.constantFrom('ana', 'ben'),
          wait: fc.nat({ max: 40 * MINUTE }),
          restart: fc.boolean(),
        }),
        { maxLength: 12 },
      ),
      async (caps, findings) => {
        const clock = createManualClock();
        const store = createMemoryStateStore();
        const rules = loadedRules({
          ...RESTRICTIONS,
          sanctions: {
            caps,
            policies: {},
            terms: { a: [{ kind: 'lock', minutes: 30 }], b: [{ kind: 'internet-off', minutes: 60 }] },
          },
        });
        let who = 'ana';
        const told: RestrictionsSanctioned[] = [];
        const queue = createOutbox({ store: createMemoryOutboxStore(), clock, log: () => undefined });
        const outbox: typeof queue = {
          ...queue,
          add(message) {
            if (message.type === 'restrictions/sanctioned') told.push(message);
            return Promise.resolve(true);
          },
        };
        const begin = (): ReturnType<typeof createSanctions> =>
          createSanctions({
            outbox,
            notices: createManualNotices(),
            capabilities: new Set(['lock', 'internet'] as const),
            store,
            clock,
            random: seededRandom(3),
            log: () => undefined,
            rules: () => rules,
            policyOf: (_term, risk) => risk,
            known: () => [],
            person: () => who,
            schoolName: () => 'School',
            now: () => clock.now(),
            changed: () => undefined,
          });
        let sanctions = begin();
        const last = new Map<string, number>();
        for (const finding of findings) {
          await clock.advance(finding.wait);
          ({ who } = finding);
          if (finding.restart) {
            await sanctions.idle();
            sanctions = begin();
            await sanctions.load();
          }
          await sanctions.found(idOf(1), idOf(2), { term: finding.term, policy: 'drugs' });
          const cap = finding.term === 'a' ? caps.lockMinutes : caps.internetOffMinutes;
          const key = `${who} ${finding.term}`;
          const since = clock.now() - (last.get(key) ?? -Infinity);
          const expected =
            since < caps.againAfterMinutes * MINUTE ? 'held-back' : cap === 0 ? 'switched-off' : 'done';
          if (expected === 'done') last.set(key, clock.now());
          const item = told.at(-1);
          assert.equal(item?.outcome, expected);
          const length = item.until === null ? 0 : Date.parse(item.until) - Date.parse(item.at);
          assert.equal(length, expected === 'done' ? cap * MINUTE : 0);
          for (const { from, until: end } of sanctions.held())
            assert.ok(end !== null && Date.parse(end) - Date.parse(from) <= 60 * MINUTE);
        }
      },
    ),
    { numRuns: 300 },
  );
});
