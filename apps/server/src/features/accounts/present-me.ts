import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { ownNameOf } from '../../permissions/acting.ts';
import { capabilitiesOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { listGroupRows } from '../groups/index.ts';
import { findSchool } from '../schools/index.ts';
import { presentActing } from './acting.ts';
import { readRoles, rolesFrom } from './role-book.ts';
import { listStaffRows } from './store.ts';

/** What the console is told of who is signed in: name and roles are their own, what they may do is as of now. */
export async function presentMe(tx: SchoolTx, actor: Actor): Promise<Me> {
  const school = await findSchool(tx);
  if (school === null) throw new Error('an actor has a school');
  const scoped = actor.grants.every((grant) => grant.scope === 'groups');
  const groupIds = [...new Set(actor.grants.flatMap((grant) => grant.groupIds))];
  const groups = scoped ? await listGroupRows(tx, groupIds) : [];
  const row = (await listStaffRows(tx, actor.accountId))[0];
  const roles = rolesFrom(row?.roles ?? [], await readRoles(tx, row?.roles ?? []));
  return {
    account: { id: actor.accountId, name: ownNameOf(actor), email: actor.email },
    school: { id: school.id, name: school.name },
    roles: roles.map((role) => role.key),
    roleNames: roles.map((role) => role.name),
    capabilities: capabilitiesOf(actor),
    scopedToGroups: scoped,
    groups: groups.map(({ id, name }) => ({ id, name })),
    acting: presentActing(actor),
  };
}
