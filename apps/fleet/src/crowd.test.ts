import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { readActivities } from './activities.ts';
import { createApi } from './api.ts';
import { createNetwork } from './contracts/network.ts';
import { createCrowd, type Crowd } from './crowd.ts';
import { handedOver } from './device.ts';
import { createDice } from './dice.ts';
import { until } from './past.ts';
import { writeWorry } from './pupil.ts';
import { createSchool } from './school.ts';
import { createPainter } from './screens/paint.ts';
import { schoolCode, seedPeople, seedRooms, signInFirst } from './seed.ts';
import { startServer } from './server-process.ts';
import { createTempo } from './tempo.ts';

const WITHIN_MS = 30_000;

test(
  'a small crowd enrols, works and comes back as the same devices at a real server',
  { timeout: 120_000 },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'lapwing-crowd-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    // Compiled packs outlive a test, so that the next one need not compile the library anew.
    const packs = join(tmpdir(), 'lapwing-test-packs');
    await mkdir(packs, { recursive: true });
    await mkdir(join(folder, 'data'), { mode: 0o700 });
    await symlink(packs, join(folder, 'data/packs'));
    const started = await startServer({
      port: 0,
      host: '127.0.0.1',
      dataFolder: join(folder, 'data'),
      logFile: join(folder, 'server.log'),
      environment: process.env,
    });
    assert.ok(started.ok, started.ok ? '' : started.message);
    const { server } = started;
    t.after(() => server.stop(4000));

    const school = createSchool(2, { pupils: 8, devices: 5 });
    const parts = {
      school,
      passwordOf: () => 'kettle-walnut-tunnel-meadow-31',
      newApi: () => createApi(server.url, (ms) => sleep(ms).then(() => undefined)),
    };
    const admin = await signInFirst(parts, server.setupToken);
    assert.ok(admin !== null);
    await seedPeople(parts, admin);
    // A seed that is repeated adds nothing and fails at nothing.
    await seedPeople(parts, admin);
    const code = await schoolCode(admin);

    const stores = new Map(
      school.rooms.flatMap((room) => room.devices).map((name) => [name, createMemoryStateStore()]),
    );
    const network = createNetwork(4);
    t.after(() => network.close());
    const paint = await createPainter();
    const crowdWith = (codeInForce: string): Crowd =>
      createCrowd({
        plans: [...stores.keys()].map((name) => ({ name, system: 'Linux', browser: 'Chromium 156' })),
        server: server.url,
        code: () => codeInForce,
        stateOf: (name) => stores.get(name) ?? createMemoryStateStore(),
        network,
        paint,
      });
    const everybody = (crowd: Crowd): Promise<unknown> =>
      Promise.all(
        crowd.devices.map((device) =>
          until(device, WITHIN_MS, () => device.status()?.detecting === true && device.queued() === 0),
        ),
      );
    const usernames = school.pupils.map((pupil) => pupil.username);
    const accountOf = (device: string): string => usernames[[...stores.keys()].indexOf(device)] ?? '';

    const crowd = crowdWith(code);
    assert.equal((await crowd.enrolAll({ atOnce: 2 })).size, 0);
    await seedRooms(school, admin);
    await crowd.switchOnAll({ withinMs: 200, delay: () => 0.5, account: accountOf });
    await everybody(crowd);
    assert.deepEqual(crowd.counts(), { on: 5, connected: 5, queued: 0 });
    const first = (await admin.must(listDevices)).devices;
    assert.deepEqual(
      first.map((device) => device.status),
      Array.from({ length: 5 }, () => 'online'),
    );
    for (const device of first) {
      assert.notEqual(
        device.person?.personId ?? null,
        null,
        `${device.name} is used by somebody of the roster`,
      );
      assert.equal(device.groups.map((group) => group.name).join(), device.room);
    }

    const worry = readActivities().worries.find((one) => one.severity === 'severe' && one.kind === 'chat');
    const [device] = crowd.devices;
    assert.ok(worry !== undefined && device !== undefined);
    await writeWorry(device, worry, createTempo(60, new AbortController().signal), createDice(3));
    await device.closePage();
    assert.ok(
      await handedOver(device, WITHIN_MS),
      'the capture, its screenshot and its recording were taken',
    );
    const captures = (await admin.must(listCaptures, { query: {} })).items;
    assert.deepEqual(
      captures.map(({ person, severity, policy, evidence }) => [
        person?.username,
        severity,
        policy.key,
        evidence,
      ]),
      [[accountOf(device.name), worry.severity, worry.policy, 'ready']],
    );
    assert.ok(captures[0]?.text?.sentence.includes(worry.line));

    await crowd.stop();
    assert.equal(crowd.counts().on, 0);
    const later = crowdWith('no code is needed');
    await later.switchOnAll({ withinMs: 0, delay: () => 0, account: accountOf });
    await everybody(later);
    const again = (await admin.must(listDevices)).devices;
    assert.deepEqual(again.map(({ id }) => id).sort(), first.map(({ id }) => id).sort());
    await later.stop();
  },
);
