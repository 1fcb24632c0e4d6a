import type { Routes } from '../../permissions/routes.ts';
import type { GroupFigures } from '../groups/index.ts';
import type { ChangeDeps } from './change.ts';
import type { Sealed } from './sealed.ts';
import type { TryWork } from './try-work.ts';

/** What the routes of the policies are built from. */
export interface PolicyParts extends ChangeDeps {
  readonly routes: Routes;
  readonly sealed: Sealed;
  readonly figures: Pick<GroupFigures, 'online'>;
  readonly tryWork: TryWork;
}
