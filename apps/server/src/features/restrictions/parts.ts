import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import type { AgentFrames } from '../../permissions/agent-frames.ts';
import type { Live } from '../../permissions/live.ts';
import type { Actor } from '../../permissions/actor.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Control, ControlParts } from './control.ts';

/** The sites of a ready list that the actor may use, with its title; null for none. The access feature's own. */
export type FavouriteOf = (
  tx: SchoolTx,
  actor: Actor,
  id: string,
) => Promise<{ readonly title: string; readonly sites: readonly string[] } | null>;

/** Writes into the history of a capture what was done about it, and tells the consoles. */
export type NoteOnCapture = (
  tx: SchoolTx,
  captureId: string,
  by: { readonly id: string; readonly name: string } | null,
  kind: 'sanctioned' | 'sanction-lifted',
  words: string,
) => Promise<void>;

export interface RestrictionDeps extends ControlParts {
  readonly routes: Routes;
  readonly bus: Bus;
  readonly live: Live;
  readonly agentFrames: AgentFrames;
  readonly appendAudit: AppendAudit;
  readonly log: Log;
  /** Null while the school's server knows no ready lists. */
  readonly favouriteOf: FavouriteOf | null;
  readonly noteOnCapture: NoteOnCapture;
}

/** What the routes of restrictions are built from. */
export interface RestrictionParts extends RestrictionDeps {
  readonly control: Control;
  /** Has devices told now, and consoles, once the transaction is committed. */
  readonly announce: (tx: SchoolTx, deviceIds: readonly string[]) => void;
}
