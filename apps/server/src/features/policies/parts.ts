import type { Routes } from '../../permissions/routes.ts';
import type { ChangeDeps } from './change.ts';

/** What the routes of the policies are built from. */
export interface PolicyParts extends ChangeDeps {
  readonly routes: Routes;
}
