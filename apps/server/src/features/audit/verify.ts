import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { checkLinks, GENESIS_HASH, type ChainedEntry, type ChainProblem } from './chain.ts';
import { lastWhole } from './store-checks.ts';
import { chainAfter, type AuditRow } from './store.ts';

const STRETCH = 1000;

/** How far a walk along the chain has come. */
export interface Walked {
  readonly head: { readonly seq: number; readonly hash: string };
  readonly problem: ChainProblem | null;
  readonly ended: boolean;
}

/**
 * Walks on by one stretch.
 * @param known how far the chain reached when it was last found whole: a chain that was written anew from the beginning
 * holds together, and still is not the one that was there
 */
export async function walkOn(
  tx: SchoolTx,
  from: { seq: number; hash: string },
  known: { seq: number; hash: string } | null,
  stretch = STRETCH,
): Promise<Walked> {
  const rows = await chainAfter(tx, from.seq, stretch);
  const { problem, head } = checkLinks(rows.map(chained), from);
  const there = rows.find((row) => row.seq === known?.seq);
  if (there !== undefined && there.hash !== known?.hash && (problem === null || problem.seq > there.seq)) {
    return { head: from, problem: { seq: there.seq, problem: 'changed' }, ended: true };
  }
  if (problem !== null) return { head, problem, ended: true };
  if (rows.length === stretch) return { head, problem: null, ended: false };
  const cutOff = known !== null && head.seq < known.seq;
  return { head, problem: cutOff ? { seq: head.seq + 1, problem: 'missing' } : null, ended: true };
}

/** Walks a school's whole chain. `head` is what a backup or a report prints, to be compared later. */
export async function verifyAudit(
  db: Database,
  schoolId: string,
): Promise<{ entries: number; head: string; problem: ChainProblem | null }> {
  const known = await db.inSchool(schoolId, lastWhole);
  let head = { seq: 0, hash: GENESIS_HASH };
  for (;;) {
    const from = head;
    const walked = await db.inSchool(schoolId, (tx) => walkOn(tx, from, known));
    head = walked.head;
    if (walked.ended) return { entries: head.seq, head: head.hash, problem: walked.problem };
  }
}

/** A row with all that its hash covers, and the hash. */
export function chained(row: AuditRow): ChainedEntry & { hash: string } {
  return {
    schoolId: row.school_id,
    seq: row.seq,
    at: row.at.toISOString(),
    actorId: row.actor_id,
    actorName: row.actor_name,
    action: row.action,
    summary: row.summary,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    outcome: row.outcome,
    address: row.address,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
