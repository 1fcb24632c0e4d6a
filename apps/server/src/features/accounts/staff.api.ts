import {
  changeStaff,
  inviteStaff,
  listStaff,
  renewStaffLink,
  type StaffAccount,
} from '@lapwing/protocol/features/accounts/api.ts';
import type { Actor } from '../../permissions/actor.ts';
import { audited, type AuditedOutcome } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { listGroupRows } from '../groups/index.ts';
import { mayActAs } from './acting.api.ts';
import { givenFrom, grantsOfRow } from './actors.ts';
import type { AccountsDeps } from './deps.ts';
import { giverOf, inHand, keptInHand, mayGive, mayLetIn, type Giver } from './giving.ts';
import { makeLink } from './invite.ts';
import { readRoleBook, rolesFrom, type RoleBook } from './role-book.ts';
import {
  clearFailures,
  listStaffRows,
  lockStaff,
  membershipsOf,
  replaceGroups,
  saveMember,
  type GivenGroups,
  type StaffRow,
} from './store.ts';

/** Adds what is done about the accounts of others. Who may give what: giving.ts. */
export function registerStaff(deps: AccountsDeps): void {
  const { routes, identity, db } = deps;

  async function find(tx: SchoolTx, id: string): Promise<StaffRow | null> {
    return (await listStaffRows(tx, id))[0] ?? null;
  }
  async function stand(tx: SchoolTx, actor: Actor) {
    const book = await readRoleBook(tx);
    const held = await inHand(tx, book);
    return { book, held, giver: giverOf(actor, held) };
  }

  /** A link sets the password of the whole account: one school must not get into another by it. */
  async function belongsElsewhere(tx: SchoolTx, userId: string): Promise<boolean> {
    return (await membershipsOf(db, userId)).some((membership) => membership.schoolId !== tx.schoolId);
  }

  const linkFor = (tx: SchoolTx, userId: string): ReturnType<typeof makeLink> =>
    makeLink(tx, { userId, publicUrl: deps.publicUrl(), now: deps.clock.now() });

  routes.school(listStaff, {
    capability: 'accounts.manage',
    audit: 'accounts.list',
    async handle({ tx, actor }) {
      const { book, giver } = await stand(tx, actor);
      const rows = await listStaffRows(tx, null);
      return audited(
        { staff: rows.map((row) => present(row, actor, book, giver)) },
        { summary: 'Looked at the staff accounts', subject: null },
      );
    },
  });
  routes.school(inviteStaff, {
    capability: 'accounts.manage',
    audit: 'accounts.invite',
    async handle({ tx, actor, body }) {
      await lockStaff(tx);
      const { book, giver } = await stand(tx, actor);
      const given = givenGroups(body.groupIds, body.roleGroups ?? []);
      const refused =
        unknownRole(book, body.roles, given) ??
        notToGive(giver, book, [], [], body.roles, given) ??
        (await unknownGroup(tx, given));
      if (refused !== null) return refused;
      const { userId } = await identity.findOrMakeUser(body.email, body.name);
      if ((await find(tx, userId)) !== null) {
        return refuse('conflict', 'email-taken', 'There is an account of this address already.', {
          field: 'email',
          remedy: 'Change the roles of that account, or use another address.',
        });
      }
      if (await belongsElsewhere(tx, userId)) return elsewhere();
      await saveMember(tx, { userId, roles: body.roles, disabled: false });
      await replaceGroups(tx, userId, given);
      const link = await linkFor(tx, userId);
      const row = await find(tx, userId);
      if (row === null) throw new Error('the member was just added');
      return audited(
        { staff: present(row, actor, book, giver), link },
        {
          summary: `Made an account for ${row.name} (${sayRoles(row, book)})`,
          subject: { kind: 'account', id: userId },
        },
      );
    },
  });
  routes.school(changeStaff, {
    capability: 'accounts.manage',
    audit: 'accounts.change',
    async handle({ tx, actor, params, body }) {
      await lockStaff(tx);
      const before = await find(tx, params.id);
      if (before === null) return notFound();
      const { book, held, giver } = await stand(tx, actor);
      const roles = body.roles ?? before.roles;
      const disabled = body.disabled ?? before.disabled;
      const had = givenFrom(before);
      const given = givenGroups(
        body.groupIds ?? had.find(({ role }) => role === '')?.groupIds ?? [],
        body.roleGroups ?? had.filter(({ role }) => role !== '' && roles.includes(role)),
      );
      const refused =
        unknownRole(book, body.roles ?? [], given) ??
        notToGive(giver, book, before.roles, had, roles, given) ??
        (await unknownGroup(tx, given));
      if (refused !== null) return refused;
      if (before.disabled && !disabled) {
        const enable = mayLetIn(giver, grantsOfRow(before, book));
        if (!enable.allowed) return notAllowed(enable.reason);
      }
      await replaceGroups(tx, before.userId, given);
      await saveMember(tx, { userId: before.userId, roles, disabled });
      const lost = await keptInHand(tx, book, held);
      if (lost !== null) return lost;
      if (disabled && !before.disabled) await identity.endAllSessions(before.userId);
      tx.afterCommit(() => deps.onChanged(tx.schoolId, before.userId));
      const row = await find(tx, before.userId);
      if (row === null) throw new Error('the member was there a moment ago');
      return audited(present(row, actor, book, giver), {
        summary: describeChange(before, row, book),
        subject: { kind: 'account', id: before.userId },
      });
    },
  });
  routes.school(renewStaffLink, {
    capability: 'accounts.manage',
    audit: 'accounts.link',
    async handle({ tx, actor, params }) {
      const row = await find(tx, params.id);
      if (row === null) return notFound();
      if (row.disabled) {
        return refuse('conflict', 'account-disabled', 'This account is disabled.', {
          remedy: 'Enable it first.',
        });
      }
      const { book, giver } = await stand(tx, actor);
      const letIn = mayLetIn(giver, grantsOfRow(row, book));
      if (!letIn.allowed) return notAllowed(letIn.reason);
      if (await belongsElsewhere(tx, row.userId)) return elsewhere();
      // Who gives a new link has spoken with the person: the lock has done its work.
      await clearFailures(db, row.email);
      return audited(await linkFor(tx, row.userId), {
        summary: `Made a new one-time link for ${row.name}`,
        subject: { kind: 'account', id: row.userId },
      });
    },
  });
}

/** Groups for all roles that end at groups, and those for one role alone. */
function givenGroups(
  groupIds: readonly string[],
  roleGroups: ReadonlyArray<{ role: string; groupIds: readonly string[] }>,
): GivenGroups[] {
  return [{ role: '', groupIds }, ...roleGroups].filter((one) => one.groupIds.length > 0);
}

async function unknownGroup(
  tx: SchoolTx,
  given: readonly GivenGroups[],
): Promise<AuditedOutcome<never> | null> {
  const groupIds = new Set(given.flatMap((one) => one.groupIds));
  const known = await listGroupRows(tx, [...groupIds]);
  if (known.length === groupIds.size) return null;
  return refuse('bad-request', 'group-unknown', 'One of the groups is not there any more.', {
    field: 'groupIds',
    remedy: 'Reload the page and choose again.',
  });
}

function unknownRole(
  book: RoleBook,
  roles: readonly string[],
  given: readonly GivenGroups[],
): AuditedOutcome<never> | null {
  if (given.some(({ role }) => role !== '' && book.get(role)?.scope !== 'groups')) {
    return refuse('bad-request', 'role-without-groups', 'Groups were given for a role that has none.', {
      field: 'groupIds',
      remedy: 'Give groups only with roles that end at groups.',
    });
  }
  if (roles.every((role) => book.has(role))) return null;
  return refuse('bad-request', 'role-unknown', 'One of the roles is not there any more.', {
    field: 'roles',
    remedy: 'Reload the page and choose again.',
  });
}

/** Every role that is new, or reaches groups that it did not reach, must be the actor's to give. */
function notToGive(
  giver: Giver,
  book: RoleBook,
  hadRoles: readonly string[],
  hadGroups: readonly GivenGroups[],
  roles: readonly string[],
  given: readonly GivenGroups[],
): AuditedOutcome<never> | null {
  const groupsOf = (all: readonly GivenGroups[], key: string): readonly string[] =>
    (all.find(({ role }) => role === key) ?? all.find(({ role }) => role === ''))?.groupIds ?? [];
  for (const role of rolesFrom(roles, book)) {
    const before = groupsOf(hadGroups, role.key);
    const wider =
      role.scope === 'groups' && groupsOf(given, role.key).some((groupId) => !before.includes(groupId));
    if (hadRoles.includes(role.key) && !wider) continue;
    const permitted = mayGive(giver, role);
    if (permitted.allowed) continue;
    return refuse(
      'not-allowed',
      'more-than-own',
      `You cannot give the role “${role.name}”. ${permitted.reason ?? ''}`,
      { field: 'roles', remedy: 'Ask somebody who holds these rights, such as the safeguarding lead.' },
    );
  }
  return null;
}

function notAllowed(reason: string | undefined): AuditedOutcome<never> {
  return refuse('not-allowed', 'more-than-own', reason ?? 'Not open to you.', {
    remedy: 'Ask somebody who holds these rights, such as the safeguarding lead.',
  });
}

function elsewhere(): ReturnType<typeof refuse> {
  return refuse('conflict', 'email-elsewhere', 'This address belongs to an account of another school here.', {
    field: 'email',
    remedy: 'Use another address for this school.',
  });
}

function sayRoles(row: StaffRow, book: RoleBook): string {
  return (
    rolesFrom(row.roles, book)
      .map((role) => role.name)
      .join(', ') || 'none'
  );
}

function sayGroups(row: StaffRow, book: RoleBook): string {
  const said = givenFrom(row)
    .toSorted((a, b) => a.role.localeCompare(b.role))
    .map(({ role, groupIds }) => {
      const names = row.groups.filter((group) => group.role === role && groupIds.includes(group.id));
      const list = names.map((group) => group.name).join(', ');
      return role === '' ? list : `${list} as ${book.get(role)?.name ?? 'a deleted role'}`;
    });
  return said.join('; ') || 'none';
}

function describeChange(before: StaffRow, after: StaffRow, book: RoleBook): string {
  const changes: string[] = [];
  for (const [what, say] of [
    ['roles', sayRoles],
    ['groups', sayGroups],
  ] as const) {
    const [was, is] = [say(before, book), say(after, book)];
    if (was !== is) changes.push(`${what} ${was} → ${is}`);
  }
  if (before.disabled !== after.disabled) changes.push(after.disabled ? 'disabled' : 'enabled');
  return `Changed the account of ${after.name}: ${changes.join('; ') || 'nothing'}`;
}

function present(row: StaffRow, actor: Actor, book: RoleBook, giver: Giver): StaffAccount {
  const self = row.userId === actor.accountId;
  const roles = rolesFrom(row.roles, book);
  const letIn = self ? { allowed: true } : mayLetIn(giver, grantsOfRow(row, book));
  const groupsOf = (key: string): StaffAccount['groups'] =>
    row.groups.filter((group) => group.role === key).map(({ id, name }) => ({ id, name }));
  return {
    id: row.userId,
    name: row.name,
    email: row.email,
    roles: roles.map((role) => role.key),
    roleNames: roles.map((role) => role.name),
    scopedToGroups: roles.every((role) => role.scope === 'groups'),
    groups: groupsOf(''),
    roleGroups: roles
      .map((role) => ({ role: role.key, groups: groupsOf(role.key) }))
      .filter(({ groups }) => groups.length > 0),
    status: row.disabled
      ? 'disabled'
      : row.lockedUntil !== null
        ? 'locked-out'
        : row.hasPassword
          ? 'active'
          : 'invited',
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    may: {
      change: { allowed: true },
      disable: self
        ? { allowed: false, reason: 'You cannot disable your own account.' }
        : row.disabled
          ? letIn
          : { allowed: true },
      link: letIn,
      actAs: mayActAs(actor, row),
    },
  };
}
