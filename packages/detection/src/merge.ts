import { detached } from './detach.ts';
import type { Finding } from './finding.ts';
import { severityRank } from './term.ts';

/** Where findings of one term are one capture: a page, a field, a conversation. Any string that names it. */
export type MergeScope = string;

export type Merged =
  /** Not seen here lately: make a capture. */
  | { readonly kind: 'first'; readonly id: string; readonly count: 1 }
  /** Seen: raise the count of capture `id`. `raised` if this one is more severe than what the capture shows. */
  | { readonly kind: 'repeat'; readonly id: string; readonly count: number; readonly raised: boolean };

/** What the capture `id` shows from now on. */
export type Shown = { readonly id: string; readonly finding: Finding };

export type MergerOptions = {
  /** How long after the latest one the next is still the same; 10 minutes if absent. */
  readonly windowMs?: number | undefined;
  /** Pairs of scope and term remembered at once, and as many findings; 1,000 if absent. */
  readonly max?: number | undefined;
};

export type Merger = {
  /** `id` is the id that a capture made of this finding would have; `at` in milliseconds. */
  offer(scope: MergeScope, finding: Finding, id: string, at: number): Merged;
  /**
   * The finding that was offered as `id` reads otherwise now, more severe or less. Answers what its capture is to show,
   * which is the most severe of all that are one with it; undefined if that stays as it is.
   */
  amend(id: string, finding: Finding): Shown | undefined;
  /** The finding that was offered as `id`, as it reads now; undefined once it is forgotten. */
  latest(id: string): Finding | undefined;
};

type Capture = {
  readonly id: string;
  readonly findings: Map<string, Finding>;
  count: number;
  at: number;
  shown: { readonly id: string; readonly finding: Finding };
};

const TEN_MINUTES = 600_000;

/** Makes many findings of one term in one place into one capture with a count. */
export function createMerger(options: MergerOptions = {}): Merger {
  const windowMs = options.windowMs ?? TEN_MINUTES;
  const max = options.max ?? 1000;
  // In the order of their latest finding, so that the first is the one to forget.
  const captures = new Map<string, Capture>();
  /** The capture of each finding, in the order in which they came. */
  const captureOf = new Map<string, Capture>();

  function remember(id: string, finding: Finding, capture: Capture): void {
    capture.findings.set(id, finding);
    captureOf.set(id, capture);
    const oldest = captureOf.keys().next();
    if (captureOf.size <= max || oldest.done === true) return;
    captureOf.get(oldest.value)?.findings.delete(oldest.value);
    captureOf.delete(oldest.value);
  }

  return {
    offer(scope, given, id, at) {
      const finding = detached(given);
      const key = `${finding.term}\n${scope}`;
      const before = captures.get(key);
      captures.delete(key);
      if (before === undefined || at - before.at > windowMs) {
        const capture = { id, findings: new Map(), count: 1, at, shown: { id, finding } };
        captures.set(key, capture);
        remember(id, finding, capture);
        const oldest = captures.keys().next();
        if (captures.size > max && oldest.done !== true) captures.delete(oldest.value);
        return { kind: 'first', id, count: 1 };
      }
      captures.set(key, before);
      remember(id, finding, before);
      const raised = isWorse(finding, before.shown.finding);
      if (raised) before.shown = { id, finding };
      before.count += 1;
      before.at = Math.max(at, before.at);
      return { kind: 'repeat', id: before.id, count: before.count, raised };
    },
    amend(id, given) {
      const capture = captureOf.get(id);
      if (capture === undefined) return undefined;
      const finding = detached(given);
      capture.findings.set(id, finding);
      if (capture.shown.id !== id && !isWorse(finding, capture.shown.finding)) return undefined;
      let shown = { id, finding };
      for (const [other, one] of capture.findings)
        if (isWorse(one, shown.finding)) shown = { id: other, finding: one };
      capture.shown = shown;
      return { id: capture.id, finding: shown.finding };
    },
    latest: (id) => captureOf.get(id)?.findings.get(id),
  };
}

function isWorse(one: Finding, other: Finding): boolean {
  return severityRank(one.severity) > severityRank(other.severity);
}
