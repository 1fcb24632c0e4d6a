import { useMe } from '../../api/queries.ts';
import { dropEdits, openReview, type Pending, type PendingEdit, putEdits, usePendingOf } from './pending.ts';

/** What the person means to change, and how to mean more or less. */
export interface Edits {
  readonly pending: Pending;
  put: (edits: readonly PendingEdit[]) => void;
  drop: (keys: readonly string[]) => void;
  review: (open: boolean, reason?: string) => void;
}

/** @param base number of the last change that the page knows of */
export function useEdits(base: number): Edits {
  const owner = useMe().account.id;
  const pending = usePendingOf(owner);
  return {
    pending,
    put: (edits) => putEdits(owner, edits, base),
    drop: (keys) => dropEdits(owner, keys),
    review: (open, reason) => openReview(owner, open, reason),
  };
}
