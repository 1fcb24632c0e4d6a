import { listPolicies, showPolicy, showTerm } from '@lapwing/protocol/features/policies/api.ts';
import type { Actor } from '../../permissions/actor.ts';
import { unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { groupsAbove } from '../groups/index.ts';
import { policiesMay } from './may.ts';
import { riskOf } from './own-terms.ts';
import type { PolicyParts } from './parts.ts';
import {
  heldBy,
  lookOf,
  presentPolicies,
  presentPolicy,
  presentTermDetail,
  presentTerms,
  type Look,
} from './present.ts';
import { BUILT_IN_SOURCES, sourcesSetters } from './resolve.ts';

/** Shows what is looked for, and what holds in each group. No pupil's data is in it. */
export function addReadRoutes({ routes, state }: PolicyParts): void {
  async function look(tx: SchoolTx, actor: Actor, groupId: string | undefined): Promise<Look | null> {
    const seen = await groupsAbove(tx, actor, groupId ?? null);
    return seen === null ? null : lookOf(await state.decided(tx), seen);
  }
  const named = ({ group }: Look): { id: string; name: string } => ({ id: group.id, name: group.name });

  routes.school(listPolicies, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor, query }) {
      const seen = await look(tx, actor, query.groupId);
      if (seen === null) return notFound();
      const { config, inForce, number } = seen.decided;
      return unaudited({
        policies: presentPolicies(seen),
        group: named(seen),
        sources: heldBy(seen, sourcesSetters(config, seen.groups), BUILT_IN_SOURCES, (value) => value),
        setSources: config.sources.get(seen.group.id) ?? null,
        packSha256: inForce.pack.sha256,
        libraryVersion: inForce.managed.version,
        base: number,
        may: policiesMay(actor),
      });
    },
  });
  routes.school(showPolicy, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor, params, query }) {
      const seen = await look(tx, actor, query.groupId);
      const policy = seen === null ? null : presentPolicy(seen, params.id);
      if (seen === null || policy === null) return notFound();
      const risk = riskOf(seen.decided.config, params.id);
      return unaudited({
        policy,
        group: named(seen),
        terms: presentTerms(seen, params.id),
        guidance: risk === null ? [] : [...seen.decided.inForce.managed.guidanceOf(risk)],
        base: seen.decided.number,
        may: policiesMay(actor),
      });
    },
  });
  routes.school(showTerm, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor, params, query }) {
      const seen = await look(tx, actor, query.groupId);
      const term = seen === null ? null : presentTermDetail(seen, params.id);
      return term === null ? notFound() : unaudited(term);
    },
  });
}
