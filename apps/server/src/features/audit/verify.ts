import type { Database } from '../../platform/db/database.ts';
import { checkLinks, GENESIS_HASH, type ChainProblem } from './chain.ts';
import { chainAfter } from './store.ts';

const STRETCH = 1000;

/** Walks a school's whole chain. `head` is what a backup or a report prints, to be compared later. */
export async function verifyAudit(
  db: Database,
  schoolId: string,
): Promise<{ entries: number; head: string; problem: ChainProblem | null }> {
  let head = { seq: 0, hash: GENESIS_HASH };
  for (;;) {
    const from = head;
    const rows = await db.inSchool(schoolId, (tx) => chainAfter(tx, from.seq, STRETCH));
    const entries = rows.map((row) => ({
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
    }));
    const checked = checkLinks(entries, head);
    head = checked.head;
    if (checked.problem !== null || rows.length < STRETCH) {
      return { entries: head.seq, head: head.hash, problem: checked.problem };
    }
  }
}
