import type { Term } from '@lapwing/detection/term.ts';
import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { topic, type Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';
import { staffWith } from '../accounts/index.ts';
import { groupNames, groupsToSet } from '../groups/index.ts';
import { checkEdits, type CheckedEdits, type Facts } from './check-edits.ts';
import { itemKey, type PolicyConfig } from './config.ts';
import type { Decided, PolicyState } from './decided.ts';
import { engineTerm, riskOf } from './own-terms.ts';
import { titleOf } from './present.ts';
import { holdPolicies, insertChange, listChangeRows, type ChangeRow } from './store-changes.ts';
import type { Work } from './work.ts';
import { editInWords, editsInWords, type Names } from './words.ts';

/** What is watched for has changed: devices are told anew. */
export const policiesChanged = topic<{ schoolId: string }>('policies/changed');

export interface ChangeDeps {
  readonly state: PolicyState;
  readonly work: Work;
  readonly bus: Bus;
  readonly clock: Clock;
}

export interface WantedChange {
  readonly actor: Actor;
  /** Number of the last change that the actor has seen; null where that does not matter. */
  readonly base: number | null;
  readonly reason: string;
  readonly takesBack: number | null;
  readonly edits: (decided: Decided) => Promise<WantedEdits> | WantedEdits;
  /** Of a sealed list whose words have just been sealed. */
  readonly sealedRef?: string;
  /** Groups in which the actor may set something; those within their reach as a manager if absent. */
  readonly groups?: Facts['groups'];
}
export type WantedEdits =
  | { readonly ok: true; readonly edits: readonly PolicyEdit[] }
  | { readonly ok: false; readonly refused: Refused };

export type ChangeOutcome =
  | { readonly ok: true; readonly change: ChangeRow; readonly decided: Decided }
  | { readonly ok: false; readonly refused: Refused };

/** Makes a change, or refuses it whole. Changes of a school are made one after the other. */
export async function makeChange(
  deps: ChangeDeps,
  tx: SchoolTx,
  wanted: WantedChange,
): Promise<ChangeOutcome> {
  await holdPolicies(tx);
  const decided = await deps.state.decided(tx);
  if (wanted.base !== null && wanted.base !== decided.number) return changedMeanwhile(tx);
  const given = await wanted.edits(decided);
  if (!given.ok) return given;
  const checked = await weigh(deps, tx, wanted, decided, given.edits);
  if (!checked.ok) return checked;
  const { made, after, config } = checked;
  if (made.length === 0) {
    return refuse('bad-request', 'nothing-changed', 'All of this is so already.', {
      field: 'edits',
      remedy: 'Reload the page to see how it is.',
    });
  }
  const inForce = await deps.state.libraries.inForce(tx, config.library);
  const all = made.map(({ edit }) => edit);
  const names = await namesFor(tx, all, { ...decided, config, inForce }, decided);
  const number = decided.number + 1;
  const did = editsInWords(made.map(({ edit, before }) => editInWords(edit, before, names)));
  const by = { id: wanted.actor.accountId, name: wanted.actor.name };
  const { reason, takesBack } = wanted;
  const at = await insertChange(tx, { number, by, reason, edits: made, did, takesBack });
  tx.afterCommit(() => deps.bus.publish(policiesChanged, { schoolId: tx.schoolId }));
  return {
    ok: true,
    change: { number, at, by, reason, edits: made, did, takesBack, takenBackBy: null },
    decided: { number, items: after, config, inForce },
  };
}

async function changedMeanwhile(tx: SchoolTx): Promise<{ ok: false; refused: Refused }> {
  const [last] = await listChangeRows(tx, { below: null, limit: 1 });
  const who = last?.by?.name ?? 'Lapwing';
  const what = last === undefined ? '' : ` ${who} has made change ${last.number}: ${last.reason}`;
  return refuse('conflict', 'changed-meanwhile', `The policies have changed since you opened them.${what}`, {
    remedy: 'Look at them as they are now, and then decide again; what you wrote has not been lost.',
  });
}

type Weighed = Extract<CheckedEdits, { ok: true }> | { readonly ok: false; readonly refused: Refused };

/** Whether edits can be made, the school's own terms compiled among others. Nothing is changed by it. */
export async function weigh(
  deps: ChangeDeps,
  tx: SchoolTx,
  wanted: Pick<WantedChange, 'actor' | 'takesBack' | 'groups' | 'sealedRef'>,
  decided: Decided,
  edits: readonly PolicyEdit[],
): Promise<Weighed> {
  const checked = checkEdits(decided.items, edits, await factsFor(deps, tx, wanted, decided, edits));
  if (!checked.ok) {
    const { field, reason, message, remedy } = checked.problem;
    return refuse('bad-request', reason, message, { field, remedy });
  }
  const refused = await compiles(deps, tx, checked.config, edits);
  return refused ?? checked;
}

async function factsFor(
  { state, clock }: ChangeDeps,
  tx: SchoolTx,
  { actor, takesBack, groups, sealedRef }: Pick<WantedChange, 'actor' | 'takesBack' | 'groups' | 'sealedRef'>,
  decided: Decided,
  edits: readonly PolicyEdit[],
): Promise<Facts> {
  const versions = new Set<string>();
  for (const edit of edits) {
    if (edit.kind !== 'library' || edit.value === null) continue;
    if (await state.libraries.has(tx, edit.value.version)) versions.add(edit.value.version);
  }
  const alerts = edits.some((edit) => edit.kind === 'recipients');
  const staff = alerts ? await staffWith(tx, 'captures.view') : [];
  return {
    managed: decided.inForce.managed,
    groups: groups ?? (await groupsToSet(tx, actor, groupsNamed(edits))),
    receivers: new Set(staff.flatMap(({ id, holds }) => (holds ? [id] : []))),
    versions,
    mayUseSealed: can(actor, 'evidence.sealed'),
    sealedRef: sealedRef ?? null,
    now: new Date(clock.now()),
    restores: takesBack !== null,
  };
}

/** Every group that edits name, wherever. */
function groupsNamed(edits: readonly PolicyEdit[]): string[] {
  return edits.flatMap((edit) => {
    const own = 'groupId' in edit ? [edit.groupId] : [];
    if (edit.kind === 'allow') return edit.value?.groupId ?? [];
    const actions = edit.kind === 'watch' || edit.kind === 'term-watch' ? (edit.value?.actions ?? []) : [];
    return [...own, ...actions.flatMap((action) => (action.kind === 'move' ? [action.groupId] : []))];
  });
}

/** Compiles what would be the school's own; null if that can be, and it is ready for devices then. */
async function compiles(
  { state, work }: ChangeDeps,
  tx: SchoolTx,
  config: PolicyConfig,
  edits: readonly PolicyEdit[],
): Promise<{ ok: false; refused: Refused } | null> {
  const places = new Map<string, number>();
  const terms = edits.flatMap((edit, place): Term[] => {
    if (edit.kind !== 'term' || edit.value === null) return [];
    const risk = riskOf(config, edit.value.policy);
    places.set(edit.id, place);
    return risk === null ? [] : [engineTerm(edit.id, edit.value, risk)];
  });
  const inForce = await state.libraries.inForce(tx, config.library);
  const { classes } = inForce.managed.library;
  const [bad] = terms.length === 0 ? [] : await work.run('check', { terms, classes });
  if (bad !== undefined) {
    const place = places.get(bad.id) ?? 0;
    return refuse(
      'bad-request',
      'bad-wording',
      bad.problems[0]?.message ?? 'A wording cannot be looked for.',
      {
        field: `edits.${place}.value.wordings`,
        remedy: 'Correct the wording.',
      },
    );
  }
  try {
    await state.ownPack(tx, config, inForce);
    return null;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return refuse('bad-request', 'too-much', cause.message, {
      field: 'edits',
      remedy: 'Leave some terms out, or write them with fewer alternatives.',
    });
  }
}

/** What things are called, before and after: what a change removes has its name from before. */
export async function namesFor(
  tx: SchoolTx,
  edits: readonly PolicyEdit[],
  now: Decided,
  before: Decided,
): Promise<Names> {
  const was = edits.flatMap((edit) => {
    const item = before.items.get(itemKey(edit));
    return item?.kind === 'allow' ? (item.value.groupId ?? []) : [];
  });
  const groups = await groupNames(tx, [...groupsNamed(edits), ...was]);
  const staff = edits.some((edit) => edit.kind === 'recipients') ? await staffWith(tx, 'captures.view') : [];
  const accounts = new Map(staff.map(({ id, name }) => [id, name]));
  return {
    group: (id) => groups.get(id) ?? 'a group that is gone',
    policy: (id) => titleOf(now.config.policies.has(id) ? now : before, id),
    term: (id) => termWords(now, id) ?? termWords(before, id) ?? 'that is gone',
    account: (id) => accounts.get(id) ?? 'an account that is gone',
  };
}

/** What somebody knows a term by; null of a sealed one and of none. */
export function termWords({ config, inForce: { managed } }: Decided, id: string): string | null {
  const own = config.terms.get(id)?.wordings[0];
  if (own !== undefined) return own;
  const term = managed.term(id);
  return term === null || managed.isSealedPolicy(term.policy) ? null : term.example;
}
