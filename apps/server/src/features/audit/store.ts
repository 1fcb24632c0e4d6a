import { sql } from 'kysely';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { GENESIS_HASH, hashOf, type ChainedEntry } from './chain.ts';

interface AuditTables {
  audit_entries: {
    school_id: string;
    seq: number;
    at: Date;
    actor_id: string | null;
    actor_name: string | null;
    action: string;
    summary: string;
    subject_kind: string | null;
    subject_id: string | null;
    outcome: 'opened' | 'done' | 'refused' | 'failed';
    address: string | null;
    previous_hash: string;
    hash: string;
  };
}
export type AuditRow = AuditTables['audit_entries'];

/** What a new entry says; its number, time and hashes are given when it is added. */
export type NewEntry = Omit<ChainedEntry, 'schoolId' | 'seq' | 'at' | 'previousHash'>;

/**
 * Adds one entry at the end of the school's chain. Waits for whoever is adding one: the lock is held until the
 * transaction ends, so this is the last thing that a transaction should do.
 */
export async function insertEntry(tx: SchoolTx, entry: NewEntry): Promise<void> {
  const kysely = tables<AuditTables>(tx);
  await sql`select pg_advisory_xact_lock(hashtextextended('audit ' || ${tx.schoolId}, 0))`.execute(kysely);
  const last = await kysely
    .selectFrom('audit_entries')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const now = await sql<{ at: Date }>`select date_trunc('milliseconds', clock_timestamp()) as at`.execute(
    kysely,
  );
  const at = now.rows[0]?.at;
  if (at === undefined) throw new Error('the database told no time');
  const chained: ChainedEntry = {
    ...entry,
    schoolId: tx.schoolId,
    seq: (last?.seq ?? 0) + 1,
    at: at.toISOString(),
    previousHash: last?.hash ?? GENESIS_HASH,
  };
  await kysely
    .insertInto('audit_entries')
    .values({
      school_id: chained.schoolId,
      seq: chained.seq,
      at,
      actor_id: chained.actorId,
      actor_name: chained.actorName,
      action: chained.action,
      summary: chained.summary,
      subject_kind: chained.subjectKind,
      subject_id: chained.subjectId,
      outcome: chained.outcome,
      address: chained.address,
      previous_hash: chained.previousHash,
      hash: hashOf(chained),
    })
    .execute();
}

export interface EntryFilter {
  readonly subjectId: string | undefined;
  readonly actorId: string | undefined;
  readonly action: string | undefined;
  /** Only entries with a smaller number. */
  readonly before: number | null;
  readonly limit: number;
}

/** Entries of the school, newest first. */
export async function listEntries(tx: SchoolTx, filter: EntryFilter): Promise<AuditRow[]> {
  let query = tables<AuditTables>(tx)
    .selectFrom('audit_entries')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(filter.limit);
  if (filter.subjectId !== undefined) query = query.where('subject_id', '=', filter.subjectId);
  if (filter.actorId !== undefined) query = query.where('actor_id', '=', filter.actorId);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.before !== null) query = query.where('seq', '<', filter.before);
  return query.execute();
}

/** A stretch of the chain in its own order, for verification. */
export async function chainAfter(tx: SchoolTx, seq: number, limit: number): Promise<AuditRow[]> {
  return tables<AuditTables>(tx)
    .selectFrom('audit_entries')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
}
