import { explainRule } from '@lapwing/detection/rules.ts';
import { DEFAULT_SOURCES } from '@lapwing/detection/term.ts';
import type { Library } from '@lapwing/library/load.ts';
import type { LibraryTerm } from '@lapwing/library/schema.ts';
import { POLICY_KEYS, type PolicyKey, type Source } from '@lapwing/protocol/vocabulary.ts';

/** One version of the managed library: its terms and what they mean. */
export interface Managed {
  readonly version: string;
  readonly library: Library;
  /** Policies that have terms, in the order of their keys. */
  readonly policies: readonly PolicyKey[];
  termsOf(policy: PolicyKey): readonly LibraryTerm[];
  /** Null for a term that is not in this version. */
  term(id: string): LibraryTerm | null;
  /** True of a policy of which no term is shown to anybody. */
  isSealedPolicy(policy: PolicyKey): boolean;
  titleOf(policy: PolicyKey): string;
  descriptionOf(policy: PolicyKey): string;
  /** What to do, most urgent first. */
  guidanceOf(policy: PolicyKey): readonly string[];
}

/** Prepares a library for questions; keeps it, and copies nothing. */
export function createManaged(library: Library): Managed {
  const terms = new Map(library.terms.map((term) => [term.id, term]));
  const byPolicy = new Map<PolicyKey, LibraryTerm[]>();
  for (const term of library.terms) {
    const known = byPolicy.get(term.policy);
    if (known === undefined) byPolicy.set(term.policy, [term]);
    else known.push(term);
  }
  const sealed = new Set(library.terms.flatMap((term) => (term.sealed === true ? [term.policy] : [])));
  return {
    version: library.version,
    library,
    policies: POLICY_KEYS.filter((key) => byPolicy.has(key)),
    termsOf: (policy) => byPolicy.get(policy) ?? [],
    term: (id) => terms.get(id) ?? null,
    isSealedPolicy: (policy) => sealed.has(policy),
    titleOf: (policy) => library.guidance.get(policy)?.title ?? policy,
    descriptionOf: (policy) => library.guidance.get(policy)?.description ?? '',
    guidanceOf: (policy) => library.guidance.get(policy)?.steps ?? [],
  };
}

/** Where a managed term is looked for by itself. */
export function sourcesOf(term: LibraryTerm): Source[] {
  return [...(term.sources ?? DEFAULT_SOURCES)];
}

/** What the managed policies say of themselves, in words for people, whatever version a school has chosen. */
export interface ManagedWords {
  policyTitle(policy: PolicyKey): string;
  /** What to do, most urgent first. */
  guidanceOf(policy: PolicyKey): readonly string[];
  /** What the term means and why it matters; null for a term that the library has no more. */
  definitionOf(termId: string): string | null;
  /** True when what this term finds is shown to few: its words and evidence are sealed. */
  isSealed(termId: string): boolean;
  /** One sentence on what a rule did. */
  explain(ruleId: string): string;
}

export function managedWords(managed: Managed): ManagedWords {
  return {
    policyTitle: (policy) => managed.titleOf(policy),
    guidanceOf: (policy) => managed.guidanceOf(policy),
    definitionOf: (id) => managed.term(id)?.definition ?? null,
    isSealed: (id) => managed.term(id)?.sealed === true,
    explain: explainRule,
  };
}
