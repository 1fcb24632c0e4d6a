import type { Me } from '@lapwing/protocol/features/accounts/api.ts';

/** The page that a person's work begins on: `group` is a classroom whose address the groups tell. */
export type FirstPage = 'captures' | 'group' | 'devices';

/**
 * Where a person's work is: a teacher's in one of their groups, a safeguarding lead's among the captures, an
 * administrator's among the devices.
 */
export function firstPageOf(me: Pick<Me, 'capabilities' | 'scopedToGroups'>): FirstPage {
  if (me.scopedToGroups && me.capabilities.includes('screens.view')) return 'group';
  return me.capabilities.includes('captures.view') ? 'captures' : 'devices';
}
