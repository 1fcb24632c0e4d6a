import { CAPABILITIES, type Capability, type RoleScope } from '@lapwing/protocol/capabilities.ts';
import type { StaffAccount } from '@lapwing/protocol/features/accounts/api.ts';
import { listRoles, type StaffRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

export const rolesQuery = queryOptions({
  queryKey: ['accounts', 'roles'],
  queryFn: ({ signal }) => load(listRoles, {}, signal),
});

const FEATURE_TITLES: Readonly<Record<string, string>> = Object.freeze({
  accounts: 'Staff',
  activity: 'Activity',
  alerts: 'Alerts',
  audit: 'Audit',
  captures: 'Captures',
  concerns: 'Concerns',
  devices: 'Devices',
  evidence: 'Evidence',
  groups: 'Groups',
  people: 'People',
  policies: 'Policies',
  releases: 'Desktop agent',
  schools: 'School',
  screens: 'Screens',
  thresholds: 'Threshold rules',
});
/** What is about pupils first, what runs the system after it. */
const FEATURE_ORDER = [
  'captures',
  'evidence',
  'concerns',
  'alerts',
  'thresholds',
  'screens',
  'people',
  'groups',
];

/** The rights by what they are about, with a heading each. */
export function rightsByFeature(): Array<{ feature: string; title: string; rights: Capability[] }> {
  const features = [...new Set(CAPABILITIES.map((capability) => featureOf(capability)))];
  const place = (feature: string): number => {
    const at = FEATURE_ORDER.indexOf(feature);
    return at === -1 ? FEATURE_ORDER.length : at;
  };
  return features
    .toSorted((one, other) => place(one) - place(other) || one.localeCompare(other))
    .map((feature) => ({
      feature,
      title: FEATURE_TITLES[feature] ?? feature,
      rights: CAPABILITIES.filter((capability) => featureOf(capability) === feature).toSorted(
        (one, other) => Number(isLook(other)) - Number(isLook(one)),
      ),
    }));
}

function featureOf(capability: Capability): string {
  return capability.split('.')[0] ?? capability;
}
/** Looking comes before doing. */
function isLook(capability: Capability): boolean {
  return capability.endsWith('.view');
}

/** Adds a right with those that it needs. */
export function withRight(rights: readonly Capability[], added: Capability): Capability[] {
  const all = new Set(rights);
  const add = (capability: Capability): void => {
    all.add(capability);
    for (const need of CAPABILITY_WORDS[capability].needs) if (!all.has(need)) add(need);
  };
  add(added);
  return CAPABILITIES.filter((capability) => all.has(capability));
}

/** Takes a right away with those that need it. */
export function withoutRight(rights: readonly Capability[], removed: Capability): Capability[] {
  const left = new Set(rights);
  const remove = (capability: Capability): void => {
    left.delete(capability);
    for (const other of CAPABILITIES) {
      if (left.has(other) && CAPABILITY_WORDS[other].needs.includes(capability)) remove(other);
    }
  };
  remove(removed);
  return CAPABILITIES.filter((capability) => left.has(capability));
}

/** How a role differs from the built-in one that it was copied from. */
export function differences(
  role: Pick<StaffRole, 'capabilities' | 'scope'>,
  template: Pick<StaffRole, 'capabilities' | 'scope'>,
): { added: Capability[]; removed: Capability[]; scope: boolean } {
  return {
    added: role.capabilities.filter((one) => !template.capabilities.includes(one)),
    removed: template.capabilities.filter((one) => !role.capabilities.includes(one)),
    scope: role.scope !== template.scope,
  };
}

export function sayScope(scope: RoleScope): string {
  return scope === 'school' ? 'Whole school' : 'Own groups';
}

export const ACCOUNT_STATUS: Readonly<
  Record<StaffAccount['status'], { word: string; tone: 'good' | 'quiet' | 'warn' | 'stop'; meaning: string }>
> = Object.freeze({
  active: { word: 'Active', tone: 'good', meaning: 'Can sign in.' },
  invited: { word: 'Invited', tone: 'quiet', meaning: 'Has not set a password yet.' },
  disabled: { word: 'Disabled', tone: 'stop', meaning: 'Cannot sign in.' },
  'locked-out': {
    word: 'Locked out',
    tone: 'warn',
    meaning: 'Too many wrong passwords. It opens again by itself; a new link opens it at once.',
  },
});
