import type { Term } from '@lapwing/detection/term.ts';
import type { AllowRule } from '@lapwing/protocol/features/policies/rules.ts';
import { canonical, type PolicyConfig } from './config.ts';
import type { Managed } from './managed.ts';
import { ownTermsOf } from './own-terms.ts';
import type { SeatRules } from './try-out.ts';

/** Of more terms than this share of the library a pack of their own saves nothing. */
const FEW = 0.4;

/**
 * The terms of which a change of rules can make anything else at any seat; null where it can be any of them, or so many
 * that looking for them alone is not worth it. Where a text has none of them, it is as it was.
 */
export function touchedTerms(
  managed: Managed,
  configs: readonly PolicyConfig[],
  before: readonly SeatRules[],
  after: readonly SeatRules[],
): Term[] | null {
  const policies = new Set<string>();
  const terms = new Set<string>();
  for (const [seat, { rules: old }] of before.entries()) {
    const now = after[seat]?.rules;
    if (now === undefined || old.everyTerm !== now.everyTerm) return null;
    if (canonical([old.week, old.holidays]) !== canonical([now.week, now.holidays])) return null;
    for (const policy of differing(old.policies, now.policies)) policies.add(policy);
    for (const term of differing(old.terms, now.terms)) terms.add(term);
    for (const rule of differingRules(old.allow, now.allow)) {
      if (rule.term !== undefined) terms.add(rule.term);
      else if (rule.policy !== undefined) policies.add(rule.policy);
      else return null;
    }
  }
  const own = configs.flatMap((config) =>
    ownTermsOf(config).filter(({ id }) => terms.has(id) || policies.has(config.terms.get(id)?.policy ?? '')),
  );
  const library = managed.library.terms.filter(({ id, policy }) => terms.has(id) || policies.has(policy));
  if (library.length > managed.library.terms.length * FEW) return null;
  return [...library, ...new Map(own.map((term) => [term.id, term])).values()];
}

function differing(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => canonical(one[key] ?? null) !== canonical(other[key] ?? null));
}

function differingRules(one: readonly AllowRule[], other: readonly AllowRule[]): AllowRule[] {
  const [old, now] = [new Set(one.map(canonical)), new Set(other.map(canonical))];
  return [
    ...one.filter((rule) => !now.has(canonical(rule))),
    ...other.filter((rule) => !old.has(canonical(rule))),
  ];
}
