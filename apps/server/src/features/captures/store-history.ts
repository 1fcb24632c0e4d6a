import { Id } from '@lapwing/protocol/ids.ts';
import type { HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A member of staff, as the history keeps them. */
export interface By {
  readonly id: string;
  readonly name: string;
}

/** Lines that change nothing of the capture itself; several are written by other features. */
export type LineKind = Extract<
  HistoryEntry['event']['kind'],
  | 'note'
  | 'evidence-arrived'
  | 'evidence-viewed'
  | 'sealed-opened'
  | 'held'
  | 'released'
  | 'exported'
  | 'concern'
  | 'alerted'
  | 'threshold'
  | 'sanctioned'
  | 'sanction-lifted'
>;

/**
 * Adds a line that changes nothing else.
 *
 * @param by null where Lapwing itself did it
 * @param words the text of a note, the reason of a hold, or what was done, in words; none of a pupil's but in a note
 * @param concernId of the concern that it became part of
 */
export async function insertHistory(
  tx: SchoolTx,
  captureId: string,
  by: By | null,
  kind: LineKind,
  words: string | null,
  concernId: string | null = null,
): Promise<void> {
  await sql`
    insert into captures_history (school_id, capture_id, by_id, by_name, kind, words, concern_id)
    values (lapwing_school(), ${captureId}, ${by?.id ?? null}, ${by?.name ?? null}, ${kind}, ${words},
      ${concernId})`.execute(tx.kysely);
}

export interface HistoryRow {
  id: string;
  at: Date;
  by_id: string | null;
  by_name: string | null;
  kind: HistoryEntry['event']['kind'];
  item_id: string | null;
  finding_at_ms: number | null;
  severity: Severity | null;
  sentence: string | null;
  from_status: CaptureStatus | null;
  to_status: CaptureStatus | null;
  to_name: string | null;
  words: string | null;
  concern_id: string | null;
}

/** All that happened to the capture, in order. */
export async function historyOf(tx: SchoolTx, captureId: string): Promise<HistoryRow[]> {
  const rows = await sql<HistoryRow>`
    select id, at, by_id, by_name, kind, item_id, finding_at_ms, severity, sentence, from_status, to_status, to_name,
      words, concern_id
    from captures_history where school_id = lapwing_school() and capture_id = ${captureId}
    order by at, id`.execute(tx.kysely);
  return rows.rows;
}

/** A change as it is told to somebody else. */
export interface ChangeRow {
  readonly capture_id: string;
  readonly kind: HistoryEntry['event']['kind'];
  /** Of the capture, as this change made it. */
  readonly revision: number;
  readonly by_id: string | null;
  readonly by_name: string | null;
  readonly to_name: string | null;
  readonly to_status: CaptureStatus | null;
}

/** What was last changed of a capture after that revision; null where it was the device that said more. */
export async function lastChange(
  tx: SchoolTx,
  captureId: string,
  revision: number,
): Promise<ChangeRow | null> {
  const rows = await sql<ChangeRow>`
    select capture_id, kind, revision, by_id, by_name, to_name, to_status from captures_history
    where school_id = lapwing_school() and capture_id = ${captureId} and revision > ${revision}
    order by revision desc, at desc limit 1`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** What can be changed of a capture, and taken back. */
export const CaptureState = z.object({
  status: CaptureStatus,
  assignedTo: z.object({ id: z.string(), name: z.string() }).nullable(),
  escalatedTo: z.object({ id: z.string(), name: z.string() }).nullable(),
  incidentId: Id.nullable(),
});
export type CaptureState = z.infer<typeof CaptureState>;

/** A change that its maker can take back. */
export interface Undoable extends ChangeRow {
  readonly at: Date;
  readonly before: CaptureState;
}

/** Of these captures, the newest change of each that nothing has been changed after, where this person made it since then. */
export async function undoableOf(
  tx: SchoolTx,
  captureIds: readonly string[],
  byId: string,
  since: Date,
): Promise<Map<string, Undoable>> {
  const rows = await sql<ChangeRow & { at: Date; before: unknown }>`
    select h.capture_id, h.kind, h.revision, h.by_id, h.by_name, h.to_name, h.to_status, h.at, h.before
    from captures_history h
    join captures c on c.school_id = h.school_id and c.id = h.capture_id and c.revision = h.revision
    where h.school_id = lapwing_school() and h.capture_id = any(${[...captureIds]}::uuid[]) and h.by_id = ${byId}
      and h.before is not null and h.at > ${since}`.execute(tx.kysely);
  const found = rows.rows.map((row): [string, Undoable] => [
    row.capture_id,
    { ...row, before: CaptureState.parse(row.before) },
  ]);
  return new Map(found);
}
