import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { startTestDatabase, type TestDatabase } from './database.ts';

/** Tables that belong to no one school, and why. The list may only shrink. */
const OF_NO_SCHOOL = new Map([
  ['accounts_users', 'one person may serve several schools'],
  ['accounts_sessions', 'a sign-in is of a person'],
  ['accounts_credentials', 'a password is of a person'],
  ['accounts_verifications', 'as accounts_users'],
  ['accounts_lockouts', 'counts tries before it is known who tries'],
  ['accounts_links', 'found by its hash before a school is known'],
  ['schema_migrations', 'of the database itself; the application has no right on it'],
]);
/** Tables that the application may add to and read, never change or empty: the record must stand up. */
const APPEND_ONLY = [
  'audit_entries',
  'captures_history',
  'evidence_views',
  'evidence_sealed_asks',
  'evidence_sealed_readings',
];

let database: TestDatabase;
let owner: Client;

before(async () => {
  database = await startTestDatabase();
  owner = new Client(database.owner);
  await owner.connect();
});
after(async () => {
  await owner.end();
  await database.stop();
});

async function tablesOfTheSchema(): Promise<Array<{ name: string; guarded: boolean; keyed: boolean }>> {
  const rows = await owner.query<{ name: string; guarded: boolean; keyed: boolean }>(`
    select c.relname as name, c.relrowsecurity as guarded,
      exists (select 1 from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary and a.attname = 'school_id') as keyed
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`);
  return rows.rows;
}

test('every table is guarded by school and carries the school in its key, or stands in the list of exceptions', async () => {
  const tables = await tablesOfTheSchema();
  assert.ok(tables.length > 8);
  for (const table of tables) {
    if (OF_NO_SCHOOL.has(table.name)) continue;
    assert.ok(table.guarded, `${table.name}: add "call lapwing_guard('${table.name}')" to its migration`);
    assert.ok(table.keyed, `${table.name}: put school_id in its primary key`);
  }
  for (const name of OF_NO_SCHOOL.keys()) {
    assert.ok(
      tables.some((table) => table.name === name),
      `${name} is gone: take it off the list`,
    );
  }
});

test('the application cannot change or remove what is a record', async () => {
  const tables = await tablesOfTheSchema();
  for (const name of APPEND_ONLY) {
    if (!tables.some((table) => table.name === name)) assert.fail(`${name} is gone: take it off the list`);
    for (const right of ['UPDATE', 'DELETE', 'TRUNCATE']) {
      const rows = await owner.query<{ has: boolean }>('select has_table_privilege($1, $2, $3) as has', [
        'lapwing_app',
        name,
        right,
      ]);
      assert.equal(rows.rows[0]?.has, false, `lapwing_app holds ${right} on ${name}`);
    }
  }
});

test('the application owns nothing and is no superuser, so that no policy can be passed by', async () => {
  const rows = await owner.query<{ super: boolean; bypass: boolean; owned: number }>(`
    select rolsuper as super, rolbypassrls as bypass,
      (select count(*)::int from pg_class where relowner = r.oid) as owned
    from pg_roles r where rolname = 'lapwing_app'`);
  assert.deepEqual(rows.rows[0], { super: false, bypass: false, owned: 0 });
});

test('a transaction sees and makes rows of its own school only', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  for (const school of [one, other]) {
    await owner.query(
      "insert into schools (school_id, name, data_key_sealed, state_key_public, state_key_sealed) values ($1, 'S', '', '', '')",
      [school],
    );
    await owner.query("insert into people (school_id, name, username, kind) values ($1, 'P', 'p', 'pupil')", [
      school,
    ]);
  }
  const app = new Client(database.app);
  await app.connect();
  try {
    assert.equal((await app.query('select * from people')).rowCount, 0, 'unbound, nothing is seen');
    await app.query('begin');
    await app.query("select set_config('lapwing.school_id', $1, true)", [one]);
    const seen = await app.query<{ school_id: string }>('select school_id from people');
    assert.deepEqual(seen.rows, [{ school_id: one }]);
    assert.equal((await app.query("update people set name = 'X' where school_id = $1", [other])).rowCount, 0);
    await assert.rejects(
      app.query("insert into people (school_id, name, username, kind) values ($1, 'Q', 'q', 'pupil')", [
        other,
      ]),
      /row-level security/,
    );
    await app.query('rollback');
    assert.equal(
      (await app.query('select * from people')).rowCount,
      0,
      'the binding ends with the transaction',
    );
  } finally {
    await app.end();
  }
});
