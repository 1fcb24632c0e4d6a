import type { PoliciesMay } from '@lapwing/protocol/features/policies/api.ts';
import type { z } from 'zod';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';

const NOT_A_MANAGER = 'Policies are changed by an administrator or the safeguarding lead.';

/** What the actor may do with the policies of the school. */
export function policiesMay(actor: Actor): z.infer<typeof PoliciesMay> {
  const manage = mayManagePolicies(actor) ? { allowed: true } : { allowed: false, reason: NOT_A_MANAGER };
  return {
    manage,
    tryOut: manage,
    allow: can(actor, 'policies.allow')
      ? { allowed: true }
      : { allowed: false, reason: 'Your role does not let words and sites pass.' },
  };
}

export function mayManagePolicies(actor: Actor): boolean {
  return reachOf(actor, 'policies.manage')?.kind === 'school';
}
