/**
 * How long it takes to say what devices are made to do: 1,200 pupils in 60 classes, 1,000 devices with somebody at each,
 * 200 restrictions of all kinds in force, 20 lessons, 30 pupils in groups that restrict. It is no part of the suite, which
 * must stay quick: `node apps/server/test/scale-control.ts`. Prints a table, and as its last line the same as JSON; ends
 * with 1 when an answer is slower than it may be.
 */
import { randomUUID } from 'node:crypto';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { liftRestrictions, setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { readShippedLibrary, readShippedSiteLists } from '@lapwing/library/read.ts';
import { sql } from 'kysely';
import { createAccessAt } from '../src/features/access/at.ts';
import { createPresence } from '../src/features/devices/index.ts';
import { openPolicies } from '../src/features/policies/index.ts';
import { createControl } from '../src/features/restrictions/control.ts';
import { systemClock } from '../src/platform/clock/clock.ts';
import type { SchoolTx } from '../src/platform/db/database.ts';
import { readOrMakeMasterKey } from '../src/platform/keys/master-key.ts';
import { createLog } from '../src/platform/log/log.ts';
import { addControlledDevice, openConsoleOf, type ControlledDevice } from './control-world.ts';
import { setUpSchool, startTestServer, type Visitor } from './harness.ts';

const TIMES = 60;
const server = await startTestServer();
const figures: Record<string, number> = {};
let slow = false;
try {
  const tara = await setUpSchool(server);
  const { db } = server.server;
  const found = await db.unbound({}, (tx) => sql<{ id: string }>`select schools_ids() as id`.execute(tx));
  const schoolId = found.rows[0]?.id ?? '';
  const inSchool = <Result>(work: (tx: SchoolTx) => Promise<Result>): Promise<Result> =>
    db.inSchool(schoolId, work);
  await inSchool(fill);
  const seats = (
    await inSchool((tx) =>
      sql<{ deviceId: string; personId: string }>`
        select device_id as "deviceId", person_id as "personId" from sessions order by device_id`.execute(
        tx.kysely,
      ),
    )
  ).rows;
  const masterKey = readOrMakeMasterKey(`${server.folder}/secrets/master.key`);
  const policies = await openPolicies({
    shipped: await readShippedLibrary(),
    find: async () => null,
    masterKey,
    log: createLog('error', process.stderr),
    packsFolder: `${server.folder}/packs`,
    timeZone: 'Europe/London',
  });
  const control = createControl({
    clock: systemClock(),
    presence: createPresence(),
    policies,
    accessAt: createAccessAt(await readShippedSiteLists()),
    declinedAt: async () => new Map(),
  });
  const told = await inSchool((tx) => control.ordersAt(tx, seats));
  const restricted = Array.from(told.values()).filter(({ restrictions }) => restrictions.length > 0);
  print(`${seats.length} devices, ${restricted.length} of them restricted`);
  if (restricted.length === 0) throw new Error('nothing is in force: the measure would mean nothing');

  const some = (count: number, at: number): typeof seats =>
    seats.slice((at * 7) % (seats.length - count + 1)).slice(0, count);
  await measure('ordersAt, 1 device', 30, (at) => inSchool((tx) => control.ordersAt(tx, some(1, at))));
  await measure('ordersAt, 300 devices', 50, (at) => inSchool((tx) => control.ordersAt(tx, some(300, at))));
  await measure('ordersAt, 1,000 devices', 150, (at) =>
    inSchool((tx) => control.ordersAt(tx, some(1000, at))),
  );
  await measure('controlsOf, 300 devices', 100, (at) =>
    inSchool((tx) =>
      control.controlsOf(
        tx,
        some(300, at).map(({ deviceId }) => deviceId),
      ),
    ),
  );
  await policies.stop();
  await measureRoom(tara);
} finally {
  await server.stop();
}
print(JSON.stringify(figures));
process.exitCode = slow ? 1 : 0;

async function measure(name: string, most: number, work: (at: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let at = 0; at < TIMES; at += 1) times.push(await timed(() => work(at)));
  report(name, times, most);
}

function report(name: string, times: number[], most: number): void {
  times.sort((one, other) => one - other);
  const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
  const median = times[Math.floor(times.length / 2)] ?? 0;
  figures[name] = Math.round(p95 * 10) / 10;
  if (p95 > most) slow = true;
  print(
    `${name.padEnd(32)} p95 ${p95.toFixed(1).padStart(7)} ms  (at most ${most})  median ${median.toFixed(1)} ms`,
  );
}

/**
 * A room of 300 connected devices that do at once what they are told: from the teacher's touch to the console that shows
 * of each that it is as it should be.
 */
async function measureRoom(tara: Visitor): Promise<void> {
  const ROOM = 300;
  const code = (await tara.call(renewSchoolCode, { body: { days: 1 } })).reply.code ?? '';
  const room = (await tara.call(addGroup, { body: { name: 'Hall', kind: 'devices', parentId: null } })).reply
    .id;
  const devices = [];
  for (let place = 0; place < ROOM; place += 1)
    devices.push(await addControlledDevice(server, code, `Hall ${place}`));
  const ids = devices.map(({ id }) => id);
  await tara.call(addMembers, { params: { id: room }, body: { ids } });
  for (const device of devices) void obey(device);
  const console = await openConsoleOf(server, tara);
  const shows = async (locked: boolean): Promise<void> => {
    const left = new Set(ids);
    while (left.size > 0) {
      for (const each of (await console.frame('restrictions/changed')).devices) {
        if (each.standing === 'agreed' && each.actual?.locked === locked) left.delete(each.deviceId);
      }
    }
  };
  const [locks, unlocks]: [number[], number[]] = [[], []];
  for (let round = 0; round < 15; round += 1) {
    const id = randomUUID();
    const body = { targets: [{ kind: 'group', id: room }], effect: { kind: 'lock' }, minutes: 5, ids: [id] };
    locks.push(
      await timed(async () => {
        await tara.call(setRestriction, { body });
        await shows(true);
      }),
    );
    unlocks.push(
      await timed(async () => {
        await tara.call(liftRestrictions, { body: { ids: [id] } });
        await shows(false);
      }),
    );
  }
  report('300 devices locked and shown', locks, 1000);
  report('300 devices unlocked and shown', unlocks, 1000);
  console.close();
  for (const device of devices) device.line.socket.terminate();
}

async function obey(device: ControlledDevice): Promise<void> {
  try {
    for (;;) {
      await device.frame('state/document');
      device.obey();
    }
  } catch {
    // The measure is over.
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function fill(tx: SchoolTx): Promise<void> {
  const run = (text: string): Promise<unknown> => sql`${sql.raw(text)}`.execute(tx.kysely);
  await run(`insert into people (school_id, name, username, kind, year, form)
    select lapwing_school(), 'Pupil ' || n, 'p' || n, 'pupil', (7 + n % 5)::text, 'F' || n % 60 from generate_series(1, 1200) n`);
  await run(`insert into devices (school_id, name, room, public_key, platform)
    select lapwing_school(), 'D' || n, 'R' || n % 40, lpad(n::text, 43, 'k'), '{}' from generate_series(1, 1000) n`);
  await run(`insert into sessions (school_id, id, device_id, person_id, device_started_at, started_at)
    select lapwing_school(), uuidv7(), d.id, p.id, now(), now()
    from (select id, row_number() over (order by name) as n from devices) d
    join (select id, row_number() over (order by name) as n from people) p using (n)`);
  await run(
    `insert into groups (school_id, name, kind) select lapwing_school(), 'Year ' || n, 'people' from generate_series(1, 5) n`,
  );
  await run(`insert into groups (school_id, name, kind, parent_id)
    select lapwing_school(), 'Class ' || n, 'people', (select id from groups where name = 'Year ' || (1 + n % 5))
    from generate_series(1, 60) n`);
  await run(`insert into groups_members (school_id, group_id, member_id)
    select lapwing_school(), g.id, p.id from (select id, row_number() over (order by name) as n from people) p
    join (select id, row_number() over (order by name) as n from groups where name like 'Class %') g on g.n = 1 + p.n % 60`);
  await run(`insert into groups_members (school_id, group_id, member_id, until)
    select lapwing_school(), (select id from groups where built_in = 'internet-banned'), id, now() + interval '1 hour'
    from people order by name limit 30`);
  await run(`insert into lessons (school_id, id, group_id, group_name, title, started_by, started_at, ends_at)
    select lapwing_school(), uuidv7(), id, name, name, 'x', now(), now() + interval '1 hour'
    from groups where name like 'Class %' order by name limit 20`);
  const effects = `(array['{"kind":"lock"}', '{"kind":"internet-off"}', '{"kind":"allow-only","title":"Rivers","sites":["rivers.example","maps.example"]}',
    '{"kind":"block","sites":["games.example"],"titles":[]}'])[1 + n % 4]::jsonb`;
  const common = `now() - interval '1 minute', now() - interval '1 minute', now() + interval '1 hour'`;
  const columns =
    'school_id, id, effect, layer, target_kind, target_ids, lesson_id, by_id, by_name, told_by, set_at, starts_at, until';
  await run(`insert into restrictions (${columns})
    select lapwing_school(), uuidv7(), ${effects}, 'hands-on', 'group', array[id], null, 'x', 'Ms Khan', 'Ms Khan', ${common}
    from (select id, row_number() over (order by name) as n from groups where name like 'Class %') g where n <= 60`);
  await run(`insert into restrictions (${columns})
    select lapwing_school(), uuidv7(), ${effects}, 'lesson', 'lesson', array[id], id, 'x', 'Ms Khan', 'Ms Khan', ${common}
    from (select id, row_number() over (order by id) as n from lessons) l, generate_series(1, 2)`);
  await run(`insert into restrictions (${columns})
    select lapwing_school(), uuidv7(), ${effects}, 'hands-on', 'person', ids, null, 'x', 'Ms Khan', 'Ms Khan', ${common}
    from (select n % 60 as n, array_agg(id) as ids from (select id, row_number() over (order by name) as n from people) p group by 1) g`);
  await run(`insert into restrictions (${columns})
    select lapwing_school(), uuidv7(), ${effects}, 'hands-on', 'device', ids, null, 'x', 'Ms Khan', 'Ms Khan', ${common}
    from (select n % 40 as n, array_agg(id) as ids from (select id, row_number() over (order by name) as n from devices) d group by 1) g`);
}
