import type { Capability, Role } from '@lapwing/protocol/capabilities.ts';

/** What a role brings, and whether its view ends at the groups given with it. */
export interface RoleGrant {
  readonly capabilities: readonly Capability[];
  readonly scope: 'school' | 'groups';
}

/**
 * The built-in roles. An administrator runs the system and does not see captures: a network manager has no need of
 * a child's words. Somebody who is both holds both roles.
 */
export const ROLE_GRANTS: Readonly<Record<Role, RoleGrant>> = Object.freeze({
  administrator: {
    scope: 'school',
    capabilities: [
      'accounts.manage',
      'alerts.manage',
      'alerts.view',
      'audit.view',
      'devices.enrol',
      'devices.manage',
      'devices.view',
      'groups.manage',
      'groups.view',
      'people.manage',
      'people.view',
      'policies.allow',
      'policies.manage',
      'policies.view',
      'schools.manage',
    ],
  },
  dsl: {
    scope: 'school',
    capabilities: [
      'alerts.manage',
      'alerts.view',
      'audit.view',
      'captures.export',
      'captures.manage',
      'captures.triage',
      'captures.view',
      'concerns.manage',
      'concerns.view',
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
      'screens.record',
      'screens.view',
      'thresholds.manage',
      'thresholds.view',
    ],
  },
  teacher: {
    scope: 'groups',
    capabilities: [
      'captures.export',
      'captures.triage',
      'captures.view',
      'devices.view',
      'evidence.view',
      'groups.view',
      'people.view',
      'policies.allow',
      'policies.view',
      'screens.record',
      'screens.view',
    ],
  },
});
