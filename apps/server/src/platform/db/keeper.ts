import type { ClientConfig } from 'pg';
import type { MasterKey } from '../keys/master-key.ts';
import type { Log } from '../log/log.ts';
import { openDatabase, type Database } from './database.ts';
import { startEmbeddedPostgres, type EmbeddedServer } from './embedded/supervisor.ts';
import { APP_ROLE, ensureDatabase, prepareDatabase } from './prepare.ts';

/** The running database: embedded and kept alive, or outside. */
export interface KeptDatabase {
  readonly db: Database;
  /** Process id of the embedded server; null outside. */
  pid(): number | null;
  /** Where the embedded server listens (a folder with its socket, or an address); null outside. */
  address(): { host: string; port: number } | null;
  stop(): Promise<void>;
}

export type KeepOutcome = { ok: true; kept: KeptDatabase } | { ok: false; message: string };

export interface KeepOptions {
  readonly database:
    | { kind: 'embedded'; folder: string }
    | { kind: 'outside'; ownerUrl: string; appUrl: string | null };
  readonly masterKey: MasterKey;
  readonly migrationsFolder: string;
  readonly log: Log;
  /** The embedded server ended and could not be brought back: the program cannot go on. */
  readonly onLost: (message: string) => void;
}

const DATABASE_NAME = 'lapwing';
const RESTARTS = 5;

/** Starts or reaches the database, brings it forward, and opens it as the application's role. */
export async function keepDatabase(options: KeepOptions): Promise<KeepOutcome> {
  const { masterKey, log } = options;
  const appPassword = Buffer.from(masterKey.derive(`database.${APP_ROLE}`)).toString('base64url');
  const onIdleError = (cause: unknown): void => log.warn('database.connection-lost', { code: codeOf(cause) });

  if (options.database.kind === 'outside') {
    const { ownerUrl, appUrl } = options.database;
    const owner: ClientConfig = { connectionString: ownerUrl };
    try {
      const prepared = await prepareDatabase(
        owner,
        appUrl === null ? appPassword : null,
        options.migrationsFolder,
      );
      if (!prepared.ok) return prepared;
    } catch (cause) {
      return {
        ok: false,
        message: `The database of DATABASE_URL cannot be used (${codeOf(cause)}). Is it running, and is the address right?`,
      };
    }
    const db = openDatabase(
      { connectionString: appUrl ?? asRole(ownerUrl, APP_ROLE, appPassword) },
      onIdleError,
    );
    return { ok: true, kept: { db, pid: () => null, address: () => null, stop: () => db.close() } };
  }

  const { folder } = options.database;
  const superuserPassword = Buffer.from(masterKey.derive('database.superuser')).toString('base64url');
  const start = (): ReturnType<typeof startEmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataDir: folder,
      superuserPassword,
      log: ({ event, ...fields }) => log.info(event, loggable(fields)),
    });

  const first = await start();
  if (!first.ok) return { ok: false, message: first.message };
  let server: EmbeddedServer = first.server;
  let stopping = false;
  let recovery: Promise<void> = Promise.resolve();
  const address = (from: EmbeddedServer): string => `${from.connection().host}:${from.connection().port}`;

  async function bringBack(): Promise<void> {
    for (let attempt = 1; attempt <= RESTARTS && !stopping; attempt += 1) {
      log.error('database.ended', { attempt });
      const again = await start();
      if (again.ok && address(again.server) === address(server)) {
        server = again.server;
        watch();
        log.info('database.back', { attempt });
        return;
      }
      if (again.ok) {
        await again.server.stop();
        break;
      }
      log.error('database.not-back', { code: again.code });
    }
    if (!stopping) options.onLost('The database ended and could not be brought back. Start Lapwing again.');
  }
  function watch(): void {
    server.onExit(() => {
      if (!stopping) recovery = bringBack();
    });
  }
  watch();

  const base = server.connection('postgres');
  await ensureDatabase(base, DATABASE_NAME);
  const owner = { ...base, database: DATABASE_NAME };
  const prepared = await prepareDatabase(owner, appPassword, options.migrationsFolder);
  if (!prepared.ok) {
    stopping = true;
    await server.stop();
    return prepared;
  }
  const db = openDatabase({ ...owner, user: APP_ROLE, password: appPassword }, onIdleError);
  return {
    ok: true,
    kept: {
      db,
      pid: () => server.pid,
      address: () => ({ host: server.connection().host, port: server.connection().port }),
      async stop() {
        stopping = true;
        await db.close();
        // A start under way must end first, or it would leave a server that nobody stops.
        await recovery;
        await server.stop();
      },
    },
  };
}

function asRole(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.toString();
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : 'no answer';
}

function loggable(fields: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  const kept: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      kept[name] = value;
  }
  return kept;
}
