import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { Reach } from '../../permissions/actor.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { CaptureFacts } from './store.ts';
import type { SchoolWeek } from './school-time.ts';

/** A member of staff, and whether they hold a capability now: nobody does whose account is disabled. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly holds: boolean;
}

/** Somebody who is named for a capture. */
export interface Named {
  readonly accountId: string;
  readonly popUp: boolean;
  readonly email: boolean;
}

/** What the alerts are built from; what other features know is passed in. */
export interface AlertParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly mailer: Mailer;
  readonly masterKey: MasterKey;
  readonly publicUrl: () => string;
  readonly schoolIds: () => Promise<readonly string[]>;
  readonly staffWith: (tx: SchoolTx, capability: Capability) => Promise<readonly Holder[]>;
  /** How far somebody holds a capability now; null where they do not, or may not sign in. */
  readonly staffReach: (tx: SchoolTx, accountId: string, capability: Capability) => Promise<Reach | null>;
  readonly named: (tx: SchoolTx, capture: CaptureFacts) => Promise<readonly Named[]>;
  readonly week: (tx: SchoolTx) => Promise<SchoolWeek>;
  /** The title of the policy that a term stands in. */
  readonly titles: (tx: SchoolTx) => Promise<(term: string, policy: PolicyKey) => string>;
  readonly schoolName: (tx: SchoolTx) => Promise<string>;
  /** Adds to a capture's history that somebody was told, in words, and shows it to whoever looks at it. */
  readonly note: (tx: SchoolTx, captureId: string, words: string) => Promise<void>;
  /** The watermarked screenshot of a capture; null while there is none, and always of a sealed one. */
  readonly screenshotOf: (
    tx: SchoolTx,
    captureId: string,
  ) => Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>;
  /** Writes into the audit what left with a mail. */
  readonly audit: (tx: SchoolTx, captureId: string, summary: string) => Promise<void>;
}
