import { sql } from 'kysely';
import { tables, type Database, type SchoolTx } from '../../platform/db/database.ts';
import type { SealedSchoolKeys } from './keys.ts';

interface SchoolsTables {
  schools: {
    school_id: string;
    name: string;
    data_key_sealed: Buffer;
    state_key_public: string;
    state_key_sealed: Buffer;
  };
}

export interface SchoolRow {
  readonly id: string;
  readonly name: string;
  readonly dataKeySealed: Buffer;
  readonly stateKeyPublic: string;
  readonly stateKeySealed: Buffer;
}

/** Ids of all schools of this server, oldest first. */
export async function schoolIds(db: Database): Promise<string[]> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ id: string }>`select schools_ids() as id`.execute(tx);
    return rows.rows.map((row) => row.id);
  });
}

/** Adds the school that the transaction is bound to. */
export async function insertSchool(tx: SchoolTx, name: string, keys: SealedSchoolKeys): Promise<void> {
  await tables<SchoolsTables>(tx)
    .insertInto('schools')
    .values({
      school_id: tx.schoolId,
      name,
      data_key_sealed: Buffer.from(keys.dataKeySealed),
      state_key_public: keys.stateKeyPublic,
      state_key_sealed: Buffer.from(keys.stateKeySealed),
    })
    .execute();
}

/** The school that the transaction is bound to; null when there is none of that id. */
export async function findSchool(tx: SchoolTx): Promise<SchoolRow | null> {
  const row = await tables<SchoolsTables>(tx)
    .selectFrom('schools')
    .select(['school_id', 'name', 'data_key_sealed', 'state_key_public', 'state_key_sealed'])
    .where('school_id', '=', tx.schoolId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.school_id,
    name: row.name,
    dataKeySealed: row.data_key_sealed,
    stateKeyPublic: row.state_key_public,
    stateKeySealed: row.state_key_sealed,
  };
}

export async function renameSchool(tx: SchoolTx, name: string): Promise<void> {
  await tables<SchoolsTables>(tx)
    .updateTable('schools')
    .set({ name })
    .where('school_id', '=', tx.schoolId)
    .execute();
}

/** Whether the server has no school yet; nobody else can make one until the transaction ends. */
export async function isFirstSchool(tx: SchoolTx): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended('first school', 0))`.execute(
    tables<SchoolsTables>(tx),
  );
  const rows = await sql`select schools_ids()`.execute(tables<SchoolsTables>(tx));
  return rows.rows.length === 0;
}
