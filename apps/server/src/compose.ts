import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSE_SERVER_STOPS } from '@lapwing/protocol/wire.ts';
import type { DestinationStream } from 'pino';
import type { Config } from './config.ts';
import {
  actorOf,
  createIdentity,
  createPasswordRule,
  findUserId,
  makeOneTimeSecret,
  registerAccounts,
} from './features/accounts/index.ts';
import { appendAudit, registerAudit } from './features/audit/index.ts';
import { groupsChanged, registerGroups, type GroupFigures } from './features/groups/index.ts';
import { peopleChanged, registerPeople } from './features/people/index.ts';
import { registerSchools, schoolIds } from './features/schools/index.ts';
import { registerSetup } from './features/setup/index.ts';
import { createLive } from './permissions/live.ts';
import { createRoutes, type RouteEntry } from './permissions/routes.ts';
import { createProcessBus } from './platform/bus/bus.ts';
import { systemClock, type Clock } from './platform/clock/clock.ts';
import type { Database } from './platform/db/database.ts';
import { keepDatabase } from './platform/db/keeper.ts';
import { openApiDocument } from './platform/http/openapi.ts';
import { addOperations } from './platform/http/operations.ts';
import { addPages } from './platform/http/pages.ts';
import { createHttp } from './platform/http/server.ts';
import { createMasterKey, readOrMakeMasterKey } from './platform/keys/master-key.ts';
import { createLog } from './platform/log/log.ts';
import { createMetrics } from './platform/metrics/metrics.ts';
import { createSockets } from './platform/sockets/sockets.ts';

export const VERSION = '0.1.0';

/** The running server. */
export interface RunningServer {
  /** How people reach it. */
  readonly url: string;
  /** The one-time address of the first run; null when there is a school. */
  readonly setupUrl: string | null;
  readonly routes: readonly RouteEntry[];
  readonly db: Database;
  databasePid(): number | null;
  stop(): Promise<void>;
}

export interface ComposeOptions {
  /** Folder of the checkout: where the built console, the built extension and the migrations are. */
  readonly checkout: string;
  readonly logTo: DestinationStream;
  readonly onLost: (message: string) => void;
  readonly clock?: Clock;
}

/** Builds the whole server from its parts and brings it up; the one place where the parts are made known to each other. */
export async function composeServer(
  config: Config,
  options: ComposeOptions,
): Promise<{ ok: true; server: RunningServer } | { ok: false; message: string }> {
  const log = createLog(config.logLevel, options.logTo);
  const clock = options.clock ?? systemClock();
  const folder = (name: string): string => join(config.dataFolder, name);
  try {
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  } catch {
    return {
      ok: false,
      message: `The data folder ${config.dataFolder} cannot be made or written to. Choose another with --data.`,
    };
  }
  const masterKey =
    config.masterKey === null
      ? readOrMakeMasterKey(folder('secrets/master.key'))
      : createMasterKey(config.masterKey);

  const database = await keepDatabase({
    database:
      config.database.kind === 'embedded'
        ? { kind: 'embedded', folder: folder('postgres') }
        : config.database,
    masterKey,
    migrationsFolder: join(options.checkout, 'apps/server/migrations'),
    log,
    onLost: options.onLost,
  });
  if (!database.ok) return database;
  const { db } = database.kept;

  const metrics = createMetrics();
  const secure = config.tls !== null || (config.publicUrl?.startsWith('https://') ?? false);
  const http = await createHttp({
    log,
    trustedProxies: config.trustedProxies,
    tls: config.tls,
    secure,
    onAnswered: (route, method, status, seconds) => metrics.answered(route, method, status, seconds),
  });
  const bus = createProcessBus((topicName, cause) => log.error('bus.listener-failed', { topicName }, cause));
  let url = config.publicUrl ?? '';
  const publicUrl = (): string => url;

  const identity = createIdentity({
    pool: db.pool,
    secret: masterKey.derive('accounts.sessions'),
    publicUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
    secure,
    log,
  });
  const passwordRule = createPasswordRule();
  const authenticate: Parameters<typeof createRoutes>[0]['authenticate'] = async (request) => {
    const signedIn = await identity.whoIs(request);
    return signedIn === null ? null : actorOf(db, signedIn);
  };
  const routes = createRoutes({ http, db, authenticate, appendAudit });
  const sockets = createSockets({ http, clock, log, stopCode: CLOSE_SERVER_STOPS });
  const live = createLive({ db, sockets, authenticate, log });

  const figures: GroupFigures = {
    online: () => new Set(),
    openCaptures: async () => null,
  };
  const secret = makeOneTimeSecret();
  registerSetup({
    routes,
    db,
    identity,
    passwordRule,
    masterKey,
    appendAudit,
    secret,
    onSchoolMade: async () => {},
  });
  registerAccounts({
    routes,
    db,
    identity,
    passwordRule,
    appendAudit,
    clock,
    publicUrl,
    findUserId: (email) => findUserId(db, email),
    onSignedOut: (sessionId) => live.signedOut(sessionId),
    onChanged: (schoolId, accountId) => live.accountsChanged(schoolId, accountId),
  });
  registerSchools({ routes, db, bus, publicUrl });
  registerAudit({ routes });
  registerGroups({ routes, bus, figures });
  registerPeople({ routes, bus, figures });
  bus.subscribe(groupsChanged, ({ schoolId }) => {
    live.accountsChanged(schoolId);
    live.publish(schoolId, async () => ({ type: 'groups/changed' }));
  });
  bus.subscribe(peopleChanged, ({ schoolId }) =>
    live.publish(schoolId, async () => ({ type: 'people/changed', personId: null })),
  );

  addOperations(http, {
    ready: () => db.ping(),
    metrics,
    openApi: () => openApiDocument(routes.entries, VERSION),
  });
  await addPages(http, join(options.checkout, 'apps/console/dist'));

  try {
    await http.listen({ port: config.port, host: config.host });
  } catch (cause) {
    await database.kept.stop();
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'cannot be listened on';
    return {
      ok: false,
      message: `Port ${config.port} of ${config.host} ${why}. Choose another with --port.`,
    };
  }
  const address = http.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  if (url === '') url = `${config.tls === null ? 'http' : 'https'}://${config.host}:${port}`;
  const setUp = (await schoolIds(db)).length > 0;
  const running = folder('running.json');
  writeFileSync(running, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
  log.info('server.ready', { port });

  return {
    ok: true,
    server: {
      url,
      setupUrl: setUp ? null : `${url}/setup#${secret.token}`,
      routes: routes.entries,
      db,
      databasePid: () => database.kept.pid(),
      async stop() {
        log.info('server.stopping');
        live.close();
        await http.close();
        await database.kept.stop();
        rmSync(running, { force: true });
        log.info('server.stopped');
      },
    },
  };
}
