import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';

/**
 * Documents of one simulated device as files of a folder, one for each name, replaced whole. They outlive the process;
 * nothing is forced to the disk, since a simulated device that is lost in a power cut can be made anew.
 */
export function createStateFolder(folder: string): StateStore {
  let unique = 0;
  const pathOf = (name: string): string => join(folder, `${encodeURIComponent(name)}.bin`);
  return {
    async read(name) {
      try {
        return new Uint8Array(await readFile(pathOf(name)));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async write(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      unique += 1;
      const next = `${pathOf(name)}.${unique}.new`;
      await writeFile(next, bytes, { mode: 0o600 });
      await rename(next, pathOf(name));
    },
    delete: (name) => rm(pathOf(name), { force: true }),
    async names() {
      try {
        const files = await readdir(folder);
        return files
          .filter((file) => file.endsWith('.bin'))
          .map((file) => decodeURIComponent(file.slice(0, -'.bin'.length)))
          .sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
