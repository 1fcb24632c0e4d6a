import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';

export type MigrateOutcome =
  | { ok: true; applied: string[] }
  | { ok: false; code: 'newer-database' | 'changed-migration' | 'failed'; message: string };

const FILE = /^[0-9]{4}_[a-z0-9_]+\.sql$/;
/** One migration at a time, whichever node starts first. */
const LOCK = 7_214_001;

/**
 * Brings the database forward: each file of the folder once, in order, each in its own transaction. There is no way
 * back; a file that was applied must not change (its text is compared by hash). A database that knows more migrations
 * than the folder belongs to a newer Lapwing and is left alone.
 */
export async function migrate(config: ClientConfig, folder: string): Promise<MigrateOutcome> {
  const files = readdirSync(folder)
    .filter((name) => FILE.test(name))
    .sort();
  const client = new Client(config);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, md5 text not null, applied_at timestamptz not null default now())',
    );
    const known = await client.query<{ name: string; md5: string }>(
      'select name, md5 from schema_migrations order by name',
    );
    const stranger = known.rows.find((row) => !files.includes(row.name));
    if (stranger !== undefined) {
      return {
        ok: false,
        code: 'newer-database',
        message: `The database has been brought forward by a newer Lapwing (${stranger.name}). Start that version, or restore the backup from before.`,
      };
    }
    const applied: string[] = [];
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8');
      const md5 = (await client.query<{ md5: string }>('select md5($1) as md5', [text])).rows[0]?.md5 ?? '';
      const before = known.rows.find((row) => row.name === name);
      if (before !== undefined) {
        if (before.md5 === md5) continue;
        return {
          ok: false,
          code: 'changed-migration',
          message: `Migration ${name} is not the text that was applied to this database. Restore the file, and put the change in a new migration.`,
        };
      }
      try {
        await client.query('begin');
        await client.query(text);
        await client.query('insert into schema_migrations (name, md5) values ($1, $2)', [name, md5]);
        await client.query('commit');
      } catch (cause) {
        await client.query('rollback');
        const reason = cause instanceof Error ? cause.message : 'unknown';
        return { ok: false, code: 'failed', message: `Migration ${name} failed and was undone: ${reason}` };
      }
      applied.push(name);
    }
    return { ok: true, applied };
  } finally {
    await client.end();
  }
}
