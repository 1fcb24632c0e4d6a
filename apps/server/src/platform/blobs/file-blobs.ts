import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBlobName, liesWithin, type BlobName, type Blobs, type PutOutcome } from './blobs.ts';

const INCOMING = '.incoming';
/** An upload takes minutes at most; what is older was left by a server that was killed. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

export interface FileBlobs extends Blobs {
  /** Removes what uploads of killed servers left behind. Returns how many files. */
  removeAbandoned(nowMs: number): Promise<number>;
}

/**
 * Blobs as files: a folder for each school, the id as the file's name. A file is written elsewhere, forced to the
 * disk, and renamed into place; the folder is forced too, so that an acknowledged blob survives a power cut.
 * @param root is made when it is not there; only the server's own user may look into it
 */
export function createFileBlobs(root: string): FileBlobs {
  const incoming = join(root, INCOMING);
  const pathOf = (name: BlobName): string => {
    checkBlobName(name);
    return join(root, name.schoolId, name.id);
  };

  return {
    async put(name, length, bytes) {
      const path = pathOf(name);
      const temporary = join(incoming, randomBytes(16).toString('hex'));
      let file: FileHandle | null = null;
      let kept = false;
      try {
        await makeFolder(incoming);
        await makeFolder(join(root, name.schoolId));
        file = await open(temporary, 'wx', 0o600);
        const written = await writeAll(file, length, bytes);
        if (written !== length) return { ok: false, code: 'length-mismatch' };
        await file.sync();
        await file.close();
        file = null;
        await rename(temporary, path);
        kept = true;
        await syncFolder(join(root, name.schoolId));
        return { ok: true };
      } catch (cause) {
        return putFailure(cause);
      } finally {
        // The outcome is decided by now; a file that cannot be removed is found by removeAbandoned.
        await file?.close().catch(() => undefined);
        if (!kept) await unlink(temporary).catch(() => undefined);
      }
    },
    async read(name, range) {
      const path = pathOf(name);
      let file: FileHandle | null = null;
      try {
        file = await open(path, 'r');
        const totalLength = (await file.stat()).size;
        const wanted = range ?? { start: 0, end: totalLength };
        if (!liesWithin(wanted, totalLength)) return { ok: false, code: 'bad-range', totalLength };
        const bytes = new Uint8Array(wanted.end - wanted.start);
        let at = 0;
        while (at < bytes.length) {
          const { bytesRead } = await file.read(bytes, at, bytes.length - at, wanted.start + at);
          if (bytesRead === 0) return { ok: false, code: 'damaged' };
          at += bytesRead;
        }
        return { ok: true, bytes, totalLength };
      } catch (cause) {
        return codeOf(cause) === 'ENOENT'
          ? { ok: false, code: 'missing' }
          : { ok: false, code: 'failed', cause };
      } finally {
        await file?.close().catch(() => undefined);
      }
    },
    async delete(name) {
      const path = pathOf(name);
      try {
        await unlink(path);
        await syncFolder(join(root, name.schoolId));
        return { ok: true, existed: true };
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT') return { ok: true, existed: false };
        return { ok: false, code: 'failed', cause };
      }
    },
    async exists(name) {
      try {
        return (await stat(pathOf(name))).isFile();
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT') return false;
        throw cause;
      }
    },
    async removeAbandoned(nowMs) {
      let removed = 0;
      for (const leftover of await namesIn(incoming)) {
        const path = join(incoming, leftover);
        const age = nowMs - (await stat(path)).mtimeMs;
        if (age < ABANDONED_AFTER_MS) continue;
        await unlink(path);
        removed += 1;
      }
      return removed;
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw cause;
  }
}

/** Writes until one byte more than `length` has come; returns how many were taken. */
async function writeAll(
  file: FileHandle,
  length: number,
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  let written = 0;
  for await (const piece of bytes) {
    written += piece.length;
    if (written > length) break;
    let at = 0;
    while (at < piece.length) at += (await file.write(piece, at)).bytesWritten;
  }
  return written;
}

async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncFolder(join(path, '..'));
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file system journals the rename itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function putFailure(cause: unknown): PutOutcome {
  const code = codeOf(cause);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? { ok: false, code: 'no-space' }
    : { ok: false, code: 'failed', cause };
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
