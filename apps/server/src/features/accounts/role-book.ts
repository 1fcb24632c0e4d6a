import {
  CAPABILITIES,
  ROLES,
  type Capability,
  type Role,
  type RoleScope,
} from '@lapwing/protocol/capabilities.ts';
import { ROLE_WORDS } from '@lapwing/protocol/permission-words.ts';
import { grantOn, ROLE_GRANTS, type Grant, type RoleGrant } from '../../permissions/roles.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { listRoleRows, type RoleRow } from './store-roles.ts';
import type { GivenGroups } from './store.ts';

/** A role that somebody in the school can be given. */
export interface KnownRole extends RoleGrant {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly builtIn: boolean;
  readonly basedOn: Role;
  readonly revision: number;
}

/** The built-in roles and the school's own by their keys. */
export type RoleBook = ReadonlyMap<string, KnownRole>;

const BUILT_IN: readonly KnownRole[] = ROLES.map((key) => ({
  ...ROLE_GRANTS[key],
  key,
  name: ROLE_WORDS[key].name,
  description: ROLE_WORDS[key].explains,
  builtIn: true,
  basedOn: key,
  revision: 0,
}));

/** All roles of the school, the built-in ones first. */
export async function readRoleBook(tx: SchoolTx): Promise<RoleBook> {
  return bookOf(await listRoleRows(tx, null));
}

/** The roles named, without asking the database where all are built in. */
export async function readRoles(tx: SchoolTx, keys: readonly string[]): Promise<RoleBook> {
  const own = keys.filter((key) => !isBuiltIn(key));
  return bookOf(own.length === 0 ? [] : await listRoleRows(tx, own));
}

export function bookOf(rows: readonly RoleRow[]): RoleBook {
  return new Map([...BUILT_IN, ...rows.map(knownRole)].map((role) => [role.key, role]));
}

export function isBuiltIn(key: string): key is Role {
  return ROLES.some((role) => role === key);
}

/** The roles of an account that this version knows, in the order of the book; others grant nothing. */
export function rolesFrom(stored: readonly string[], book: RoleBook): KnownRole[] {
  return [...book.values()].filter((role) => stored.includes(role.key));
}

/**
 * What an account's roles come to: each that ends at groups on those given for it alone, or else on those given for all
 * such roles. A role that has groups of its own does not lend them to the others.
 */
export function grantsFrom(roles: readonly KnownRole[], given: readonly GivenGroups[]): Grant[] {
  const groupsFor = (key: string): readonly string[] =>
    (given.find((one) => one.role === key) ?? given.find((one) => one.role === ''))?.groupIds ?? [];
  return roles.map((role) => grantOn(role, groupsFor(role.key)));
}

function knownRole(row: RoleRow): KnownRole {
  // Whatever is stored otherwise than this version knows it is taken at its least.
  const scope: RoleScope = row.scope === 'school' ? 'school' : 'groups';
  const capabilities: Capability[] = CAPABILITIES.filter((one) => row.capabilities.includes(one));
  const basedOn = isBuiltIn(row.basedOn) ? row.basedOn : 'teacher';
  const { id, name, description, revision } = row;
  return { key: id, name, description, builtIn: false, basedOn, scope, capabilities, revision };
}
