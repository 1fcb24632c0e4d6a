import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Client, type ClientConfig } from 'pg';
import { startTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { migrate } from './migrate.ts';
import { ensureDatabase } from './prepare.ts';

let database: TestDatabase;
let target: ClientConfig;
let folder: string;
let count = 0;

before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());
beforeEach(async () => {
  count += 1;
  await ensureDatabase(database.owner, `migrate_${count}`);
  target = { ...database.owner, database: `migrate_${count}` };
  folder = join(database.folder, `migrations-${count}`);
  mkdirSync(folder);
});

function file(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}
async function tables(): Promise<string[]> {
  const client = new Client(target);
  await client.connect();
  const rows = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations' order by 1",
  );
  await client.end();
  return rows.rows.map((row) => row.name);
}

test('each file is applied once, in order, whoever starts at the same time', async () => {
  file('0001_a.sql', 'create table a (x int)');
  file('0002_b.sql', 'create table b (x int); insert into a values (1)');
  file('notes.txt', 'no migration');
  const both = await Promise.all([migrate(target, folder), migrate(target, folder)]);
  const applied = both.map((outcome) => (outcome.ok ? outcome.applied.length : -1)).sort((a, b) => a - b);
  assert.deepEqual(applied, [0, 2]);
  assert.deepEqual(await tables(), ['a', 'b']);
});

test('one that fails is undone whole and named; those before it stay', async () => {
  file('0001_a.sql', 'create table a (x int)');
  file('0002_b.sql', 'create table b (x int); select 1 / 0');
  const outcome = await migrate(target, folder);
  assert.ok(!outcome.ok && outcome.code === 'failed');
  assert.match(outcome.message, /0002_b\.sql/);
  assert.deepEqual(await tables(), ['a']);
  file('0002_b.sql', 'create table b (x int)');
  assert.ok((await migrate(target, folder)).ok);
});

test('a changed text and a newer database are refused, and nothing is touched', async () => {
  file('0001_a.sql', 'create table a (x int)');
  assert.ok((await migrate(target, folder)).ok);
  file('0001_a.sql', 'create table a (x bigint)');
  const changed = await migrate(target, folder);
  assert.ok(!changed.ok && changed.code === 'changed-migration');
  const older = join(database.folder, `older-${count}`);
  mkdirSync(older);
  const newer = await migrate(target, older);
  assert.ok(!newer.ok && newer.code === 'newer-database');
  assert.match(newer.message, /0001_a\.sql/);
});
