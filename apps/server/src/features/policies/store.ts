import { sql } from 'kysely';
import { tables, type SchoolTx } from '../../platform/db/database.ts';

export type PackKind = 'library' | 'own' | 'rules';

interface PoliciesTables {
  policies_packs: {
    school_id: string;
    sha256: string;
    bytes: Buffer;
    library_version: string | null;
    kind: PackKind;
    change: number | null;
  };
}

/** Something that devices fetch by its hash. */
export interface NewPack {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly kind: PackKind;
  /** Of a library's pack; null of all others. */
  readonly libraryVersion: string | null;
  /** Number of the change that it was made for. */
  readonly change: number | null;
}

export async function insertPack(tx: SchoolTx, pack: NewPack): Promise<void> {
  await tables<PoliciesTables>(tx)
    .insertInto('policies_packs')
    .values({
      school_id: tx.schoolId,
      sha256: pack.sha256,
      bytes: Buffer.from(pack.bytes),
      library_version: pack.libraryVersion,
      kind: pack.kind,
      change: pack.change,
    })
    .onConflict((conflict) => conflict.columns(['school_id', 'sha256']).doNothing())
    .execute();
}

/** A pack that the school has or had; a device that was away for long may still ask for an earlier one. */
export async function findPack(tx: SchoolTx, sha256: string): Promise<Uint8Array | null> {
  const row = await tables<PoliciesTables>(tx)
    .selectFrom('policies_packs')
    .select('bytes')
    .where('school_id', '=', tx.schoolId)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row?.bytes ?? null;
}

/** Whether the school has or had a pack, without reading it. */
export async function hasPack(tx: SchoolTx, sha256: string): Promise<boolean> {
  const row = await tables<PoliciesTables>(tx)
    .selectFrom('policies_packs')
    .select('sha256')
    .where('school_id', '=', tx.schoolId)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a device held when it caught something: the version of the library, and the change that was newest then. */
export async function heldAt(
  tx: SchoolTx,
  pack: string,
  rules: string | null,
): Promise<{ readonly library: string | null; readonly change: number | null }> {
  const rows = await sql<{ library: string | null; change: number | null }>`
    select max(library_version) as library, max(change) as change from policies_packs
    where school_id = lapwing_school() and sha256 = any(${rules === null ? [pack] : [pack, rules]})`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? { library: null, change: null };
}
