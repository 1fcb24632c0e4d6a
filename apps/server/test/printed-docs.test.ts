import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { startTestDatabase, type TestDatabase } from './database.ts';
import { CHECKOUT } from './harness.ts';
import { dataMap, permissionMatrix } from './printed-docs.ts';

let database: TestDatabase;
before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());

/** Compares a printed document with what it is printed from; LAPWING_TEST_WRITE=1 prints it anew. */
function isPrinted(path: string, text: string): void {
  const file = join(CHECKOUT, path);
  if (process.env['LAPWING_TEST_WRITE'] === '1') writeFileSync(file, text);
  assert.equal(
    readFileSync(file, 'utf8'),
    text,
    `${path} is out of date: run this test with LAPWING_TEST_WRITE=1 and look at the difference`,
  );
}

test('docs/permissions.md is the matrix that the server enforces', () => {
  isPrinted('docs/permissions.md', permissionMatrix());
});

test('every table says what it keeps, why, for how long and what clears it, and docs/data-map.md prints it', async () => {
  const owner = new Client(database.owner);
  await owner.connect();
  const rows = await owner.query<{ name: string; comment: string | null }>(`
    select c.relname as name, obj_description(c.oid) as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations' order by 1`);
  await owner.end();
  const things = rows.rows.map(({ name, comment }) => ({ name, parts: (comment ?? '').split(' | ') }));
  for (const { name, parts } of things) {
    assert.equal(parts.length, 4, `${name}: comment on table as 0004_data_map.sql does`);
  }
  isPrinted('docs/data-map.md', dataMap(things));
});
