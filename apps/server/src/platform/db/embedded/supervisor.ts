import { mkdirSync, realpathSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseAccount, type Account } from './account.ts';
import { locateBinaries, prepareRuntime, type Binaries, type Runtime } from './binaries.ts';
import { checkOwner, clusterOwner, ensureCluster, layoutOf, SUPERUSER, type Layout } from './cluster.ts';
import {
  answers,
  endpoints,
  freePort,
  isBesideCluster,
  removeDeadSocket,
  type Endpoint,
  type ListenChoices,
} from './endpoint.ts';
import { acquireLock, type FolderLock } from './lock.ts';
import {
  failure,
  failureFromError,
  lastLines,
  noSpace,
  saysNoSpace,
  type StartFailure,
  type SupervisorLog,
} from './outcome.ts';
import {
  disarmPidFile,
  endPostmaster,
  launch,
  readPidFile,
  watch,
  whenReady,
  type Exit,
  type Postmaster,
} from './postmaster.ts';
import { killPostgresIn, processStart, programOf, servesFolder } from './processes.ts';
import { loggedBy, pruneLogs } from './settings.ts';

/** How to reach one database of the server. `host` is a folder with a socket, or 127.0.0.1. */
export type ConnectionDetails = {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
};

/**
 * A running embedded server.
 * - `started`: 'created' by a first run, 'warm' from an existing cluster, 'adopted' when it outlived its supervisor.
 * - `logFolder`: where PostgreSQL's own log is, for the operator.
 * - `stop`: ends the server and frees the folder; may be called again.
 * - `onExit`: called once if the server ends without `stop`; the folder is then free to be started again. Returns
 *   the function that takes the listener away.
 */
export type EmbeddedServer = {
  connection(database?: string): ConnectionDetails;
  pid: number;
  started: 'created' | 'warm' | 'adopted';
  logFolder: string;
  stop(): Promise<void>;
  onExit(listener: (exit: Exit) => void): () => void;
};

/** Milliseconds. `startMs` has to cover recovery after a power cut. */
export type Timeouts = {
  initMs: number;
  startMs: number;
  reachMs: number;
  fastStopMs: number;
  immediateStopMs: number;
  watchEveryMs: number;
  pruneEveryMs: number;
};

const TIMEOUTS: Timeouts = Object.freeze({
  initMs: 120_000,
  startMs: 120_000,
  reachMs: 3_000,
  fastStopMs: 4_000,
  immediateStopMs: 1_000,
  watchEveryMs: 100,
  pruneEveryMs: 60_000,
});

/** `now` is a monotonic clock in milliseconds. What follows it is for tests and unusual machines. */
export type EmbeddedOptions = {
  dataDir: string;
  superuserPassword: string;
  log: SupervisorLog;
  now?: () => number;
  timeouts?: Partial<Timeouts>;
  machine?: { platform: string; arch: string };
  binaries?: Binaries;
  runtimeFolders?: readonly string[];
  listen?: Partial<ListenChoices>;
};

/** Where root keeps a copy of the programs when neither the package nor the data folder can be entered by others. */
const RUNTIME_FOLDERS: readonly string[] = Object.freeze(['/var/cache/lapwing']);

type Start = {
  layout: Layout;
  runtime: Runtime;
  account: Account;
  timeouts: Timeouts;
  now: () => number;
  log: SupervisorLog;
  listen: ListenChoices;
};
type Running = { postmaster: Postmaster; endpoint: Endpoint };

/**
 * Brings up the embedded PostgreSQL of a data folder: creates it on a first run, goes on with a server that outlived
 * a killed supervisor, and holds the folder against a second supervisor. Expected troubles are returned with words
 * for a person; the folder is then free again.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedOptions,
): Promise<{ ok: true; server: EmbeddedServer } | StartFailure> {
  const { dataDir, superuserPassword, log } = options;
  if (!isAbsolute(dataDir)) throw new Error('dataDir must be absolute');
  if (!/^[^\r\n]+$/u.test(superuserPassword)) throw new Error('superuserPassword must be one line');
  const { platform, arch } = options.machine ?? process;
  const binaries = options.binaries ?? locateBinaries(platform, arch);
  if ('ok' in binaries) return binaries;
  const layout = layoutOf(dataDir);
  let lock: FolderLock | undefined;
  let kept = false;
  try {
    // Root's folder is passable, so that the database's account reaches its part; that part is closed to all others.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const claimed = acquireLock(layout.lock);
    if (!claimed.held) return inUse(layout, `the server with process id ${claimed.by}`);
    lock = claimed;
    const result = await startLocked(options, layout, binaries, claimed);
    kept = result.ok;
    return result;
  } catch (error) {
    return failureFromError(error, dataDir);
  } finally {
    if (!kept) {
      lock?.release();
      log({ event: 'database.not-started', folder: dataDir });
    }
  }
}

function inUse(layout: Layout, by: string): StartFailure {
  return failure(
    'data-in-use',
    `The data folder ${layout.dataDir} is in use by ${by}. Stop that first, or choose another data folder.`,
  );
}

async function startLocked(
  options: EmbeddedOptions,
  layout: Layout,
  binaries: Binaries,
  lock: FolderLock,
): Promise<{ ok: true; server: EmbeddedServer } | StartFailure> {
  const { log, superuserPassword } = options;
  const now = options.now ?? (() => performance.now());
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const listen = { temporaryFolder: tmpdir(), freePort, ...options.listen };
  const begun = now();
  const foreign = checkOwner(layout);
  if (foreign !== undefined) return foreign;
  const account = chooseAccount(clusterOwner(layout));
  if ('ok' in account) return account;
  const places = [layout.dataDir, ...(options.runtimeFolders ?? RUNTIME_FOLDERS)];
  const runtime = prepareRuntime(binaries, account, process.getuid?.() === 0 ? places : [layout.dataDir]);
  if ('ok' in runtime) return runtime;
  const start: Start = { layout, runtime, account, timeouts, now, log, listen };

  const survivor = await takeSurvivor(start);
  if (survivor !== undefined && 'ok' in survivor) return survivor;
  if (survivor !== undefined) {
    log({ event: 'database.adopted', pid: survivor.postmaster.pid, ms: now() - begun, logs: layout.log });
    return { ok: true, server: serve(start, survivor, 'adopted', superuserPassword, lock) };
  }
  const { major } = binaries;
  const cluster = await ensureCluster(layout, runtime, major, account, superuserPassword, timeouts.initMs);
  if (!cluster.ok) return cluster;
  if (cluster.removedUnfinished > 0) log({ event: 'database.unfinished-first-run-removed' });
  const initialised = now();
  if (cluster.created) log({ event: 'database.created', ms: initialised - begun, account: account.name });
  const running = await launchSomewhere(start);
  if ('ok' in running) return running;
  const { pid } = running.postmaster;
  log({ event: 'database.started', pid, ms: now() - initialised, account: account.name, logs: layout.log });
  const started = cluster.created ? 'created' : 'warm';
  return { ok: true, server: serve(start, running, started, superuserPassword, lock) };
}

/**
 * Looks for a server that outlived its supervisor. One that can be reached and runs our program is taken over; any
 * other that works on this folder is stopped. Undefined: nothing runs, and nothing is in the way of a start.
 */
async function takeSurvivor(start: Start): Promise<Running | StartFailure | undefined> {
  const { layout, runtime, account, timeouts, now, log } = start;
  const file = readPidFile(layout);
  if (file === undefined) return undefined;
  if (file === 'empty' || !servesFolder(file.pid, layout.data)) {
    const endpoint = file === 'empty' ? undefined : file.endpoint;
    if (endpoint !== undefined && isBesideCluster(endpoint, layout)) {
      // A server that we cannot see, such as one in another container, but that holds this very folder.
      if (await answers(endpoint, timeouts.reachMs))
        return inUse(layout, 'a PostgreSQL outside this system or container');
      if (file !== 'empty' && processStart(file.pid) === undefined) removeDeadSocket(endpoint);
    }
    disarmPidFile(layout);
    endpoint?.remove();
    log({ event: 'database.stale-pid-file', pid: file === 'empty' ? null : file.pid });
    return undefined;
  }
  const { pid, endpoint } = file;
  const postmaster = watch(pid, timeouts.watchEveryMs);
  const program = programOf(pid);
  if (endpoint !== undefined && (program === undefined || program === realpathSync(runtime.postgres))) {
    const patience = file.status === 'starting' ? timeouts.startMs : timeouts.reachMs;
    const readiness = await whenReady(layout, postmaster, endpoint, now, patience);
    if (readiness === 'ready') return { postmaster, endpoint };
  }
  const how = postmaster.hasExited()
    ? 'by-itself'
    : await endPostmaster(layout, runtime, account, postmaster, timeouts);
  postmaster.release();
  endpoint?.remove();
  log({ event: 'database.orphan-stopped', pid, how });
  if (how === 'killed') disarmPidFile(layout);
  return undefined;
}

const TAKEN = /could not bind|Address already in use|lock file ".*\.s\.PGSQL|could not create any/u;
const STILL_DYING = /shared memory block .* still in use/u;

/** Starts the server at the first place to listen that works. */
async function launchSomewhere(start: Start): Promise<Running | StartFailure> {
  const { layout, runtime, account, timeouts, now, log, listen } = start;
  const end = now() + timeouts.startMs;
  let said = '';
  pruneLogs(layout.log);
  for await (const endpoint of endpoints(layout, account, listen)) {
    for (;;) {
      const postmaster = await launch(layout, runtime, account, endpoint);
      if ('spawnError' in postmaster) {
        endpoint.remove();
        return failure(
          'start-failed',
          `PostgreSQL (${runtime.postgres}) cannot be run as ${account.name}: ${postmaster.spawnError}.`,
        );
      }
      const readiness = await whenReady(layout, postmaster, endpoint, now, end - now());
      if (readiness === 'ready') return { postmaster, endpoint };
      if (readiness === 'late') await endPostmaster(layout, runtime, account, postmaster, timeouts);
      said = postmaster.output() + loggedBy(layout.log, postmaster.pid);
      postmaster.release();
      if (readiness === 'late') {
        endpoint.remove();
        return failure(
          'start-failed',
          `PostgreSQL did not become ready within ${timeouts.startMs} ms. Its log is in ${layout.log}.`,
        );
      }
      if (!STILL_DYING.test(said) || now() >= end) break;
      // Backends whose postmaster was killed. They end by themselves within moments, unless they hang.
      log({ event: 'database.backends-of-a-dead-server' });
      killPostgresIn(layout.data);
      await sleep(100);
    }
    endpoint.remove();
    if (!TAKEN.test(said)) break;
    log({ event: 'database.endpoint-taken', host: endpoint.host, port: endpoint.port });
  }
  if (saysNoSpace(said) || isFull(layout.dataDir)) return noSpace(layout.dataDir);
  return failure(
    'start-failed',
    `PostgreSQL ended while it was starting: ${lastLines(said)}. Its log is in ${layout.log}.`,
  );
}

/** A server on a full disk may not even be able to say so in its log; it needs some room for a start. */
function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 512 * 1024;
}

function serve(
  start: Start,
  running: Running,
  started: EmbeddedServer['started'],
  password: string,
  lock: FolderLock,
): EmbeddedServer {
  const { layout, runtime, account, timeouts, now, log } = start;
  const { postmaster, endpoint } = running;
  const listeners = new Set<(exit: Exit) => void>();
  let stopping: Promise<void> | undefined;
  const pruning = setInterval(() => {
    try {
      pruneLogs(layout.log);
    } catch (error) {
      log({ event: 'database.logs-not-pruned', reason: error instanceof Error ? error.message : 'unknown' });
    }
  }, timeouts.pruneEveryMs);
  pruning.unref();
  postmaster.release();

  function leave(): void {
    clearInterval(pruning);
    endpoint.remove();
    lock.release();
  }
  async function reportEnd(): Promise<void> {
    const exit = await postmaster.exited;
    if (stopping !== undefined) return;
    stopping = Promise.resolve();
    log({ event: 'database.ended-by-itself', pid: postmaster.pid, code: exit.code, signal: exit.signal });
    leave();
    for (const listener of listeners) listener(exit);
  }
  void reportEnd();
  async function end(): Promise<void> {
    const begun = now();
    const how = await endPostmaster(layout, runtime, account, postmaster, timeouts);
    log({ event: 'database.stopped', pid: postmaster.pid, how, ms: now() - begun });
    leave();
  }
  return {
    connection: (database = SUPERUSER) => ({
      host: endpoint.host,
      port: endpoint.port,
      user: SUPERUSER,
      password,
      database,
    }),
    pid: postmaster.pid,
    started,
    logFolder: layout.log,
    stop() {
      stopping ??= end();
      return stopping;
    },
    onExit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
