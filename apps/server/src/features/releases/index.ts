import { addReleaseFileRoutes } from './agent.api.ts';
import { addReleaseRoutes } from './api.ts';
import { hearOutcomes } from './hear.ts';
import type { ReleaseParts } from './parts.ts';

export type { ReleaseParts } from './parts.ts';
export { createReleaseShelf, type ReleaseShelf } from './shelf.ts';

/** Passes the releases of the desktop agent on to the devices that the school has decided on. */
export function registerReleases(parts: ReleaseParts): void {
  addReleaseRoutes(parts);
  addReleaseFileRoutes(parts);
  hearOutcomes(parts);
}
