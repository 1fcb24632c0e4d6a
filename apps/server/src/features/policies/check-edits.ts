import type { Action, Allowance, PolicyEdit, Recipients } from '@lapwing/protocol/features/policies/edits.ts';
import { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { isTooGeneral } from '@lapwing/detection/warn.ts';
import { canonical, configOf, editWith, itemKey, settle, type Items, type PolicyConfig } from './config.ts';
import type { Managed } from './managed.ts';
import type { MadeEdit } from './store-changes.ts';
import { timetableProblem } from './timetable.ts';

/** What edits are weighed against, beside what the school has decided. */
export interface Facts {
  readonly managed: Managed;
  /** Groups in which the actor may set something, of those that the edits name. */
  readonly groups: ReadonlyMap<string, { readonly name: string }>;
  /** Accounts that can be alerted. */
  readonly receivers: ReadonlySet<string>;
  readonly versions: ReadonlySet<string>;
  readonly mayUseSealed: boolean;
  /** Of a sealed list whose words have just been sealed; null of none. */
  readonly sealedRef: string | null;
  readonly now: Date;
  /** True where earlier values are put back: what was right then is right now. */
  readonly restores: boolean;
}

/** Why edits cannot be made: which one, and at which of its fields. */
export interface EditProblem {
  /** For example `edits.3.value.policy`. */
  readonly field: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

export type CheckedEdits =
  | {
      readonly ok: true;
      readonly made: readonly MadeEdit[];
      readonly after: Items;
      readonly config: PolicyConfig;
    }
  | { readonly ok: false; readonly problem: EditProblem };

/** Of a school, in all. */
const MOST = Object.freeze({
  policies: 200,
  terms: 10_000,
  allowances: 5000,
  sealed: 20,
  hostLetters: 20_000,
});

/**
 * Whether edits can be made, and what they make of things. What depends on something that an edit removes is removed
 * with it, as edits of the same change, so that taking it back brings all of it back. Edits that change nothing are
 * left out.
 */
export function checkEdits(before: Items, edits: readonly PolicyEdit[], facts: Facts): CheckedEdits {
  const seen = new Map<string, number>();
  for (const [place, edit] of edits.entries()) {
    const earlier = seen.get(itemKey(edit));
    if (earlier !== undefined) {
      return wrong(
        `edits.${place}`,
        'twice',
        `It changes the same thing as edit ${earlier + 1}.`,
        'Leave one of them out.',
      );
    }
    seen.set(itemKey(edit), place);
  }
  const whole = [...edits, ...fallenWith(before, edits, seen)];
  const after = settle(before, whole);
  const config = configOf(after.values());
  for (const [place, edit] of edits.entries()) {
    const problem = problemOf(edit, { before, config, facts });
    if (problem === null) continue;
    const field = problem.field === '' ? `edits.${place}` : `edits.${place}.${problem.field}`;
    return { ok: false, problem: { ...problem, field } };
  }
  const tooMany = problemOfAmount(config);
  if (tooMany !== null) return { ok: false, problem: tooMany };
  const made = whole.flatMap((edit): MadeEdit[] => {
    const was = before.get(itemKey(edit))?.value ?? null;
    return canonical(was) === canonical(edit.value) ? [] : [{ edit, before: was }];
  });
  return { ok: true, made, after, config };
}

function wrong(
  field: string,
  reason: string,
  message: string,
  remedy: string,
): { ok: false; problem: EditProblem } {
  return { ok: false, problem: { field, reason, message, remedy } };
}

/** Removals of what cannot be without that which the edits remove; nothing that is edited anyway. */
function fallenWith(
  before: Items,
  edits: readonly PolicyEdit[],
  edited: ReadonlyMap<string, number>,
): PolicyEdit[] {
  const policies = new Set<string>();
  const terms = new Set<string>();
  for (const edit of edits) {
    if (edit.value !== null) continue;
    if (edit.kind === 'policy') policies.add(edit.id);
    if (edit.kind === 'term') terms.add(edit.id);
  }
  if (policies.size + terms.size === 0) return [];
  const items = Array.from(before.values()).filter((item) => !edited.has(itemKey(item)));
  for (const item of items) if (item.kind === 'term' && policies.has(item.value.policy)) terms.add(item.id);
  return items.flatMap((item): PolicyEdit[] => {
    const gone = (): PolicyEdit[] => [editWith(item, null)];
    switch (item.kind) {
      case 'term':
        return terms.has(item.id) ? gone() : [];
      case 'watch':
        return policies.has(item.policy) ? gone() : [];
      case 'term-watch':
        return terms.has(item.term) ? gone() : [];
      case 'allow':
        return allows(item.value, policies, terms) ? gone() : [];
      case 'recipients': {
        const without = withoutPolicies(item.value, policies);
        if (without === null) return [];
        return [editWith(item, without.entries.length === 0 ? null : without)];
      }
      case 'policy':
      case 'sources':
      case 'timetable':
      case 'private-sites':
      case 'library':
      case 'sealed-list':
        return [];
    }
  });
}

function allows({ what }: Allowance, policies: ReadonlySet<string>, terms: ReadonlySet<string>): boolean {
  if (what.kind === 'site') return what.policy !== null && policies.has(what.policy);
  return what.term !== null && terms.has(what.term);
}

/** The recipients without these policies; null where they name none of them. */
function withoutPolicies(recipients: Recipients, policies: ReadonlySet<string>): Recipients | null {
  let named = false;
  const entries = recipients.entries.flatMap((entry) => {
    if (entry.policies === null) return [entry];
    const left = entry.policies.filter((policy) => !policies.has(policy));
    if (left.length === entry.policies.length) return [entry];
    named = true;
    return left.length === 0 ? [] : [{ ...entry, policies: left }];
  });
  return named ? { entries } : null;
}

interface Weighed {
  readonly before: Items;
  /** As it would be after all edits. */
  readonly config: PolicyConfig;
  readonly facts: Facts;
}

/** What is wrong with an edit, its field counted from the edit; null if nothing is. */
function problemOf(edit: PolicyEdit, weighed: Weighed): EditProblem | null {
  const { facts } = weighed;
  const group = 'groupId' in edit ? { id: edit.groupId, field: 'groupId' } : null;
  const named = edit.kind === 'allow' ? (edit.value?.groupId ?? null) : null;
  const set = named === null ? group : { id: named, field: 'value.groupId' };
  if (set !== null && !facts.groups.has(set.id)) return noGroup(set.field);
  if (edit.kind === 'sealed-list') {
    if (!facts.mayUseSealed)
      return problem('', 'not-allowed', 'Sealed lists are kept by the safeguarding lead.', 'Ask them.');
    if (edit.value !== null && edit.value.ref !== facts.sealedRef && !facts.restores)
      return problem('value', 'sealed-list-by-file', 'A sealed list comes from a file.', 'Load its file.');
  }
  if (edit.value === null) return null;
  if (facts.restores) return problemOfRestored(edit, weighed.config);
  switch (edit.kind) {
    case 'term':
      return knowsPolicy(weighed, edit.value.policy) ? null : noPolicy('value.policy');
    case 'watch':
      return knowsPolicy(weighed, edit.policy)
        ? noGroupOfAction(edit.value.actions, facts)
        : noPolicy('policy');
    case 'term-watch':
      return knowsTerm(weighed, edit.term) ? noGroupOfAction(edit.value.actions, facts) : noTerm('term');
    case 'allow':
      return problemOfAllowance(edit.value, weighed);
    case 'recipients':
      return problemOfRecipients(edit.value, weighed, itemKey(edit));
    case 'timetable': {
      const found = timetableProblem(edit.value);
      return found === null ? null : { ...found, field: `value.${found.field}`, reason: 'slots' };
    }
    case 'library':
      return facts.versions.has(edit.value.version)
        ? null
        : problem(
            'value.version',
            'version-unknown',
            `Version ${edit.value.version} of the library is not here.`,
            'Bring it first.',
          );
    case 'private-sites': {
      const ending = edit.value.hosts.find((host) => ENDING.test(host));
      if (ending !== undefined)
        return problem(
          'value.hosts',
          'too-general',
          `${ending}: ${MANY_SITES}`,
          'Write the whole names of sites.',
        );
      return edit.value.hosts.join(' ').length <= MOST.hostLetters
        ? null
        : problem(
            'value.hosts',
            'too-many',
            'These are more sites than devices can be told of at once.',
            'Leave out sites that lie within another one of the list.',
          );
    }
    case 'policy':
    case 'sources':
    case 'sealed-list':
      return null;
  }
}

/**
 * What was right once is right again, unless what it stands in has gone since. Managed terms come and go with versions
 * of the library; what is said of one that is not there does nothing.
 */
function problemOfRestored(edit: PolicyEdit, config: PolicyConfig): EditProblem | null {
  const gone = (policy: string): boolean =>
    !PolicyKey.safeParse(policy).success && !config.policies.has(policy);
  const goneTerm = (term: string): boolean => term.startsWith('own.') && !config.terms.has(term);
  if (edit.kind === 'term' && edit.value !== null && gone(edit.value.policy)) return noPolicy('value.policy');
  if (edit.kind === 'watch' && gone(edit.policy)) return noPolicy('policy');
  if (edit.kind === 'term-watch' && goneTerm(edit.term)) return noTerm('term');
  if (edit.kind !== 'allow' || edit.value === null) return null;
  const { what } = edit.value;
  if (what.kind === 'site')
    return what.policy !== null && gone(what.policy) ? noPolicy('value.what.policy') : null;
  return what.term !== null && goneTerm(what.term) ? noTerm('value.what.term') : null;
}

function problem(field: string, reason: string, message: string, remedy: string): EditProblem {
  return { field, reason, message, remedy };
}
const noGroup = (field: string): EditProblem =>
  problem(
    field,
    'group-unknown',
    'There is no group of that id in which you can set anything.',
    'Choose another group.',
  );
const noPolicy = (field: string): EditProblem =>
  problem(field, 'policy-unknown', 'There is no policy of that id.', 'Choose another policy.');
const noTerm = (field: string): EditProblem =>
  problem(field, 'term-unknown', 'There is no term of that id.', 'Choose another term.');

function knowsPolicy({ config }: Weighed, id: string): boolean {
  return PolicyKey.safeParse(id).success || config.policies.has(id);
}

/** A sealed term is nobody's to name. */
function knowsTerm({ config, facts }: Weighed, id: string): boolean {
  const managed = facts.managed.term(id);
  return config.terms.has(id) || (managed !== null && !facts.managed.isSealedPolicy(managed.policy));
}

function noGroupOfAction(actions: readonly Action[] | null, facts: Facts): EditProblem | null {
  const at = (actions ?? []).findIndex(
    (action) => action.kind === 'move' && !facts.groups.has(action.groupId),
  );
  return at === -1 ? null : noGroup(`value.actions.${at}.groupId`);
}

const SITE = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/u;

/** What sites of many owners end in; with all below it, it would be much of the web. */
const ENDING = /^(?:(?:ac|co|com|edu|gov|ltd|mod|net|org|plc|police|sch)\.[a-z]{2}|me\.uk)$/u;
const MANY_SITES = 'Very many sites end like this, and all of them would be meant.';

function problemOfAllowance(allowance: Allowance, weighed: Weighed): EditProblem | null {
  const { what, until } = allowance;
  if (until !== null && Date.parse(until) <= weighed.facts.now.getTime())
    return problem('value.until', 'over', 'Its end is in the past.', 'Choose a later day, or none.');
  if (what.kind === 'site') {
    if (!SITE.test(what.site))
      return problem(
        'value.what.site',
        'not-a-site',
        'This is not the name of a site.',
        'Write it as in example.org.',
      );
    if (ENDING.test(what.site))
      return problem(
        'value.what.site',
        'too-general',
        MANY_SITES,
        'Write the whole name, as in example.org.uk.',
      );
    return what.policy === null || knowsPolicy(weighed, what.policy) ? null : noPolicy('value.what.policy');
  }
  if (what.kind === 'phrase' && !/[\p{L}\p{N}]/u.test(what.phrase))
    return problem(
      'value.what.phrase',
      'no-words',
      'The phrase has no letters.',
      'Write the words that are harmless.',
    );
  // Nearly every finding shares words with such a phrase: whoever lets it pass would blind a whole group.
  if (what.kind === 'phrase' && isTooGeneral(what.phrase))
    return problem(
      'value.what.phrase',
      'too-general',
      'These words stand in nearly every sentence, so that nearly nothing would be reported any more.',
      'Write more of the phrase that is harmless, or switch the term off for the group.',
    );
  return what.term === null || knowsTerm(weighed, what.term) ? null : noTerm('value.what.term');
}

/** Whoever was chosen before stays, also when their account is disabled by now: they are shown as such. */
function problemOfRecipients(value: Recipients, weighed: Weighed, key: string): EditProblem | null {
  const was = weighed.before.get(key);
  const known = new Set(
    was?.kind === 'recipients' ? was.value.entries.map(({ accountId }) => accountId) : [],
  );
  for (const [place, entry] of value.entries.entries()) {
    const at = `value.entries.${place}`;
    if (!known.has(entry.accountId) && !weighed.facts.receivers.has(entry.accountId))
      return problem(
        `${at}.accountId`,
        'cannot-receive',
        'Only staff who may see captures can be alerted to them.',
        'Choose somebody else.',
      );
    if (!entry.popUp && !entry.email)
      return problem(
        `${at}.popUp`,
        'no-way',
        'An alert needs a way to arrive.',
        'Choose a pop-up, an e-mail or both.',
      );
    const unknown = (entry.policies ?? []).findIndex((policy) => !knowsPolicy(weighed, policy));
    if (unknown !== -1) return noPolicy(`${at}.policies.${unknown}`);
  }
  return null;
}

function problemOfAmount(config: PolicyConfig): EditProblem | null {
  const amounts = [
    ['policies of its own', config.policies.size, MOST.policies],
    ['terms of its own', config.terms.size, MOST.terms],
    ['words and sites that are let pass', config.allowances.size, MOST.allowances],
    ['sealed lists', config.sealedLists.size, MOST.sealed],
  ] as const;
  const over = amounts.find(([, amount, most]) => amount > most);
  if (over === undefined) return null;
  const most = over[2].toLocaleString('en-GB');
  return problem(
    'edits',
    'too-many',
    `A school has at most ${most} ${over[0]}.`,
    'Remove some that are not needed.',
  );
}
