import type { Actor } from '../../permissions/actor.ts';
import type { AgentFrames } from '../../permissions/agent-frames.ts';
import type { Live } from '../../permissions/live.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { Refused } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Presence } from '../devices/index.ts';

/** A page or a site that somebody may open for a time. */
export interface AllowWanted {
  /** Of the restriction that it becomes, made here: the same twice is set once. */
  readonly id: string;
  /** As a list of sites names it. */
  readonly sites: readonly string[];
  readonly minutes: number;
  /** A device where nobody of the roster is known to sit. */
  readonly whom: { readonly kind: 'person' | 'device' | 'lesson'; readonly id: string };
  /** The lesson that it ends with, if it is for all of one. */
  readonly lessonId: string | null;
}

/** Sets an `allow` by hand in the actor's name, if they may. */
export type Allow = (
  tx: SchoolTx,
  actor: Actor,
  wanted: AllowWanted,
) => Promise<{ readonly ok: true; readonly until: Date } | { readonly ok: false; readonly refused: Refused }>;

export interface AssistanceParts {
  readonly routes: Routes;
  readonly agentFrames: AgentFrames;
  readonly db: Database;
  readonly bus: Bus;
  readonly live: Pick<Live, 'publish'>;
  readonly presence: Pick<Presence, 'send'>;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA name of the school's clock: by it a day begins. */
  readonly timeZone: string;
  /** Whether pupils of the school may ask for that. */
  readonly mayAsk: (tx: SchoolTx) => Promise<{ readonly access: boolean; readonly help: boolean }>;
  /** What the school settled that a page is usually allowed for, in minutes. */
  readonly usualMinutes: (tx: SchoolTx) => Promise<number>;
  /** The lesson of whoever sits at each device, by the device's id. */
  readonly lessonAt: (
    tx: SchoolTx,
    seats: ReadonlyArray<{ readonly deviceId: string; readonly personId: string | null }>,
  ) => Promise<ReadonlyMap<string, { readonly id: string }>>;
  /** Why a page is closed to whoever sits at a device, in a sentence; null where it is open. */
  readonly closedBecause: (
    tx: SchoolTx,
    page: { readonly deviceId: string; readonly personId: string | null; readonly url: string },
  ) => Promise<string | null>;
  /** Null where nothing can be allowed yet. */
  readonly allow: Allow | null;
}
