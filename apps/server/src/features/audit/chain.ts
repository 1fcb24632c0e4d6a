import { createHash } from 'node:crypto';

/** One entry with all that its hash covers. `at` is ISO 8601 with milliseconds. */
export interface ChainedEntry {
  readonly schoolId: string;
  readonly seq: number;
  readonly at: string;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly action: string;
  readonly summary: string;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly outcome: 'opened' | 'done' | 'refused' | 'failed';
  readonly address: string | null;
  readonly previousHash: string;
}

/** What stands for the hash before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** SHA-256 over all fields in a fixed order, the hash of the entry before among them: no entry can be changed or taken out unseen. */
export function hashOf(entry: ChainedEntry): string {
  const fields = [
    entry.schoolId,
    entry.seq,
    entry.at,
    entry.actorId,
    entry.actorName,
    entry.action,
    entry.summary,
    entry.subjectKind,
    entry.subjectId,
    entry.outcome,
    entry.address,
    entry.previousHash,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

export type ChainProblem = { seq: number; problem: 'missing' | 'changed' | 'not-linked' };

/**
 * Checks a stretch of a chain against what came before it.
 * @returns the first problem, or null with the head to go on from
 */
export function checkLinks(
  entries: ReadonlyArray<ChainedEntry & { hash: string }>,
  from: { seq: number; hash: string },
): { problem: ChainProblem | null; head: { seq: number; hash: string } } {
  let head = from;
  for (const entry of entries) {
    if (entry.seq !== head.seq + 1) return { problem: { seq: head.seq + 1, problem: 'missing' }, head };
    if (entry.previousHash !== head.hash) return { problem: { seq: entry.seq, problem: 'not-linked' }, head };
    if (hashOf(entry) !== entry.hash) return { problem: { seq: entry.seq, problem: 'changed' }, head };
    head = { seq: entry.seq, hash: entry.hash };
  }
  return { problem: null, head };
}
