import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { capabilitiesOf, reachOfGrants, type Actor, type Reach } from '../../permissions/actor.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { listGroupRows, withSubgroups } from '../groups/index.ts';
import { findSchool } from '../schools/index.ts';
import type { SignedIn } from './identity.ts';
import {
  bookOf,
  grantsFrom,
  isBuiltIn,
  readRoleBook,
  readRoles,
  rolesFrom,
  type RoleBook,
} from './role-book.ts';
import { givenGroupsOf, listStaffRows, membershipsOf, type GivenGroups, type StaffRow } from './store.ts';

const BUILT_IN_ONLY = bookOf([]);

/** The signed-in person as a member of their school; null when they belong to none, or may no longer sign in. */
export async function actorOf(db: Database, signedIn: SignedIn): Promise<Actor | null> {
  const memberships = await membershipsOf(db, signedIn.userId);
  const membership = memberships.find((candidate) => !candidate.disabled);
  if (membership === undefined) return null;
  const builtIn = rolesFrom(membership.roles, BUILT_IN_ONLY);
  const needsMore =
    builtIn.some((role) => role.scope === 'groups') || membership.roles.some((key) => !isBuiltIn(key));
  const grants = needsMore
    ? await db.inSchool(membership.schoolId, async (tx) => {
        const roles = rolesFrom(membership.roles, await readRoles(tx, membership.roles));
        const scoped = roles.some((role) => role.scope === 'groups');
        const given = scoped ? await givenGroupsOf(tx, signedIn.userId) : [];
        return grantsFrom(roles, await withAllSubgroups(tx, given));
      })
    : grantsFrom(builtIn, []);
  return {
    accountId: signedIn.userId,
    name: signedIn.name,
    email: signedIn.email,
    schoolId: membership.schoolId,
    grants,
    sessionId: signedIn.sessionId,
  };
}

async function withAllSubgroups(tx: SchoolTx, given: readonly GivenGroups[]): Promise<GivenGroups[]> {
  const whole: GivenGroups[] = [];
  for (const { role, groupIds } of given) {
    whole.push({ role, groupIds: await withSubgroups(tx, groupIds) });
  }
  return whole;
}

/** All staff of the school by name, and who of them holds the capability now: nobody whose account is disabled. */
export async function staffWith(
  tx: SchoolTx,
  capability: Capability,
): Promise<
  ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly holds: boolean;
  }>
> {
  const [rows, book] = [await listStaffRows(tx, null), await readRoleBook(tx)];
  return rows.map((row) => ({
    id: row.userId,
    name: row.name,
    email: row.email,
    holds: !row.disabled && reachOfGrants(grantsOfRow(row, book), capability) !== null,
  }));
}

/** How far the capability of a member of staff reaches now; null when they do not hold it or may not sign in. */
export async function staffReach(
  tx: SchoolTx,
  accountId: string,
  capability: Capability,
): Promise<Reach | null> {
  const row = (await listStaffRows(tx, accountId))[0];
  if (row === undefined || row.disabled) return null;
  const reach = reachOfGrants(grantsOfRow(row, await readRoles(tx, row.roles)), capability);
  return reach?.kind === 'groups'
    ? { kind: 'groups', groupIds: await withSubgroups(tx, reach.groupIds) }
    : reach;
}

/** What an account's roles come to, without subgroups. */
export function grantsOfRow(row: StaffRow, book: RoleBook): ReturnType<typeof grantsFrom> {
  return grantsFrom(rolesFrom(row.roles, book), givenFrom(row));
}

/** The groups of an account, role by role. */
export function givenFrom(row: StaffRow): GivenGroups[] {
  const keys = [...new Set(row.groups.map((group) => group.role))];
  return keys.map((role) => ({
    role,
    groupIds: row.groups.filter((group) => group.role === role).map((group) => group.id),
  }));
}

/** What the console is told of who is signed in. */
export async function presentMe(tx: SchoolTx, actor: Actor): Promise<Me> {
  const school = await findSchool(tx);
  if (school === null) throw new Error('an actor has a school');
  const scoped = actor.grants.every((grant) => grant.scope === 'groups');
  const groupIds = [...new Set(actor.grants.flatMap((grant) => grant.groupIds))];
  const groups = scoped ? await listGroupRows(tx, groupIds) : [];
  const row = (await listStaffRows(tx, actor.accountId))[0];
  const roles = rolesFrom(row?.roles ?? [], await readRoles(tx, row?.roles ?? []));
  return {
    account: { id: actor.accountId, name: actor.name, email: actor.email },
    school: { id: school.id, name: school.name },
    roles: roles.map((role) => role.key),
    roleNames: roles.map((role) => role.name),
    capabilities: capabilitiesOf(actor),
    scopedToGroups: scoped,
    groups: groups.map(({ id, name }) => ({ id, name })),
  };
}
