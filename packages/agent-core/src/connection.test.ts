/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE_SERVER_STOPS, connectProofText } from '@lapwing/protocol/wire.ts';
import { createServerTime } from './server-time.ts';
import { createMemoryStateStore } from './contracts/fakes/memory-state-store.ts';
import { createConnection, REFUSED_RETRY_MS } from './connection.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createManualSockets } from './contracts/fakes/manual-socket.ts';
import { DEVICE_ID, SCHOOL_ID, SERVER } from './test/fake-server.ts';
import { makeNodeKey, nodeDigest, seededRandom } from './test/node-contracts.ts';
import { connectedRig, PLATFORM, typed, until } from './test/rig.ts';
import { encodeUtf8 } from './utf8.ts';

const WELCOME = {
  type: 'devices/welcome',
  wireVersion: 1,
  schoolName: 'School',
  deviceName: 'Device',
  pingSeconds: 20,
};

async function makeConnection(seed = 3) {
  const clock = createManualClock();
  const sockets = createManualSockets();
  const key = await makeNodeKey();
  const heard: string[] = [];
  const connection = createConnection({
    clock,
    random: seededRandom(seed),
    log: () => undefined,
    openSocket: sockets.open,
    identity: {
      server: SERVER,
      schoolId: SCHOOL_ID,
      schoolName: '',
      deviceId: DEVICE_ID,
      deviceName: '',
      stateKey: 'A'.repeat(43),
      provisionedBy: null,
    },
    key,
    platform: PLATFORM,
    time: createServerTime({ store: createMemoryStateStore(), clock, log: () => undefined }),
    queue: () => ({ queued: 3, lost: 2 }),
    events: {
      up: () => void heard.push('up'),
      down: () => void heard.push('down'),
      frame: (frame) => void heard.push(frame.type),
      refused: (reason) => void heard.push(`refused ${reason}`),
      changed: () => undefined,
    },
  });
  const serverTime = (): string => new Date(clock.now()).toISOString();
  return {
    clock,
    sockets,
    key,
    heard,
    connection,
    challenge(wireVersions = [1]) {
      const peer = sockets.latest();
      peer.open();
      peer.say({ type: 'devices/challenge', nonce: 'nonce', wireVersions, serverTime: serverTime() });
      return peer;
    },
    welcome() {
      const peer = this.challenge();
      peer.say({ ...WELCOME, serverTime: serverTime() });
      return peer;
    },
    /** Milliseconds until another socket is opened. */
    async untilNext(most: number): Promise<number> {
      const before = sockets.peers.length;
      for (let waited = 0; waited <= most; waited += 100) {
        if (sockets.peers.length > before) return waited;
        await clock.advance(100);
      }
      return Infinity;
    },
  };
}

test('CONN-1 the challenge is answered by a signature over nonce, school and device, and nothing goes before', async () => {
  const it = await makeConnection();
  it.connection.open();
  assert.equal(it.sockets.latest().url, 'wss://lapwing.school.example/agent/devices/socket');
  assert.equal(it.connection.send({ type: 'devices/ping' }), false);
  const peer = it.challenge();
  while (peer.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(peer.received.length, 1);
  const hello = peer.received[0];
  assert.ok(typeof hello === 'object' && hello !== null && 'signature' in hello && 'queued' in hello);
  assert.equal(hello.queued, 3);
  assert.equal('lost' in hello ? hello.lost : 0, 2);
  const text = encodeUtf8(connectProofText('nonce', SCHOOL_ID, DEVICE_ID));
  assert.ok(await nodeDigest.verify(it.key.publicKey, String(hello.signature), text));
});

test('CONN-2 no shared wire version is a refusal that waits for an hour', async () => {
  const it = await makeConnection();
  it.connection.open();
  it.challenge([7, 9]);
  assert.deepEqual(it.heard, ['refused wire-version']);
  await it.clock.advance(REFUSED_RETRY_MS - 1000);
  assert.equal(it.sockets.peers.length, 1);
  await it.clock.advance(REFUSED_RETRY_MS * 0.11);
  assert.ok(it.sockets.peers.length > 1);
});

test('CONN-3 a ping goes at least every 20 seconds, more often when the server asks', async () => {
  const it = await makeConnection();
  it.connection.open();
  const peer = it.welcome();
  for (let minute = 0; minute < 3; minute += 1) {
    await it.clock.advance(20_000);
    peer.say({ type: 'devices/pong', serverTime: new Date(it.clock.now()).toISOString() });
  }
  const pings = peer.received.filter((frame) => JSON.stringify(frame).includes('devices/ping'));
  assert.equal(pings.length, 3);
});

test('CONN-4 silence for 50 seconds ends the connection, and another is opened', async () => {
  const it = await makeConnection();
  it.connection.open();
  it.welcome();
  await it.clock.advance(49_000);
  assert.deepEqual(it.heard, ['up']);
  await it.clock.advance(3000);
  assert.deepEqual(it.heard, ['up', 'down']);
  assert.equal(it.sockets.peers.length, 2);
});

test('CONN-5 waits after failures are spread and grow to a minute, and start anew only after one that held', async () => {
  const it = await makeConnection();
  it.connection.open();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    it.sockets.latest().close();
    waits.push(await it.untilNext(70_000));
  }
  assert.ok(waits.every((wait) => wait >= 100 && wait <= 60_100));
  assert.ok((waits[0] ?? Infinity) <= 1100);
  assert.ok(Math.max(...waits) > 10_000);
  assert.ok(new Set(waits).size > 6, 'they are spread');
  // Let in and thrown out at once: still far back.
  it.welcome();
  await it.clock.advance(100);
  it.sockets.latest().close();
  const flapping = await it.untilNext(70_000);
  const peer = it.welcome();
  for (let tick = 0; tick < 4; tick += 1) {
    await it.clock.advance(10_000);
    peer.say({ type: 'devices/pong', serverTime: new Date(it.clock.now()).toISOString() });
  }
  it.sockets.latest().close();
  assert.ok((await it.untilNext(70_000)) <= 1100);
  assert.ok(flapping <= 60_100);
});

test('CONN-6 a server that stops is left alone for 20 to 120 seconds', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const it = await makeConnection(seed * 7919);
    it.connection.open();
    const peer = it.welcome();
    peer.close(CLOSE_SERVER_STOPS);
    const wait = await it.untilNext(130_000);
    assert.ok(wait >= 20_000 && wait <= 120_200, String(wait));
  }
});

test('CONN-7 a refused device says why, waits an hour even across restarts, and heals by itself', async () => {
  const rig = await connectedRig();
  rig.server.behave.refuse = 'device-revoked';
  rig.server.sockets.latest().close();
  await rig.settle(2000);
  assert.equal(rig.agent.status().refused, 'device-revoked');
  const tries = rig.server.sockets.peers.length;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.settle(30 * 60_000);
  assert.equal(later.agent.status().refused, 'device-revoked');
  assert.equal(later.server.sockets.peers.length, tries);
  later.server.behave.refuse = null;
  await later.settle(40 * 60_000);
  await until(later, () => later.agent.status().connection === 'connected');
  assert.equal(later.agent.status().refused, null);
});

test('CONN-8 signed requests carry the server’s time however wrong the device’s clock is', async () => {
  const rig = await connectedRig();
  rig.server.behave.ahead = 3 * 3600_000;
  rig.server.sockets.latest().close();
  await rig.settle(2000);
  await until(rig, () => rig.agent.status().connection === 'connected');
  await rig.agent.feed(typed('A purple elephant. '));
  await until(rig, () => rig.server.uploads.length === 1);
});

test('CONN-9 frames that are not understood are dropped and the connection stays', async () => {
  const it = await makeConnection();
  it.connection.open();
  const peer = it.welcome();
  peer.say({ type: 'lessons/started', id: 'x' });
  peer.say({ type: 'captures/acknowledged', ids: 'no' });
  peer.say([]);
  assert.equal(it.connection.state(), 'connected');
  assert.deepEqual(it.heard, ['up']);
});
