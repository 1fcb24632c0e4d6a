import { CAPABILITIES, type Capability, type Role } from '@lapwing/protocol/capabilities.ts';
import { ROLE_GRANTS } from './roles.ts';

/** How far a capability reaches: the whole school, or only what belongs to these groups (their subgroups included). */
export type Reach = { kind: 'school' } | { kind: 'groups'; groupIds: readonly string[] };

/** A signed-in member of staff in one school, as every decision sees them. */
export interface Actor {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly schoolId: string;
  readonly roles: readonly Role[];
  /** The groups given to the account, with all their subgroups. */
  readonly groupIds: readonly string[];
  readonly sessionId: string;
}

/**
 * Whether the actor holds the capability, and how far it reaches; null when they do not hold it.
 * Of several roles that grant it, the widest counts.
 */
export function reachOf(actor: Actor, capability: Capability): Reach | null {
  let reach: Reach | null = null;
  for (const role of actor.roles) {
    const grant = ROLE_GRANTS[role];
    if (!grant.capabilities.includes(capability)) continue;
    if (grant.scope === 'school') return { kind: 'school' };
    reach = { kind: 'groups', groupIds: actor.groupIds };
  }
  return reach;
}

export function can(actor: Actor, capability: Capability): boolean {
  return reachOf(actor, capability) !== null;
}

/** Every capability that the actor holds, whatever its reach. */
export function capabilitiesOf(actor: Actor): Capability[] {
  return CAPABILITIES.filter((capability) => can(actor, capability));
}
