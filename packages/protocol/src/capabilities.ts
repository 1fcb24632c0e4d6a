/**
 * What a member of staff can be allowed to do. Code asks for a capability, never for a role;
 * each begins with the word of its feature.
 */
export const CAPABILITIES = [
  'accounts.manage',
  'alerts.manage',
  'alerts.view',
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
  'people.manage',
  'people.view',
  'policies.allow',
  'policies.manage',
  'policies.view',
  'schools.manage',
  'screens.record',
  'screens.view',
  'thresholds.manage',
  'thresholds.view',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export const ROLES = ['administrator', 'dsl', 'teacher'] as const;
export type Role = (typeof ROLES)[number];
