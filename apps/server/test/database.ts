import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientConfig } from 'pg';
import { openDatabase, type Database } from '../src/platform/db/database.ts';
import { startEmbeddedPostgres } from '../src/platform/db/embedded/supervisor.ts';
import { APP_ROLE, ensureDatabase, prepareDatabase } from '../src/platform/db/prepare.ts';
import { layReadyDatabase } from './ready-database.ts';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../migrations', import.meta.url));

/** A real PostgreSQL of its own for one test file, with the migrations applied and the application's role. */
export interface TestDatabase {
  /** As lapwing_app: what the product works with. */
  readonly db: Database;
  /** As the superuser: to look at what the application could not. */
  readonly owner: ClientConfig;
  readonly app: ClientConfig;
  readonly folder: string;
  stop(): Promise<void>;
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'));
  const key = await layReadyDatabase(folder);
  const started = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    superuserPassword: Buffer.from(key.derive('database.superuser')).toString('base64url'),
    log: () => {},
  });
  if (!started.ok) throw new Error(`PostgreSQL did not start: ${started.message}`);
  const base = started.server.connection('postgres');
  await ensureDatabase(base, 'lapwing');
  const owner = { ...base, database: 'lapwing' };
  const prepared = await prepareDatabase(owner, 'application of a test', MIGRATIONS_FOLDER);
  if (!prepared.ok) throw new Error(prepared.message);
  const app = { ...owner, user: APP_ROLE, password: 'application of a test' };
  const db = openDatabase(app, () => {});
  return {
    db,
    owner,
    app,
    folder,
    async stop() {
      await db.close();
      await started.server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
