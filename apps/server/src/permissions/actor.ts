import { CAPABILITIES, type Capability } from '@lapwing/protocol/capabilities.ts';
import type { Grant } from './roles.ts';

/** How far a capability reaches: the whole school, or only what belongs to these groups (their subgroups included). */
export type Reach = { kind: 'school' } | { kind: 'groups'; groupIds: readonly string[] };

/** With whose rights a member of staff looks at the console besides their own. */
export interface ActingAs {
  /** Of the row in which it stands. */
  readonly id: string;
  readonly target: { readonly id: string; readonly name: string };
  /** The name of whoever sits there, alone. */
  readonly ownName: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** Left out of what the actor holds themselves: refused with a word about it and not as what does not exist. */
  readonly withheld: readonly Capability[];
  readonly notShown: readonly Capability[];
  readonly partlyShown: readonly Capability[];
}

/** A signed-in member of staff in one school, as every decision sees them. */
export interface Actor {
  /** Of whoever sits there, also while they look with another's rights: what they do is done by them. */
  readonly accountId: string;
  /** As it is written down: while looking with another's rights, with both names. */
  readonly name: string;
  readonly email: string;
  readonly schoolId: string;
  /** What their roles come to, as of this request; a role is looked at nowhere else. */
  readonly grants: readonly Grant[];
  readonly sessionId: string;
  /** While they look with another's rights; `grants` are then what both may do. */
  readonly actingAs?: ActingAs;
}

/**
 * Whether these grants hold the capability, and how far it reaches; null when they do not.
 * Of several that hold it the widest counts, and of several that end at groups all their groups.
 */
export function reachOfGrants(grants: readonly Grant[], capability: Capability): Reach | null {
  const holding = grants.filter((grant) => grant.capabilities.includes(capability));
  if (holding.length === 0) return null;
  if (holding.some((grant) => grant.scope === 'school')) return { kind: 'school' };
  return { kind: 'groups', groupIds: [...new Set(holding.flatMap((grant) => grant.groupIds))] };
}

export function reachOf(actor: Pick<Actor, 'grants'>, capability: Capability): Reach | null {
  return reachOfGrants(actor.grants, capability);
}

export function can(actor: Pick<Actor, 'grants'>, capability: Capability): boolean {
  return actor.grants.some((grant) => grant.capabilities.includes(capability));
}

/** Every capability that the actor holds, whatever its reach. */
export function capabilitiesOf(actor: Pick<Actor, 'grants'>): Capability[] {
  return CAPABILITIES.filter((capability) => can(actor, capability));
}
