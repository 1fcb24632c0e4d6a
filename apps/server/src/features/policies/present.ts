import type { PolicySummary, PolicyTerm, PolicyTermDetail } from '@lapwing/protocol/features/policies/api.ts';
import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { PolicyKey, type Severity, type Source } from '@lapwing/protocol/vocabulary.ts';
import type { LibraryTerm } from '@lapwing/library/schema.ts';
import { explainSetters, ranked, type OrderedGroup, type Sight } from '../groups/index.ts';
import type { Decided } from './decided.ts';
import type { PolicyConfig } from './config.ts';
import { sourcesOf } from './managed.ts';
import { riskOf } from './own-terms.ts';
import { BUILT_IN_STATUS, policySetters, termSetters, type Setters } from './resolve.ts';

/** With whose eyes, and for which group, policies are looked at. */
export interface Look {
  readonly decided: Decided;
  readonly group: OrderedGroup;
  /** The weakest first. */
  readonly groups: readonly OrderedGroup[];
  readonly sight: (group: OrderedGroup) => Sight;
}

export function lookOf(
  decided: Decided,
  seen: {
    readonly group: OrderedGroup;
    readonly groups: readonly OrderedGroup[];
    readonly sight: Look['sight'];
  },
): Look {
  return { decided, group: seen.group, groups: ranked(seen.groups), sight: seen.sight };
}

/** A value with the group that it comes from. */
export function heldBy<Value, Shown = Value>(
  look: Look,
  setters: Setters<Value>,
  builtIn: Value,
  show: (value: Value) => Shown,
): { value: Shown; from: PolicySummary['status']['from'] } {
  const { value, from } = explainSetters(setters, builtIn, look.sight);
  return { value: show(value), from };
}

/** A policy by its id, managed or own; null where there is none of it. */
export function presentPolicy({ decided, group, groups, sight }: Look, id: string): PolicySummary | null {
  const { config, inForce } = decided;
  const { managed } = inForce;
  const risk = riskOf(config, id);
  if (risk === null) return null;
  const key = PolicyKey.safeParse(id);
  const own = config.policies.get(id);
  const library = key.success ? managed.termsOf(key.data) : [];
  const ownTerms = [...config.terms].filter(([, term]) => term.policy === id);
  if (own === undefined && library.length === 0 && ownTerms.length === 0) return null;
  const setters = policySetters(config, groups, id);
  const { value, from } = explainSetters(setters.status, BUILT_IN_STATUS, sight);
  const changed = countChanged({ decided, group, groups, sight }, [
    ...library.map((term) => term.id),
    ...ownTerms.map(([term]) => term),
  ]);
  return {
    id,
    managed: key.success,
    risk,
    title: own?.title ?? managed.titleOf(risk),
    description: own === undefined ? managed.descriptionOf(risk) : own.description,
    terms: library.length + ownTerms.length,
    severe:
      library.filter((term) => term.severity === 'severe').length +
      ownTerms.filter(([, term]) => term.severity === 'severe').length,
    own: ownTerms.length,
    ...changed,
    status: { value: value.status, from },
    periods: [...value.periods],
    set: config.watches.get(group.id)?.get(id) ?? null,
    sealed: key.success && managed.isSealedPolicy(key.data),
  };
}

/** Of these terms, those that are off in the group, and those of which anything else is changed for it. */
function countChanged({ decided, groups }: Look, terms: readonly string[]): { off: number; changed: number } {
  let [off, changed] = [0, 0];
  const { config } = decided;
  const set = new Set(groups.flatMap((group) => [...(config.termWatches.get(group.id)?.keys() ?? [])]));
  for (const term of terms) {
    if (!set.has(term)) continue;
    const setters = termSetters(config, groups, term);
    if (setters.enabled.at(-1)?.value === false) off += 1;
    else if (setters.severity.length + setters.sources.length + setters.actions.length > 0) changed += 1;
  }
  return { off, changed };
}

/** All policies: the managed ones, then the school's own by their titles. */
export function presentPolicies(look: Look): PolicySummary[] {
  const { config, inForce } = look.decided;
  const managed = PolicyKey.options.filter(
    (key) =>
      inForce.managed.termsOf(key).length > 0 ||
      [...config.terms.values()].some(({ policy }) => policy === key),
  );
  const own = [...config.policies].sort(([, a], [, b]) => a.title.localeCompare(b.title, 'en-GB'));
  return [...managed, ...own.map(([id]) => id)].flatMap((id) => presentPolicy(look, id) ?? []);
}

/** The terms of a policy: the school's own first, then the managed ones; none of a sealed policy's. */
export function presentTerms(look: Look, policy: string): PolicyTerm[] {
  const { config, inForce } = look.decided;
  const key = PolicyKey.safeParse(policy);
  const own = [...config.terms]
    .filter(([, term]) => term.policy === policy)
    .map(([id, term]) => presentTerm(look, id, ownShape(term)));
  if (!key.success) return own;
  const managed = inForce.managed;
  if (managed.isSealedPolicy(key.data)) return own;
  return [...own, ...managed.termsOf(key.data).map((term) => presentTerm(look, term.id, managedShape(term)))];
}

/** What a managed and an own term have in common. */
interface Shape {
  readonly example: string;
  readonly definition: string;
  readonly language: string;
  readonly own: boolean;
  readonly severity: Severity;
  readonly sources: readonly Source[];
}

function managedShape(term: LibraryTerm): Shape {
  const { example, definition, severity } = term;
  return {
    example,
    definition,
    severity,
    language: term.language ?? 'en',
    own: false,
    sources: sourcesOf(term),
  };
}

function ownShape(term: OwnTerm): Shape {
  const { definition, severity, sources } = term;
  return { example: term.wordings[0] ?? '', definition, severity, sources, language: 'en', own: true };
}

function presentTerm(look: Look, id: string, shape: Shape): PolicyTerm {
  const setters = termSetters(look.decided.config, look.groups, id);
  return {
    id,
    example: shape.example,
    definition: shape.definition,
    language: shape.language,
    own: shape.own,
    enabled: setters.enabled.at(-1)?.value ?? true,
    severity: setters.severity.at(-1)?.value ?? shape.severity,
    sources: [...(setters.sources.at(-1)?.value ?? shape.sources)],
    changed: [setters.enabled, setters.severity, setters.sources, setters.actions].some(
      (each) => each.length > 0,
    ),
  };
}

/** All of one term; null where there is none, or nobody may read it. */
export function presentTermDetail(look: Look, id: string): PolicyTermDetail | null {
  const { config, inForce } = look.decided;
  const { managed } = inForce;
  const own = config.terms.get(id);
  const term = managed.term(id);
  if (own === undefined && (term === null || managed.isSealedPolicy(term.policy))) return null;
  const policy = own?.policy ?? term?.policy ?? '';
  const shape = own === undefined ? (term === null ? null : managedShape(term)) : ownShape(own);
  if (shape === null) return null;
  const setters = termSetters(config, look.groups, id);
  return {
    ...presentTerm(look, id, shape),
    policy: { id: policy, title: titleOf(look.decided, policy) },
    wordings: [...(own?.wordings ?? term?.wordings ?? [])],
    counterExample: term?.counterExample ?? null,
    note: term?.note ?? null,
    categories: (term?.categories ?? []).map((key) => ({ key, title: managed.titleOf(key) })),
    drug:
      term?.drug === undefined
        ? null
        : { name: term.drug.name, names: [...term.drug.names], uk: term.drug.uk, us: term.drug.us },
    organisation:
      term?.organisation === undefined
        ? null
        : {
            name: term.organisation.name,
            names: [...term.organisation.names],
            proscribedUk: term.organisation.proscribedUk,
          },
    before: { severity: shape.severity, sources: [...shape.sources] },
    ownTerm: own ?? null,
    set: config.termWatches.get(look.group.id)?.get(id) ?? null,
    actions: heldBy(look, setters.actions, [], (actions) => [...actions]),
  };
}

/** The title of a policy, managed or own. */
export function titleOf({ config, inForce }: Pick<Decided, 'config' | 'inForce'>, policy: string): string {
  const own = config.policies.get(policy);
  if (own !== undefined) return own.title;
  const key = PolicyKey.safeParse(policy);
  return key.success ? inForce.managed.titleOf(key.data) : 'A policy that is gone';
}

/** What the school has changed of managed terms, in words, by the term's id. */
export function editsOfTerms(config: PolicyConfig): Map<string, string> {
  const edits = new Map<string, string>();
  for (const watches of config.termWatches.values()) {
    for (const [term, watch] of watches) {
      if (config.terms.has(term)) continue;
      const words = [
        watch.enabled === null ? [] : [watch.enabled ? 'switched on' : 'switched off'],
        watch.severity === null ? [] : [`severity ${watch.severity}`],
        watch.sources === null ? [] : ['its own sources'],
        watch.actions === null ? [] : ['its own actions'],
      ].flat();
      const known = edits.get(term);
      edits.set(term, [...(known === undefined ? [] : [known]), ...words].join(', '));
    }
  }
  return edits;
}
