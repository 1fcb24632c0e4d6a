import type { SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import type { Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { Live } from '../../permissions/live.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { GroupFigures } from '../groups/index.ts';
import type { SchoolHours } from './hours.ts';

/** Somebody, a device, or somebody at a device; or whoever is in a group alone. */
export interface Whom {
  readonly personId: string | null;
  readonly deviceId: string | null;
  /** Of a group: itself and all above it, with the whole school. Empty for a person and a device. */
  readonly groupIds: readonly string[];
}

export type RestrictionAt = Pick<Restriction, 'id' | 'effect' | 'layer'> & {
  /** For staff: `Ms Khan, lesson 8B`. */
  readonly by: string;
};

export interface AccessDeps {
  readonly routes: Routes;
  readonly bus: Bus;
  readonly live: Pick<Live, 'publish'>;
  readonly clock: Clock;
  readonly figures: Pick<GroupFigures, 'online'>;
  /** Ready lists of sites, as they are shipped. */
  readonly categories: readonly SiteCategory[];
  /** The school's clock and its holidays. */
  readonly week: (tx: SchoolTx) => Promise<SchoolHours>;
  /** Sites that nothing closes. */
  readonly helpHosts: (tx: SchoolTx) => Promise<readonly string[]>;
  /** What was set by hand, by sanction, by lesson or by group and holds at a moment, in milliseconds since 1970. */
  readonly restrictionsAt: (tx: SchoolTx, whom: Whom, at: number) => Promise<readonly RestrictionAt[]>;
}
