import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { paths } from './paths.ts';

/** A part of the console that has a name of its own. */
export interface Place {
  readonly label: string;
  readonly href: string;
  readonly needs: Capability;
  /** At the foot of the left side; the others are reached through Settings. */
  readonly foot: boolean;
}

/**
 * The places of the console; one that a person may not use is not shown. Where work is done day by day stands at the
 * foot of the left side, what is settled once is on the page of settings (`settings-list.ts`).
 */
export const PLACES: readonly Place[] = Object.freeze([
  { label: 'Captures', href: paths.captures(), needs: 'captures.view', foot: true },
  { label: 'Concerns', href: paths.concerns(), needs: 'concerns.view', foot: true },
  { label: 'Lessons', href: paths.lessons(), needs: 'lessons.teach', foot: true },
  { label: 'Policies', href: paths.policies(), needs: 'policies.view', foot: true },
  { label: 'Access', href: paths.access(), needs: 'access.view', foot: false },
  { label: 'Agreements', href: paths.agreements(), needs: 'agreements.view', foot: false },
  { label: 'Alerts', href: paths.delivery(), needs: 'alerts.view', foot: false },
  { label: 'Devices', href: paths.devices(), needs: 'devices.view', foot: true },
  { label: 'People', href: paths.people(), needs: 'people.view', foot: true },
  { label: 'Staff', href: paths.staff(), needs: 'accounts.manage', foot: false },
  { label: 'Audit', href: paths.audit(), needs: 'audit.view', foot: false },
  { label: 'Control', href: paths.control(), needs: 'restrictions.manage', foot: false },
  { label: 'School', href: paths.school(), needs: 'schools.manage', foot: false },
]);

/** The place that lists what is not at the foot; open to everybody, for there is always one's own account. */
export const SETTINGS: Pick<Place, 'label' | 'href'> = Object.freeze({
  label: 'Settings',
  href: paths.settings(),
});

/** The address of what is to be marked at the foot as open, or none: a page reached through Settings marks those. */
export function markedAt(pathname: string): string | null {
  const at = (href: string): boolean => pathname === href || pathname.startsWith(`${href}/`);
  const place = PLACES.find(({ href }) => at(href));
  if (place !== undefined) return place.foot ? place.href : SETTINGS.href;
  return [SETTINGS.href, paths.guidance()].some((href) => at(href)) ? SETTINGS.href : null;
}
