import type { Finding } from './finding.ts';
import { severityRank } from './term.ts';

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
  /** `id` is the id that a capture made of this finding would have; `at` in milliseconds. */
  offer(scope: MergeScope, finding: Finding, id: string, at: number): Merged;
};

const TEN_MINUTES = 600_000;

/** Makes many findings of one term in one place into one capture with a count. */
export function createMerger(options: MergerOptions = {}): Merger {
  const windowMs = options.windowMs ?? TEN_MINUTES;
  const max = options.max ?? 1000;
  // In the order of their latest finding, so that the first is the one to forget.
  const seen = new Map<string, { id: string; count: number; at: number; rank: number }>();

  return {
    offer(scope, finding, id, at) {
      const key = `${finding.term}\n${scope}`;
      const before = seen.get(key);
      seen.delete(key);
      const rank = severityRank(finding.severity);
      if (before === undefined || at - before.at > windowMs) {
        seen.set(key, { id, count: 1, at, rank });
        if (seen.size > max) {
          const oldest = seen.keys().next();
          if (oldest.done !== true) seen.delete(oldest.value);
        }
        return { kind: 'first', id, count: 1 };
      }
      const raised = rank > before.rank;
      const count = before.count + 1;
      seen.set(key, { id: before.id, count, at: Math.max(at, before.at), rank: Math.max(rank, before.rank) });
      return { kind: 'repeat', id: before.id, count, raised };
    },
  };
}
