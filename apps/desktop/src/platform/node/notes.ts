import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Notes } from '../contract/exchange.ts';
import { isMissing, replaceFile } from './durable.ts';

/**
 * Notes as files of a folder, which only its owner can read.
 * @param folder absolute; made when there is none
 */
export function createNotes(folder: string): Notes {
  return {
    async read(name) {
      try {
        return await readFile(path.join(folder, name), 'utf8');
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async write(name, text) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(path.join(folder, name), Buffer.from(text));
    },
    async remove(name) {
      await rm(path.join(folder, name), { force: true });
    },
  };
}
