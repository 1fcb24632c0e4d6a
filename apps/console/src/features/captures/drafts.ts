import type { CaptureDetail, StaffName } from '@lapwing/protocol/features/captures/api.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';

/** A note, giving it to somebody, or the reason for a status; the words of letting pass stand in its own window. */
export type Purpose = 'note' | 'assign' | Exclude<CaptureStatus, 'false-positive-allowed'>;

/** What somebody is writing about one capture, kept while they look at others; in memory only. */
export interface Draft {
  readonly for: Purpose;
  readonly text: string;
  /** To whom it is to be escalated; null leaves it to the school's chain. */
  readonly to: StaffName | null;
  /** The capture as its writer has seen it: what changes after that is told before it is written over. */
  readonly revision: number;
  /** The last entry of the history that they have seen. */
  readonly seen: string | null;
  /** Somebody else changed it meanwhile, and the writer was told when they wanted to save. */
  readonly told: boolean;
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
export function openDraft(
  drafts: Drafts,
  capture: Pick<CaptureDetail, 'id' | 'revision' | 'history'>,
  purpose: Purpose,
): Drafts {
  const before = drafts[capture.id];
  return withDraft(drafts, capture.id, {
    for: purpose,
    text: before?.text ?? '',
    to: before?.to ?? null,
    revision: before?.revision ?? capture.revision,
    seen: before?.seen ?? capture.history.at(-1)?.id ?? null,
    told: before?.told ?? false,
  });
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
