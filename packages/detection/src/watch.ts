/** What a school has decided about terms, as it holds for one text: SPEC.md, WATCH. */

import { allowancesOf, type AllowRule } from './allow.ts';
import type { TermView } from './finding.ts';
import { periodAt, type Period, type Timetable } from './period.ts';
import type { Severity, Source } from './term.ts';

export { periodAt, PERIODS, type Period } from './period.ts';
export type { AllowRule } from './allow.ts';

/**
 * What holds for whoever is at a device; the file of rules of the protocol, once it has been parsed. What is not
 * named is as the terms were compiled.
 */
export type WatchRules = Timetable & {
  readonly format: 1;
  /** Every term is looked for in every source, not only in its own. */
  readonly everyTerm: boolean;
  /** By the key of a managed policy, or by the id of one of the school's own. */
  readonly policies: {
    readonly [policy: string]: {
      readonly off?: true | undefined;
      /** Only in these parts of the week. */
      readonly periods?: readonly Period[] | undefined;
      /** Instead of its terms' own. */
      readonly sources?: readonly Source[] | undefined;
      /** Seconds of recording for each finding, 0 for none. */
      readonly record?: number | undefined;
    };
  };
  readonly terms: {
    readonly [term: string]: {
      readonly off?: true | undefined;
      readonly sources?: readonly Source[] | undefined;
      readonly severity?: Severity | undefined;
      /** As of a policy, and stronger. */
      readonly record?: number | undefined;
      /** The school's own policy that the term stands in, where that is not its risk. */
      readonly policy?: string | undefined;
    };
  };
  readonly allow: readonly AllowRule[];
};

/** Where and when a text is seen. */
export type WatchedPlace = {
  readonly source: Source;
  /** Host of the page's address in lower case; null where there is none. */
  readonly host: string | null;
  /** Of the page that holds the page as a frame; a site that is let pass there is let pass within. */
  readonly outerHost?: string | null | undefined;
  /** Milliseconds since 1970, by a clock that is right. */
  readonly now: number;
};

/** Rules made ready. It keeps nothing of what it is asked about, and many devices may share one. */
export type Watch = {
  /** For `ScanOptions.terms`. It holds for this place and moment; asking anew for each text costs next to nothing. */
  view(at: WatchedPlace): TermView;
  /** Seconds of recording for a finding of this term, whose own policy is `risk`; undefined where nothing is said of it. */
  record(term: string, risk: string): number | undefined;
  /** The policy that a finding of this term, whose own policy is `risk`, stands in. */
  policyOf(term: string, risk: string): string;
};

type Chosen = { readonly off: boolean; readonly sources: ReadonlySet<Source> | undefined };
type ChosenPolicy = Chosen & { readonly periods: ReadonlySet<Period> | undefined };
type ChosenTerm = Chosen & { readonly severity: Severity | undefined; readonly policy: string | undefined };

const MINUTE_MS = 60_000;
/** Places that are asked about again and again: the sources of the pages that are open. */
const MAX_KEPT = 32;

/** Makes rules ready. Throws RangeError for a time zone that this device does not know. */
export function createWatch(rules: WatchRules): Watch {
  // Asked once, so that rules that cannot be followed are refused before they are in force.
  periodAt(rules, 0);
  const { everyTerm } = rules;
  const policies = new Map<string, ChosenPolicy>();
  for (const [id, { off, sources, periods }] of Object.entries(rules.policies))
    policies.set(id, { off: off === true, sources: setOf(sources), periods: setOf(periods) });
  const terms = new Map<string, ChosenTerm>();
  for (const [id, { off, sources, severity, policy }] of Object.entries(rules.terms))
    terms.set(id, { off: off === true, sources: setOf(sources), severity, policy });
  const allowances = allowancesOf(rules.allow);
  const kept = new Map<string, { readonly from: number; readonly to: number; readonly view: TermView }>();

  function makeView({ source, host, outerHost, now }: WatchedPlace): TermView {
    const period = periodAt(rules, now);
    const hosts = [host, outerHost ?? null].filter((one) => one !== null);
    const allowed = allowances.at(hosts, now);

    function isSought(id: string, risk: string, own: boolean): boolean {
      const term = terms.get(id);
      const policy = policies.get(term?.policy ?? risk);
      if (term?.off === true || policy?.off === true) return false;
      if (policy?.periods?.has(period) === false) return false;
      return everyTerm || ((term?.sources ?? policy?.sources)?.has(source) ?? own);
    }

    return {
      sought: (id, policy, own) =>
        isSought(id, policy, own) && !allowed.all(id, terms.get(id)?.policy ?? policy),
      severity: (id) => terms.get(id)?.severity,
      allowed: (finding) => allowed.phrase(finding, terms.get(finding.term)?.policy ?? finding.policy),
    };
  }

  return {
    record: (term, risk) =>
      rules.terms[term]?.record ?? rules.policies[terms.get(term)?.policy ?? risk]?.record,
    policyOf: (term, risk) => terms.get(term)?.policy ?? risk,
    view(at) {
      const key = `${at.source} ${at.host ?? ''} ${at.outerHost ?? ''}`;
      const before = kept.get(key);
      if (before !== undefined && at.now >= before.from && at.now < before.to) return before.view;
      // Within a minute nothing begins or ends but an allowance.
      const minute = Math.floor(at.now / MINUTE_MS) * MINUTE_MS;
      const { from, to } = allowances.steadyAround(at.now);
      const view = makeView(at);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(key, { from: Math.max(minute, from), to: Math.min(minute + MINUTE_MS, to), view });
      return view;
    },
  };
}

function setOf<T>(values: readonly T[] | undefined): ReadonlySet<T> | undefined {
  return values === undefined ? undefined : new Set(values);
}
