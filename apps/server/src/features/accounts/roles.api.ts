import { CAPABILITIES, type Capability } from '@lapwing/protocol/capabilities.ts';
import {
  addRole,
  changeRole,
  listRoles,
  removeRole,
  type StaffRole,
} from '@lapwing/protocol/features/accounts/roles.api.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import type { RoleGrant } from '../../permissions/roles.ts';
import { audited, type AuditedOutcome } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { AccountsDeps } from './deps.ts';
import { badRole, giverOf, inHand, keptInHand, mayGive, sayRights, type Giver } from './giving.ts';
import { readRoleBook, type KnownRole, type RoleBook } from './role-book.ts';
import { deleteRole, insertRole, updateRole } from './store-roles.ts';
import { listStaffRows, lockStaff, replaceGroups, saveMember, type StaffRow } from './store.ts';
import { givenFrom } from './actors.ts';

/** Adds what is done about roles. Built-in ones are templates: they are copied, never changed. */
export function registerRoles(deps: Pick<AccountsDeps, 'routes' | 'onChanged'>): void {
  const { routes } = deps;

  routes.school(listRoles, {
    capability: 'accounts.manage',
    audit: 'none',
    async handle({ tx, actor }) {
      const book = await readRoleBook(tx);
      const giver = giverOf(actor, await inHand(tx, book));
      const staff = await listStaffRows(tx, null);
      return {
        ok: true,
        audit: null,
        reply: {
          roles: [...book.values()].map((role) => present(role, staff, giver)),
          grantable: CAPABILITIES.filter((capability) => giver.holds.has(capability)),
        },
      };
    },
  });
  routes.school(addRole, {
    capability: 'accounts.manage',
    audit: 'accounts.add-role',
    async handle({ tx, actor, body }) {
      await lockStaff(tx);
      const book = await readRoleBook(tx);
      const copied = book.get(body.copyOf);
      if (copied === undefined) return unknownRole('copyOf');
      const giver = giverOf(actor, await inHand(tx, book));
      const refused = badRole(body) ?? nameTaken(book, body.name, null) ?? tooMuch(giver, body.capabilities);
      if (refused !== null) return refused;
      const id = await insertRole(tx, { ...body, basedOn: copied.basedOn });
      const made = (await readRoleBook(tx)).get(id);
      if (made === undefined) throw new Error('the role was just made');
      return audited(present(made, [], giver), {
        summary: clip(`Made the role ${made.name}, a copy of ${copied.name}: ${sayDifference(copied, made)}`),
        subject: { kind: 'role', id },
      });
    },
  });
  routes.school(changeRole, {
    capability: 'accounts.manage',
    audit: 'accounts.change-role',
    async handle({ tx, actor, params, body }) {
      await lockStaff(tx);
      const book = await readRoleBook(tx);
      const before = book.get(params.id);
      if (before === undefined) return notFound();
      if (before.revision !== body.revision) {
        return refuse('conflict', 'changed-meanwhile', 'Somebody else has changed this role meanwhile.', {
          remedy: 'Reload to see it as it is now, and change it again.',
        });
      }
      const held = await inHand(tx, book);
      const giver = giverOf(actor, held);
      const widened = before.scope === 'groups' && body.scope === 'school';
      const added = body.capabilities.filter((one) => widened || !before.capabilities.includes(one));
      const refused = badRole(body) ?? nameTaken(book, body.name, params.id) ?? tooMuch(giver, added);
      if (refused !== null) return refused;
      await updateRole(tx, params.id, body);
      const now = await readRoleBook(tx);
      const lost = await keptInHand(tx, now, held);
      if (lost !== null) return lost;
      const after = now.get(params.id);
      if (after === undefined) throw new Error('the role was there a moment ago');
      // Whoever has it: their consoles are looked at anew before they are told anything more.
      tx.afterCommit(() => deps.onChanged(tx.schoolId));
      const name = before.name === after.name ? after.name : `${before.name} (now ${after.name})`;
      return audited(present(after, await listStaffRows(tx, null), giver), {
        summary: clip(`Changed the role ${name}: ${sayDifference(before, after)}`),
        subject: { kind: 'role', id: params.id },
      });
    },
  });
  routes.school(removeRole, {
    capability: 'accounts.manage',
    audit: 'accounts.remove-role',
    async handle({ tx, actor, params, query }) {
      await lockStaff(tx);
      const book = await readRoleBook(tx);
      const role = book.get(params.id);
      if (role === undefined) return notFound();
      const held = await inHand(tx, book);
      const holders = (await listStaffRows(tx, null)).filter((row) => row.roles.includes(params.id));
      const moveTo = query.moveTo === undefined ? undefined : book.get(query.moveTo);
      if (holders.length > 0) {
        if (query.moveTo === undefined) {
          return refuse('conflict', 'role-in-use', `${sayPeople(holders)} this role.`, {
            field: 'moveTo',
            remedy: 'Choose the role that they are to have in its place.',
          });
        }
        if (moveTo === undefined || moveTo.key === role.key) return unknownRole('moveTo');
        const permitted = mayGive(giverOf(actor, held), moveTo);
        if (!permitted.allowed) {
          return refuse('not-allowed', 'more-than-own', permitted.reason ?? 'Not open to you.', {
            field: 'moveTo',
            remedy: 'Choose a role that you may give.',
          });
        }
        for (const row of holders) {
          const roles = [...new Set(row.roles.map((key) => (key === role.key ? moveTo.key : key)))];
          // Groups that were for the deleted role alone go on with the one in its place, where it ends at groups.
          const given = givenFrom(row)
            .map((one) => (one.role === role.key ? { ...one, role: moveTo.key } : one))
            .filter((one) => one.role === '' || book.get(one.role)?.scope === 'groups');
          await replaceGroups(tx, row.userId, mergedByRole(given));
          await saveMember(tx, { userId: row.userId, roles, disabled: row.disabled });
        }
      }
      await deleteRole(tx, params.id);
      const lost = await keptInHand(tx, await readRoleBook(tx), held);
      if (lost !== null) return lost;
      tx.afterCommit(() => deps.onChanged(tx.schoolId));
      const moved =
        moveTo === undefined || holders.length === 0
          ? ''
          : `; ${holders.map((row) => row.name).join(', ')} now ${moveTo.name}`;
      return audited(
        { done: true as const },
        {
          summary: clip(`Deleted the role ${role.name}${moved}`),
          subject: { kind: 'role', id: params.id },
        },
      );
    },
  });
}

function mergedByRole(given: ReturnType<typeof givenFrom>): ReturnType<typeof givenFrom> {
  const keys = [...new Set(given.map((one) => one.role))];
  return keys.map((role) => ({
    role,
    groupIds: [...new Set(given.flatMap((one) => (one.role === role ? one.groupIds : [])))],
  }));
}

function present(role: KnownRole, staff: readonly StaffRow[], giver: Giver): StaffRole {
  const { key, name, description, builtIn, basedOn, scope, capabilities, revision } = role;
  const change = builtIn
    ? { allowed: false, reason: 'A built-in role stays as it is. Make a copy and change that.' }
    : { allowed: true };
  return {
    key,
    name,
    description,
    builtIn,
    basedOn,
    scope,
    capabilities: CAPABILITIES.filter((capability) => capabilities.includes(capability)),
    revision,
    holders: staff
      .filter((row) => row.roles.includes(key))
      .map((row) => ({ id: row.userId, name: row.name, disabled: row.disabled })),
    may: { give: mayGive(giver, role), change, remove: change },
  };
}

function tooMuch(giver: Giver, capabilities: readonly Capability[]): AuditedOutcome<never> | null {
  const lacking = capabilities.filter((capability) => !giver.holds.has(capability));
  if (lacking.length === 0) return null;
  return refuse(
    'not-allowed',
    'more-than-own',
    `You do not hold these rights for the whole school: ${sayRights(lacking)}.`,
    { field: 'capabilities', remedy: 'Leave them out, or ask somebody who holds them.' },
  );
}

function nameTaken(book: RoleBook, name: string, except: string | null): AuditedOutcome<never> | null {
  const taken = [...book.values()].some(
    (role) => role.key !== except && role.name.toLowerCase() === name.toLowerCase(),
  );
  if (!taken) return null;
  return refuse('conflict', 'name-taken', 'There is a role of this name already.', {
    field: 'name',
    remedy: 'Use another name.',
  });
}

function unknownRole(field: string): AuditedOutcome<never> {
  return refuse('bad-request', 'role-unknown', 'This role is not there any more.', {
    field,
    remedy: 'Reload the page and choose again.',
  });
}

function sayPeople(rows: readonly StaffRow[]): string {
  const names = rows.slice(0, 3).map((row) => row.name);
  const more = rows.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more have` : rows.length === 1 ? ' has' : ' have'}`;
}

/** Before and after in words, as the audit keeps them. */
function sayDifference(before: RoleGrant, after: RoleGrant): string {
  const said = (capabilities: readonly Capability[]): string =>
    capabilities.map((capability) => CAPABILITY_WORDS[capability].name).join('; ');
  const added = after.capabilities.filter((one) => !before.capabilities.includes(one));
  const removed = before.capabilities.filter((one) => !after.capabilities.includes(one));
  const parts = [
    ...(added.length > 0 ? [`with ${said(added)}`] : []),
    ...(removed.length > 0 ? [`without ${said(removed)}`] : []),
    ...(before.scope === after.scope
      ? []
      : [after.scope === 'school' ? 'on the whole school, no longer on groups' : 'on groups only']),
  ];
  return parts.join('; ') || 'the same rights';
}

function clip(summary: string): string {
  return summary.length <= 500 ? summary : `${summary.slice(0, 499)}…`;
}
