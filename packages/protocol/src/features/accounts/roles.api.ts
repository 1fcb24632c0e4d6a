import { z } from 'zod';
import { CAPABILITIES, ROLE_SCOPES, ROLES } from '../../capabilities.ts';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { RoleKey } from './api.ts';

const RoleName = z.string().trim().min(1, 'must not be empty').max(60, 'use at most 60 characters');
const RoleDescription = z.string().trim().max(300, 'use at most 300 characters');
const RoleCapabilities = z
  .array(z.enum(CAPABILITIES))
  .min(1, 'choose at least one right')
  .max(CAPABILITIES.length);

/** A role as staff are given it: built in, or made by the school as a copy of one. */
export const StaffRole = z.object({
  key: RoleKey,
  name: z.string(),
  description: z.string(),
  builtIn: z.boolean(),
  /** The built-in role that it was copied from; itself for a built-in one. */
  basedOn: z.enum(ROLES),
  scope: z.enum(ROLE_SCOPES),
  capabilities: z.array(z.enum(CAPABILITIES)),
  revision: z.number().int(),
  /** Whose accounts have it, those disabled too. */
  holders: z.array(z.object({ id: z.string(), name: z.string(), disabled: z.boolean() })),
  may: z.object({ give: Permitted, change: Permitted, remove: Permitted }),
});
export type StaffRole = z.infer<typeof StaffRole>;

export const listRoles = endpoint({
  method: 'GET',
  path: '/api/accounts/roles',
  summary: 'The roles of the school, who holds each, and which rights the caller may give',
  reply: z.object({
    roles: z.array(StaffRole),
    /** Rights that the caller holds for the whole school: only these can be put into a role. */
    grantable: z.array(z.enum(CAPABILITIES)),
  }),
});
export const addRole = endpoint({
  method: 'POST',
  path: '/api/accounts/roles',
  summary: 'Make a role as a copy of another; it is in force for whoever is given it',
  body: z.strictObject({
    name: RoleName,
    description: RoleDescription,
    /** What it is copied from, built in or the school's own. */
    copyOf: RoleKey,
    scope: z.enum(ROLE_SCOPES),
    capabilities: RoleCapabilities,
  }),
  reply: StaffRole,
});
export const changeRole = endpoint({
  method: 'PUT',
  path: '/api/accounts/roles/:id',
  summary: 'Change a role that the school made; it counts at once for everybody who has it',
  params: z.object({ id: Id }),
  body: z.strictObject({
    name: RoleName,
    description: RoleDescription,
    scope: z.enum(ROLE_SCOPES),
    capabilities: RoleCapabilities,
    /** As it was read: refused when somebody else has changed the role since. */
    revision: z.number().int(),
  }),
  reply: StaffRole,
});
export const removeRole = endpoint({
  method: 'DELETE',
  path: '/api/accounts/roles/:id',
  summary: 'Delete a role that the school made; whoever has it is given another in its place',
  params: z.object({ id: Id }),
  query: z.object({ moveTo: RoleKey.optional() }),
  reply: Done,
});
