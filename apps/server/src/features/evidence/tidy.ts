import type { Blobs } from '../../platform/blobs/blobs.ts';
import type { FileBlobs } from '../../platform/blobs/file-blobs.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { abandonedParts, dropParts } from './store-parts.ts';

const DAY_MS = 86_400_000;
/** A device that is away for the holidays comes back within this; it then sends all of it once more. */
const ABANDONED_AFTER_DAYS = 30;

export interface TidyDeps {
  readonly db: Database;
  readonly blobs: Blobs;
  readonly log: Log;
  readonly clock: Clock;
  /** Where uploads of killed servers leave files behind. */
  readonly files: Pick<FileBlobs, 'removeAbandoned'>;
  readonly schoolIds: () => Promise<readonly string[]>;
}

/** Removes what nobody will come back for, now and once a day. Returns what ends it. */
export function startTidying(deps: TidyDeps): () => void {
  const tidy = async (): Promise<void> => {
    await deps.files.removeAbandoned(deps.clock.now());
    for (const schoolId of await deps.schoolIds()) await tidyParts(deps, schoolId);
  };
  const tidyNow = (): void => {
    tidy().catch((cause: unknown) => deps.log.error('evidence.not-tidied', {}, cause));
  };
  tidyNow();
  const daily = setInterval(tidyNow, DAY_MS);
  return () => clearInterval(daily);
}

/**
 * Removes parts of evidence that has stopped coming.
 * @returns how many pieces of evidence it was of
 */
export async function tidyParts(
  deps: Pick<TidyDeps, 'db' | 'blobs' | 'log'>,
  schoolId: string,
): Promise<number> {
  const { db, blobs, log } = deps;
  const abandoned = await db.inSchool(schoolId, (tx) => abandonedParts(tx, ABANDONED_AFTER_DAYS));
  for (const evidenceId of abandoned) {
    const parts = await db.inSchool(schoolId, (tx) => dropParts(tx, evidenceId));
    for (const part of parts) {
      const removed = await blobs.delete({ schoolId, id: part.blob });
      if (!removed.ok) log.error('evidence.part-not-removed', { schoolId, part: part.blob }, removed.cause);
    }
  }
  return abandoned.length;
}
