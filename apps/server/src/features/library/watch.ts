import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { MAX_LIBRARY_BYTES } from '@lapwing/protocol/features/library/api.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Shelf } from './shelf.ts';

/** A place where updates are laid down: a folder, or the address of a file. */
export interface LibraryWatch {
  /** Null when no place is watched. */
  state(): { readonly place: string; readonly at: string | null; readonly problem: string | null } | null;
  /** Looks now; what is new is offered to every school and applied in none. Does not reject. */
  look(): Promise<void>;
  stop(): void;
}

const EVERY_MS = 60 * 60_000;
const FETCH_MS = 60_000;
const ENDING = '.lwlib';
/** Files of a folder that are looked at; nobody keeps more releases. */
const MOST_FILES = 50;

/**
 * @param place absolute path of a folder with files that end in `.lwlib`, or an https address of one; null watches nothing
 */
export function createLibraryWatch(deps: {
  readonly place: string | null;
  readonly shelf: Shelf;
  readonly db: Database;
  readonly schoolIds: () => Promise<readonly string[]>;
  readonly log: Log;
  readonly now: () => number;
}): LibraryWatch {
  const { place, shelf, db, log } = deps;
  let at: string | null = null;
  let problem: string | null = null;

  async function take(name: string, file: Uint8Array): Promise<string | null> {
    const read = await shelf.read(file);
    if (!read.ok) return `${name}: ${read.message}`;
    for (const schoolId of await deps.schoolIds()) {
      // One that is here already, or older, is nothing to tell: the file stays where it lies.
      await db.inSchool(schoolId, (tx) => shelf.keep(tx, file, read.release, null));
    }
    return null;
  }

  async function look(): Promise<void> {
    if (place === null) return;
    const problems: string[] = [];
    try {
      for await (const [name, file] of filesAt(place)) {
        const found = file === null ? `${name} is larger than a library can be.` : await take(name, file);
        if (found !== null) problems.push(found);
      }
    } catch (cause) {
      log.error('library.not-looked', {}, cause);
      problems.push(
        `${place} could not be read: ${cause instanceof Error ? cause.message : 'no reason given'}`,
      );
    }
    at = new Date(deps.now()).toISOString();
    problem = problems.length === 0 ? null : problems.join(' ').slice(0, 500);
  }

  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return {
    state: () => (place === null ? null : { place, at, problem }),
    look,
    stop: () => clearInterval(timer),
  };
}

/** The files that lie there, by name; null for one that is too large. Older names first. */
async function* filesAt(place: string): AsyncGenerator<readonly [string, Uint8Array | null]> {
  if (place.startsWith('https:')) {
    const answer = await fetch(place, { signal: AbortSignal.timeout(FETCH_MS) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    yield [place, await readAtMost(answer)];
    return;
  }
  const names = (await readdir(place)).filter((name) => name.endsWith(ENDING)).sort();
  for (const name of names.slice(-MOST_FILES)) {
    const file = path.join(place, name);
    const { size } = await stat(file);
    yield [name, size > MAX_LIBRARY_BYTES ? null : await readFile(file)];
  }
}

/** The body of an answer; null as soon as it is larger than a library can be. */
async function readAtMost(answer: Response): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  while (reader !== undefined) {
    const read: { readonly done: boolean; readonly value?: unknown } = await reader.read();
    const part = read.value;
    if (read.done || !(part instanceof Uint8Array)) break;
    length += part.length;
    if (length > MAX_LIBRARY_BYTES) {
      await reader.cancel();
      return null;
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
