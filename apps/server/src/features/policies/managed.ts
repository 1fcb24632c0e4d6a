import { createHash } from 'node:crypto';
import { compilePack } from '@lapwing/detection/compile.ts';
import { explainRule } from '@lapwing/detection/rules.ts';
import { DEFAULT_SOURCES } from '@lapwing/detection/term.ts';
import type { Library } from '@lapwing/library/load.ts';
import type { LibraryTerm } from '@lapwing/library/schema.ts';
import type { PolicySummary, PolicyTerm } from '@lapwing/protocol/features/policies/api.ts';
import { POLICY_KEYS, type PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { insertPack } from './store.ts';

/** The managed policies in force: compiled for devices, explained for people. */
export interface Policies {
  readonly libraryVersion: string;
  readonly pack: { readonly sha256: string; readonly bytes: Uint8Array };
  /** Keeps the pack for the school, so that its devices can fetch it by its hash. Costs a query once a school. */
  ensurePack(tx: SchoolTx): Promise<{ readonly sha256: string; readonly bytes: number }>;
  list(): PolicySummary[];
  /** Null when no such policy is in force. No terms of a sealed one. */
  show(key: PolicyKey): { policy: PolicySummary; terms: PolicyTerm[]; guidance: string[] } | null;
  policyTitle(key: PolicyKey): string;
  /** What to do, most urgent first. */
  guidanceOf(key: PolicyKey): readonly string[];
  /** What the term means and why it matters; null for a term that the library has no more. */
  definitionOf(termId: string): string | null;
  /** True when what this term finds is shown to few: its words and evidence are sealed. */
  isSealed(termId: string): boolean;
  /** One sentence on what a rule did. */
  explain(ruleId: string): string;
}

/** Compiles the library. Throws when it holds a term that the engine does not take: a fault of the release. */
export function createPolicies(library: Library): Policies {
  const bytes = compilePack(library.terms, { version: library.version, classes: library.classes });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const terms = new Map(library.terms.map((term) => [term.id, term]));
  const kept = new Set<string>();

  const termsOf = (key: PolicyKey): LibraryTerm[] => library.terms.filter((term) => term.policy === key);
  const isSealedPolicy = (key: PolicyKey): boolean => termsOf(key).some((term) => term.sealed === true);

  function summaryOf(key: PolicyKey): PolicySummary {
    const own = termsOf(key);
    const guidance = library.guidance.get(key);
    return {
      id: key,
      managed: true,
      risk: key,
      title: guidance?.title ?? key,
      description: guidance?.description ?? '',
      terms: own.length,
      severe: own.filter((term) => term.severity === 'severe').length,
      own: 0,
      off: 0,
      changed: 0,
      status: { value: 'enabled', from: null },
      periods: [],
      set: null,
      sealed: isSealedPolicy(key),
    };
  }

  return {
    libraryVersion: library.version,
    pack: { sha256, bytes },
    async ensurePack(tx) {
      if (!kept.has(tx.schoolId)) {
        await insertPack(tx, { sha256, bytes, libraryVersion: library.version });
        tx.afterCommit(() => kept.add(tx.schoolId));
      }
      return { sha256, bytes: bytes.length };
    },
    list: () => POLICY_KEYS.filter((key) => termsOf(key).length > 0).map(summaryOf),
    show(key) {
      if (termsOf(key).length === 0) return null;
      return {
        policy: summaryOf(key),
        terms: isSealedPolicy(key) ? [] : termsOf(key).map(presentTerm),
        guidance: [...(library.guidance.get(key)?.steps ?? [])],
      };
    },
    policyTitle: (key) => library.guidance.get(key)?.title ?? key,
    guidanceOf: (key) => library.guidance.get(key)?.steps ?? [],
    definitionOf: (termId) => terms.get(termId)?.definition ?? null,
    isSealed: (termId) => terms.get(termId)?.sealed === true,
    explain: explainRule,
  };
}

function presentTerm(term: LibraryTerm): PolicyTerm {
  return {
    id: term.id,
    example: term.example,
    definition: term.definition,
    language: term.language ?? 'en',
    own: false,
    enabled: true,
    severity: term.severity,
    sources: [...(term.sources ?? DEFAULT_SOURCES)],
    changed: false,
  };
}
