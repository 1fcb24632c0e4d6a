import type { PolicySummary, PolicyTerm } from '@lapwing/protocol/features/policies/api.ts';
import type {
  OwnPolicy,
  OwnTerm,
  SourcesSetting,
  TermWatch,
  Watch,
} from '@lapwing/protocol/features/policies/edits.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { Period } from '@lapwing/protocol/vocabulary.ts';
import { type Pending, type PendingEdit, pendingEdit } from './pending.ts';
import { NO_WATCH, orNothing, type Status } from './words.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A new id, by this machine's clock and its source of randomness. */
export function newId(): string {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}

export function newTermId(): string {
  return `own.${newId()}`;
}

/** How a policy is watched for in the group as far as the group itself sets it, with what is meant and not applied yet. */
export function watchNow(
  pending: Pending,
  policy: Pick<PolicySummary, 'id' | 'set'>,
  groupId: string,
): Watch | null {
  const meant = pendingEdit(
    pending,
    'watch',
    (edit) => edit.groupId === groupId && edit.policy === policy.id,
  );
  return meant === undefined ? policy.set : meant.value;
}

export function watchEdit(
  policy: Pick<PolicySummary, 'id' | 'set' | 'title'>,
  group: Named,
  value: Watch,
): PendingEdit {
  return {
    edit: { kind: 'watch', groupId: group.id, policy: policy.id, value: orNothing(value) },
    before: policy.set,
    names: { group: group.name, policy: policy.title },
  };
}

/** The same watch with another status; null leaves the status to other groups. */
export function withStatus(watch: Watch | null, status: Status | null, periods: readonly Period[]): Watch {
  return { ...(watch ?? NO_WATCH), status, periods: status === 'scheduled' ? [...periods] : null };
}

export const NO_TERM_WATCH: TermWatch = Object.freeze({
  enabled: null,
  sources: null,
  severity: null,
  actions: null,
});

/** How a term is watched for by what is meant; undefined when nothing is. */
export function meantTermWatch(
  pending: Pending,
  term: string,
  groupId: string,
): TermWatch | null | undefined {
  return pendingEdit(pending, 'term-watch', (edit) => edit.groupId === groupId && edit.term === term)?.value;
}

export function termWatchEdit(
  term: { readonly id: string; readonly example: string },
  group: Named,
  value: TermWatch,
  before: TermWatch | null,
): PendingEdit {
  return {
    edit: { kind: 'term-watch', groupId: group.id, term: term.id, value: orNothing(value) },
    before,
    names: { group: group.name, term: term.example },
  };
}

/**
 * A term switched on or off in a group. In the whole school, which no other group stands above, on is what nobody says
 * anything about; elsewhere it is said, since a group above may say otherwise.
 */
export function switched(set: TermWatch | null, on: boolean, whole: boolean): TermWatch {
  return { ...(set ?? NO_TERM_WATCH), enabled: on ? (whole ? null : true) : false };
}

export function sourcesEdit(
  group: Named,
  value: SourcesSetting | null,
  before: SourcesSetting | null,
): PendingEdit {
  return { edit: { kind: 'sources', groupId: group.id, value }, before, names: { group: group.name } };
}

export function policyEdit(id: string, value: OwnPolicy | null, before: OwnPolicy | null): PendingEdit {
  return {
    edit: { kind: 'policy', id, value },
    before,
    names: { policy: value?.title ?? before?.title ?? '' },
  };
}

export function termEdit(
  id: string,
  value: OwnTerm | null,
  before: OwnTerm | null,
  policyTitle: string,
): PendingEdit {
  return {
    edit: { kind: 'term', id, value },
    before,
    names: { policy: policyTitle, term: (value ?? before)?.wordings[0] ?? '' },
  };
}

/** A term of the school's own as far as the list tells of it: for the words of an edit that deletes it. */
export function asOwnTerm(term: PolicyTerm, policy: string): OwnTerm {
  return {
    policy,
    wordings: [term.example],
    notation: false,
    definition: term.definition,
    severity: term.severity,
    sources: term.sources,
    boundary: 'word',
    unmask: false,
    unless: [],
    needs: null,
  };
}

/** A policy that is only meant so far, as the pages show policies. */
export function meantPolicies(pending: Pending): PolicySummary[] {
  return pending.edits.flatMap(({ edit, before }) =>
    edit.kind === 'policy' && before === null && edit.value !== null
      ? [summaryOf(edit.id, edit.value, pending)]
      : [],
  );
}

function summaryOf(id: string, policy: OwnPolicy, pending: Pending): PolicySummary {
  const terms = pending.edits.flatMap(({ edit }) =>
    edit.kind === 'term' && edit.value?.policy === id ? [edit.value] : [],
  );
  return {
    id,
    managed: false,
    risk: policy.risk,
    title: policy.title,
    description: policy.description,
    terms: terms.length,
    severe: terms.filter((term) => term.severity === 'severe').length,
    own: terms.length,
    off: 0,
    changed: 0,
    status: { value: 'enabled', from: null },
    periods: [],
    set: null,
    sealed: false,
  };
}

/** A term of a policy with what is meant for it. */
export interface TermRow {
  readonly term: PolicyTerm;
  readonly meant: 'new' | 'changed' | 'deleted' | null;
}

/** The terms of a policy as they would be with what is meant: new ones first. */
export function termRows(
  terms: readonly PolicyTerm[],
  pending: Pending,
  policyId: string,
  groupId: string,
): TermRow[] {
  const own = new Map<string, OwnTerm | null>();
  const watches = new Map<string, TermWatch | null>();
  for (const { edit } of pending.edits) {
    if (edit.kind === 'term') own.set(edit.id, edit.value);
    if (edit.kind === 'term-watch' && edit.groupId === groupId) watches.set(edit.term, edit.value);
  }
  const known = new Set(terms.map((term) => term.id));
  const added: TermRow[] = [];
  for (const [id, value] of own) {
    if (value === null || value.policy !== policyId || known.has(id)) continue;
    added.push({ term: watched(ownTerm(id, value), watches.get(id)), meant: 'new' });
  }
  const listed = terms.map((term): TermRow => {
    const edited = own.get(term.id);
    if (edited === null) return { term, meant: 'deleted' };
    const watch = watches.get(term.id);
    if (edited === undefined && watch === undefined) return { term, meant: null };
    const now = edited === undefined ? term : { ...term, ...ownTerm(term.id, edited), enabled: term.enabled };
    return { term: watched(now, watch), meant: 'changed' };
  });
  return [...added, ...listed];
}

function ownTerm(id: string, term: OwnTerm): PolicyTerm {
  return {
    id,
    example: term.wordings[0] ?? '',
    definition: term.definition,
    language: 'en',
    own: true,
    enabled: true,
    severity: term.severity,
    sources: term.sources,
    changed: false,
  };
}

function watched(term: PolicyTerm, watch: TermWatch | null | undefined): PolicyTerm {
  if (watch === undefined) return term;
  return {
    ...term,
    // What is left to others again is most often on; what holds then stands in the list once it is applied.
    enabled: watch?.enabled ?? true,
    severity: watch?.severity ?? term.severity,
    sources: watch?.sources ?? term.sources,
    changed: watch !== null,
  };
}

/** The rows that fit what is searched for. */
export function filterRows(
  rows: readonly TermRow[],
  search: {
    readonly q?: string | undefined;
    readonly severity?: string | undefined;
    readonly language?: string | undefined;
    readonly show?: 'changed' | 'own' | 'off' | undefined;
  },
): TermRow[] {
  const words = (search.q ?? '').trim().toLocaleLowerCase('en-GB');
  return rows.filter(({ term, meant }) => {
    if (words !== '' && !`${term.example} ${term.definition}`.toLocaleLowerCase('en-GB').includes(words))
      return false;
    if (search.severity !== undefined && term.severity !== search.severity) return false;
    if (search.language !== undefined && term.language !== search.language) return false;
    if (search.show === 'changed') return term.changed || meant !== null;
    if (search.show === 'own') return term.own;
    return search.show === 'off' ? !term.enabled : true;
  });
}
