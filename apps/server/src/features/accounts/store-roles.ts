import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A role that the school made, as it is stored. */
export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scope: string;
  readonly capabilities: readonly string[];
  readonly basedOn: string;
  readonly revision: number;
}

/** The school's own roles by name, or those of the ids. */
export async function listRoleRows(tx: SchoolTx, ids: readonly string[] | null): Promise<RoleRow[]> {
  const rows = await sql<RoleRow>`
    select id, name, description, scope, capabilities, based_on as "basedOn", revision from accounts_roles
    where school_id = lapwing_school() and (${ids === null} or id::text = any(${[...(ids ?? [])]}::text[]))
    order by lower(name), id`.execute(tx.kysely);
  return rows.rows;
}

export type RoleContent = Pick<RoleRow, 'name' | 'description' | 'scope' | 'capabilities'>;

/** @returns its id */
export async function insertRole(tx: SchoolTx, role: RoleContent & { basedOn: string }): Promise<string> {
  const rows = await sql<{ id: string }>`
    insert into accounts_roles (school_id, name, description, scope, capabilities, based_on)
    values (lapwing_school(), ${role.name}, ${role.description}, ${role.scope}, ${[...role.capabilities]}::text[], ${role.basedOn})
    returning id`.execute(tx.kysely);
  const id = rows.rows[0]?.id;
  if (id === undefined) throw new Error('an insert returns its row');
  return id;
}

export async function updateRole(tx: SchoolTx, id: string, role: RoleContent): Promise<void> {
  await sql`update accounts_roles set name = ${role.name}, description = ${role.description}, scope = ${role.scope},
      capabilities = ${[...role.capabilities]}::text[], revision = revision + 1, changed_at = now()
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

export async function deleteRole(tx: SchoolTx, id: string): Promise<void> {
  await sql`delete from accounts_roles where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}
