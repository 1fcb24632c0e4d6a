import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
} from 'node:fs';
import { freemem } from 'node:os';
import path from 'node:path';

/** Where Linux keeps files in memory (shm_overview(7)). */
const IN_MEMORY = '/dev/shm';
const PREFIX = 'lapwing-test-';
/** What stories put there at once is a third of it. */
const NEEDED_THERE = 6 * 2 ** 30;
/** With that, there is as much again for the programs. */
const NEEDED_IN_ALL = 12 * 2 ** 30;
/** What later runs find again, so that they need not make it anew. */
const KEPT = Object.freeze(['lapwing-test-packs']);

/** The folder for temporary files of one run. */
export interface TemporaryFolder {
  readonly folder: string;
  remove(): void;
}

/** What there is for such a folder; as an argument, so that the decision can be tried. */
export interface Room {
  /** Where it would be made. */
  readonly place: string;
  /** The mounts, as `/proc/self/mounts` has them. */
  readonly mounts: string;
  /** Bytes that are free there, and in memory in all. */
  readonly freeThere: number;
  readonly freeInAll: number;
}

/** The room on this machine; null where nothing is known of it. */
export function roomInMemory(): Room | null {
  try {
    accessSync(IN_MEMORY, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return {
      place: IN_MEMORY,
      mounts: readFileSync('/proc/self/mounts', 'utf8'),
      freeThere: bavail * bsize,
      freeInAll: freemem(),
    };
  } catch {
    return null;
  }
}

/**
 * Makes a folder in memory for the temporary files of a run: some hundred databases and profiles of browsers are made
 * there and thrown away again, and no disk has to keep up with it. Answers null where there is not enough room, or no
 * program may run from there: then it stays with the disk.
 * @param kept the folder on disk for what outlives the run
 */
export function makeTemporaryFolder(room: Room | null, kept: string): TemporaryFolder | null {
  if (room === null || room.freeThere < NEEDED_THERE || room.freeInAll < NEEDED_IN_ALL) return null;
  if (!mayRunFrom(room)) return null;
  removeLeft(room.place);
  const folder = mkdtempSync(path.join(room.place, `${PREFIX}${String(process.pid)}-`));
  // As the one that every system has: databases run as an account of their own.
  chmodSync(folder, 0o1777);
  for (const name of KEPT) {
    mkdirSync(path.join(kept, name), { recursive: true });
    symlinkSync(path.join(kept, name), path.join(folder, name));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

function mayRunFrom({ place, mounts }: Room): boolean {
  const options = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, where]) => where === place)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}

/** Removes what runs have left that were killed: memory that nobody would give back. */
function removeLeft(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`, 'u').exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(path.join(place, name), { recursive: true, force: true });
    } catch {
      // It is another account's.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
