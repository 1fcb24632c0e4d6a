import type { Routes } from '../../permissions/routes.ts';
import type { PolicyState } from './decided.ts';

/** What the routes of the policies are built from. */
export interface PolicyParts {
  readonly routes: Routes;
  readonly state: PolicyState;
}
