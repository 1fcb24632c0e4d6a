import type { AgentFrames } from '../../permissions/agent-frames.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';

/** What the feature is given. */
export interface ActivityParts {
  readonly routes: Routes;
  readonly db: Database;
  readonly bus: Bus;
  readonly agentFrames: AgentFrames;
  readonly clock: Clock;
  readonly log: Log;
}
