import type { Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Announce, GiveAccountCaptures } from '../captures/index.ts';
import type { GroupFigures } from '../groups/index.ts';
import { addAccountRoutes } from './accounts.api.ts';
import { addPeopleRoutes } from './api.ts';
import { createImportDrafts } from './drafts.ts';
import { addImportRoutes } from './imports.api.ts';

export { peopleChanged } from './changed.ts';

/** Adds the routes of the roster: people, their import from a file, and the accounts that fit nobody. */
export function registerPeople(deps: {
  routes: Routes;
  bus: Bus;
  clock: Clock;
  figures: GroupFigures;
  /** Tells the consoles of captures that a match by hand has given to somebody. */
  announce: Announce;
  giveAccountCaptures: GiveAccountCaptures;
}): void {
  const { routes, bus } = deps;
  addAccountRoutes(deps);
  addImportRoutes({ routes, bus, drafts: createImportDrafts(() => deps.clock.now()) });
  addPeopleRoutes(deps);
}
