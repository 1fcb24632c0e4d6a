import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { showMe } from '@lapwing/protocol/features/accounts/api.ts';
import { Client } from 'pg';
import { ensureDatabase, prepareDatabase } from '../src/platform/db/prepare.ts';
import { MIGRATIONS_FOLDER, startTestDatabase, type TestDatabase } from './database.ts';
import { setUpSchool, startTestServer } from './harness.ts';

// A real PostgreSQL that the server did not start: another process, reached by its address alone.
let outside: TestDatabase;

before(async () => {
  outside = await startTestDatabase();
  await ensureDatabase(outside.owner, 'outside');
});
after(() => outside.stop());

function url(user: string, password: string): string {
  const { host, port } = outside.owner;
  return `postgres://${user}:${encodeURIComponent(password)}@localhost:${port}/outside?host=${encodeURIComponent(String(host))}`;
}

test('with DATABASE_URL the same program works on a server outside, as the role with few rights', async () => {
  const owner = url(String(outside.owner.user), String(outside.owner.password));
  const server = await startTestServer({ environment: { DATABASE_URL: owner } });
  try {
    assert.equal(server.server.databasePid(), null);
    const person = await setUpSchool(server);
    assert.equal((await person.call(showMe)).status, 200);
    const client = new Client({ ...outside.owner, database: 'outside' });
    await client.connect();
    const users = await client.query<{ usename: string }>(
      "select distinct usename from pg_stat_activity where datname = 'outside' and pid <> pg_backend_pid()",
    );
    await client.end();
    assert.deepEqual(users.rows, [{ usename: 'lapwing_app' }]);
  } finally {
    await server.stop();
  }
});

test('an account that may not create roles is told how to go on; with DATABASE_APP_URL it can', async () => {
  const client = new Client(outside.owner);
  await client.connect();
  await client.query("create role keeper login password 'keeper of a test'");
  await client.query("alter role lapwing_app password 'application of a test'");
  await client.query('create database kept owner keeper');
  await client.end();
  const asKeeper = { ...outside.owner, user: 'keeper', password: 'keeper of a test', database: 'kept' };
  const refused = await prepareDatabase(asKeeper, 'another', MIGRATIONS_FOLDER);
  assert.ok(!refused.ok && refused.code === 'role');
  assert.match(refused.message, /DATABASE_APP_URL/);
  const prepared = await prepareDatabase(asKeeper, null, MIGRATIONS_FOLDER);
  assert.ok(prepared.ok, prepared.ok ? '' : prepared.message);
});

test('a PostgreSQL that is too old is refused before anything is touched', async () => {
  const refused = await prepareDatabase(outside.owner, null, MIGRATIONS_FOLDER, 99);
  assert.ok(!refused.ok && refused.code === 'too-old');
  assert.match(refused.message, /PostgreSQL 18; Lapwing needs 99/);
});
