/// <reference types="node" />
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type ReleaseManifest,
  RELEASE_PURPOSE,
  type SignedRelease,
} from '@lapwing/protocol/features/releases/release.ts';
import * as fc from 'fast-check';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createMemoryOutboxStore } from './contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore } from './contracts/fakes/memory-state-store.ts';
import type { Installed, Installer } from './contracts/installer.ts';
import type { HttpOutcome } from './contracts/http.ts';
import { createOutbox } from './outbox.ts';
import { makeNodeKey, nodeDigest, seededRandom } from './test/node-contracts.ts';
import { createUpdates } from './updates.ts';
import { encodeUtf8 } from './utf8.ts';

const KEY = await makeNodeKey();
const FILE = Uint8Array.from({ length: 9 * 1024 * 1024 }, (_unused, index) => (index * 31) % 251);
const SHA256 = createHash('sha256').update(FILE).digest('hex');
const HOUR = 60 * 60_000;

async function signed(changes: Partial<ReleaseManifest> = {}, key = KEY): Promise<SignedRelease> {
  const manifest = JSON.stringify({
    format: 1,
    version: '1.1.0',
    madeAt: '2026-11-14T10:00:00.000Z',
    notes: '',
    files: [{ target: 'linux-x64', kind: 'update', name: 'agent.tar', bytes: FILE.length, sha256: SHA256 }],
    ...changes,
  });
  return { manifest, signature: await key.sign(encodeUtf8(`${RELEASE_PURPOSE}\n${manifest}`)) };
}

interface Bench {
  readonly asked: string[];
  readonly installed: string[];
  readonly told: string[];
  behave: { release: SignedRelease | null; cutAfter: number; spoil: boolean; online: boolean };
  outcome: Installed | null;
  connect(): void;
  now(): void;
  /** Lets time pass, and everything happen that follows. */
  pass(ms: number): Promise<void>;
  begin(): Promise<void>;
  stop(): Promise<void>;
}

function bench(
  kept: { state?: ReturnType<typeof createMemoryStateStore>; parts?: Uint8Array[] } = {},
): Bench {
  const { state = createMemoryStateStore(), parts = [] } = kept;
  const clock = createManualClock();
  const it: Bench = {
    asked: [],
    installed: [],
    told: [],
    behave: { release: null, cutAfter: Infinity, spoil: false, online: true },
    outcome: null,
    connect: () => updates.connected(),
    now: () => updates.now(),
    async pass(ms) {
      for (let left = ms; left > 0; left -= 600_000) {
        await clock.advance(Math.min(left, 600_000));
        for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
      }
      await outbox.idle();
    },
    begin: () => updates.begin(),
    stop: () => updates.stop(),
  };
  const have = (): number => parts.reduce((sum, { length }) => sum + length, 0);
  const installer: Installer = {
    target: 'linux-x64',
    version: '1.0.0',
    releaseKey: KEY.publicKey,
    incoming: () =>
      Promise.resolve({
        have,
        append: async (bytes) => void parts.push(bytes.slice()),
        sha256: async () => createHash('sha256').update(Buffer.concat(parts)).digest('hex'),
        discard: async () => void parts.splice(0),
      }),
    install: async (_file, version) => void it.installed.push(version),
    outcome: async () => it.outcome,
    async forget() {
      it.outcome = null;
    },
  };
  const outbox = createOutbox({ store: createMemoryOutboxStore(), clock, log: () => undefined });
  outbox.connected(
    (message) => {
      if (message.type === 'releases/updated')
        it.told.push(`${message.from} ${message.to} ${message.outcome}`);
      return true;
    },
    () => undefined,
  );
  const updates = createUpdates({
    installer,
    outbox,
    digest: nodeDigest,
    store: state,
    clock,
    random: seededRandom(5),
    log: () => undefined,
    online: () => it.behave.online,
    async request({ path, range }): Promise<HttpOutcome> {
      await Promise.resolve();
      it.asked.push(range === undefined ? path : `${path} ${range.from}`);
      if (path === '/agent/releases/offered')
        return { ok: true, status: 200, body: encodeUtf8(JSON.stringify({ release: it.behave.release })) };
      if (range === undefined || (it.behave.cutAfter -= 1) < 0) return { ok: false };
      const body = FILE.slice(range.from, range.to + 1);
      if (it.behave.spoil) body[0] = (body[0] ?? 0) ^ 1;
      return { ok: true, status: 206, body };
    },
  });
  return it;
}
const offers = (it: Bench): number => it.asked.filter((path) => path.endsWith('/offered')).length;

test('UPD-1 the offer is asked for within minutes of a connection, and then once a day', async () => {
  const it = bench();
  await it.begin();
  it.connect();
  assert.equal(offers(it), 0, 'not at once');
  await it.pass(5 * 60_000);
  assert.equal(offers(it), 1);
  it.connect();
  await it.pass(30 * 60_000);
  assert.equal(offers(it), 1, 'a connection that comes and goes asks no more');
  await it.pass(27 * HOUR);
  assert.equal(offers(it), 2);
  it.behave.online = false;
  await it.pass(27 * HOUR);
  assert.equal(offers(it), 2);
  it.behave.online = true;
  it.connect();
  await it.pass(6 * 60_000);
  assert.equal(offers(it), 3);
  await it.stop();
  it.connect();
  await it.pass(30 * HOUR);
  assert.equal(offers(it), 3);
});

test('UPD-1 whoever runs the device has it asked at once, or as soon as the server is there', async () => {
  const it = bench();
  await it.begin();
  it.now();
  await it.pass(1);
  assert.equal(offers(it), 1);
  it.behave.online = false;
  it.now();
  await it.pass(1);
  assert.equal(offers(it), 1);
  it.behave.online = true;
  it.connect();
  await it.pass(1);
  assert.equal(offers(it), 2);
  await it.stop();
  it.now();
  await it.pass(1);
  assert.equal(offers(it), 2);
});

test('UPD-2 only a newer version for this system counts', async () => {
  for (const release of [
    await signed({ version: '1.0.0' }),
    await signed({ version: '0.9.9' }),
    await signed({ files: [{ target: 'windows-x64', kind: 'update', name: 'a', bytes: 1, sha256: SHA256 }] }),
    await signed({ files: [{ target: 'linux-x64', kind: 'deb', name: 'a', bytes: 1, sha256: SHA256 }] }),
  ]) {
    const it = bench();
    it.behave.release = release;
    it.connect();
    await it.pass(6 * 60_000);
    assert.deepEqual([offers(it), it.asked.length, it.installed, it.told], [1, 1, [], []]);
  }
});

test('UPD-2 nothing is taken that the release key has not signed as it stands', async () => {
  const genuine = await signed();
  const stranger = await makeNodeKey();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.nat({ max: genuine.manifest.length - 1 }).map((at) => ({
          ...genuine,
          manifest: `${genuine.manifest.slice(0, at)}${genuine.manifest[at] === '1' ? '2' : '1'}${genuine.manifest.slice(at + 1)}`,
        })),
        fc.constant({ ...genuine, signature: 'AAAA' }),
        fc.string().map((notes) => ({ notes })),
      ),
      async (forged) => {
        const it = bench();
        it.behave.release = 'notes' in forged ? await signed(forged, stranger) : forged;
        it.connect();
        await it.pass(6 * 60_000);
        assert.deepEqual(it.installed, []);
        assert.equal(it.asked.length, 1, 'no file of it is fetched');
      },
    ),
    { numRuns: 20 },
  );
});

test('UPD-3 the file comes in parts, goes on after an interruption and a restart, and is installed whole', async () => {
  const state = createMemoryStateStore();
  const parts: Uint8Array[] = [];
  const it = bench({ state, parts });
  it.behave.release = await signed();
  it.behave.cutAfter = 1;
  it.connect();
  await it.pass(6 * 60_000);
  assert.deepEqual(it.installed, []);
  assert.equal(parts.length, 1);
  await it.stop();
  const later = bench({ state, parts });
  later.behave.release = await signed();
  later.connect();
  await later.pass(6 * 60_000);
  assert.deepEqual(later.installed, ['1.1.0']);
  const from = later.asked.filter((path) => path.includes('/files/')).map((path) => path.split(' ')[1]);
  assert.deepEqual(from, [String(4 * 1024 * 1024), String(8 * 1024 * 1024)], 'nothing is fetched twice');
});

test('UPD-3 a file with another hash is not installed, and UPD-4 that is told once', async () => {
  const it = bench();
  it.behave.release = await signed();
  it.behave.spoil = true;
  it.connect();
  await it.pass(6 * 60_000);
  await it.pass(60 * HOUR);
  assert.deepEqual([it.installed, it.told], [[], ['1.0.0 1.1.0 refused']]);
  assert.equal(it.asked.filter((path) => path.includes('/files/')).length, 3, 'fetched once');
  it.behave.release = await signed({ version: '1.1.1' });
  it.behave.spoil = false;
  await it.pass(30 * HOUR);
  assert.deepEqual(it.installed, ['1.1.1'], 'another release is another matter');
});

test('UPD-4 what became of an installation is told by whoever comes up, and it is not tried again', async () => {
  const state = createMemoryStateStore();
  const it = bench({ state });
  it.behave.release = await signed();
  it.connect();
  await it.pass(6 * 60_000);
  assert.deepEqual(it.installed, ['1.1.0']);
  const back = bench({ state });
  back.outcome = { from: '1.0.0', to: '1.1.0', outcome: 'rolled-back' };
  back.behave.release = await signed();
  await back.begin();
  back.connect();
  await back.pass(6 * 60_000);
  assert.deepEqual([back.told, back.installed, back.outcome], [['1.0.0 1.1.0 rolled-back'], [], null]);
});
