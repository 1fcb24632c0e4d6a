import type { Says } from '@lapwing/protocol/features/access/judge.ts';

/** The lock as the person is to see it. */
export interface LockWanted {
  /** Of the restriction; another id is another lock. */
  readonly id: string;
  /** Who locked it, as pupils are to read it; null where nobody is named. */
  readonly by: string | null;
  /** Said with this lock; null for nothing but the school's usual words. */
  readonly words: string | null;
  readonly schoolWords: string;
  readonly schoolName: string;
  /** `data:` address of the school's logo. */
  readonly logo: string | null;
  /** Milliseconds since 1970 by the device's own clock; null: until somebody ends it. */
  readonly until: number | null;
  /**
   * The agreement that was declined and may be read and answered again, by `Agent.agreementAgain`; null for every other
   * lock.
   */
  readonly agreementId: string | null;
}

/** What a rule is called on the block page. */
export interface RuleWords {
  /** Empty where it has none. */
  readonly title: string;
  readonly by: string | null;
  readonly words: string | null;
  /** Milliseconds since 1970 by the device's own clock; null: no end is known. */
  readonly until: number | null;
}

/** Which pages may be open; `createJudge(says, alwaysOpen)` of the protocol says it of each. */
export interface WebWanted {
  /** True where nothing is closed: the platform takes all its rules away. */
  readonly open: boolean;
  readonly says: Says;
  /** Hosts that nothing closes, the server's own among them. */
  readonly alwaysOpen: readonly string[];
  /** By the id of a rule. */
  readonly rules: Readonly<Record<string, RuleWords>>;
  /** The school's usual words on the block page. */
  readonly words: string;
  readonly safeSearch: boolean;
  readonly youtube: 'off' | 'moderate' | 'strict';
  /** Downloads that are stopped: by the rule's id, endings without the dot; none for all. */
  readonly downloads: readonly { readonly id: string; readonly endings: readonly string[] }[];
  readonly mayAsk: boolean;
}

/** Programs that may not run. */
export interface ApplicationsWanted {
  /** Of the rule. */
  readonly id: string;
  /** `ApplicationPattern` of the protocol; see `isApplication` there. */
  readonly patterns: readonly string[];
  /** What the person is told when one is closed. */
  readonly words: RuleWords;
}

/** What the device is to be like now, whole. */
export interface ControlWanted {
  readonly lock: LockWanted | null;
  readonly web: WebWanted;
  /** Id of the restriction; null: sound is on. */
  readonly mute: string | null;
  readonly printingOff: string | null;
  readonly removableMediaOff: string | null;
  /** Programs that are closed, and closed again. */
  readonly applications: readonly ApplicationsWanted[];
}

/** Something on the device that stands in the way of what it should hold. */
export type ControlGap = 'incognito-open' | 'no-host-access' | 'lock-left';

export interface ControlApplied {
  /** Those that the platform cannot do or failed to, by the id of the restriction or rule. */
  readonly failed: readonly { readonly id: string; readonly why: 'not-possible' | 'failed' }[];
  readonly gaps: readonly ControlGap[];
}

/**
 * Makes the device as it is wanted. `apply` is called with the whole each time that something changes, one call at a
 * time, and after each start of the agent, also with nothing wanted: what an earlier run left is released so. Whatever
 * is not wanted is open: a platform starts unlocked and unblocked, and never rejects; it may be slow, and the caller
 * bounds the time.
 */
export interface Control {
  apply(wanted: ControlWanted): Promise<ControlApplied>;
  /** Called when the gaps become others without `apply`. */
  onGaps(changed: (gaps: readonly ControlGap[]) => void): () => void;
}
