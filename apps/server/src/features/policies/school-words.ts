import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { Latest } from './decided.ts';
import { managedWords, type ManagedWords } from './managed.ts';
import { SEALED_TERM } from './sealed.ts';

/** What the policies of one school say of themselves, in words for people. */
export interface SchoolWords extends ManagedWords {
  /** The title of the policy that a term stands in: one of the school's own, or that of its risk. */
  titleOf(term: string, risk: PolicyKey): string;
}

export function schoolWords({ config, inForce }: Latest): SchoolWords {
  const managed = managedWords(inForce.managed);
  return {
    ...managed,
    titleOf(term, risk) {
      const own = config.terms.get(term);
      return (
        (own === undefined ? undefined : config.policies.get(own.policy)?.title) ?? managed.policyTitle(risk)
      );
    },
    definitionOf(term) {
      if (term.startsWith(SEALED_TERM)) return 'A phrase of a sealed list.';
      return config.terms.get(term)?.definition ?? managed.definitionOf(term);
    },
    isSealed: (term) => term.startsWith(SEALED_TERM) || managed.isSealed(term),
  };
}
