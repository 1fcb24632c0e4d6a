import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { isMissing, replaceFile, syncFolder } from './durable.ts';
import type { Seal } from './seal.ts';
import { createTurns } from './turns.ts';

/** Small named documents on disk. */
export interface StateFolder {
  /** Null where there is none, or it cannot be opened any more. */
  read(name: string): Promise<Uint8Array | null>;
  /** Durable once fulfilled; replaces what was there, all or nothing. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  delete(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

const ENDING = '.sealed';
const LARGE_BYTES = 1_000_000;

/**
 * Documents as sealed files of a folder, one for each name, replaced whole.
 * @param folder absolute; made when there is none
 */
export function createStateFolder(folder: string, seal: Seal): StateFolder {
  const inTurn = createTurns();
  const pathOf = (name: string): string => path.join(folder, `${fileNameOf(name)}${ENDING}`);
  return {
    read: async (name) =>
      inTurn(async () => {
        try {
          return seal.open(await readFile(pathOf(name)), `state ${name}`);
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),
    write: async (name, bytes) => {
      const sealed = seal.close(bytes, `state ${name}`);
      return inTurn(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await replaceFile(pathOf(name), sealed);
      });
    },
    delete: async (name) =>
      inTurn(async () => {
        try {
          await rm(pathOf(name));
        } catch (error) {
          if (isMissing(error)) return;
          throw error;
        }
        await syncFolder(folder);
      }),
    names: async () =>
      inTurn(async () => {
        const files = await readdir(folder).catch((error: unknown) => {
          if (isMissing(error)) return [];
          throw error;
        });
        return files
          .filter((file) => file.endsWith(ENDING))
          .map((file) => nameOf(file.slice(0, -ENDING.length)))
          .toSorted();
      }),
  };
}

/** The same, and `told` after a document of some size was read or written, of which pieces are left in memory. */
export function tellingOfLarge(state: StateFolder, told: () => void): StateFolder {
  const look = (bytes: Uint8Array | null): void => {
    if (bytes !== null && bytes.length > LARGE_BYTES) told();
  };
  return {
    ...state,
    async read(name) {
      const bytes = await state.read(name);
      look(bytes);
      return bytes;
    },
    async write(name, bytes) {
      await state.write(name, bytes);
      look(bytes);
    },
  };
}

/** Different names are different files also where capitals do not count; reversed by `nameOf`. */
export function fileNameOf(name: string): string {
  const plain = name.replaceAll(/[^a-z0-9-]/gu, (sign) =>
    [...Buffer.from(sign)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  // Windows has devices of three and four letters, such as `con`.
  return `d-${plain}`;
}

/** The name of a document from that of its file. */
export function nameOf(file: string): string {
  const bytes: number[] = [];
  for (const [, hex, plain] of file.replace(/^d-/u, '').matchAll(/_([0-9a-f]{2})|(.)/gsu))
    bytes.push(hex === undefined ? (plain ?? '').charCodeAt(0) : Number.parseInt(hex, 16));
  return Buffer.from(bytes).toString('utf8');
}
