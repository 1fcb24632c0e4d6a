/**
 * What a member of staff can be allowed to do. Code asks for a capability, never for a role;
 * each begins with the word of its feature. What each means in words: permission-words.ts.
 */
export const CAPABILITIES = [
  'access.manage',
  'access.view',
  'accounts.act-as',
  'accounts.manage',
  'activity.view',
  'agreements.manage',
  'agreements.view',
  'alerts.manage',
  'alerts.view',
  'assistance.answer',
  'audit.names',
  'audit.view',
  'captures.export',
  'captures.manage',
  'captures.triage',
  'captures.view',
  'concerns.manage',
  'concerns.view',
  'devices.enrol',
  'devices.manage',
  'devices.view',
  'evidence.hold',
  'evidence.sealed',
  'evidence.view',
  'groups.manage',
  'groups.view',
  'lessons.manage',
  'lessons.teach',
  'messages.send',
  'people.manage',
  'people.view',
  'policies.allow',
  'policies.manage',
  'policies.view',
  'releases.manage',
  'releases.view',
  'restrictions.manage',
  'restrictions.set',
  'restrictions.view',
  'schools.manage',
  'screens.control',
  'screens.record',
  'screens.view',
  'thresholds.manage',
  'thresholds.view',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** The built-in roles. A school makes others as copies of them; those are named by their id. */
export const ROLES = ['administrator', 'dsl', 'deputy', 'pastoral', 'teacher', 'head', 'dpo'] as const;
export type Role = (typeof ROLES)[number];

/** How far a role reaches: the whole school, or what belongs to the groups given with it. */
export const ROLE_SCOPES = ['school', 'groups'] as const;
export type RoleScope = (typeof ROLE_SCOPES)[number];
