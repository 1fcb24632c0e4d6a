import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { asOwner, countOf } from './src/database.ts';
import { createFleet, type Fleet, type SimulatedDevice } from './src/devices.ts';
import { makeSchool } from './src/school.ts';
import {
  databasePid,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';
import { report } from './src/timing.ts';
import { marker } from './src/visitor.ts';

/**
 * Two hundred captures of twenty devices arrive while the server and its database are killed under them, four times.
 * Real: the program, its PostgreSQL, kill -9, the agents and their protocol. Not real: the devices' disk and screen.
 */
test.describe.configure({ mode: 'serial' });

const DEVICES = 20;
const CAPTURES_EACH = 10;
const ALL = DEVICES * CAPTURES_EACH;

let server: ServerUnderTest;
let fleet: Fleet;
const devices: SimulatedDevice[] = [];
const restarts: number[] = [];

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  const school = await makeSchool(server);
  fleet = createFleet(server.url, await school.newCode(), { repeat: true });
  for (let number = 1; number <= DEVICES; number += 1) devices.push(await fleet.add(`Desk ${number}`));
});

test.afterAll(async () => {
  await fleet?.stop();
  await server?.stop();
  removeDataFolder(server.folder);
});

function killDatabase(): void {
  const pid = databasePid(server.folder);
  if (pid === null) throw new Error('no database runs');
  process.kill(pid, 'SIGKILL');
}

async function startAgain(): Promise<void> {
  server = await startServer({ folder: server.folder, port: Number(new URL(server.url).port) });
  restarts.push(server.readyAfterMs);
  fleet.retryAll();
}

/** What is done to the school while captures are on their way, each as soon as so many have gone out. */
const BLOWS: readonly { after: number; what: string; strike: () => Promise<void> }[] = [
  {
    after: 40,
    what: 'the server is killed',
    async strike() {
      await server.kill();
      await startAgain();
    },
  },
  {
    after: 80,
    what: 'the database is killed under the running server',
    async strike() {
      killDatabase();
    },
  },
  {
    after: 120,
    what: 'both are killed at once',
    async strike() {
      killDatabase();
      await server.kill();
      await startAgain();
    },
  },
  {
    after: 160,
    what: 'the server is killed and killed again while it starts',
    async strike() {
      await server.kill();
      await startAgain();
      await server.kill();
      await startAgain();
    },
  },
];

const Stored = z.object({ id: z.string() });

test('every capture that is queued or acknowledged is stored once, whatever is killed meanwhile', async () => {
  test.setTimeout(120_000);
  const { record } = fleet;
  let blows = 0;

  /** Each device writes on when its last capture is acknowledged, or when something was killed: it cannot know. */
  async function writeAll(device: SimulatedDevice): Promise<void> {
    for (let number = 0; number < CAPTURES_EACH; number += 1) {
      await device.write(`Honestly everyone would be better off without me ${marker()}.`);
      const struck = blows;
      await record.until(
        () => blows > struck || [...device.captures].every((id) => record.acknowledged.has(id)),
      );
    }
  }

  async function strikeAll(): Promise<void> {
    for (const { after, what, strike } of BLOWS) {
      await record.until(() => record.sent.size >= after);
      const at = `${record.sent.size} sent, ${record.acknowledged.size} acknowledged`;
      blows += 1;
      await test.step(`${what} (${at})`, strike);
    }
  }

  const began = performance.now();
  await Promise.all([...devices.map((device) => writeAll(device)), strikeAll()]);
  await record.until(() => record.acknowledged.size === ALL);
  report('200 captures through four blows', `${((performance.now() - began) / 1000).toFixed(1)} s`);
  report('start after kill -9', restarts.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', '));

  expect(record.queued.size).toBe(ALL);
  expect(record.rejected).toEqual([]);
  expect(record.repeats, 'each went out twice at least').toBeGreaterThanOrEqual(ALL);
  const stored = await asOwner(server.folder, async (client) => {
    const { rows } = await client.query('select id from captures order by id');
    return rows.map((row) => Stored.parse(row).id);
  });
  expect(stored).toEqual([...record.queued].sort());
  expect(await countOf(server.folder, "captures_history where kind = 'captured'")).toBe(ALL);
  expect(Math.max(...restarts)).toBeLessThan(10_000);
});

test('each has its screenshot, once', async () => {
  await expect
    .poll(() => countOf(server.folder, "evidence where state = 'ready'"), { timeout: 30_000 })
    .toBe(ALL);
  expect(await countOf(server.folder, "evidence where kind = 'screenshot'")).toBe(ALL);
});

test('the server stops within five seconds with every device connected', async () => {
  const ms = await server.stop();
  report('stop', `${Math.round(ms)} ms`);
  expect(ms).toBeLessThan(5000);
});
