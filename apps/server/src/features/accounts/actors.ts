import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { reachOfGrants, type Actor, type Reach } from '../../permissions/actor.ts';
import type { Grant } from '../../permissions/roles.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { withSubgroups } from '../groups/index.ts';
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
import {
  givenGroupsOf,
  listStaffRows,
  membershipsOf,
  type GivenGroups,
  type Membership,
  type StaffRow,
} from './store.ts';

const BUILT_IN_ONLY = bookOf([]);

/**
 * The signed-in person with their own rights, as after signing in; null when they belong to no school, or may no longer
 * sign in. Who may be acting as another by now is asked through acting.ts.
 */
export async function actorOf(db: Database, signedIn: SignedIn): Promise<Actor | null> {
  const memberships = await membershipsOf(db, signedIn.userId);
  const membership = memberships.find((candidate) => !candidate.disabled);
  return membership === undefined ? null : memberActor(db, signedIn, membership);
}

/** A member of the school with what their roles come to; the database is asked only where a role needs it. */
export async function memberActor(
  db: Database,
  signedIn: SignedIn,
  membership: Pick<Membership, 'schoolId' | 'roles'>,
): Promise<Actor> {
  const { schoolId, roles } = membership;
  const builtIn = rolesFrom(roles, BUILT_IN_ONLY);
  const needsMore = builtIn.some((role) => role.scope === 'groups') || roles.some((key) => !isBuiltIn(key));
  return {
    accountId: signedIn.userId,
    name: signedIn.name,
    email: signedIn.email,
    schoolId,
    grants: needsMore
      ? await db.inSchool(schoolId, (tx) => grantsOfAccount(tx, signedIn.userId, roles))
      : grantsFrom(builtIn, []),
    sessionId: signedIn.sessionId,
  };
}

/** What the roles of an account come to, with the groups given to it and those below them. */
export async function grantsOfAccount(
  tx: SchoolTx,
  accountId: string,
  keys: readonly string[],
): Promise<Grant[]> {
  const roles = rolesFrom(keys, await readRoles(tx, keys));
  const scoped = roles.some((role) => role.scope === 'groups');
  const given = scoped ? await givenGroupsOf(tx, accountId) : [];
  return grantsFrom(roles, await withAllSubgroups(tx, given));
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
