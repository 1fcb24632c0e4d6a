import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open } from 'node:fs/promises';
import path from 'node:path';

import type { Vault } from '../contract/vault.ts';
import { isMissing, replaceFile } from '../node/durable.ts';

const BYTES = 32;
const STICKY = 0o1000;
const ROOT = 0;

/**
 * Secrets as files of 32 bytes which only the service's account can read, in a folder that only it can enter.
 * @param folder absolute; made when there is none
 */
export function createVault(folder: string): Vault {
  const own = process.getuid?.() ?? ROOT;
  const asked = new Map<string, Promise<Uint8Array>>();

  async function guardFolder(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const is = await lstat(folder);
    if (!is.isDirectory()) throw new Error(`${folder} must be a folder, not a link: replace it by one`);
    if (is.uid !== own) throw new Error(`${folder} belongs to another account: run chown ${own} ${folder}`);
    if ((is.mode & 0o077) !== 0)
      throw new Error(`${folder} is open to other accounts: run chmod 700 ${folder}`);
    // Whoever may rename a folder above could put another one in its place.
    for (let above = path.dirname(folder); ; above = path.dirname(above)) {
      const { uid, mode } = await lstat(above);
      if (uid !== own && uid !== ROOT)
        throw new Error(`${above} belongs to another account: keep the secrets below one of root`);
      if ((mode & 0o022) !== 0 && (mode & STICKY) === 0)
        throw new Error(`${above} can be written by other accounts: run chmod go-w ${above}`);
      if (above === path.dirname(above)) return;
    }
  }

  async function read(file: string): Promise<Uint8Array | null> {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(file, flags).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw new Error(`${file} must be a file that can be read, not a link: move it away`, { cause: error });
    });
    if (handle === null) return null;
    try {
      const is = await handle.stat();
      if (!is.isFile() || is.nlink !== 1)
        throw new Error(`${file} must be a file with one name: move it away`);
      if (is.uid !== own) throw new Error(`${file} belongs to another account: run chown ${own} ${file}`);
      if ((is.mode & 0o077) !== 0)
        throw new Error(`${file} is open to other accounts: run chmod 600 ${file}`);
      const bytes = await handle.readFile();
      if (bytes.length !== BYTES)
        throw new Error(
          `${file} holds ${bytes.length} bytes instead of ${BYTES}: put it back from a copy, or move it away and enrol the device anew`,
        );
      return new Uint8Array(bytes);
    } finally {
      await handle.close();
    }
  }

  async function find(name: string): Promise<Uint8Array> {
    if (!/^[a-z][a-z0-9-]{0,63}$/u.test(name)) throw new Error('a secret is named in small letters');
    await guardFolder();
    const file = path.join(folder, name);
    const kept = await read(file);
    if (kept !== null) return kept;
    await replaceFile(file, randomBytes(BYTES));
    const made = await read(file);
    if (made === null) throw new Error(`${file} could not be kept`);
    return made;
  }

  return {
    secret: async (name) => {
      // Two that ask at once for one that is new get the same.
      const before = asked.get(name) ?? Promise.resolve(null);
      const next = before.catch(() => null).then(async () => find(name));
      asked.set(name, next);
      return next;
    },
  };
}
