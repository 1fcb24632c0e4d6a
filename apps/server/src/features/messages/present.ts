import type { Message, MessageListed } from '@lapwing/protocol/features/messages/api.ts';
import type { MessageRow, Outcome, SentRow } from './store.ts';

/** A device that says nothing so long after the deadline did not do it. */
export const LATE_MS = 5000;

/**
 * What was said, without what became of it on each device.
 *
 * @param mayName whether the reader may know all to whom it went: it can name pupils of others
 */
export function presentMessage(row: MessageRow, mayName: boolean, now: number): Omit<Message, 'results'> {
  const count = (...outcomes: readonly Outcome[]): number =>
    outcomes.reduce((sum, outcome) => sum + (row.counts[outcome] ?? 0), 0);
  const late = isLate(row, now);
  const devices = Object.values(row.counts).reduce((sum, each) => sum + each, 0);
  return {
    id: row.id,
    what: row.what,
    by: { id: row.by_id, name: row.by_name },
    to: mayName ? row.to_words : devices === 1 ? '1 device' : `${devices} devices`,
    at: row.sent_at.toISOString(),
    deadline: row.deadline.toISOString(),
    counts: {
      devices,
      waiting: late ? 0 : count('waiting'),
      done: count('shown', 'seen', 'done'),
      seen: count('seen'),
      failed:
        count('offline', 'too-late', 'not-possible', 'blocked', 'failed') + (late ? count('waiting') : 0),
    },
  };
}

export function presentResults(row: MessageRow, sent: readonly SentRow[], now: number): Message['results'] {
  const late = isLate(row, now);
  return sent.map((each) => ({
    deviceId: each.device_id,
    name: each.device_name,
    ...presentOutcome(each, late),
  }));
}

/** @param theirs what became of it at the person asked for */
export function presentListed(
  row: MessageRow,
  theirs: Pick<SentRow, 'outcome' | 'at'> | undefined,
  mayName: boolean,
  now: number,
): MessageListed {
  return {
    ...presentMessage(row, mayName, now),
    theirs: theirs === undefined ? null : presentOutcome(theirs, isLate(row, now)),
  };
}

function presentOutcome(
  { outcome, at }: Pick<SentRow, 'outcome' | 'at'>,
  late: boolean,
): NonNullable<MessageListed['theirs']> {
  return { outcome: late && outcome === 'waiting' ? 'too-late' : outcome, at: at?.toISOString() ?? null };
}

function isLate(row: MessageRow, now: number): boolean {
  return row.deadline.getTime() + LATE_MS < now;
}
