import { tables, type SchoolTx } from '../../platform/db/database.ts';

interface PoliciesTables {
  policies_packs: { school_id: string; sha256: string; bytes: Buffer; library_version: string };
}

export async function insertPack(
  tx: SchoolTx,
  pack: { readonly sha256: string; readonly bytes: Uint8Array; readonly libraryVersion: string },
): Promise<void> {
  await tables<PoliciesTables>(tx)
    .insertInto('policies_packs')
    .values({
      school_id: tx.schoolId,
      sha256: pack.sha256,
      bytes: Buffer.from(pack.bytes),
      library_version: pack.libraryVersion,
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
