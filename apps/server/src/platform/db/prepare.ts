import { Client, type ClientConfig } from 'pg';
import { migrate, type MigrateOutcome } from './migrate.ts';

/** The role that the application works as: no table of its own, no right beyond what the migrations grant. */
export const APP_ROLE = 'lapwing_app';

/** The oldest PostgreSQL that has all that the migrations use (uuidv7 came with 18). */
export const OLDEST_POSTGRES = 18;

export type PrepareOutcome = MigrateOutcome | { ok: false; code: 'role' | 'too-old'; message: string };

/**
 * Makes the database ready: the application's role with the password given, and the migrations.
 * @param owner a connection that may create roles and tables; `null` password leaves the role to whoever runs the database
 */
export async function prepareDatabase(
  owner: ClientConfig,
  appPassword: string | null,
  migrationsFolder: string,
  oldest = OLDEST_POSTGRES,
): Promise<PrepareOutcome> {
  const client = new Client(owner);
  await client.connect();
  try {
    const asked = await client.query<{ major: number }>(
      "select current_setting('server_version_num')::int / 10000 as major",
    );
    const major = asked.rows[0]?.major ?? 0;
    if (major < oldest) {
      return {
        ok: false,
        code: 'too-old',
        message: `This is PostgreSQL ${major}; Lapwing needs ${oldest} or later. Name another server in DATABASE_URL, or leave it out to use the one that comes with Lapwing.`,
      };
    }
    if (appPassword !== null) {
      const found = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
      const verb = found.rowCount === 0 ? 'create' : 'alter';
      await client.query(
        `${verb} role ${APP_ROLE} login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(appPassword)}`,
      );
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === '42501')) throw cause;
    return {
      ok: false,
      code: 'role',
      message: `The account of DATABASE_URL may not create the role ${APP_ROLE}. Create it by hand (login, no other right) and name it in DATABASE_APP_URL.`,
    };
  } finally {
    await client.end();
  }
  return migrate(owner, migrationsFolder);
}

/** Creates a database of that name when there is none. */
export async function ensureDatabase(owner: ClientConfig, name: string): Promise<void> {
  const client = new Client(owner);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
