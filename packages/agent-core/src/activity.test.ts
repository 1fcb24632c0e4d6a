/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActivityDone, ActivityRecorded } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { ACTIVITY_KINDS } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { MAX_FRAME_BYTES } from '@lapwing/protocol/wire.ts';
import * as fc from 'fast-check';
import { createActivity } from './activity.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createMemoryOutboxStore } from './contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore } from './contracts/fakes/memory-state-store.ts';
import { createOutbox, OUTBOX_LIMITS, type OutboxMessage } from './outbox.ts';
import { seededRandom } from './test/node-contracts.ts';
import { applied, connectedRig, type Rig, typed, until } from './test/rig.ts';

const deleted = (name = 'essay.odt'): ActivityDone => ({
  kind: 'file-deleted',
  name,
  folder: 'Documents',
  isFolder: false,
});

async function recordingRig(kinds: readonly string[] = ACTIVITY_KINDS): Promise<Rig> {
  const rig = await connectedRig();
  await rig.server.pushState(await rig.server.document({ version: 2, activity: { kinds: [...kinds] } }));
  await applied(rig, 2);
  return rig;
}
function batches(rig: Rig): ActivityRecorded[] {
  return rig.server.frames.flatMap((frame) => (frame.type === 'activity/recorded' ? [frame] : []));
}

test('ACT-1 what the school records is told, cut to what the server takes, and no other kind', async () => {
  const rig = await recordingRig(['file-deleted']);
  rig.agent.record(deleted());
  rig.agent.record({ kind: 'medium-gone', label: 'STICK' });
  rig.agent.record(deleted(`${'n'.repeat(499)}\u{1F600}`));
  await rig.settle(10_000);
  await until(rig, () => batches(rig).length === 1);
  const [batch] = batches(rig);
  assert.deepEqual(batch?.records[0]?.done, deleted());
  assert.deepEqual(batch?.records[1]?.done, deleted(`${'n'.repeat(499)}\uFFFD`));
  assert.equal(batch?.records.length, 2);
  assert.equal(new Set(batch?.records.map(({ id }) => id)).size, 2);
  const silent = await recordingRig([]);
  silent.agent.record(deleted());
  await silent.settle(20_000);
  assert.deepEqual(batches(silent), []);
});

test('ACT-2 a batch ends after 10 s, with 100 records, with its session, and when the agent stops', async () => {
  const rig = await recordingRig();
  rig.agent.record(deleted('one'));
  await rig.settle(9000);
  assert.equal(batches(rig).length, 0);
  await rig.settle(1000);
  await until(rig, () => batches(rig).length === 1);
  for (let made = 0; made < 100; made += 1) rig.agent.record(deleted(`${String(made)}.odt`));
  await until(rig, () => batches(rig).length === 2);
  rig.agent.record(deleted('of Ana'));
  rig.accounts.set({ name: 'ben.ito', origin: 'profile' });
  await until(rig, () => rig.server.frames.filter(({ type }) => type === 'sessions/started').length === 2);
  rig.agent.record(deleted('of Ben'));
  await until(rig, () => batches(rig).length === 3);
  await rig.agent.stop();
  const again = rig.restart();
  await again.agent.start({ resume: false });
  await until(again, () => batches(rig).length === 4);
  const sizes = batches(rig).map(({ records }) => records.length);
  assert.deepEqual(sizes, [1, 100, 1, 1]);
  const [ana, , alsoAna, ben] = batches(rig).map(({ sessionId }) => sessionId);
  assert.ok(ana !== null && ana === alsoAna && ben !== null && ben !== ana);
});

test('ACT-2 a batch of whatever names fits into a frame', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 700 }), { maxLength: 150 }),
      async (names) => {
        const it = bench();
        for (const name of names) it.activity.record({ ...deleted(name), folder: name } as ActivityDone);
        await it.activity.flush();
        it.connect();
        await it.drain();
        const records = it.sent.flatMap((message) =>
          message.type === 'activity/recorded' ? message.records : [],
        );
        assert.equal(records.length, names.length);
        for (const message of it.sent)
          assert.ok(Buffer.byteLength(JSON.stringify(message)) <= MAX_FRAME_BYTES);
      },
    ),
    { numRuns: 25 },
  );
});

test('ACT-3 what was given up is told once, with the next batch, also after a restart', async () => {
  const store = createMemoryOutboxStore();
  const state = createMemoryStateStore();
  const it = bench({ store, state, activityBytes: 40_000 });
  for (let made = 0; made < 1000; made += 1) it.activity.record(deleted(`file ${String(made)}`));
  await it.activity.flush();
  await it.outbox.idle();
  const later = bench({ store: store.reopen(), state: state.reopen(), activityBytes: 40_000 });
  await later.outbox.load();
  await later.activity.load();
  later.activity.record(deleted('last'));
  await later.activity.flush();
  later.connect();
  await later.drain();
  const sent = later.sent.flatMap((message) => (message.type === 'activity/recorded' ? [message] : []));
  const told = sent.reduce((sum, { records, dropped }) => sum + records.length + dropped, 0);
  assert.equal(told, 1001, 'each record came or was counted, and none twice');
  assert.ok(sent.some(({ dropped }) => dropped > 0));
});

test('ACT-4 a tampering waits until the server has it, with whoever sat there', async () => {
  const rig = await connectedRig();
  // What a moved clock is held against.
  assert.ok(Math.abs((rig.agent.serverSaid()?.time ?? 0) - rig.clock.now()) < 60_000);
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await rig.agent.tampered({ what: 'seat-killed', seconds: 1.6 });
  rig.server.behave.reachable = true;
  rig.agent.retryNow();
  await until(rig, () => rig.server.frames.some(({ type }) => type === 'devices/tampered'));
  const said = rig.server.frames.find((frame) => frame.type === 'devices/tampered');
  assert.ok(said?.type === 'devices/tampered');
  assert.deepEqual([said.what, said.seconds], ['seat-killed', 2]);
  assert.ok(said.sessionId !== null);
  await until(rig, () => rig.agent.status().queued === 0);
});

test('OUT-11 captures and sessions overtake activity, and activity makes room for them on a full disk', async () => {
  const rig = await recordingRig();
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  for (let made = 0; made < 300; made += 1) rig.agent.record(deleted(`${String(made)}.odt`));
  await rig.settle();
  await Promise.all([rig.agent.feed(typed('a purple elephant')), rig.settle(5000)]);
  assert.equal(rig.agent.status().queued, 4);
  rig.server.behave.reachable = true;
  rig.agent.retryNow();
  await until(rig, () => rig.agent.status().queued === 0);
  const order = rig.server.frames.map(({ type }) => type);
  assert.ok(order.indexOf('captures/reported') < order.indexOf('activity/recorded'), order.join(', '));
  assert.deepEqual(
    batches(rig).map(({ records }) => records.length),
    [100, 100, 100],
  );

  const store = createMemoryOutboxStore();
  let room = 3;
  const it = bench({
    store: {
      ...store,
      async put(puts) {
        if (room <= 0) throw new Error('the disk is full');
        await store.put(puts);
        room -= 1;
      },
      delete(keys) {
        room += keys.length;
        return store.delete(keys);
      },
    },
  });
  for (let made = 0; made < 300; made += 1) it.activity.record(deleted(`${String(made)}.odt`));
  await it.activity.flush();
  const at = '2026-11-14T10:00:00.000Z';
  const id = '0198f6a0-0000-7000-8000-0000000000aa';
  assert.equal(await it.outbox.add({ type: 'sessions/ended', id, at }), true, 'the oldest batch went for it');
  assert.equal(it.lost(), 0, 'no capture was lost');
});

interface Bench {
  readonly activity: ReturnType<typeof createActivity>;
  readonly outbox: ReturnType<typeof createOutbox>;
  readonly sent: OutboxMessage[];
  lost(): number;
  connect(): void;
  /** Acknowledges until nothing is left. */
  drain(): Promise<void>;
}

function bench(
  options: {
    readonly store?: Parameters<typeof createOutbox>[0]['store'];
    readonly state?: ReturnType<typeof createMemoryStateStore>;
    readonly activityBytes?: number;
  } = {},
): Bench {
  const clock = createManualClock();
  const log = (): void => undefined;
  const limits = { ...OUTBOX_LIMITS, activityBytes: options.activityBytes ?? OUTBOX_LIMITS.activityBytes };
  const outbox = createOutbox({ store: options.store ?? createMemoryOutboxStore(), clock, log, limits });
  const sent: OutboxMessage[] = [];
  let lost = 0;
  outbox.onLost((count) => {
    lost += count;
  });
  const activity = createActivity({
    outbox,
    store: options.state ?? createMemoryStateStore(),
    clock,
    random: seededRandom(3),
    log,
    kinds: () => ACTIVITY_KINDS,
    session: () => null,
  });
  return {
    activity,
    outbox,
    sent,
    lost: () => lost,
    connect: () =>
      outbox.connected(
        (message) => {
          sent.push(message);
          return true;
        },
        () => undefined,
      ),
    async drain() {
      let acknowledged = 0;
      await outbox.idle();
      while (acknowledged < sent.length) {
        const ids = sent.slice(acknowledged).map(({ id }) => id);
        acknowledged = sent.length;
        await outbox.acknowledged(ids);
        await outbox.idle();
      }
    },
  };
}
