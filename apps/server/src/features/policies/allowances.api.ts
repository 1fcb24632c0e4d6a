import {
  addAllowance,
  listAllowances,
  removeAllowance,
  type AllowanceShown,
} from '@lapwing/protocol/features/policies/settings.api.ts';
import type { Allowance, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { can, reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { findSummary } from '../captures/index.ts';
import { groupsSeen } from '../groups/index.ts';
import { makeChange, namesFor, type ChangeDeps, type ChangeOutcome } from './change.ts';
import { noteOf } from './changes.api.ts';
import type { Decided } from './decided.ts';
import { policiesMay } from './may.ts';
import { parseEdits } from './parse-edits.ts';
import type { PolicyParts } from './parts.ts';
import { authorsOf } from './store-changes.ts';
import { allowedInWords } from './words.ts';

const NOT_WHOLE = 'What is let pass for the whole school is for those who see the whole school.';
const NOT_YOURS = 'It is let pass for a group that is not yours to decide for.';

/** Words and sites that are let pass: by teachers in their own groups, by the safeguarding lead for the school. */
export function addAllowanceRoutes(parts: PolicyParts): void {
  const { routes, state } = parts;

  /** The allowances that the actor may see: the school's, and those of groups that they see. */
  async function shown(tx: SchoolTx, actor: Actor, decided: Decided): Promise<AllowanceShown[]> {
    const all = [...decided.config.allowances];
    const groups = await groupsSeen(
      tx,
      actor,
      all.flatMap(([, { groupId }]) => groupId ?? []),
    );
    const seen = all.filter(([, { groupId }]) => groupId === null || groups.has(groupId));
    const names = await namesFor(tx, [], decided, decided);
    const authors = await authorsOf(tx, 'allow');
    const items = seen.map(([id, allowance]): AllowanceShown => {
      const { what, groupId, reason, until, captureId } = allowance;
      const author = authors.get(id);
      return {
        id,
        what: allowedInWords(what, names),
        kind: what.kind,
        group: groupId === null ? null : { id: groupId, name: groups.get(groupId) ?? '' },
        reason,
        by: author?.by ?? null,
        at: (author?.at ?? new Date(0)).toISOString(),
        until,
        over: isOver(allowance, parts.clock.now()),
        captureId: can(actor, 'captures.view') ? captureId : null,
        mayRemove: mayDecide(actor, groupId),
      };
    });
    return items.sort((a, b) => Number(a.over) - Number(b.over) || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  routes.school(listAllowances, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const items = await shown(tx, actor, await state.decided(tx));
      return unaudited({ items, may: policiesMay(actor) });
    },
  });
  routes.school(addAllowance, {
    capability: 'policies.allow',
    audit: 'policies.allow',
    async handle({ tx, actor, reach, body }) {
      const outcome = await allow(parts, tx, actor, reach, body);
      if (!outcome.ok) return outcome;
      const added = (await shown(tx, actor, outcome.decided)).find(({ id }) => id === outcome.id);
      return added === undefined ? notFound() : audited(added, noteOf(outcome.change));
    },
  });
  routes.school(removeAllowance, {
    capability: 'policies.allow',
    audit: 'policies.allow-remove',
    async handle({ tx, actor, reach, params, body }) {
      const id = params.id.toLowerCase();
      const before = (await state.decided(tx)).config.allowances.get(id);
      const groups = before === undefined ? null : await groupsFor(tx, actor, reach, before.groupId);
      if (before === undefined || groups === null) return notFound();
      const outcome = await makeChange(parts, tx, {
        actor,
        base: null,
        reason: body.reason,
        takesBack: null,
        groups,
        edits: () => ({ ok: true, edits: [{ kind: 'allow', id, value: null }] }),
      });
      if (!outcome.ok) return outcome;
      return audited({ items: await shown(tx, actor, outcome.decided) }, noteOf(outcome.change));
    },
  });
}

/**
 * Lets something pass from now on, if the actor may let it pass there.
 *
 * @param wanted `value` is an allowance that nobody has parsed yet
 */
export async function allow(
  deps: ChangeDeps,
  tx: SchoolTx,
  actor: Actor,
  reach: Reach,
  wanted: { readonly id: string; readonly value: unknown },
): Promise<
  | (Extract<ChangeOutcome, { ok: true }> & { readonly id: string; readonly allowance: Allowance })
  | { readonly ok: false; readonly refused: Refused }
> {
  const given = parseEdits([{ kind: 'allow', id: wanted.id, value: wanted.value }]);
  if (!given.ok) return { ok: false, refused: ofValue(given.refused) };
  const [edit] = given.edits;
  if (edit?.kind !== 'allow' || edit.value === null) return notFound();
  const { groupId, captureId, reason } = edit.value;
  const groups = await groupsFor(tx, actor, reach, groupId);
  if (groups === null) return notFound();
  const known = await problemOfCapture(tx, actor, captureId);
  if (known !== null) return known;
  const outcome = await makeChange(deps, tx, {
    actor,
    base: null,
    reason,
    takesBack: null,
    groups,
    edits: (decided) =>
      decided.config.allowances.has(edit.id)
        ? refuse('conflict', 'exists', 'This is let pass already.', { remedy: 'Reload the list.' })
        : { ok: true, edits: [edit] },
  });
  if (!outcome.ok) return { ok: false, refused: ofValue(outcome.refused) };
  return { ...outcome, id: edit.id, allowance: edit.value };
}

function isOver({ until }: Allowance, now: number): boolean {
  return until !== null && Date.parse(until) <= now;
}

/** Whether the actor decides what is let pass there; null is the whole school. */
function mayDecide(actor: Actor, groupId: string | null): AllowanceShown['mayRemove'] {
  const reach = reachOf(actor, 'policies.allow');
  if (reach?.kind === 'school') return { allowed: true };
  if (groupId === null || reach === null) return { allowed: false, reason: NOT_WHOLE };
  return reach.groupIds.includes(groupId) ? { allowed: true } : { allowed: false, reason: NOT_YOURS };
}

/** The groups in which the actor may let pass, as far as this one is concerned; null where they may not in it. */
async function groupsFor(
  tx: SchoolTx,
  actor: Actor,
  reach: Reach,
  groupId: string | null,
): Promise<Map<string, { readonly name: string }> | null> {
  if (groupId === null) return reach.kind === 'school' ? new Map() : null;
  if (reach.kind === 'groups' && !reach.groupIds.includes(groupId)) return null;
  const name = (await groupsSeen(tx, actor, [groupId])).get(groupId);
  return name === undefined ? null : new Map([[groupId, { name }]]);
}

/** The groups that these edits let something pass in; null where they do anything else, or where the actor may not. */
export async function groupsOfAllowances(
  tx: SchoolTx,
  actor: Actor,
  reach: Reach,
  edits: readonly PolicyEdit[],
): Promise<Map<string, { readonly name: string }> | null> {
  const all = new Map<string, { readonly name: string }>();
  for (const edit of edits) {
    if (edit.kind !== 'allow' || edit.value === null) return null;
    const groups = await groupsFor(tx, actor, reach, edit.value.groupId);
    if (groups === null) return null;
    for (const [id, group] of groups) all.set(id, group);
  }
  return all;
}

/** A capture that the allowance was made from must be one that the actor may see. */
async function problemOfCapture(
  tx: SchoolTx,
  actor: Actor,
  captureId: string | null,
): Promise<ReturnType<typeof refuse> | null> {
  if (captureId === null) return null;
  const reach = reachOf(actor, 'captures.view');
  const found = reach === null ? null : await findSummary(tx, reach, captureId);
  if (found !== null) return null;
  return refuse('bad-request', 'capture-unknown', 'There is no such capture that you can see.', {
    field: 'value.captureId',
    remedy: 'Leave the capture out.',
  });
}

/** The one edit's fields as the caller has named them. */
function ofValue(refused: Refused): Refused {
  const field = refused.field?.replace(/^edits\.0\./, '');
  return field === undefined ? refused : { ...refused, field };
}
