import type { KeyObject } from 'node:crypto';
import type { Library } from '@lapwing/library/load.ts';
import { isOlder, readRelease, type Release, type ReleaseProblem } from '@lapwing/library/release.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { findFile, keepVersion, keptVersions } from './store.ts';

/** Libraries that are kept unpacked; one has some megabytes. */
const KEPT = 4;

/** What came of bringing a version. */
export type Brought =
  | { readonly ok: true; readonly release: Release }
  | {
      readonly ok: false;
      readonly reason: ReleaseProblem | 'older-version' | 'same-version';
      readonly message: string;
    };

/** The libraries that there are: the one that Lapwing comes with, and those that were brought to a school. */
export interface Shelf {
  readonly shipped: Library;
  /** The library of that version; null when the school has it not. */
  find(tx: SchoolTx, version: string): Promise<Library | null>;
  /** The release of a version that was brought; null for the shipped one and for those that are not here. */
  release(tx: SchoolTx, version: string): Promise<Release | null>;
  /** Looks at a signed file without keeping it. */
  read(file: Uint8Array): Promise<Brought>;
  /** Keeps a release that was read, if it is newer than everything here. `by`: who uploaded it, null if it was found. */
  keep(
    tx: SchoolTx,
    file: Uint8Array,
    release: Release,
    by: { readonly id: string; readonly name: string } | null,
  ): Promise<Brought>;
}

export function createShelf(parts: {
  readonly shipped: Library;
  /** Public keys of the makers whose releases are taken. */
  readonly trusted: readonly KeyObject[];
}): Shelf {
  const { shipped, trusted } = parts;
  /** By school and version: two schools may have been brought different files. */
  const unpacked = new Map<string, Release>();

  async function read(file: Uint8Array): Promise<Brought> {
    const outcome = await readRelease(file, trusted);
    return outcome.ok ? { ok: true, release: outcome.release } : outcome;
  }

  async function release(tx: SchoolTx, version: string): Promise<Release | null> {
    const key = `${tx.schoolId} ${version}`;
    const known = unpacked.get(key);
    if (known !== undefined) return known;
    const file = await findFile(tx, version);
    if (file === null) return null;
    const outcome = await readRelease(file, trusted);
    // Its maker is trusted no longer, or somebody has been at the database: it is as if it were not here.
    if (!outcome.ok) return null;
    unpacked.set(key, outcome.release);
    const oldest = unpacked.keys().next();
    if (unpacked.size > KEPT && oldest.done !== true) unpacked.delete(oldest.value);
    return outcome.release;
  }

  return {
    shipped,
    read,
    release,
    async find(tx, version) {
      if (version === shipped.version) return shipped;
      return (await release(tx, version))?.library ?? null;
    },
    async keep(tx, file, brought, by) {
      const { version } = brought.library;
      const here = [shipped.version, ...(await keptVersions(tx)).map((kept) => kept.version)];
      if (here.includes(version))
        return { ok: false, reason: 'same-version', message: `Version ${version} is here already.` };
      const newer = here.find((other) => isOlder(version, other));
      if (newer !== undefined) {
        return {
          ok: false,
          reason: 'older-version',
          message: `Version ${version} is older than ${newer}, which is here. To go back, apply an earlier version of those that are here.`,
        };
      }
      const kept = await keepVersion(tx, {
        version,
        file,
        sha256: brought.sha256,
        terms: brought.library.terms.length,
        by,
      });
      return kept
        ? { ok: true, release: brought }
        : { ok: false, reason: 'same-version', message: `Version ${version} is here already.` };
    },
  };
}
