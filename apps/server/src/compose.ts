import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readShippedLibrary, readShippedSiteLists } from '@lapwing/library/read.ts';
import { CLOSE_SERVER_STOPS } from '@lapwing/protocol/wire.ts';
import { composeCaptures } from './compose-captures.ts';
import { composeControl } from './compose-control.ts';
import { composeDesktop } from './compose-desktop.ts';
import type { Config } from './config.ts';
import {
  createActing,
  createIdentity,
  createKnownBrowsers,
  createPasswordRule,
  findUserId,
  makeOneTimeSecret,
  registerAccounts,
} from './features/accounts/index.ts';
import { appendAudit, registerAudit } from './features/audit/index.ts';
import { openCaptures } from './features/captures/index.ts';
import { createPresence, createVerifyDeviceRequest, registerDevices } from './features/devices/index.ts';
import { createEvidenceBlobs, registerEvidence } from './features/evidence/index.ts';
import { groupsChanged, registerGroups, type GroupFigures } from './features/groups/index.ts';
import { registerGuidance } from './features/guidance/index.ts';
import {
  addLibraryRoutes,
  createLibraryWatch,
  createShelf,
  readLibraryKeys,
} from './features/library/index.ts';
import { peopleChanged, registerPeople } from './features/people/index.ts';
import { openPolicies } from './features/policies/index.ts';
import { registerSchools, schoolIds } from './features/schools/index.ts';
import { registerSearch } from './features/search/index.ts';
import { peopleAt, registerSessions } from './features/sessions/index.ts';
import { registerScreens } from './features/screens/index.ts';
import { registerSetup } from './features/setup/index.ts';
import { explainGroups, registerState, remoteViews } from './features/state/index.ts';
import { ownNameOf } from './permissions/acting.ts';
import { createAgentFrames } from './permissions/agent-frames.ts';
import { createLive } from './permissions/live.ts';
import { createRoutes, type Authenticate } from './permissions/routes.ts';
import { createFileBlobs } from './platform/blobs/file-blobs.ts';
import { createProcessBus } from './platform/bus/bus.ts';
import { systemClock } from './platform/clock/clock.ts';
import { createExtensionPackage } from './platform/crx/package.ts';
import { keepDatabase } from './platform/db/keeper.ts';
import { openApiDocument } from './platform/http/openapi.ts';
import { addOperations } from './platform/http/operations.ts';
import { addPages } from './platform/http/pages.ts';
import { createHttp } from './platform/http/server.ts';
import { createMasterKey, readOrMakeMasterKey } from './platform/keys/master-key.ts';
import { createLog } from './platform/log/log.ts';
import { createMetrics } from './platform/metrics/metrics.ts';
import { createSockets } from './platform/sockets/sockets.ts';
import { writeRunning } from './running.ts';
import type { ComposeOptions, RunningServer } from './running-server.ts';

export type { ComposeOptions, RunningServer } from './running-server.ts';

export const VERSION = '0.1.0';
/** In which moments are written for staff, and by which timetables go. */
const TIME_ZONE = 'Europe/London';

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

  const trusted = readLibraryKeys(config.libraryKeysFile);
  if (!trusted.ok) return trusted;
  const shelf = createShelf({ shipped: await readShippedLibrary(), trusted: trusted.keys });
  const openingPolicies = openPolicies({
    shipped: shelf.shipped,
    find: (tx, version) => shelf.find(tx, version),
    masterKey,
    log,
    packsFolder: folder('packs'),
    timeZone: TIME_ZONE,
  });
  // What goes wrong there is said where it is awaited.
  openingPolicies.catch(() => undefined);

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
  if (!database.ok) {
    await openingPolicies.then(
      (opened) => opened.stop(),
      () => undefined,
    );
    return database;
  }
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
  const knownBrowsers = createKnownBrowsers({
    secret: masterKey.derive('accounts.known-browsers'),
    secure,
    now: () => clock.now(),
  });
  function accountsChanged(schoolId: string, accountId?: string): void {
    live.accountsChanged(schoolId, accountId);
    screens.accountsChanged(schoolId);
  }
  const acting = createActing({
    db,
    clock: options.actingClock ?? clock,
    log,
    appendAudit,
    schoolIds: () => schoolIds(db),
    onChanged: accountsChanged,
  });
  const authenticateBy =
    (renew: boolean): Authenticate =>
    async (request) => {
      const signedIn = await identity.whoIs(request, renew);
      return signedIn === null ? null : acting.actorOf(signedIn);
    };
  const routes = createRoutes({ http, db, authenticate: authenticateBy(true), appendAudit });
  const sockets = createSockets({ http, clock, log, stopCode: CLOSE_SERVER_STOPS });
  const live = createLive({ db, sockets, authenticate: authenticateBy(false), log });

  const presence = createPresence();
  const agentFrames = createAgentFrames();
  const policies = await openingPolicies;
  const figures: GroupFigures = {
    async online(tx) {
      const deviceIds = presence.online(tx.schoolId);
      return { deviceIds, personIds: await peopleAt(tx, deviceIds) };
    },
    openCaptures,
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
    acting,
    passwordRule,
    knownBrowsers,
    appendAudit,
    clock,
    publicUrl,
    findUserId: (email) => findUserId(db, email),
    onSignedOut(sessionId) {
      live.signedOut(sessionId);
      screens.signedOut(sessionId);
    },
    onChanged: accountsChanged,
  });
  registerSchools({ routes, db, bus, publicUrl });
  registerAudit({ routes, db, clock });
  const groups = registerGroups({
    routes,
    db,
    bus,
    log,
    figures,
    explain: explainGroups,
    appendAudit,
    schoolIds: () => schoolIds(db),
  });
  const { allowLike } = policies.register({ routes, bus, clock, figures });
  const libraryWatch = createLibraryWatch({
    place: config.libraryFrom,
    shelf,
    db,
    schoolIds: () => schoolIds(db),
    log,
    now: () => clock.now(),
  });
  addLibraryRoutes({
    routes,
    shelf,
    watch: libraryWatch,
    decided: policies.ofLibrary,
  });
  registerGuidance({ routes, shipped: shelf.shipped, inForce: (tx) => policies.ofLibrary.whole(tx) });
  registerSessions({ agentFrames, bus });
  const extension = createExtensionPackage({
    distFolder: join(options.checkout, 'apps/extension/dist'),
    keyFile: folder('secrets/extension.key'),
    masterKey,
  });
  const verifyDeviceRequest = createVerifyDeviceRequest({ db, clock });
  const common = { routes, db, bus, live, agentFrames, clock, log, policies, timeZone: TIME_ZONE };
  const desktop = composeDesktop({ ...common, config, verifyDeviceRequest, publicUrl });
  const control = composeControl({
    ...common,
    presence,
    figures,
    siteLists: await readShippedSiteLists(),
    announce: (...call) => captures.announce(...call),
  });
  const state = registerState({
    routes,
    db,
    agentFrames,
    presence,
    bus,
    log,
    masterKey,
    policies,
    publicUrl,
    orders: control.orders,
    activityKinds: (tx) => desktop.activityKinds(tx),
    verifyDeviceRequest,
  });
  const devices = registerDevices({
    routes,
    db,
    sockets,
    live,
    agentFrames,
    presence,
    bus,
    clock,
    log,
    appendAudit,
    randomBelow: (limit) => randomInt(limit),
    publicUrl,
    extension,
    afterWelcome: async (call) => [
      ...(await state.afterWelcome(call)),
      ...(await control.afterWelcome(call)),
    ],
    openScreen: (device) => screens.openScreen(device),
  });
  const files = createFileBlobs(folder('blobs'));
  const blobs = createEvidenceBlobs({ db, masterKey, inner: files });
  const captures = composeCaptures({
    ...common,
    alertsClock: options.alertsClock ?? clock,
    masterKey,
    publicUrl,
    allowLike,
    blobs,
    hooks: control.hooks,
  });
  const { alerts, announce, giveAccountCaptures } = captures;
  registerPeople({ routes, bus, clock, figures, announce, giveAccountCaptures });
  registerSearch({ routes, policies, timeZone: TIME_ZONE });
  const screens = registerScreens({
    ...common,
    remoteViews,
    sockets,
    authenticate: authenticateBy(false),
    refreshActor: (actor) => acting.actorOf({ ...actor, name: ownNameOf(actor), userId: actor.accountId }),
    presence,
    blobs,
    appendAudit,
    schoolIds: () => schoolIds(db),
  });
  const evidence = registerEvidence({
    ...common,
    http,
    blobs,
    files,
    schoolIds: () => schoolIds(db),
    verifyDeviceRequest,
    announce,
    words: policies,
  });
  bus.subscribe(groupsChanged, ({ schoolId }) => {
    live.accountsChanged(schoolId);
    live.publish(schoolId, async () => ({ type: 'groups/changed' }));
  });
  bus.subscribe(peopleChanged, ({ schoolId }) =>
    live.publish(schoolId, async () => ({ type: 'people/changed', personId: null })),
  );

  metrics.gauge('devices_online', 'Devices connected now', () => presence.count());
  alerts.addGauges(metrics);
  metrics.gauge('consoles_open', 'Consoles with a live connection', () => live.open());
  metrics.gauge('screens_watched', 'Screens that flow to consoles now', () => screens.streams());
  metrics.gauge('database_connections', 'Open connections to the database', () => db.load().open);
  metrics.gauge(
    'database_waiting',
    'Callers waiting for a connection to the database',
    () => db.load().waiting,
  );
  addOperations(http, {
    ready: () => db.ping(),
    metrics,
    openApi: () => openApiDocument(routes.entries, VERSION),
  });
  await addPages(http, join(options.checkout, 'apps/console/dist'));

  await desktop.start();
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
  alerts.start();
  // Not waited for: an address that hangs must not keep the server from starting.
  void libraryWatch.look();
  const running = folder('running.json');
  writeRunning(running, { url, pid: process.pid, database: database.kept.address() });
  log.info('server.ready', { port });

  return {
    ok: true,
    server: {
      url,
      port,
      setupUrl: setUp ? null : `${url}/setup#${secret.token}`,
      routes: routes.entries,
      db,
      databasePid: () => database.kept.pid(),
      async stop() {
        log.info('server.stopping');
        evidence.stop();
        libraryWatch.stop();
        acting.stop();
        live.close();
        captures.stop();
        await alerts.stop();
        await screens.stop();
        state.stop();
        await control.stop();
        await desktop.stop();
        await policies.stop();
        await groups.stop();
        await http.close();
        await devices.stop();
        await database.kept.stop();
        rmSync(running, { force: true });
        log.info('server.stopped');
      },
    },
  };
}
