import type { Finding } from './finding.ts';

/** Where findings of one term are one capture: a page, a field, a conversation. Any string that names it. */
export type MergeScope = string;

export type Merged =
  /** Not seen here lately: make a capture. */
  | { readonly kind: 'first'; readonly id: string; readonly count: 1 }
  /** Seen: raise the count of capture `id`. `raised` if this one is more severe than those before. */
  | { readonly kind: 'repeat'; readonly id: string; readonly count: number; readonly raised: boolean };

export type MergerOptions = {
  /** How long after the latest one the next is still the same; 10 minutes if absent. */
  readonly windowMs?: number | undefined;
  /** Pairs of scope and term remembered at once; 1,000 if absent. */
  readonly max?: number | undefined;
};

export type Merger = {
  /** `id` is the id that a capture made of this finding would have. */
  offer(scope: MergeScope, finding: Finding, id: string, at: number): Merged;
};

export function createMerger(options: MergerOptions = {}): Merger {
  void options;
  throw new Error('not built yet');
}
