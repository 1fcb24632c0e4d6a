import type { DestinationStream } from 'pino';
import type { RouteEntry } from './permissions/routes.ts';
import type { Clock } from './platform/clock/clock.ts';
import type { Database } from './platform/db/database.ts';

/** The running server. */
export interface RunningServer {
  /** How people reach it. */
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** The one-time address of the first run; null when there is a school. */
  readonly setupUrl: string | null;
  readonly routes: readonly RouteEntry[];
  readonly db: Database;
  databasePid(): number | null;
  stop(): Promise<void>;
}

export interface ComposeOptions {
  /** Folder of the checkout: where the built console, the built extension and the migrations are. */
  readonly checkout: string;
  readonly logTo: DestinationStream;
  readonly onLost: (message: string) => void;
  readonly clock?: Clock;
  /** By which alerts become due, if another: days can pass in them while devices stay connected. */
  readonly alertsClock?: Clock;
  /** By which looking with another's rights ends, if another: half an hour can pass while consoles stay open. */
  readonly actingClock?: Clock;
}
