import { chownSync, lchownSync, readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { failure, type StartFailure } from './outcome.ts';

/**
 * The operating-system account that PostgreSQL runs as.
 * - `spawnAs`: what child_process needs to become it; empty when it is our own account.
 * - `initPrefix`: put before initdb, which refuses a uid without an entry in the user database.
 */
export type Account = {
  name: string;
  spawnAs: { uid: number; gid: number } | Record<string, never>;
  initPrefix: readonly string[];
};

type PasswordEntry = { name: string; uid: number; gid: number };

function passwordEntries(): PasswordEntry[] {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name === undefined || uid === undefined || gid === undefined
      ? []
      : [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

function ownAccount(): Account {
  try {
    return { name: userInfo().username, spawnAs: {}, initPrefix: [] };
  } catch {
    // A container may run us under a uid that has no entry. Inside a user namespace of its own, initdb sees a uid
    // that has one, while the files it makes stay ours. PostgreSQL itself does not mind.
    const known = passwordEntries().find((entry) => entry.name === 'nobody') ?? { uid: 65_534, gid: 65_534 };
    const initPrefix = ['unshare', '--user', `--map-user=${known.uid}`, `--map-group=${known.gid}`];
    return { name: `uid ${process.getuid?.() ?? '?'}`, spawnAs: {}, initPrefix };
  }
}

/**
 * PostgreSQL refuses to run as root, so root's server gives it another account: the one that owns the cluster
 * already, else `postgres`, else `nobody`, else the first account that is not root.
 */
export function chooseAccount(clusterOwner: Stats | undefined): Account | StartFailure {
  if (process.getuid?.() !== 0) return ownAccount();
  const entries = passwordEntries().filter((entry) => entry.uid > 0);
  if (clusterOwner !== undefined && clusterOwner.uid > 0) {
    const { uid, gid } = clusterOwner;
    const name = entries.find((entry) => entry.uid === uid)?.name ?? `uid ${uid}`;
    return { name, spawnAs: { uid, gid }, initPrefix: [] };
  }
  const chosen =
    entries.find((entry) => entry.name === 'postgres') ??
    entries.find((entry) => entry.name === 'nobody') ??
    entries[0];
  if (chosen === undefined) {
    return failure(
      'folder-not-accessible',
      'The server runs as root, PostgreSQL must not, and /etc/passwd names no other account. ' +
        'Add an account called postgres, or run the server as an ordinary account.',
    );
  }
  return { name: chosen.name, spawnAs: { uid: chosen.uid, gid: chosen.gid }, initPrefix: [] };
}

function allows(path: string, account: Account, bit: 1 | 4): boolean {
  const { uid, gid } = account.spawnAs;
  if (uid === undefined) return true;
  const stat = statSync(path);
  if (stat.uid === uid) return (stat.mode & (bit << 6)) !== 0;
  if (stat.gid === gid) return (stat.mode & (bit << 3)) !== 0;
  return (stat.mode & bit) !== 0;
}

/**
 * Whether the account may pass through the folder and all above it, by their permission bits. Access lists are not
 * looked at: a false no only means that the way around is taken.
 */
export function canEnter(folder: string, account: Account): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (!allows(at, account, 1)) return false;
    if (dirname(at) === at) return true;
  }
}

/** Whether the account may read the file, given that it can enter its folder. */
export function canRead(file: string, account: Account): boolean {
  return allows(file, account, 4);
}

/** Gives one file or folder to the account; nothing to do when the account is our own. */
export function giveTo(path: string, account: Account): void {
  const { uid, gid } = account.spawnAs;
  if (uid !== undefined) chownSync(path, uid, gid);
}

/** Gives a whole folder to the account, for a cluster that root has put back from a backup. */
export function giveTreeTo(folder: string, account: Account): void {
  const { uid, gid } = account.spawnAs;
  if (uid === undefined) return;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, entry), uid, gid);
  }
  chownSync(folder, uid, gid);
}
