/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import * as fc from 'fast-check';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createMemoryOutboxStore, type MemoryOutboxStore } from './contracts/fakes/memory-outbox-store.ts';
import { createOutbox, type Evidence, type Outbox, OUTBOX_LIMITS, type OutboxMessage } from './outbox.ts';
import { connectedRig, typed, until } from './test/rig.ts';

let made = 0;
function newId(): string {
  made += 1;
  return uuidV7(1_763_114_400_000 + made, new Uint8Array(10).fill(made % 256));
}

function capture(id = newId()): CaptureReported {
  return {
    type: 'captures/reported',
    id,
    sessionId: newId(),
    at: '2026-11-14T10:00:00.000Z',
    finding: {
      term: 't',
      policy: 'bullying',
      severity: 'minor',
      severityBefore: 'minor',
      because: [],
      source: 'typed',
      sentence: 'words',
      start: 0,
      end: 5,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: { application: '', windowTitle: '', url: null },
    evidence: { state: 'none', reason: 'failed' },
  };
}

function coming(message: CaptureReported, bytes: Uint8Array): [CaptureReported, Evidence] {
  const id = newId();
  return [
    {
      ...message,
      evidence: {
        state: 'coming',
        id,
        kind: 'screenshot',
        mediaType: 'image/jpeg',
        bytes: bytes.length,
        sha256: 'b'.repeat(64),
        takenAt: message.at,
      },
    },
    { captureId: message.id, id, mediaType: 'image/jpeg', bytes },
  ];
}

interface Bench {
  readonly store: MemoryOutboxStore;
  readonly outbox: Outbox;
  readonly sent: OutboxMessage[];
  readonly lost: () => number;
  readonly stalls: () => number;
  readonly clock: ReturnType<typeof createManualClock>;
  connect(): void;
}

async function bench(
  store = createMemoryOutboxStore(),
  limits: Partial<typeof OUTBOX_LIMITS> = {},
): Promise<Bench> {
  const clock = createManualClock();
  const sent: OutboxMessage[] = [];
  let lost = 0;
  let stalls = 0;
  const outbox = createOutbox({
    store,
    clock,
    log: () => undefined,
    limits: { ...OUTBOX_LIMITS, ...limits },
  });
  outbox.onLost((count) => {
    lost += count;
  });
  await outbox.load();
  return {
    store,
    outbox,
    sent,
    clock,
    lost: () => lost,
    stalls: () => stalls,
    connect: () =>
      outbox.connected(
        (message) => {
          sent.push(message);
          return true;
        },
        () => {
          stalls += 1;
        },
      ),
  };
}

test('OUT-1 nothing is sent that is not on the disk', async () => {
  const it = await bench();
  it.connect();
  const message = capture();
  const adding = it.outbox.add(message);
  assert.deepEqual(it.sent, []);
  assert.equal(await adding, true);
  await it.outbox.idle();
  assert.deepEqual(it.sent, [message]);
  assert.equal((await it.store.entries()).length, 1);
  it.store.refuseWrites(true);
  assert.equal(await it.outbox.add(capture()), false);
  await it.outbox.idle();
  assert.equal(it.sent.length, 1);
  assert.equal(it.lost(), 1);
});

test('OUT-2 messages go in order, and what waits for its screenshot holds those behind it', async () => {
  const it = await bench();
  it.connect();
  const [first, second] = [capture(), capture()];
  await it.outbox.add(first, { held: true });
  await it.outbox.add(second);
  await it.outbox.idle();
  assert.deepEqual(it.sent, []);
  const [whole, evidence] = coming(first, new Uint8Array([1, 2]));
  await it.outbox.finish(whole, evidence);
  await it.outbox.idle();
  assert.deepEqual(it.sent, [whole, second]);
});

test('OUT-4 the end of a session waits until its beginning was acknowledged', async () => {
  const it = await bench();
  it.connect();
  const id = newId();
  const at = '2026-11-14T10:00:00.000Z';
  await it.outbox.add({ type: 'sessions/started', id, at, account: null });
  await it.outbox.add(capture());
  await it.outbox.add({ type: 'sessions/ended', id, at });
  await it.outbox.idle();
  assert.deepEqual(
    it.sent.map(({ type }) => type),
    ['sessions/started', 'captures/reported'],
  );
  await it.outbox.acknowledged([id]);
  await it.outbox.idle();
  assert.equal(it.sent.at(-1)?.type, 'sessions/ended');
  assert.equal(it.outbox.queued(), 2);
  assert.equal(it.outbox.queuedCaptures(), 1);
});

test('OUT-5 what was rejected for good goes with its evidence', async () => {
  const it = await bench();
  const message = capture();
  await it.outbox.add(message, { held: true });
  await it.outbox.finish(...coming(message, new Uint8Array(9)));
  it.connect();
  await it.outbox.idle();
  await it.outbox.rejected(message.id);
  await it.outbox.idle();
  assert.deepEqual(await it.store.entries(), []);
  assert.equal(it.outbox.nextEvidence(), null);
});

test('OUT-6 when it is full the oldest screenshot goes first, and its capture says so', async () => {
  const it = await bench(createMemoryOutboxStore(), { evidenceBytes: 250 });
  const messages = [capture(), capture(), capture()];
  for (const message of messages) {
    await it.outbox.add(message, { held: true });
    await it.outbox.finish(...coming(message, new Uint8Array(100)));
  }
  it.connect();
  await it.outbox.idle();
  assert.deepEqual(
    it.sent.map((message) => message.type === 'captures/reported' && message.evidence.state),
    ['none', 'coming', 'coming'],
  );
  assert.equal(it.lost(), 0);
});

test('OUT-6 when captures fill it, new ones are refused and counted', async () => {
  const it = await bench(createMemoryOutboxStore(), { messages: 2 });
  assert.deepEqual(
    [await it.outbox.add(capture()), await it.outbox.add(capture()), await it.outbox.add(capture())],
    [true, true, false],
  );
  assert.equal(it.lost(), 1);
});

test('OUT-6 a disk that is full gives up screenshots for captures', async () => {
  const store = createMemoryOutboxStore();
  const it = await bench({
    ...store,
    async delete(keys) {
      await store.delete(keys);
      // The room that the screenshot took is free now.
      store.refuseWrites(false);
    },
  });
  const message = capture();
  await it.outbox.add(message, { held: true });
  await it.outbox.finish(...coming(message, new Uint8Array(100)));
  store.refuseWrites(true);
  assert.equal(await it.outbox.add(capture()), true);
  assert.equal(it.lost(), 0);
  assert.equal(it.outbox.nextEvidence(), null);
});

test('OUT-6 what was lost is kept and told to the server', async () => {
  const rig = await connectedRig();
  rig.outbox.refuseWrites(true);
  await rig.agent.feed(typed('A purple elephant. '));
  assert.equal(rig.agent.status().lost, 1);
  rig.outbox.refuseWrites(false);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.agent.status().connection === 'connected');
  const hello = later.server.sockets.latest().received[0];
  assert.equal(JSON.stringify(hello).includes('"lost":1'), true);
});

test('OUT-7 evidence waits for its capture, is tried again after a failure of the server, not after a refusal', async () => {
  const rig = await connectedRig();
  rig.server.behave.acknowledge = false;
  await rig.agent.feed(typed('A purple elephant. '));
  await rig.settle(5000);
  const puts = (): number => rig.server.requests.filter((request) => request.startsWith('PUT')).length;
  assert.equal(puts(), 0);
  rig.server.behave.acknowledge = true;
  rig.server.behave.evidenceStatus = 503;
  rig.server.sockets.latest().close();
  await rig.settle(2000);
  await until(rig, () => puts() === 1);
  await rig.settle(60_000);
  assert.ok(puts() >= 2);
  rig.server.behave.evidenceStatus = 200;
  // In steps, since signatures take real time, in which the clock of the test stands still.
  for (let step = 0; step < 12; step += 1) await rig.settle(30_000);
  assert.equal(rig.server.uploads.length, 1);
  assert.deepEqual(await rig.outbox.entries(), []);
  rig.server.behave.evidenceStatus = 404;
  await rig.agent.feed(typed('A green giraffe. ', { fieldId: 'b' }));
  await rig.settle(1000);
  const refused = puts();
  await rig.settle(6 * 60_000);
  assert.equal(puts(), refused);
  assert.deepEqual(await rig.outbox.entries(), []);
});

test('OUT-8 a server that acknowledges nothing for a minute is left', async () => {
  const it = await bench();
  it.connect();
  await it.outbox.add(capture());
  await it.clock.advance(59_000);
  assert.equal(it.stalls(), 0);
  await it.clock.advance(2000);
  assert.equal(it.stalls(), 1);
});

test('OUT-9 a damaged entry is dropped, counted, and holds up nothing', async () => {
  const it = await bench();
  const [first, second] = [capture(), capture()];
  await it.outbox.add(first);
  await it.outbox.add(second);
  it.store.damage(`captures/reported:${first.id}`);
  it.connect();
  await it.outbox.idle();
  assert.deepEqual(it.sent, [second]);
  assert.equal(it.lost(), 1);
});

type Step =
  | { readonly do: 'add' | 'add-held' | 'finish' | 'connect' | 'disconnect' | 'restart' }
  | { readonly do: 'acknowledge' | 'twice'; readonly nth: number };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Step>({ do: 'add' }, { do: 'add-held' }, { do: 'finish' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'connect' }, { do: 'disconnect' }, { do: 'restart' }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('acknowledge', 'twice'), nth: fc.nat(20) }),
  },
);

test('OUT-3 whatever is acknowledged, cut off, restarted or sent twice: each is delivered, none lost, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 60 }), async (steps) => {
      let store = createMemoryOutboxStore();
      const put: string[] = [];
      const held: CaptureReported[] = [];
      const arrived: string[] = [];
      /** What the server committed and has not yet said so on the connection of now. */
      let unsaid: string[] = [];
      let outbox = createOutbox({ store, clock: createManualClock(), log: () => undefined });

      async function boot(): Promise<void> {
        outbox = createOutbox({ store, clock: createManualClock(), log: () => undefined });
        await outbox.load();
      }
      function connect(): void {
        unsaid = [];
        outbox.connected(
          (message) => {
            if (!arrived.includes(message.id)) arrived.push(message.id);
            unsaid.push(message.id);
            return true;
          },
          () => undefined,
        );
      }

      await boot();
      for (const step of steps) {
        switch (step.do) {
          case 'add':
          case 'add-held': {
            const message = capture();
            put.push(message.id);
            if (step.do === 'add-held') held.push(message);
            await outbox.add(message, { held: step.do === 'add-held' });
            break;
          }
          case 'finish': {
            const message = held.shift();
            if (message !== undefined) await outbox.finish(...coming(message, new Uint8Array(3)));
            break;
          }
          case 'connect':
            connect();
            break;
          case 'disconnect':
            outbox.disconnected();
            unsaid = [];
            break;
          case 'restart':
            outbox.disconnected();
            store = store.reopen();
            held.length = 0;
            unsaid = [];
            await boot();
            break;
          case 'acknowledge':
          case 'twice': {
            const [id] = unsaid.splice(step.nth % Math.max(1, unsaid.length), 1);
            if (id === undefined) break;
            await outbox.acknowledged(step.do === 'twice' ? [id, id] : [id]);
            break;
          }
        }
        await outbox.idle();
      }
      for (const message of held) await outbox.finish(message, null);
      connect();
      for (let round = 0; outbox.queued() > 0 && round < 100; round += 1) {
        await outbox.idle();
        const ids = unsaid.splice(0);
        if (ids.length > 0) await outbox.acknowledged(ids);
        await Promise.resolve();
      }
      assert.equal(outbox.queued(), 0);
      assert.deepEqual(arrived, put);
      assert.deepEqual(
        (await store.entries()).filter(({ kind }) => kind === 'message'),
        [],
      );
    }),
    { numRuns: 300 },
  );
});
