import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** One part of evidence that is coming. */
export interface Part {
  readonly start: number;
  readonly bytes: number;
  /** Its id in the blob store. */
  readonly blob: string;
}

export type AddedPart =
  | { ok: true; arrived: number }
  /** It does not begin where the evidence stands; `arrived` says where that is. */
  | { ok: false; arrived: number; known: boolean };

/** Takes a part if it is the next one, so that of two that come at once one counts. */
export async function addPart(tx: SchoolTx, evidenceId: string, part: Part): Promise<AddedPart> {
  const rows = await sql<{ arrived_bytes: number }>`
    select arrived_bytes from evidence
    where school_id = lapwing_school() and id = ${evidenceId} for update`.execute(tx.kysely);
  const arrived = rows.rows[0]?.arrived_bytes;
  if (arrived === undefined) throw new Error('a part of evidence that was promised by nobody');
  if (arrived !== part.start) {
    const known = await sql`
      select 1 from evidence_parts where school_id = lapwing_school() and evidence_id = ${evidenceId}
        and blob = ${part.blob}`.execute(tx.kysely);
    return { ok: false, arrived, known: known.rows.length > 0 };
  }
  await sql`
    insert into evidence_parts (school_id, evidence_id, start, bytes, blob)
    values (lapwing_school(), ${evidenceId}, ${part.start}, ${part.bytes}, ${part.blob})`.execute(tx.kysely);
  await sql`
    update evidence set arrived_bytes = ${part.start + part.bytes}
    where school_id = lapwing_school() and id = ${evidenceId}`.execute(tx.kysely);
  return { ok: true, arrived: part.start + part.bytes };
}

/** The parts that have come, in order. */
export async function partsOf(tx: SchoolTx, evidenceId: string): Promise<Part[]> {
  const rows = await sql<Part>`
    select start, bytes, blob from evidence_parts
    where school_id = lapwing_school() and evidence_id = ${evidenceId} order by start`.execute(tx.kysely);
  return rows.rows;
}

/** Forgets the parts; evidence that is not whole begins anew. Returns what is to be removed from the blob store. */
export async function dropParts(tx: SchoolTx, evidenceId: string): Promise<Part[]> {
  await sql`
    update evidence set arrived_bytes = 0
    where school_id = lapwing_school() and id = ${evidenceId} and state <> 'ready'`.execute(tx.kysely);
  const rows = await sql<Part>`
    delete from evidence_parts where school_id = lapwing_school() and evidence_id = ${evidenceId}
    returning start, bytes, blob`.execute(tx.kysely);
  return rows.rows;
}

/** Evidence of which parts have come and none for so many days. */
export async function abandonedParts(tx: SchoolTx, days: number): Promise<string[]> {
  const rows = await sql<{ evidence_id: string }>`
    select evidence_id from evidence_parts where school_id = lapwing_school()
    group by evidence_id having max(at) < now() - make_interval(days => ${days}::int)`.execute(tx.kysely);
  return rows.rows.map((row) => row.evidence_id);
}
