import { tables, type SchoolTx } from '../../platform/db/database.ts';

export interface KeptVersion {
  readonly version: string;
  readonly sha256: string;
  readonly terms: number;
  readonly source: 'uploaded' | 'found';
  readonly addedBy: string | null;
  readonly addedAt: Date;
}

interface LibraryTables {
  library_versions: {
    school_id: string;
    version: string;
    file: Buffer;
    sha256: string;
    terms: number;
    source: 'uploaded' | 'found';
    added_by: string | null;
    added_by_name: string | null;
    added_at: Date;
  };
}

/** The versions that were brought to the school, in no order. */
export async function keptVersions(tx: SchoolTx): Promise<KeptVersion[]> {
  const rows = await tables<Pick<LibraryTables, 'library_versions'>>(tx)
    .selectFrom('library_versions')
    .select(['version', 'sha256', 'terms', 'source', 'added_by_name', 'added_at'])
    .where('school_id', '=', tx.schoolId)
    .execute();
  return rows.map((row) => ({
    version: row.version,
    sha256: row.sha256,
    terms: row.terms,
    source: row.source,
    addedBy: row.added_by_name,
    addedAt: row.added_at,
  }));
}

/** The signed file of a version that was brought to the school; null when there is none. */
export async function findFile(tx: SchoolTx, version: string): Promise<Uint8Array | null> {
  const row = await tables<Pick<LibraryTables, 'library_versions'>>(tx)
    .selectFrom('library_versions')
    .select('file')
    .where('school_id', '=', tx.schoolId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.file ?? null;
}

/** Keeps a version. Returns false when the school has it already, which changes nothing. */
export async function keepVersion(
  tx: SchoolTx,
  kept: {
    readonly version: string;
    readonly file: Uint8Array;
    readonly sha256: string;
    readonly terms: number;
    readonly by: { readonly id: string; readonly name: string } | null;
  },
): Promise<boolean> {
  const inserted = await tables<{
    library_versions: Omit<LibraryTables['library_versions'], 'added_at'>;
  }>(tx)
    .insertInto('library_versions')
    .values({
      school_id: tx.schoolId,
      version: kept.version,
      file: Buffer.from(kept.file),
      sha256: kept.sha256,
      terms: kept.terms,
      source: kept.by === null ? 'found' : 'uploaded',
      added_by: kept.by?.id ?? null,
      added_by_name: kept.by?.name ?? null,
    })
    .onConflict((conflict) => conflict.columns(['school_id', 'version']).doNothing())
    .executeTakeFirst();
  return Number(inserted.numInsertedOrUpdatedRows ?? 0n) === 1;
}
