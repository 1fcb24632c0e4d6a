import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { Live } from '../../permissions/live.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Fonts } from '../../platform/pdf/fonts.ts';
import type { AnnounceConcern } from './announce.ts';
import type { Day } from './store.ts';
import type { By } from './store-changes.ts';

/** What the policies say of themselves. */
export interface PolicyWords {
  policyTitle(policy: PolicyKey): string;
  titleOf(term: string, risk: PolicyKey): string;
}

export interface ConcernsDeps {
  readonly routes: Routes;
  readonly clock: Clock;
  /** By which a day begins and an action is overdue. */
  readonly timeZone: string;
  readonly wordsOf: (tx: SchoolTx) => Promise<PolicyWords>;
  /** Writes into the history of a capture that it became part of the concern, and tells the consoles. */
  readonly noteOnCapture: (tx: SchoolTx, captureId: string, by: By, concernId: string) => Promise<void>;
  readonly papers: ConcernPapers;
  readonly live: Pick<Live, 'publish'>;
}

/** What documents are made of. */
export interface ConcernPapers {
  readonly fonts: Fonts;
  /** The newest entry of the school's audit, by which a document can be held against it later. */
  readonly auditHead: (tx: SchoolTx) => Promise<{ readonly seq: number; readonly hash: string } | null>;
}

/** What every route of the concerns works with. */
export interface ConcernParts extends ConcernsDeps {
  today(): Day;
  readonly announce: AnnounceConcern;
}
