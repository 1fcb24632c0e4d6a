import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { clearDays, makeDays } from '../src/features/activity/store-settings.ts';
import { startTestDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let owner: Client;
const [usual, short] = [randomUUID(), randomUUID()];

before(async () => {
  database = await startTestDatabase();
  owner = new Client(database.owner);
  await owner.connect();
  for (const school of [usual, short]) {
    await owner.query(
      "insert into schools (school_id, name, data_key_sealed, state_key_public, state_key_sealed) values ($1, 'S', '', '', '')",
      [school],
    );
  }
  await owner.query("insert into activity_settings values ($1, 10, '{}', 1, now(), 'somebody', 'Somebody')", [
    short,
  ]);
});
after(async () => {
  await owner.end();
  await database.stop();
});

/** Makes the table of a day that has passed, with a record of each school in it. */
async function dayAgo(days: number): Promise<void> {
  const made = await owner.query<{ day: string }>(
    "select to_char((now() at time zone 'utc')::date - $1::int, 'YYYY-MM-DD') as day",
    [days],
  );
  const day = made.rows[0]?.day ?? '';
  const name = `d${day.replaceAll('-', '')}`;
  await owner.query(
    `create table activity_days.${name} partition of activity for values from ('${day}') to ('${day}'::date + 1)`,
  );
  for (const school of [usual, short]) {
    await owner.query(
      `insert into activity (school_id, day, at, id, device_id, kind, done) values ($1, $2::date, $2::date, $3, $3, 'printed', '{}')`,
      [school, day, randomUUID()],
    );
  }
}
async function left(): Promise<string[]> {
  const rows = await owner.query<{ ago: number; school_id: string }>(
    "select (now() at time zone 'utc')::date - day as ago, school_id from activity order by day, school_id",
  );
  return rows.rows
    .map(({ ago, school_id: school }) => `${ago} ${school === usual ? 'usual' : 'short'}`)
    .sort();
}

test('a day goes when no school keeps it, and of the others what a school does not keep', async () => {
  for (const days of [91, 90, 11, 10]) await dayAgo(days);
  assert.equal(await clearDays(database.db), 1);
  assert.deepEqual(await left(), ['10 short', '10 usual', '11 usual', '90 usual']);
  const tables = await owner.query(
    "select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'activity_days' and relkind = 'r'",
  );
  assert.equal(tables.rowCount, 3 + 8, 'the days ahead stay');
  assert.equal(await clearDays(database.db), 0);
  assert.equal(await makeDays(database.db, 7), 0);
});
