import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import { topic, type Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { addGroupRoutes } from './api.ts';
import { addMemberRoutes } from './members.api.ts';
import type { GroupParts } from './parts.ts';
import type { Explain, GroupFigures } from './present.ts';
import { addSettingRoutes } from './settings.api.ts';
import { startSweep } from './sweep.ts';

/** Groups or their members have changed: what people may see, and what devices are told, may have too. */
export const groupsChanged = topic<{ schoolId: string }>('groups/changed');

/** Milliseconds between looks for timed memberships that are over. */
const SWEEP_EVERY_MS = 10_000;

export interface Groups {
  stop(): Promise<void>;
}

/** Adds the routes of the groups, and ends timed memberships when their time is over. */
export function registerGroups(deps: {
  readonly routes: Routes;
  readonly db: Database;
  readonly bus: Bus;
  readonly log: Log;
  readonly figures: GroupFigures;
  readonly explain: Explain;
  readonly appendAudit: AppendAudit;
  readonly schoolIds: () => Promise<readonly string[]>;
  readonly sweepEveryMs?: number;
}): Groups {
  const changed = (schoolId: string): void => deps.bus.publish(groupsChanged, { schoolId });
  const parts: GroupParts = {
    routes: deps.routes,
    figures: deps.figures,
    explain: deps.explain,
    announce: (tx) => tx.afterCommit(() => changed(tx.schoolId)),
  };
  addGroupRoutes(parts);
  addMemberRoutes(parts);
  addSettingRoutes(parts);
  const stop = startSweep({
    db: deps.db,
    schoolIds: deps.schoolIds,
    appendAudit: deps.appendAudit,
    log: deps.log,
    everyMs: deps.sweepEveryMs ?? SWEEP_EVERY_MS,
    onEnded: changed,
  });
  return { stop };
}
