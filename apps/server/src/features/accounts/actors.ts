import { ROLES, type Capability, type Role } from '@lapwing/protocol/capabilities.ts';
import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { capabilitiesOf, type Actor } from '../../permissions/actor.ts';
import { ROLE_GRANTS } from '../../permissions/roles.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { listGroupRows, withSubgroups } from '../groups/index.ts';
import { findSchool } from '../schools/index.ts';
import type { SignedIn } from './identity.ts';
import { groupIdsOf, listStaffRows, membershipsOf } from './store.ts';

/** The signed-in person as a member of their school; null when they belong to none, or may no longer sign in. */
export async function actorOf(db: Database, signedIn: SignedIn): Promise<Actor | null> {
  const memberships = await membershipsOf(db, signedIn.userId);
  const membership = memberships.find((candidate) => !candidate.disabled);
  if (membership === undefined) return null;
  const roles = rolesFrom(membership.roles);
  const scoped = roles.some((role) => ROLE_GRANTS[role].scope === 'groups');
  const groupIds = scoped
    ? await db.inSchool(membership.schoolId, async (tx) =>
        withSubgroups(tx, await groupIdsOf(tx, signedIn.userId)),
      )
    : [];
  return {
    accountId: signedIn.userId,
    name: signedIn.name,
    email: signedIn.email,
    schoolId: membership.schoolId,
    roles,
    groupIds,
    sessionId: signedIn.sessionId,
  };
}

/** Roles as stored; one that this version does not know grants nothing. */
export function rolesFrom(stored: readonly string[]): Role[] {
  return ROLES.filter((role) => stored.includes(role));
}

/** All staff of the school by name, and who of them holds the capability now: nobody whose account is disabled. */
export async function staffWith(
  tx: SchoolTx,
  capability: Capability,
): Promise<ReadonlyArray<{ readonly id: string; readonly name: string; readonly holds: boolean }>> {
  const rows = await listStaffRows(tx, null);
  return rows.map((row) => ({
    id: row.userId,
    name: row.name,
    holds:
      !row.disabled &&
      rolesFrom(row.roles).some((role) => ROLE_GRANTS[role].capabilities.includes(capability)),
  }));
}

/** What the console is told of who is signed in. */
export async function presentMe(tx: SchoolTx, actor: Actor): Promise<Me> {
  const school = await findSchool(tx);
  if (school === null) throw new Error('an actor has a school');
  const scoped = actor.roles.every((role) => ROLE_GRANTS[role].scope === 'groups');
  const groups = scoped ? await listGroupRows(tx, actor.groupIds) : [];
  return {
    account: { id: actor.accountId, name: actor.name, email: actor.email },
    school: { id: school.id, name: school.name },
    roles: [...actor.roles],
    capabilities: capabilitiesOf(actor),
    scopedToGroups: scoped,
    groups: groups.map(({ id, name }) => ({ id, name })),
  };
}
