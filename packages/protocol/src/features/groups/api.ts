import { z } from 'zod';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';

export const GROUP_KINDS = ['people', 'devices'] as const;

export const Group = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(GROUP_KINDS),
  parentId: Id.nullable(),
  members: z.number().int(),
  /** Devices of the group, or of its people, that are connected now. */
  online: z.number().int(),
  /** Open captures of its people or devices; null when the caller may not see captures. */
  openCaptures: z.number().int().nullable(),
  /** The worst severity among them; null when there are none or the caller may not see captures. */
  worstOpen: Severity.nullable(),
});
export type Group = z.infer<typeof Group>;

const GroupName = z.string().trim().min(1, 'must not be empty').max(120);
const GroupParams = z.object({ id: Id });

export const listGroups = endpoint({
  method: 'GET',
  path: '/api/groups',
  summary: 'The groups that the caller may see, with live counts',
  reply: z.object({ groups: z.array(Group), may: z.object({ manage: Permitted }) }),
});
export const addGroup = endpoint({
  method: 'POST',
  path: '/api/groups',
  summary: 'Make a group of people or of devices',
  body: z.strictObject({ name: GroupName, kind: z.enum(GROUP_KINDS), parentId: Id.nullable() }),
  reply: Group,
});
export const changeGroup = endpoint({
  method: 'PATCH',
  path: '/api/groups/:id',
  summary: 'Rename a group',
  params: GroupParams,
  body: z.strictObject({ name: GroupName }),
  reply: Group,
});
export const deleteGroup = endpoint({
  method: 'DELETE',
  path: '/api/groups/:id',
  summary: 'Delete a group; its members stay',
  params: GroupParams,
  reply: Done,
});
export const addMembers = endpoint({
  method: 'POST',
  path: '/api/groups/:id/members',
  summary: 'Put people or devices in a group',
  params: GroupParams,
  body: z.strictObject({ ids: z.array(Id).min(1).max(500) }),
  reply: Group,
});
export const removeMember = endpoint({
  method: 'DELETE',
  path: '/api/groups/:id/members/:memberId',
  summary: 'Take a person or a device out of a group',
  params: z.object({ id: Id, memberId: Id }),
  reply: Group,
});
