import { createAccessAt, type AccessAt } from './at.ts';
import { addFavouriteRoutes } from './favourites.api.ts';
import type { AccessDeps } from './parts.ts';
import { addPolicyRoutes } from './policies.api.ts';
import { addSearchRoutes } from './search.api.ts';
import { addTryRoutes, createClosedBecause, type ClosedBecause } from './try.api.ts';

export { sitesOf } from './favourites.api.ts';
export type { AccessAt, SeatAccess } from './at.ts';
export type { AccessDeps, RestrictionAt, Whom } from './parts.ts';

/** Adds the routes of the access policies, ready lists and search settings; says what they come to at each device. */
export function registerAccess(deps: AccessDeps): {
  readonly accessAt: AccessAt;
  readonly closedBecause: ClosedBecause;
} {
  addPolicyRoutes(deps);
  addFavouriteRoutes(deps);
  addSearchRoutes(deps);
  addTryRoutes(deps);
  return { accessAt: createAccessAt(deps.categories), closedBecause: createClosedBecause(deps) };
}
