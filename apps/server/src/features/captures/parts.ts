import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { Actor } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Refused } from '../../platform/http/outcome.ts';
import type { StaffReach } from '../accounts/index.ts';
import type { Announce } from './announce.ts';
import type { CaptureHooks } from './hooks.ts';
import type { WordsOf } from './present.ts';
import type { By } from './store-history.ts';

/** Which version of the library, and which change of the policies, a device held that had these contents. */
export type HeldAt = (tx: SchoolTx, pack: string, rules: string | null) => Promise<CaptureDetail['caughtBy']>;

/** Who of the staff holds a capability, and how far; the accounts' own. */
export type StaffReaching = (tx: SchoolTx, capability: Capability) => Promise<StaffReach[]>;

/**
 * Who is next by the school's chain at this hour; `why` says how that came about, or why it is nobody.
 * @param askedBy whoever asks: nobody passes a capture on to themselves
 */
export type NextInChain = (
  tx: SchoolTx,
  captureId: string,
  askedBy: string,
) => Promise<{ readonly person: By | null; readonly why: string }>;

/** The concerns that a capture is part of, of those that the actor may see. */
export type ConcernsOf = (
  tx: SchoolTx,
  actor: Actor,
  captureId: string,
) => Promise<ReadonlyArray<{ readonly id: string; readonly title: string }>>;

/** A past capture, as far as it matters to whether it would have been let pass. */
export interface PassedCapture {
  readonly term: string;
  readonly policy: string;
  readonly site: string | null;
  readonly sentence: string;
  /** Where the match lies in `sentence`, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * Lets the like of a capture pass from now on, as a change of the policies, in the transaction; the policies' own.
 * `value` is an `Allowance` that nobody has parsed yet.
 */
export type AllowLike = (
  tx: SchoolTx,
  actor: Actor,
  wanted: { readonly id: string; readonly value: unknown; readonly captureId: string },
) => Promise<
  | {
      readonly ok: true;
      /** What is let pass, for whom and why, in a sentence. */
      readonly what: string;
      /** The group in which it holds; null is the whole school. */
      readonly groupId: string | null;
      /** Whether it would have let this one pass. */
      readonly lets: (capture: PassedCapture) => boolean;
    }
  | { readonly ok: false; readonly refused: Refused }
>;

/** Screenshots and recordings by hand that the actor may see, of a person, or of a device where there is nobody. */
export type HandMade = (
  tx: SchoolTx,
  actor: Actor,
  of: { readonly personId: string | null; readonly deviceId: string; readonly from: Date; readonly to: Date },
) => Promise<
  ReadonlyArray<{
    readonly id: string;
    readonly at: Date;
    readonly what: 'screenshot' | 'recording';
    readonly by: string;
  }>
>;

/** What the routes of the captures are built from. */
export interface CaptureParts {
  readonly routes: Routes;
  readonly live: Live;
  readonly announce: Announce;
  readonly wordsOf: WordsOf;
  readonly heldAt: HeldAt;
  readonly hooks: Required<CaptureHooks>;
  readonly clock: Clock;
  /** IANA name of the clock by which days are counted. */
  readonly timeZone: string;
  readonly nextInChain: NextInChain;
  readonly concernsOf: ConcernsOf;
  readonly allowLike: AllowLike;
  readonly handMade: HandMade;
  readonly staffReaching: StaffReaching;
}
