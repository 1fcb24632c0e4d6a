import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { reachOfGrants, type Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { grantsOfRow } from './actors.ts';
import { readRoleBook, rolesFrom } from './role-book.ts';
import { listStaffRows } from './store.ts';

/** A member of staff who holds a capability, and how far it reaches; of its groups without those below them. */
export interface StaffReach {
  readonly id: string;
  readonly name: string;
  /** What their roles are called. */
  readonly role: string;
  readonly reach: Reach;
}

/** All staff who hold the capability and may sign in, by name. */
export async function staffReaching(tx: SchoolTx, capability: Capability): Promise<StaffReach[]> {
  const [rows, book] = [await listStaffRows(tx, null), await readRoleBook(tx)];
  return rows.flatMap((row): StaffReach[] => {
    const reach = row.disabled ? null : reachOfGrants(grantsOfRow(row, book), capability);
    if (reach === null) return [];
    const role = rolesFrom(row.roles, book)
      .map(({ name }) => name)
      .join(', ');
    return [{ id: row.userId, name: row.name, role, reach }];
  });
}
