import type { HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import type { HistoryRow } from './store-history.ts';

/** An amendment shows the wording that it replaced, by the device's own order; the newest stands in the capture itself. */
export function presentHistory(
  rows: readonly HistoryRow[],
  sealed: boolean,
  mayViewSealed: boolean,
): HistoryEntry[] {
  const wordings = rows
    .filter((row) => row.item_id !== null)
    .toSorted(
      (one, other) =>
        (one.finding_at_ms ?? 0) - (other.finding_at_ms ?? 0) ||
        ((one.item_id ?? '') < (other.item_id ?? '') ? -1 : 1),
    );
  return rows.map((row) => {
    const before = wordings[wordings.indexOf(row) - 1] ?? row;
    return {
      id: row.id,
      at: row.at.toISOString(),
      by: row.by_id === null || row.by_name === null ? null : { id: row.by_id, name: row.by_name },
      event: presentEvent(row, before, sealed, mayViewSealed),
    };
  });
}

function presentEvent(
  row: HistoryRow,
  before: HistoryRow,
  sealed: boolean,
  mayViewSealed: boolean,
): HistoryEntry['event'] {
  const words = row.words ?? '';
  switch (row.kind) {
    case 'evidence-arrived':
    case 'evidence-viewed':
      return { kind: row.kind, what: words === 'recording' ? 'recording' : 'screenshot' };
    case 'captured':
    case 'taken':
    case 'undone':
    case 'joined':
    case 'parted':
      return { kind: row.kind };
    case 'exported':
      return { kind: row.kind, what: words === 'original' ? 'original' : 'document' };
    case 'amended':
      if (before.severity === null) throw new Error('an amendment without a wording before it');
      return { kind: 'amended', severity: before.severity, sentence: sealed ? null : before.sentence };
    case 'assigned':
      return { kind: 'assigned', to: row.to_name };
    case 'escalated':
      return { kind: 'escalated', to: row.to_name ?? '', rationale: words };
    case 'status':
      if (row.from_status === null || row.to_status === null) throw new Error('a status from or to nothing');
      return { kind: 'status', from: row.from_status, to: row.to_status, rationale: row.words };
    case 'note':
      return { kind: 'note', text: words };
    case 'allowed':
    case 'alerted':
    case 'threshold':
    case 'sanctioned':
    case 'sanction-lifted':
      return { kind: row.kind, what: words };
    case 'sealed-opened':
      return { kind: row.kind, reason: mayViewSealed ? words : null };
    case 'held':
    case 'released':
      return { kind: row.kind, reason: words };
    case 'concern':
      if (row.concern_id === null) throw new Error('part of no concern');
      return { kind: 'concern', concernId: row.concern_id };
    case 'matched':
    case 'unmatched':
      return { kind: row.kind, person: words };
  }
}
