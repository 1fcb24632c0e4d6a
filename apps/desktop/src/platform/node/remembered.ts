import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

import { replaceFile } from './durable.ts';

/** What the agent has turned off, so that a later run of it puts back just that. */
export interface Remembered {
  read(): Promise<readonly string[]>;
  /** On the disk once fulfilled. Rejects when the disk refuses. */
  write(names: readonly string[]): Promise<void>;
}

const Names = z.array(z.string());

/** @param file absolute; its folder is made when there is none */
export function createRemembered(file: string): Remembered {
  return {
    read: async () => {
      const text = await readFile(file, 'utf8').catch(() => '[]');
      try {
        return Names.parse(JSON.parse(text));
      } catch {
        return [];
      }
    },
    write: async (names) => {
      if (names.length === 0) {
        await rm(file, { force: true });
        return;
      }
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await replaceFile(file, Buffer.from(JSON.stringify([...new Set(names)])));
    },
  };
}
