import { explainRule } from '@lapwing/detection/rules.ts';
import type { FoundInText } from '@lapwing/protocol/features/policies/api.ts';
import type { Decided } from './decided.ts';
import { titleOf } from './present.ts';

/** What of a finding is told; of the engine's findings and of those that came from the thread. */
export interface FoundTerm {
  readonly term: string;
  readonly policy: FoundInText['policy']['id'];
  readonly sealed: boolean;
}

/** In the place of a term that nobody may read. */
const SEALED = Object.freeze({ id: 'sealed', definition: 'A sealed term' });

/** A term as whoever tries things out may know it. */
export function presentFoundTerm(decided: Decided, found: FoundTerm): FoundInText['term'] {
  const { config, inForce } = decided;
  const managed = inForce.managed.term(found.term);
  if (found.sealed || (managed !== null && inForce.managed.isSealedPolicy(managed.policy)))
    return { ...SEALED };
  const definition = config.terms.get(found.term)?.definition ?? managed?.definition ?? '';
  return { id: found.term, definition };
}

/** A finding in a text that somebody tries, with the engine's reasons. */
export function presentFound(
  decided: Decided,
  found: FoundTerm &
    Pick<FoundInText, 'severity' | 'start' | 'end'> & { readonly because: readonly string[] },
): FoundInText {
  const own = decided.config.terms.get(found.term)?.policy;
  const policy = own !== undefined && decided.config.policies.has(own) ? own : found.policy;
  return {
    term: presentFoundTerm(decided, found),
    policy: { id: policy, title: titleOf(decided, policy) },
    severity: found.severity,
    start: found.start,
    end: found.end,
    because: found.because.map(explainRule),
  };
}
