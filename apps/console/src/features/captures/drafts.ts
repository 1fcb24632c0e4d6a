import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';

/** What somebody is writing about one capture, kept while they look at others; in memory only. */
export interface Draft {
  /** A note, or the reason for this status. */
  readonly for: 'note' | CaptureStatus;
  readonly text: string;
}

export type Drafts = Readonly<Record<string, Draft>>;

export function withDraft(drafts: Drafts, id: string, draft: Draft | null): Drafts {
  const { [id]: _gone, ...others } = drafts;
  return draft === null ? others : { ...others, [id]: draft };
}

/** Whether something would be lost: an open form with nothing in it is no draft. */
export function holdsText(drafts: Drafts, id: string): boolean {
  const draft = drafts[id];
  return draft !== undefined && draft.text.trim() !== '';
}

/**
 * Opens the form for a note or a status. Words that stand in an open form go with it to the other one, so that a change
 * of mind loses nothing.
 */
export function openDraft(drafts: Drafts, id: string, purpose: Draft['for']): Drafts {
  return withDraft(drafts, id, { for: purpose, text: drafts[id]?.text ?? '' });
}

/** The capture to go on to after one was closed: the next open one below, else the nearest above, else none. */
export function nextOpen<Row extends { id: string }>(
  rows: readonly Row[],
  from: string,
  isOpen: (row: Row) => boolean,
): string | null {
  const index = rows.findIndex((row) => row.id === from);
  const below = rows.slice(index + 1).find(isOpen);
  const above = rows.slice(0, Math.max(0, index)).findLast(isOpen);
  return (below ?? above)?.id ?? null;
}
