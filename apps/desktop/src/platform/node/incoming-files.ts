import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { isMissing } from './durable.ts';

/** A file that comes in parts; what came stays over restarts. */
export interface IncomingPart {
  have(): number;
  append(bytes: Uint8Array): Promise<void>;
  sha256(): Promise<string>;
  discard(): Promise<void>;
  /** Absolute. */
  readonly file: string;
}

/**
 * The place of the file with that hash. Files of other hashes are taken away: one comes at a time.
 * @param folder absolute; made when there is none
 * @param spare bytes that must be free on the disk before any of it is taken
 */
export async function openIncoming(folder: string, sha256: string, spare: number): Promise<IncomingPart> {
  if (!/^[0-9a-f]{64}$/u.test(sha256)) throw new Error('a file that comes is named by its SHA-256');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `come-${sha256}`;
  for (const other of await readdir(folder))
    if (other.startsWith('come-') && other !== name) await rm(path.join(folder, other), { force: true });
  const file = path.join(folder, name);
  let have = await sizeOf(file);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < spare) throw new Error('There is too little room on the disk for another version.');
  return {
    file,
    have: () => have,
    async append(bytes) {
      const handle = await open(file, 'a', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
        have += bytes.length;
      } catch (error) {
        // A part of it would make all that follows wrong.
        await handle.truncate(have).catch(() => undefined);
        throw error;
      } finally {
        await handle.close();
      }
    },
    async sha256() {
      const hash = createHash('sha256');
      await pipeline(createReadStream(file), hash);
      return hash.digest('hex');
    },
    async discard() {
      await rm(file, { force: true });
      have = 0;
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
