import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { canEnter, giveTo, type Account } from './account.ts';
import type { Layout } from './cluster.ts';
import { errorCode } from './outcome.ts';

/**
 * Where the database listens, and only there: a socket in `host` (a folder) or the loopback address.
 * `settings` are what PostgreSQL is told; `remove` deletes what was made for it.
 */
export type Endpoint = { host: string; port: number; settings: readonly string[]; remove(): void };

/** Where a private socket folder may be made, and how a port is found; arguments, so that tests can have them fail. */
export type ListenChoices = { temporaryFolder: string; freePort(): Promise<number> };

/** The longest path a Unix socket may have, in bytes without the closing zero. */
const SOCKET_PATH_LIMIT = process.platform === 'darwin' ? 103 : 107;
const PRIVATE_FOLDER = 'lapwing-database-';
const FIRST_PORT = 5432;

export function socketPath(host: string, port: number): string {
  return join(host, `.s.PGSQL.${port}`);
}

function fits(host: string): boolean {
  return Buffer.byteLength(socketPath(host, FIRST_PORT)) <= SOCKET_PATH_LIMIT;
}

function onSocket(folderForServer: string, host: string, port: number, remove: () => void): Endpoint {
  const quoted = `"${folderForServer.replaceAll('"', '""')}"`;
  const settings = ['listen_addresses=', `unix_socket_directories=${quoted}`, `port=${port}`];
  return { host, port, settings, remove };
}

/** Asks the system for a port that is free now; another program may still be quicker, so starting may be retried. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}

/** Removes a private socket folder that an earlier run has left; any other folder is left alone. */
export function removePrivateFolder(folder: string): void {
  if (!basename(folder).startsWith(PRIVATE_FOLDER) || !isAbsolute(folder)) return;
  rmSync(folder, { recursive: true, force: true });
}

function privateFolder(parent: string, account: Account): string | undefined {
  if (!fits(join(parent, `${PRIVATE_FOLDER}XXXXXX`)) || !canEnter(parent, account)) return undefined;
  try {
    const folder = mkdtempSync(join(parent, PRIVATE_FOLDER));
    giveTo(folder, account);
    return folder;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * The places to listen, best first; the next is for when one is taken or the file system has no sockets:
 * beside the cluster, then (also when that path is too long) a private folder for passing files, then loopback TCP.
 */
export async function* endpoints(
  layout: Layout,
  account: Account,
  choices: ListenChoices,
): AsyncGenerator<Endpoint, void> {
  if (process.platform !== 'win32') {
    if (fits(layout.run)) {
      for (const port of [FIRST_PORT, FIRST_PORT + 1, FIRST_PORT + 2]) {
        // Relative to the cluster, so that neither length nor reach of the path matters to the server.
        yield onSocket('../run', layout.run, port, () => undefined);
      }
    }
    const folder = privateFolder(choices.temporaryFolder, account);
    if (folder !== undefined) yield onSocket(folder, folder, FIRST_PORT, () => removePrivateFolder(folder));
  }
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await choices.freePort();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`];
    yield { host: '127.0.0.1', port, settings, remove: () => undefined };
  }
}

/** Where a server that runs already listens, by the lines of its postmaster.pid. */
export function endpointOf(
  dataFolder: string,
  port: number,
  socketFolder: string,
  address: string,
): Endpoint | undefined {
  if (!Number.isInteger(port) || port <= 0) return undefined;
  if (socketFolder !== '') {
    const host = resolve(dataFolder, socketFolder);
    return { host, port, settings: [], remove: () => removePrivateFolder(host) };
  }
  return address === '' ? undefined : { host: '127.0.0.1', port, settings: [], remove: () => undefined };
}

/** PostgreSQL's SSLRequest packet, the shortest question that only a forked, living backend answers. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Whether a PostgreSQL answers there within `ms` milliseconds. */
export async function answers(endpoint: { host: string; port: number }, ms: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = isAbsolute(endpoint.host)
      ? connect({ path: socketPath(endpoint.host, endpoint.port) })
      : connect({ host: endpoint.host, port: endpoint.port });
    function settle(answered: boolean): void {
      socket.destroy();
      resolve(answered);
    }
    socket.setTimeout(ms, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('connect', () => socket.write(SSL_REQUEST));
    socket.once('data', (reply) => settle(['N', 'S', 'E'].includes(reply.toString('latin1', 0, 1))));
  });
}

/**
 * Removes what a dead server has left of its socket. PostgreSQL takes the socket of a process that nobody has reaped
 * yet for one in use, and would then have to listen elsewhere, where the programs that knew the old place do not look.
 */
export function removeDeadSocket(endpoint: Endpoint): void {
  if (!isAbsolute(endpoint.host)) return;
  const socket = socketPath(endpoint.host, endpoint.port);
  for (const file of [socket, `${socket}.lock`]) rmSync(file, { force: true });
}

/** The folder of an endpoint's socket lies beside the cluster, where nobody else's server has any business. */
export function isBesideCluster(endpoint: Endpoint, layout: Layout): boolean {
  return isAbsolute(endpoint.host) && dirname(endpoint.host) === layout.cluster;
}
