import { activityKinds, registerActivity } from './features/activity/index.ts';
import type { VerifyDeviceRequest } from './features/devices/index.ts';
import { createReleaseShelf, registerReleases } from './features/releases/index.ts';
import type { AgentFrames } from './permissions/agent-frames.ts';
import type { Routes } from './permissions/routes.ts';
import type { Bus } from './platform/bus/bus.ts';
import type { Clock } from './platform/clock/clock.ts';
import type { Database, SchoolTx } from './platform/db/database.ts';
import type { Log } from './platform/log/log.ts';
import type { Config } from './config.ts';

/** What the desktop agent needs beside what every agent does: activity, and its releases. */
export interface ComposedDesktop {
  /** Kinds of activity that the school records. */
  activityKinds(tx: SchoolTx): Promise<readonly string[]>;
  /** Before the first device is let in. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Composes the features of the desktop agent. */
export function composeDesktop(deps: {
  readonly config: Pick<Config, 'releasesFolder' | 'releaseKey'>;
  readonly routes: Routes;
  readonly db: Database;
  readonly bus: Bus;
  readonly agentFrames: AgentFrames;
  readonly clock: Clock;
  readonly log: Log;
  readonly verifyDeviceRequest: VerifyDeviceRequest;
  readonly publicUrl: () => string;
}): ComposedDesktop {
  const { config, log } = deps;
  const activity = registerActivity(deps);
  const shelf = createReleaseShelf({ folder: config.releasesFolder, publicKey: config.releaseKey, log });
  registerReleases({ ...deps, shelf, hasKey: config.releaseKey !== null });
  return { activityKinds, start: () => activity.start(), stop: () => activity.stop() };
}
