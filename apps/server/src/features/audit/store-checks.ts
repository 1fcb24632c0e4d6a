import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import { GENESIS_HASH, type ChainProblem } from './chain.ts';

/** One walk along the chain as far as it came. */
export interface CheckRow {
  readonly id: string;
  readonly byId: string;
  readonly byName: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly entries: number;
  readonly head: string;
  readonly problemSeq: number | null;
  readonly problem: ChainProblem['problem'] | null;
}

const COLUMNS = sql`id, by_id as "byId", by_name as "byName", started_at as "startedAt", ended_at as "endedAt", entries, head,
  problem_seq as "problemSeq", problem`;

export async function insertCheck(tx: SchoolTx, by: { id: string; name: string }): Promise<CheckRow> {
  const rows = await sql<CheckRow>`
    insert into audit_checks (school_id, by_id, by_name, head) values (lapwing_school(), ${by.id}, ${by.name}, ${GENESIS_HASH})
    returning ${COLUMNS}`.execute(tx.kysely);
  const row = rows.rows[0];
  if (row === undefined) throw new Error('an insert returns its row');
  return row;
}

/** The check, held until the transaction ends so that two do not walk the same stretch; null when there is none. */
export async function holdCheck(tx: SchoolTx, id: string): Promise<CheckRow | null> {
  const rows = await sql<CheckRow>`
    select ${COLUMNS} from audit_checks where school_id = lapwing_school() and id = ${id} for update`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

export async function updateCheck(
  tx: SchoolTx,
  id: string,
  to: { entries: number; head: string; problem: ChainProblem | null; ended: boolean },
): Promise<void> {
  await sql`
    update audit_checks set entries = ${to.entries}, head = ${to.head}, problem_seq = ${to.problem?.seq ?? null},
      problem = ${to.problem?.problem ?? null}, ended_at = case when ${to.ended} then now() end
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

/** The newest checks first. */
export async function listCheckRows(tx: SchoolTx, limit: number): Promise<CheckRow[]> {
  const rows = await sql<CheckRow>`
    select ${COLUMNS} from audit_checks where school_id = lapwing_school()
    order by started_at desc, id desc limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

/** How far the chain reached when it was last found whole; null when it never was. */
export async function lastWhole(tx: SchoolTx): Promise<{ seq: number; hash: string } | null> {
  const rows = await sql<{ seq: number; hash: string }>`
    select entries as seq, head as hash from audit_checks
    where school_id = lapwing_school() and ended_at is not null and problem is null
    order by entries desc, ended_at desc limit 1`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}
