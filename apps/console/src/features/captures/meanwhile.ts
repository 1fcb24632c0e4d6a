import type { HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';

/** Entries that change what one decides about; looks, arrivals and papers do not. */
const DECIDES: ReadonlySet<HistoryEntry['event']['kind']> = new Set([
  'amended',
  'taken',
  'assigned',
  'escalated',
  'undone',
  'allowed',
  'joined',
  'parted',
  'status',
  'note',
  'matched',
  'unmatched',
]);

/**
 * What others did since an entry of the history, oldest first.
 *
 * @param seen the last entry that the reader knew; null when they knew none
 * @param me the account of the reader
 */
export function doneMeanwhile(
  history: readonly HistoryEntry[],
  seen: string | null,
  me: string,
): readonly HistoryEntry[] {
  const known = seen === null ? -1 : history.findIndex((entry) => entry.id === seen);
  if (seen !== null && known === -1) return [];
  return history.slice(known + 1).filter((entry) => entry.by?.id !== me && DECIDES.has(entry.event.kind));
}
