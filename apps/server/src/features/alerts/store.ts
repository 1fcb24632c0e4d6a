import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Database, SchoolTx } from '../../platform/db/database.ts';

export type OwedKind = 'arrived' | 'raised' | 'opened' | 'assigned' | 'escalated' | 'threshold';

/** Something that happened to a capture and has to be told. */
export interface Owed {
  readonly id: string;
  readonly kind: OwedKind;
  readonly capture_id: string;
  readonly account_id: string | null;
  readonly by_id: string | null;
  readonly at: Date;
}

/** Schools in which something is due; nothing else of them. */
export async function schoolsDue(db: Database, now: number): Promise<string[]> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ id: string }>`select alerts_due(${new Date(now)}) as id`.execute(tx);
    return rows.rows.map((row) => row.id);
  });
}

/** Mails of all schools that wait and that were given up, for the metrics. */
export async function mailFigures(db: Database): Promise<{ waiting: number; dead: number }> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{
      waiting: number;
      dead: number;
    }>`select waiting, dead from alerts_figures()`.execute(tx);
    return rows.rows[0] ?? { waiting: 0, dead: 0 };
  });
}

/** Writes it down, unless the school sends no mail: then nothing is owed. Returns whether something is. */
export async function insertOwed(
  tx: SchoolTx,
  owed: { kind: OwedKind; captureId: string; accountId: string | null; byId: string | null; at: number },
): Promise<boolean> {
  const rows = await sql`
    insert into alerts_owed (school_id, kind, capture_id, account_id, by_id, at)
    select school_id, ${owed.kind}::text, ${owed.captureId}::uuid, ${owed.accountId}::text, ${owed.byId}::text,
      ${new Date(owed.at)}::timestamptz
    from alerts_mail_servers where school_id = lapwing_school()
    returning 1`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** Whether something of the capture has yet to be taken up. */
export async function isOwed(tx: SchoolTx, captureId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from alerts_owed where school_id = lapwing_school() and capture_id = ${captureId} limit 1`.execute(
    tx.kysely,
  );
  return rows.rows.length > 0;
}

/** Ids of what has to be told, the oldest first. */
export async function listOwed(tx: SchoolTx, most: number): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select id from alerts_owed where school_id = lapwing_school() order by id limit ${most}`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => row.id);
}

/** Takes it up: it is gone when the transaction commits. Null when somebody else has taken it. */
export async function takeOwed(tx: SchoolTx, id: string): Promise<Owed | null> {
  const rows = await sql<Owed>`
    delete from alerts_owed where school_id = lapwing_school() and id = ${id}
    returning id, kind, capture_id, account_id, by_id, at`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** What of a capture decides who is told and how soon. No word of its text. */
export interface CaptureFacts {
  readonly id: string;
  readonly person_id: string | null;
  readonly device_id: string;
  readonly term: string;
  readonly policy: PolicyKey;
  readonly severity: Severity;
  readonly is_open: boolean;
}

export async function captureFacts(tx: SchoolTx, id: string): Promise<CaptureFacts | null> {
  const rows = await sql<CaptureFacts>`
    select id, person_id, device_id, term, policy, severity, is_open from captures
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}
