import type { Capability, Role, RoleScope } from '@lapwing/protocol/capabilities.ts';

/** What a role brings, and whether its view ends at the groups given with it. */
export interface RoleGrant {
  readonly capabilities: readonly Capability[];
  readonly scope: RoleScope;
}

/** A role as one person holds it: with the groups that it ends at, subgroups included; none for the whole school. */
export interface Grant extends RoleGrant {
  readonly groupIds: readonly string[];
}

const TEACHER: readonly Capability[] = [
  'access.view',
  'activity.view',
  'agreements.view',
  'assistance.answer',
  'captures.export',
  'captures.triage',
  'captures.view',
  'devices.view',
  'evidence.view',
  'groups.view',
  'lessons.teach',
  'messages.send',
  'people.view',
  'policies.allow',
  'policies.view',
  'restrictions.set',
  'restrictions.view',
  'screens.control',
  'screens.record',
  'screens.view',
];

/** What whoever stands in for the safeguarding lead must be able to do on any day. */
const DEPUTY: readonly Capability[] = [
  'access.view',
  'activity.view',
  'agreements.view',
  'alerts.view',
  'assistance.answer',
  'audit.names',
  'audit.view',
  'captures.export',
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
  'lessons.teach',
  'messages.send',
  'people.manage',
  'people.view',
  'policies.allow',
  'policies.view',
  'restrictions.set',
  'restrictions.view',
  'screens.control',
  'screens.record',
  'screens.view',
  'thresholds.view',
];

/**
 * The built-in roles: the templates that a school's own are copied from. An administrator runs the system and does not
 * see captures: a network manager has no need of a child's words. Somebody who is both holds both roles. Who sees them
 * is the safeguarding lead's to decide, who carries the responsibility (KCSIE, annex C), so they manage accounts too;
 * nobody gives what they do not hold. A deputy does what the lead does from day to day, not the settings.
 */
export const ROLE_GRANTS: Readonly<Record<Role, RoleGrant>> = Object.freeze({
  dsl: {
    scope: 'school',
    capabilities: [
      ...DEPUTY,
      'access.manage',
      'accounts.manage',
      'agreements.manage',
      'alerts.manage',
      'captures.manage',
      'lessons.manage',
      'policies.manage',
      'restrictions.manage',
      'thresholds.manage',
    ],
  },
  deputy: { scope: 'school', capabilities: DEPUTY },
  pastoral: { scope: 'groups', capabilities: [...TEACHER, 'concerns.manage', 'concerns.view'] },
  teacher: { scope: 'groups', capabilities: TEACHER },
  administrator: {
    scope: 'school',
    capabilities: [
      'access.manage',
      'access.view',
      'accounts.act-as',
      'accounts.manage',
      'agreements.manage',
      'agreements.view',
      'alerts.manage',
      'alerts.view',
      'audit.view',
      'devices.enrol',
      'devices.manage',
      'devices.view',
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
    ],
  },
  head: { scope: 'school', capabilities: ['access.view', 'audit.view', 'policies.view', 'thresholds.view'] },
  dpo: {
    scope: 'school',
    capabilities: ['agreements.view', 'audit.names', 'audit.view', 'people.view', 'policies.view'],
  },
});

/** Built-in roles as one person holds them, all that end at groups with the same. */
export function grantsOf(roles: readonly Role[], groupIds: readonly string[] = []): Grant[] {
  return roles.map((role) => grantOn(ROLE_GRANTS[role], groupIds));
}

/** A role as somebody holds it who was given these groups with it. */
export function grantOn(role: RoleGrant, groupIds: readonly string[]): Grant {
  const { capabilities, scope } = role;
  return { capabilities, scope, groupIds: scope === 'school' ? [] : groupIds };
}
