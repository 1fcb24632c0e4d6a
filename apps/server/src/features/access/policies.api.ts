import {
  addAccessPolicy,
  changeAccessPolicy,
  deleteAccessPolicy,
  listAccessPolicies,
  orderAccessPolicies,
  readSites,
  type AccessPolicy,
  type AccessPolicyFields,
} from '@lapwing/protocol/features/access/api.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { done, notFound, refuse, type Outcome } from '../../platform/http/outcome.ts';
import { groupNames, groupsAbove, groupsSeen, wholeSchoolGroup } from '../groups/index.ts';
import { ordersChanged } from '../state/index.ts';
import { policiesIn } from './at.ts';
import { policyProblem, storable } from './check.ts';
import type { AccessDeps } from './parts.ts';
import { mayManage, presentPolicy } from './present.ts';
import { sitesOfText } from './read-sites.ts';
import {
  deletePolicy,
  findPolicies,
  holdOrder,
  holdPolicy,
  insertPolicy,
  listPolicies,
  reorderPolicies,
  updatePolicy,
  type PolicyRow,
} from './store.ts';
import { tellConsoles } from './told.ts';
import { changesInWords, policyInWords, type Told } from './words.ts';

/** As many as a device is told of. */
const MOST_POLICIES = 200;

/** Access policies: seen within one's groups, changed and put in order by those who manage them. */
export function addPolicyRoutes(deps: AccessDeps): void {
  const { routes, categories, clock } = deps;

  const changed = (tx: SchoolTx): void => {
    const { schoolId } = tx;
    tellConsoles(deps.live, tx, null);
    tx.afterCommit(() => deps.bus.publish(ordersChanged, { schoolId, deviceIds: null }));
  };

  async function presented(tx: SchoolTx, actor: Actor, rows: readonly PolicyRow[]): Promise<AccessPolicy[]> {
    const names = await namesFor(tx, actor, rows);
    const week = await deps.week(tx);
    return rows.map((row) => presentPolicy(row, names, week, clock.now()));
  }
  async function presentedOne(tx: SchoolTx, actor: Actor, id: string): Promise<AccessPolicy> {
    const [one] = await presented(tx, actor, await findPolicies(tx, [id]));
    if (one === undefined) throw new Error('the policy was there a moment ago');
    return one;
  }

  routes.school(listAccessPolicies, {
    capability: 'access.view',
    audit: 'none',
    async handle({ tx, actor, query }) {
      const rows = await visiblePolicies(tx, actor);
      const above = query.groupId === undefined ? null : await groupsAbove(tx, actor, query.groupId);
      if (query.groupId !== undefined && above === null) return notFound();
      return unaudited({
        policies: await presented(tx, actor, above === null ? rows : policiesIn(rows, above.groups)),
        categories: categories.map((each) => ({ ...each, sites: [...each.sites] })),
        may: { manage: mayManage(actor) },
      });
    },
  });

  routes.school(addAccessPolicy, {
    capability: 'access.manage',
    audit: 'access.add',
    async handle({ tx, actor, body }) {
      const checked = await check(deps, tx, actor, body, []);
      if (!checked.ok) return checked;
      await holdOrder(tx);
      if ((await listPolicies(tx)).length >= MOST_POLICIES) {
        return refuse('conflict', 'too-many', `A school has at most ${MOST_POLICIES} access policies.`, {
          remedy: 'Delete one that is not used any more.',
        });
      }
      const id = await insertPolicy(tx, checked.reply.policy, by(actor));
      changed(tx);
      const shown = await presentedOne(tx, actor, id);
      return audited(shown, {
        summary: `Made the access policy “${shown.title}”: ${policyInWords(checked.reply.told, categories)}`,
        subject: { kind: 'access-policy', id },
      });
    },
  });

  routes.school(changeAccessPolicy, {
    capability: 'access.manage',
    audit: 'access.change',
    async handle({ tx, actor, params, body }) {
      const { revision, ...fields } = body;
      const held = await holdPolicy(tx, params.id);
      if (held === null) return notFound();
      if (held.revision !== revision) {
        return refuse(
          'conflict',
          'changed-meanwhile',
          `${held.changedName} has changed this policy since you opened it.`,
          { remedy: 'Look at it as it is now, and then save again; what you wrote has not been lost.' },
        );
      }
      const checked = await check(deps, tx, actor, fields, held.groupIds);
      if (!checked.ok) return checked;
      const names = await groupNames(tx, held.groupIds);
      const before: Told = { ...held, groups: held.groupIds.map((id) => names.get(id) ?? id) };
      const changes = changesInWords(before, checked.reply.told, categories);
      await updatePolicy(tx, held.id, checked.reply.policy, by(actor));
      changed(tx);
      return audited(await presentedOne(tx, actor, held.id), {
        summary: `Changed the access policy “${held.title}”: ${changes.length === 0 ? 'saved as it was' : changes.join('; ')}`,
        subject: { kind: 'access-policy', id: held.id },
      });
    },
  });

  routes.school(orderAccessPolicies, {
    capability: 'access.manage',
    audit: 'access.order',
    async handle({ tx, body }) {
      await holdOrder(tx);
      const rows = await listPolicies(tx);
      const given = new Set(body.ids);
      if (
        given.size !== body.ids.length ||
        given.size !== rows.length ||
        !rows.every(({ id }) => given.has(id))
      ) {
        return refuse('conflict', 'changed-meanwhile', 'Policies were added or deleted meanwhile.', {
          field: 'ids',
          remedy: 'Look at the list as it is now, and put them in order again.',
        });
      }
      await reorderPolicies(tx, body.ids);
      changed(tx);
      const title = (id: string): string => rows.find((row) => row.id === id)?.title ?? '';
      return audited({ done: true } as const, {
        summary: `Put the access policies in another order: ${movesInWords(
          rows.map(({ id }) => id),
          body.ids,
        )
          .map(({ id, from, to }) => `“${title(id)}” from place ${from} to ${to}`)
          .join('; ')}`,
        subject: null,
      });
    },
  });

  routes.school(deleteAccessPolicy, {
    capability: 'access.manage',
    audit: 'access.delete',
    async handle({ tx, params }) {
      const held = await holdPolicy(tx, params.id);
      if (held === null) return notFound();
      const names = await groupNames(tx, held.groupIds);
      const told: Told = { ...held, groups: held.groupIds.map((id) => names.get(id) ?? id) };
      await deletePolicy(tx, held.id);
      changed(tx);
      return audited({ done: true } as const, {
        summary: `Deleted the access policy “${held.title}”: ${policyInWords(told, categories)}`,
        subject: { kind: 'access-policy', id: held.id },
      });
    },
  });

  routes.school(readSites, {
    capability: 'access.view',
    audit: 'none',
    async handle({ body }) {
      const { sites, problems, doubled } = sitesOfText(body.text);
      return unaudited({ sites: [...sites], problems: [...problems], doubled });
    },
  });
}

function by(actor: Actor): { id: string; name: string } {
  return { id: actor.accountId, name: actor.name };
}

/** As it will be kept, and as the audit tells it. */
async function check(
  { categories }: Pick<AccessDeps, 'categories'>,
  tx: SchoolTx,
  actor: Actor,
  fields: AccessPolicyFields,
  held: readonly string[],
): Promise<Outcome<{ policy: AccessPolicyFields; told: Told }>> {
  const policy = storable(fields);
  const problem = policyProblem(policy, categories);
  if (problem !== null) return problem;
  const seen = await groupsSeen(tx, actor, policy.groupIds);
  const kept = await groupNames(tx, held);
  const unknown = policy.groupIds.find((id) => !seen.has(id) && !(held.includes(id) && kept.has(id)));
  if (unknown !== undefined) {
    return refuse('bad-request', 'group-unknown', 'A policy cannot be for one of these groups.', {
      field: 'groupIds',
      remedy:
        'Choose groups of the school that are there now; personal groups and restrictions are not for policies.',
    });
  }
  const groups = policy.groupIds.map((id) => seen.get(id) ?? kept.get(id) ?? id);
  return done({ policy, told: { ...policy, groups } });
}

/**
 * In their order. Whoever manages policies sees all; others see those that are for a group that they may see, for one
 * above it, or for the whole school.
 */
export async function visiblePolicies(tx: SchoolTx, actor: Actor): Promise<PolicyRow[]> {
  const rows = await listPolicies(tx);
  if (can(actor, 'access.manage')) return rows;
  const whole = await wholeSchoolGroup(tx);
  const ids = [...new Set(rows.flatMap(({ groupIds }) => groupIds))];
  const near = new Set([
    whole.id,
    ...(await groupsSeen(tx, actor, ids)).keys(),
    ...(await aboveTheirs(tx, actor)),
  ]);
  return rows.filter(({ groupIds }) => groupIds.some((id) => near.has(id)));
}

/** Groups above those that the actor's view ends at. */
async function aboveTheirs(tx: SchoolTx, actor: Actor): Promise<string[]> {
  const own = new Set(actor.grants.flatMap(({ groupIds }) => groupIds));
  const found = new Set<string>();
  for (const id of own) {
    for (const group of (await groupsAbove(tx, actor, id))?.groups ?? []) found.add(group.id);
  }
  return [...found];
}

/** The names of groups that the actor may know: those that they may see, and the whole school, which is no secret. */
async function namesFor(
  tx: SchoolTx,
  actor: Actor,
  rows: readonly PolicyRow[],
): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ groupIds }) => groupIds))];
  if (can(actor, 'access.manage')) return groupNames(tx, ids);
  const whole = await wholeSchoolGroup(tx);
  return new Map([...(await groupsSeen(tx, actor, ids)), [whole.id, whole.name]]);
}

/** The fewest policies that were taken from their place, in the new order; places count from 1. */
export function movesInWords(
  before: readonly string[],
  after: readonly string[],
): Array<{ readonly id: string; readonly from: number; readonly to: number }> {
  // The longest row that kept its order has not been moved.
  const places = after.map((id) => before.indexOf(id));
  const best = places.map(() => ({ length: 1, back: -1 }));
  for (const [at, place] of places.entries()) {
    for (let earlier = 0; earlier < at; earlier += 1) {
      const length = (best[earlier]?.length ?? 0) + 1;
      if ((places[earlier] ?? 0) < place && length > (best[at]?.length ?? 0))
        best[at] = { length, back: earlier };
    }
  }
  let end = best.reduce((most, each, at) => (each.length > (best[most]?.length ?? 0) ? at : most), 0);
  const stayed = new Set<number>();
  while (end >= 0) {
    stayed.add(end);
    end = best[end]?.back ?? -1;
  }
  return after.flatMap((id, at) => (stayed.has(at) ? [] : [{ id, from: (places[at] ?? 0) + 1, to: at + 1 }]));
}
