import type { AgentFrames } from '../../permissions/agent-frames.ts';
import type { Live } from '../../permissions/live.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';

export interface AgreementParts {
  readonly routes: Routes;
  readonly agentFrames: AgentFrames;
  readonly bus: Bus;
  readonly live: Pick<Live, 'publish'>;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA name of the school's clock: by it the day of the year comes. */
  readonly timeZone: string;
}
