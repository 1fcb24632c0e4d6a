import { literalWording, type Term } from '@lapwing/detection/term.ts';
import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { PolicyConfig } from './config.ts';

/** The risk of a policy: a managed one's own key, an own one's choice; null of one that there is not. */
export function riskOf(config: Pick<PolicyConfig, 'policies'>, policy: string): PolicyKey | null {
  const managed = PolicyKey.safeParse(policy);
  return managed.success ? managed.data : (config.policies.get(policy)?.risk ?? null);
}

/** A term of the school's own as the engine takes it. */
export function engineTerm(id: string, term: OwnTerm, risk: PolicyKey): Term {
  return {
    id,
    policy: risk,
    wordings: term.notation ? term.wordings : term.wordings.map(literalWording),
    severity: term.severity,
    definition: term.definition,
    sources: term.sources,
    boundary: term.boundary,
    unmask: term.unmask,
    unless: term.unless.map(literalWording),
    ...(term.needs === null
      ? {}
      : { needs: { any: term.needs.any.map(literalWording), within: term.needs.within } }),
  };
}

/** All terms of the school's own, sorted by id; those whose policy is gone are left out. */
export function ownTermsOf(config: PolicyConfig): Term[] {
  return Array.from(config.terms)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, term]) => {
      const risk = riskOf(config, term.policy);
      return risk === null ? [] : [engineTerm(id, term, risk)];
    });
}
