import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Clock } from '../../platform/clock/clock.ts';

/** A member of staff who is told. */
export interface Told {
  readonly accountId: string;
  readonly captureId: string;
  /** What the rule did, in a sentence. */
  readonly words: string;
}

export interface ThresholdsDeps {
  readonly routes: Routes;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly appendAudit: AppendAudit;
  readonly wordsOf: (tx: SchoolTx) => Promise<{
    policyTitle(policy: PolicyKey): string;
    titleOf(term: string, risk: PolicyKey): string;
  }>;
  /** Writes into the history of a capture what the rule did, and tells the consoles. */
  readonly noteOnCapture: (tx: SchoolTx, captureId: string, words: string) => Promise<void>;
  /** After the commit: who is in which group has changed. */
  readonly groupsChanged: (schoolId: string) => void;
  /** Alerts a member of staff named in the rule; without it what rules did stands in the console alone. */
  readonly alert?: (tx: SchoolTx, told: Told) => Promise<void>;
}
