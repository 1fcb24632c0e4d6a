import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { paths } from './paths.ts';

/** The places at the foot of the left side; a place that one may not use is not shown. */
export const PLACES: readonly { label: string; href: string; needs: Capability }[] = Object.freeze([
  { label: 'Captures', href: paths.captures(), needs: 'captures.view' },
  { label: 'Concerns', href: paths.concerns(), needs: 'concerns.view' },
  { label: 'Lessons', href: paths.lessons(), needs: 'lessons.teach' },
  { label: 'Policies', href: paths.policies(), needs: 'policies.view' },
  { label: 'Access', href: paths.access(), needs: 'access.view' },
  { label: 'Agreements', href: paths.agreements(), needs: 'agreements.view' },
  { label: 'Alerts', href: paths.delivery(), needs: 'alerts.view' },
  { label: 'Devices', href: paths.devices(), needs: 'devices.view' },
  { label: 'People', href: paths.people(), needs: 'people.view' },
  { label: 'Staff', href: paths.staff(), needs: 'accounts.manage' },
  { label: 'Audit', href: paths.audit(), needs: 'audit.view' },
  { label: 'Control', href: paths.control(), needs: 'restrictions.manage' },
  { label: 'School', href: paths.school(), needs: 'schools.manage' },
]);
