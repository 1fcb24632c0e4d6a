import type { AgentFrames } from '../../permissions/agent-frames.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { VerifyDeviceRequest } from '../devices/index.ts';
import type { ReleaseShelf } from './shelf.ts';

/** What the feature is given. */
export interface ReleaseParts {
  readonly routes: Routes;
  readonly db: Database;
  readonly agentFrames: AgentFrames;
  readonly clock: Clock;
  readonly log: Log;
  readonly verifyDeviceRequest: VerifyDeviceRequest;
  readonly shelf: ReleaseShelf;
  /** Address that devices find the server at. */
  readonly publicUrl: () => string;
  /** Whether the shelf was told whose releases it takes. */
  readonly hasKey: boolean;
}
