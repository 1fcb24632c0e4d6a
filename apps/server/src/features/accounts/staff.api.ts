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
import { rolesFrom } from './actors.ts';
import type { AccountsDeps } from './deps.ts';
import { makeLink } from './invite.ts';
import {
  clearFailures,
  countActive,
  listStaffRows,
  membershipsOf,
  replaceGroups,
  saveMember,
  type StaffRow,
} from './store.ts';

/** Adds what an administrator does about the accounts of others. */
export function registerStaff(deps: AccountsDeps): void {
  const { routes, identity, db } = deps;

  async function find(tx: SchoolTx, id: string): Promise<StaffRow | null> {
    return (await listStaffRows(tx, id))[0] ?? null;
  }

  /** A link sets the password of the whole account: one school must not get into another by it. */
  async function belongsElsewhere(tx: SchoolTx, userId: string): Promise<boolean> {
    return (await membershipsOf(db, userId)).some((membership) => membership.schoolId !== tx.schoolId);
  }

  const linkFor = (tx: SchoolTx, userId: string): ReturnType<typeof makeLink> =>
    makeLink(tx, { userId, publicUrl: deps.publicUrl(), now: deps.clock.now() });

  async function unknownGroup(
    tx: SchoolTx,
    groupIds: readonly string[],
  ): Promise<AuditedOutcome<never> | null> {
    const known = await listGroupRows(tx, groupIds);
    if (known.length === new Set(groupIds).size) return null;
    return refuse('bad-request', 'group-unknown', 'One of the groups is not there any more.', {
      field: 'groupIds',
      remedy: 'Reload the page and choose again.',
    });
  }

  routes.school(listStaff, {
    capability: 'accounts.manage',
    audit: 'accounts.list',
    async handle({ tx, actor }) {
      const rows = await listStaffRows(tx, null);
      return audited(
        { staff: rows.map((row) => present(row, actor)) },
        { summary: 'Looked at the staff accounts', subject: null },
      );
    },
  });
  routes.school(inviteStaff, {
    capability: 'accounts.manage',
    audit: 'accounts.invite',
    async handle({ tx, actor, body }) {
      const refused = await unknownGroup(tx, body.groupIds);
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
      await replaceGroups(tx, userId, body.groupIds);
      const link = await linkFor(tx, userId);
      const row = await find(tx, userId);
      if (row === null) throw new Error('the member was just added');
      return audited(
        { staff: present(row, actor), link },
        {
          summary: `Made an account for ${row.name} (${body.roles.join(', ')})`,
          subject: { kind: 'account', id: userId },
        },
      );
    },
  });
  routes.school(changeStaff, {
    capability: 'accounts.manage',
    audit: 'accounts.change',
    async handle({ tx, actor, params, body }) {
      const before = await find(tx, params.id);
      if (before === null) return notFound();
      const roles = body.roles ?? rolesFrom(before.roles);
      const disabled = body.disabled ?? before.disabled;
      const losesAdministrator =
        rolesFrom(before.roles).includes('administrator') &&
        !before.disabled &&
        (disabled || !roles.includes('administrator'));
      if (losesAdministrator && (await countActive(tx, 'administrator')) < 2) {
        return refuse('conflict', 'last-administrator', 'The school would have no administrator left.', {
          remedy: 'Make somebody else an administrator first.',
        });
      }
      if (body.groupIds !== undefined) {
        const refused = await unknownGroup(tx, body.groupIds);
        if (refused !== null) return refused;
        await replaceGroups(tx, before.userId, body.groupIds);
      }
      await saveMember(tx, { userId: before.userId, roles, disabled });
      if (disabled && !before.disabled) await identity.endAllSessions(before.userId);
      tx.afterCommit(() => deps.onChanged(tx.schoolId, before.userId));
      const row = await find(tx, before.userId);
      if (row === null) throw new Error('the member was there a moment ago');
      return audited(present(row, actor), {
        summary: describeChange(before, row),
        subject: { kind: 'account', id: before.userId },
      });
    },
  });
  routes.school(renewStaffLink, {
    capability: 'accounts.manage',
    audit: 'accounts.link',
    async handle({ tx, params }) {
      const row = await find(tx, params.id);
      if (row === null) return notFound();
      if (row.disabled) {
        return refuse('conflict', 'account-disabled', 'This account is disabled.', {
          remedy: 'Enable it first.',
        });
      }
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

function elsewhere(): ReturnType<typeof refuse> {
  return refuse('conflict', 'email-elsewhere', 'This address belongs to an account of another school here.', {
    field: 'email',
    remedy: 'Use another address for this school.',
  });
}

function describeChange(before: StaffRow, after: StaffRow): string {
  const changes: string[] = [];
  if (before.roles.join() !== after.roles.join())
    changes.push(`roles ${before.roles.join(', ')} → ${after.roles.join(', ')}`);
  const names = (row: StaffRow): string => row.groups.map((group) => group.name).join(', ') || 'none';
  if (names(before) !== names(after)) changes.push(`groups ${names(before)} → ${names(after)}`);
  if (before.disabled !== after.disabled) changes.push(after.disabled ? 'disabled' : 'enabled');
  return `Changed the account of ${after.name}: ${changes.join('; ') || 'nothing'}`;
}

function present(row: StaffRow, actor: Actor): StaffAccount {
  const self = row.userId === actor.accountId;
  return {
    id: row.userId,
    name: row.name,
    email: row.email,
    roles: rolesFrom(row.roles),
    groups: row.groups.map(({ id, name }) => ({ id, name })),
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
      disable: self ? { allowed: false, reason: 'You cannot disable your own account.' } : { allowed: true },
    },
  };
}
