import type { Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Explain, GroupFigures } from './present.ts';

/** What the routes of the groups are built from. */
export interface GroupParts {
  readonly routes: Routes;
  readonly figures: GroupFigures;
  readonly explain: Explain;
  /** Says after the commit that groups have changed. */
  readonly announce: (tx: SchoolTx) => void;
}
