import { z } from 'zod';
import { Cursor, Done, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Priority, RemoteView, Severity } from '../../vocabulary.ts';

export const GROUP_KINDS = ['people', 'devices'] as const;

/** Groups that every school has. All but the first are restrictions: who is in one is there for a time. */
export const BUILT_IN_GROUPS = [
  'whole-school',
  'internet-banned',
  'screens-locked',
  'printing-disabled',
  'removable-media-disabled',
  'sound-muted',
] as const;
export const BuiltInGroup = z.enum(BUILT_IN_GROUPS);
export type BuiltInGroup = z.infer<typeof BuiltInGroup>;

/** What a group can set about the devices and people in it. */
export const GroupSettings = z.object({ remoteView: RemoteView.nullable() });
export type GroupSettings = z.infer<typeof GroupSettings>;

export const Group = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(GROUP_KINDS),
  builtIn: BuiltInGroup.nullable(),
  /** The caller's own; nobody else sees it, and it gives nobody a right. */
  personal: z.boolean(),
  /** Null at the top, and where the parent is not the caller's to see. */
  parentId: Id.nullable(),
  priority: Priority,
  members: z.number().int(),
  /** Devices of the group, or of its people, that are connected now. */
  online: z.number().int(),
  /** Open captures of its people or devices; null when the caller may not see captures. */
  openCaptures: z.number().int().nullable(),
  /** The worst severity among them; null when there are none or the caller may not see captures. */
  worstOpen: Severity.nullable(),
});
export type Group = z.infer<typeof Group>;

/** What a rule looks at. People: the first five. Devices: `name`, `room` and the last three. */
export const RULE_FIELDS = [
  'name',
  'username',
  'kind',
  'year',
  'form',
  'room',
  'system',
  'address',
  'agent-version',
] as const;
/** One line of a group's rule: whoever fits one that includes and none that excludes is in. */
export const GroupRule = z.strictObject({
  field: z.enum(RULE_FIELDS),
  /** `*` stands for any text; case does not matter. */
  pattern: z.string().trim().min(1, 'must not be empty').max(200).refine(printable, 'must be text'),
  exclude: z.boolean(),
});
export type GroupRule = z.infer<typeof GroupRule>;

/** A group that sets something; without its id, and maybe its name, where it is not the caller's to see. */
export const SettingSource = z.object({ id: Id.nullable(), name: z.string(), priority: Priority });
export type SettingSource = z.infer<typeof SettingSource>;

/** Why a setting has its value: the group that won, and those that it won over, the strongest first. */
export const SettingOrigin = z.object({
  setting: z.enum(['remoteView']),
  value: RemoteView,
  /** Null where nobody has set anything and Lapwing's own value holds. */
  from: SettingSource.nullable(),
  /** What decided over the strongest of the others: only one set it, a higher priority, a group further down, the order of names. */
  decidedBy: z.enum(['only', 'priority', 'nearer', 'name']),
  overrode: z.array(
    z.object({
      value: RemoteView,
      from: SettingSource.nullable(),
    }),
  ),
});
export type SettingOrigin = z.infer<typeof SettingOrigin>;

export const GroupDetail = Group.extend({
  rules: z.array(GroupRule),
  /** What this group itself sets; null where it leaves it to others. */
  settings: GroupSettings,
  /** What holds in this group when no other group has a say, and where it comes from. */
  effective: z.array(SettingOrigin),
  /** Groups from the top down to this one. */
  within: z.array(z.object({ id: Id, name: z.string() })),
  may: z.object({ manage: Permitted, addMembers: Permitted, settings: Permitted }),
});
export type GroupDetail = z.infer<typeof GroupDetail>;

export const GroupMember = z.object({
  id: Id,
  name: z.string(),
  /** Form or account of a person, room of a device. */
  detail: z.string().nullable(),
  /** `fixed`: put in by somebody. `rule`: by the group's rule. `subgroup`: in a group within this one. */
  via: z.enum(['fixed', 'rule', 'subgroup']),
  /** When a timed membership ends. */
  until: Instant.nullable(),
});
export type GroupMember = z.infer<typeof GroupMember>;

/** Where a device stands in the room plan of a group; in squares of the grid. */
export const Place = z.strictObject({
  deviceId: Id,
  x: z.number().int().min(0).max(199),
  y: z.number().int().min(0).max(199),
});
export type Place = z.infer<typeof Place>;

/** People or devices that one request puts in a group. */
export const MOST_MEMBERS_AT_ONCE = 500;

const GroupName = z.string().trim().min(1, 'must not be empty').max(120).refine(printable, 'must be text');
const GroupParams = z.object({ id: Id });

/** Without control characters and halves of pairs, which no database keeps. Turned writing is for the page to keep apart. */
function printable(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}

export const listGroups = endpoint({
  method: 'GET',
  path: '/api/groups',
  summary: 'The groups that the caller may see, with live counts',
  reply: z.object({ groups: z.array(Group), may: z.object({ manage: Permitted, personal: Permitted }) }),
});
export const showGroup = endpoint({
  method: 'GET',
  path: '/api/groups/:id',
  summary: 'One group with its rule, its settings and where they come from',
  params: GroupParams,
  reply: GroupDetail,
});
export const addGroup = endpoint({
  method: 'POST',
  path: '/api/groups',
  summary: 'Make a group of people or of devices',
  body: z.strictObject({
    name: GroupName,
    kind: z.enum(GROUP_KINDS),
    parentId: Id.nullable(),
    personal: z.boolean().default(false),
  }),
  reply: Group,
});
export const changeGroup = endpoint({
  method: 'PATCH',
  path: '/api/groups/:id',
  summary: 'Rename a group, move it, set its priority, its rule or its settings',
  params: GroupParams,
  body: z.strictObject({
    name: GroupName.optional(),
    parentId: Id.nullable().optional(),
    priority: Priority.optional(),
    rules: z.array(GroupRule).max(50).optional(),
    settings: GroupSettings.optional(),
  }),
  reply: GroupDetail,
});
/** Before a rule is saved: whom it would bring in. */
export const tryRules = endpoint({
  method: 'POST',
  path: '/api/groups/:id/rules/try',
  summary: 'Who would be in a group by a rule, without saving it',
  params: GroupParams,
  body: z.strictObject({ rules: z.array(GroupRule).max(50) }),
  reply: z.object({ total: z.number().int(), first: z.array(GroupMember).max(20) }),
});
export const deleteGroup = endpoint({
  method: 'DELETE',
  path: '/api/groups/:id',
  summary: 'Delete a group; its members stay',
  params: GroupParams,
  reply: Done,
});
export const listMembers = endpoint({
  method: 'GET',
  path: '/api/groups/:id/members',
  summary: 'Who or what is in a group, and by what',
  params: GroupParams,
  query: z.object({
    search: z.string().trim().max(200).refine(printable, 'must be text').optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(GroupMember).extend({ total: z.number().int() }),
});
export const addMembers = endpoint({
  method: 'POST',
  path: '/api/groups/:id/members',
  summary: 'Put people or devices in a group, for good or for a time',
  params: GroupParams,
  body: z.strictObject({
    ids: z.array(Id).min(1).max(MOST_MEMBERS_AT_ONCE),
    /** Minutes after which they are out again by themselves; null for good. */
    minutes: z.number().int().min(1).max(525_600).nullable().default(null),
  }),
  /** `added`: those who were not in it by hand before, so that just this can be undone. */
  reply: Group.extend({ added: z.array(Id) }),
});
export const removeMember = endpoint({
  method: 'DELETE',
  path: '/api/groups/:id/members/:memberId',
  summary: 'Take a person or a device out of a group',
  params: z.object({ id: Id, memberId: Id }),
  reply: Group,
});
export const showPlaces = endpoint({
  method: 'GET',
  path: '/api/groups/:id/places',
  summary: 'The room plan of a group',
  params: GroupParams,
  reply: z.object({ places: z.array(Place), may: z.object({ change: Permitted }) }),
});
export const changePlaces = endpoint({
  method: 'PUT',
  path: '/api/groups/:id/places',
  summary: 'Save the room plan of a group, whole',
  params: GroupParams,
  body: z.strictObject({ places: z.array(Place).max(2000) }),
  reply: z.object({ places: z.array(Place), may: z.object({ change: Permitted }) }),
});
/** For the details of a person, of a device, or of a person at a device. */
export const explainSettings = endpoint({
  method: 'GET',
  path: '/api/groups/effective',
  summary: 'Which settings hold for a person or a device, and which group each comes from',
  query: z.object({ personId: Id.optional(), deviceId: Id.optional() }),
  reply: z.object({ settings: z.array(SettingOrigin) }),
});
