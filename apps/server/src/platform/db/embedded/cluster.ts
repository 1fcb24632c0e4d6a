import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { canEnter, giveTo, giveTreeTo, type Account } from './account.ts';
import type { Runtime } from './binaries.ts';
import { errorCode, failure, lastLines, noSpace, saysNoSpace, type StartFailure } from './outcome.ts';
import { killPostgresIn, runToEnd } from './processes.ts';

/** The name of the database's superuser; only the supervisor's own connection details name it. */
export const SUPERUSER = 'postgres';

const UNFINISHED = 'cluster.unfinished-';

/**
 * What lies in the data folder. All of `cluster` belongs to the database's account:
 * `data` is the cluster itself, `log` the server's log files, `run` its socket.
 */
export type Layout = {
  dataDir: string;
  cluster: string;
  data: string;
  log: string;
  run: string;
  lock: string;
};

export function layoutOf(dataDir: string): Layout {
  const cluster = join(dataDir, 'cluster');
  const [data, log, run] = [join(cluster, 'data'), join(cluster, 'log'), join(cluster, 'run')];
  return { dataDir, cluster, data, log, run, lock: join(dataDir, 'supervisor.lock') };
}

/** The cluster folder's owner, or undefined when there is none yet. */
export function clusterOwner(layout: Layout): Stats | undefined {
  return statSync(layout.cluster, { throwIfNoEntry: false });
}

/**
 * The name by which PostgreSQL should know a folder that it is started in. Where the account cannot walk to the
 * folder (it lies under a 0700 folder of root's), Linux still lets it use the folder it stands in: the working
 * directory is entered before root's rights are given up, and every PostgreSQL process stays in it.
 */
export function folderAsSeenBy(account: Account, folder: string): string {
  return process.platform === 'linux' && !canEnter(folder, account) ? '/proc/self/cwd' : folder;
}

function isFinished(layout: Layout): boolean {
  return existsSync(join(layout.data, 'PG_VERSION')) && existsSync(join(layout.data, 'global', 'pg_control'));
}

/** Without root's rights only the account that made the cluster can go on with it. */
export function checkOwner(layout: Layout): StartFailure | undefined {
  const owner = clusterOwner(layout)?.uid;
  const own = process.getuid?.();
  if (owner === undefined || own === undefined || own === 0 || owner === own) return undefined;
  return failure(
    'folder-not-accessible',
    `The database in ${layout.cluster} belongs to another account (uid ${owner}, the server runs as uid ${own}). ` +
      `Start the server as that account, or as root, or give the folder to this account: chown -R ${own} ${layout.cluster}`,
  );
}

/** Checks that a finished cluster is of this version, and puts right what a restored backup may lack. */
function checkCluster(layout: Layout, major: string, account: Account): StartFailure | undefined {
  const found = readFileSync(join(layout.data, 'PG_VERSION'), 'utf8').trim();
  if (found !== major) {
    return failure(
      'version-mismatch',
      `The database in ${layout.data} was made by PostgreSQL ${found}; this version of Lapwing brings PostgreSQL ${major}. ` +
        'Use the version of Lapwing that made it, or restore a backup into an empty data folder.',
    );
  }
  if (process.getuid?.() === 0 && [layout.cluster, layout.data].some((path) => statSync(path).uid === 0)) {
    giveTreeTo(layout.cluster, account);
    chmodSync(layout.data, 0o700);
  }
  for (const folder of [layout.log, layout.run]) {
    if (existsSync(folder)) continue;
    mkdirSync(folder, { mode: 0o700 });
    giveTo(folder, account);
  }
  return undefined;
}

/** Removes what first runs that were killed have left. Their folders never held a cluster that was in use. */
function removeUnfinished(layout: Layout): number {
  const names = readdirSync(layout.dataDir).filter((name) => name.startsWith(UNFINISHED));
  for (const name of names) {
    const folder = join(layout.dataDir, name);
    killPostgresIn(join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
  return names.length;
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** How a cluster is made. A school's size of memory and connections goes into its file, where an operator may change it. */
const INITDB_OPTIONS = Object.freeze([
  `--username=${SUPERUSER}`,
  '--pwfile=../password',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--text-search-config=english',
  '--no-instructions',
  '--set=max_connections=60',
  '--set=shared_buffers=128MB',
]);

/**
 * An error that a statement causes can quote what it was given, which is what pupils wrote. Clients get such errors;
 * the log must not. Errors of the server's own processes, such as a checkpoint on a full disk, are still logged.
 */
const KEEP_STATEMENT_ERRORS_OUT_OF_THE_LOG = `ALTER ROLE ALL SET log_min_messages = 'log';\n`;

async function initialise(
  layout: Layout,
  runtime: Runtime,
  account: Account,
  superuserPassword: string,
  timeoutMs: number,
): Promise<StartFailure | undefined> {
  const making = mkdtempSync(join(layout.dataDir, UNFINISHED));
  try {
    const cwd = join(making, 'data');
    const password = join(making, 'password');
    for (const name of ['data', 'log', 'run']) mkdirSync(join(making, name), { mode: 0o700 });
    writeFileSync(password, `${superuserPassword}\n`, { mode: 0o600 });
    for (const path of [...['data', 'log', 'run'].map((name) => join(making, name)), password, making]) {
      giveTo(path, account);
    }
    const folder = folderAsSeenBy(account, cwd);
    const how = { cwd, account, libraryPath: runtime.libraryPath, timeoutMs };
    const [program, ...prefixed] = [...account.initPrefix, runtime.initdb];
    const init = await runToEnd(
      [program ?? runtime.initdb, ...prefixed, '-D', folder, ...INITDB_OPTIONS],
      how,
    );
    if (init.code !== 0) return initFailure(layout, account, init.output, init.spawnError);
    rmSync(password);
    const single = await runToEnd([runtime.postgres, '--single', '-D', folder, SUPERUSER], {
      ...how,
      input: KEEP_STATEMENT_ERRORS_OUT_OF_THE_LOG,
    });
    if (single.code !== 0 || single.output.includes('ERROR:')) {
      return initFailure(layout, account, single.output, single.spawnError);
    }
    renameSync(making, layout.cluster);
    syncFolder(layout.dataDir);
    return undefined;
  } finally {
    rmSync(making, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

function initFailure(
  layout: Layout,
  account: Account,
  output: string,
  spawnError: string | undefined,
): StartFailure {
  if (saysNoSpace(output)) return noSpace(layout.dataDir);
  if (spawnError === 'EPERM') {
    return failure(
      'folder-not-accessible',
      `The server runs as root but is not allowed to start PostgreSQL as ${account.name}. Run it as an ordinary account.`,
    );
  }
  if (account.initPrefix.length > 0) {
    return failure(
      'init-failed',
      `The database cannot be created as ${account.name}, which has no entry in the user database (/etc/passwd). ` +
        `Add one, or run the server as an account that has one. (${spawnError ?? lastLines(output)})`,
    );
  }
  return failure(
    'init-failed',
    `The database could not be created in ${layout.dataDir}: ${spawnError ?? lastLines(output)}. ` +
      'Nothing was left behind; remedy the cause and start again.',
  );
}

/**
 * Sees to it that there is a whole cluster: checks the one that is there, or makes one.
 * A new cluster is made beside its place and renamed when it is complete, so a folder called `cluster` is never half-made.
 */
export async function ensureCluster(
  layout: Layout,
  runtime: Runtime,
  major: string,
  account: Account,
  superuserPassword: string,
  timeoutMs: number,
): Promise<{ ok: true; created: boolean; removedUnfinished: number } | StartFailure> {
  const removedUnfinished = removeUnfinished(layout);
  if (isFinished(layout)) {
    const problem = checkCluster(layout, major, account);
    return problem ?? { ok: true, created: false, removedUnfinished };
  }
  if (existsSync(layout.cluster) && readdirSync(layout.cluster).length > 0) {
    return failure(
      'init-failed',
      `${layout.cluster} exists but does not hold a complete database, and Lapwing does not delete what it did not just make. ` +
        'Restore a backup into it, or move it away to begin with an empty database.',
    );
  }
  try {
    const problem = await initialise(layout, runtime, account, superuserPassword, timeoutMs);
    return problem ?? { ok: true, created: true, removedUnfinished };
  } catch (error) {
    if (errorCode(error) === 'ENOSPC') return noSpace(layout.dataDir);
    throw error;
  }
}
